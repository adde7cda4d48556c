//! API descriptions: OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0, from one file or many, without rules.

mod api;
mod aside;
mod file;
mod files;
mod read;
mod reference;
mod side;
mod swagger;
#[cfg(test)]
mod testing;
#[cfg(test)]
#[allow(clippy::print_stdout, reason = "a test says what it skips")]
mod tests;

pub use api::{
    Api, Body, Broken, Field, Flow, Header, MediaType, Operation, Parameter, PathItem, Response, SchemaPlace, Scheme, Security, Server,
    Text, Version,
};
pub use files::{Alone, At, Files, Opener};
pub use read::version;
pub use reference::{RefError, is_web};
pub use side::{Named, Side, defects};
