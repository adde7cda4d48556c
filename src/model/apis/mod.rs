//! API descriptions: OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0, from one file or many, without rules.

mod api;
mod files;
mod read;
mod reference;
mod swagger;

pub use api::{
    Api, Body, Broken, Field, Flow, Header, MediaType, Operation, Parameter, PathItem, Response, SchemaPlace, Scheme, Security, Server,
    Text, Version,
};
pub use files::{Alone, At, Files, Opener};
pub use read::version;
pub use reference::RefError;
