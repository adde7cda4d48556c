//! What an API description says, whatever its version: operations with effective parameters, bodies, responses, security.

use super::{At, Files};

/// Version of the description's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0.x.
    V30,
    /// OpenAPI 3.1.x.
    V31,
    /// OpenAPI 3.2.x, and what follows it.
    V32,
}

impl Version {
    /// Whether schemas are JSON Schema 2020-12.
    pub fn is_modern(self) -> bool {
        self >= Version::V31
    }
}

/// One API description.
#[derive(Debug, Clone)]
pub struct Api<'d> {
    /// Its files.
    pub files: &'d Files<'d>,
    /// Version of its language.
    pub version: Version,
    /// `info.version`.
    pub release: Option<Text>,
    /// Operations by path.
    pub paths: Vec<PathItem>,
    /// Operations that the provider calls.
    pub webhooks: Vec<PathItem>,
    /// Security that holds where an operation says nothing.
    pub security: Option<Security>,
    /// Servers that hold where nothing narrower says so.
    pub servers: Vec<Server>,
    /// Declared security schemes, by name.
    pub schemes: Vec<Scheme>,
    /// Names of the shared schemas.
    pub schemas: Vec<Text>,
    /// References outside schemas that lead nowhere.
    pub broken: Vec<Broken>,
}

/// A text and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// Where.
    pub at: At,
}

/// A reference that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The node that refers.
    pub at: At,
    /// Why it leads nowhere.
    pub why: super::RefError,
    /// What is missing because of it, from the outside in: `paths`, the path, the method, `responses`, the status … Empty inside schemas.
    pub trail: Vec<String>,
}

/// Operations of one path, webhook or callback expression.
#[derive(Debug, Clone)]
pub struct PathItem {
    /// Path template, webhook name or expression.
    pub name: String,
    /// The path item, behind its `$ref`.
    pub at: At,
    /// Its operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Method in capitals.
    pub method: String,
    /// The operation.
    pub at: At,
    /// `operationId`.
    pub id: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// Parameters of the path item and of the operation; the operation's win.
    pub parameters: Vec<Parameter>,
    /// Request body.
    pub body: Option<Body>,
    /// Responses, by status.
    pub responses: Vec<Response>,
    /// Its own security; `None` where the document's holds.
    pub security: Option<Security>,
    /// Its own servers or those of the path item; empty where the document's hold.
    pub servers: Vec<Server>,
    /// Callbacks: name, and expression as the item's name.
    pub callbacks: Vec<(String, PathItem)>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Name.
    pub name: String,
    /// `path`, `query`, `header`, `cookie` or `querystring`.
    pub place: String,
    /// Where it is declared.
    pub at: At,
    /// Whether it stands at the path item.
    pub shared: bool,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// Effective `style`.
    pub style: String,
    /// Effective `explode`.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `allowEmptyValue`.
    pub allow_empty: bool,
    /// Its schema.
    pub schema: Option<At>,
    /// Its media types, instead of a schema.
    pub content: Vec<MediaType>,
}

/// A request body.
#[derive(Debug, Clone)]
pub struct Body {
    /// Where.
    pub at: At,
    /// `required`.
    pub required: bool,
    /// Media types.
    pub content: Vec<MediaType>,
}

/// A media type and what it carries.
#[derive(Debug, Clone)]
pub struct MediaType {
    /// Name as written.
    pub name: String,
    /// Where.
    pub at: At,
    /// Its schema.
    pub schema: Option<SchemaPlace>,
    /// Schema of each item of a stream (3.2).
    pub item_schema: Option<At>,
    /// Encodings of the parts of a form, by property.
    pub encodings: Vec<(String, At)>,
}

/// A schema, or what stands for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchemaPlace {
    /// A node.
    Node(At),
    /// The form fields of Swagger 2.0.
    Form(Vec<Field>),
}

/// A form field of Swagger 2.0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Whether it must be sent.
    pub required: bool,
    /// The parameter, which holds the keywords of its schema.
    pub at: At,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Response {
    /// Status as written: `200`, `2XX`, `default`.
    pub status: String,
    /// Where.
    pub at: At,
    /// Headers.
    pub headers: Vec<Header>,
    /// Media types.
    pub content: Vec<MediaType>,
    /// Links, by name.
    pub links: Vec<(String, At)>,
}

/// A response header.
#[derive(Debug, Clone)]
pub struct Header {
    /// Name as written.
    pub name: String,
    /// Where.
    pub at: At,
    /// Whether every response has it.
    pub required: bool,
    /// Its schema.
    pub schema: Option<At>,
    /// Its media types, instead of a schema.
    pub content: Vec<MediaType>,
}

/// Alternatives of which one must be satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Security {
    /// Where.
    pub at: At,
    /// The alternatives: scheme and scopes, all of which are needed.
    pub alternatives: Vec<Vec<(String, Vec<String>)>>,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Where.
    pub at: At,
    /// URL template.
    pub url: String,
    /// Variables: name, allowed values, default.
    pub variables: Vec<(String, Vec<String>, String)>,
}

/// A security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Name under which requirements refer to it.
    pub name: String,
    /// Where.
    pub at: At,
    /// `apiKey`, `http`, `oauth2`, `openIdConnect`, `mutualTLS`.
    pub kind: String,
    /// Of an API key: header, query or cookie name.
    pub key_name: String,
    /// Of an API key: `header`, `query`, `cookie`.
    pub key_place: String,
    /// Of `http`: the scheme, in lower case.
    pub http_scheme: String,
    /// Discovery URL of `openIdConnect`.
    pub discovery: String,
    /// OAuth flows.
    pub flows: Vec<Flow>,
}

/// An OAuth flow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    /// `implicit`, `password`, `clientCredentials`, `authorizationCode`, `deviceAuthorization`.
    pub name: String,
    /// `authorizationUrl`.
    pub authorization: String,
    /// `tokenUrl`.
    pub token: String,
    /// `refreshUrl`.
    pub refresh: String,
    /// Scopes and their descriptions.
    pub scopes: Vec<(String, String)>,
}

impl Api<'_> {
    /// The security that an operation asks for.
    pub fn security_of<'a>(&'a self, operation: &'a Operation) -> &'a [Vec<(String, Vec<String>)>] {
        operation.security.as_ref().or(self.security.as_ref()).map_or(&[], |security| &security.alternatives)
    }

    /// The servers an operation is reached at.
    pub fn servers_of<'a>(&'a self, operation: &'a Operation) -> &'a [Server] {
        if operation.servers.is_empty() { &self.servers } else { &operation.servers }
    }

    /// How many operations it has, webhooks and callbacks aside.
    pub fn operation_count(&self) -> usize {
        self.paths.iter().map(|path| path.operations.len()).sum()
    }
}
