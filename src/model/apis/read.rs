//! Reads OpenAPI 3.x.

use document::Node;

use super::api::{
    Api, Body, Broken, Flow, Header, MediaType, Operation, Parameter, PathItem, Response, SchemaPlace, Scheme, Security, Server, Text,
    Version,
};
use super::{At, Files, swagger};

/// Methods a path item can have.
pub(super) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
/// How deep callbacks may hold operations with callbacks.
const MAX_CALLBACK_DEPTH: usize = 4;

impl<'d> Api<'d> {
    /// The description whose entry is the first of the files; `None` when that is no OpenAPI or Swagger document.
    pub fn read(files: &'d Files<'d>) -> Option<Api<'d>> {
        let version = version(files.node(files.root()))?;
        let mut reader = Reader { files, broken: Vec::new(), depth: 0 };
        let mut api = if version == Version::Swagger2 { swagger::read(&mut reader) } else { reader.api(version) };
        api.broken = reader.broken;
        Some(api)
    }
}

/// Version of a document by its own words.
pub fn version(root: Node<'_>) -> Option<Version> {
    if root.get("swagger").is_some_and(|version| version.text().starts_with('2')) {
        return Some(Version::Swagger2);
    }
    let text = root.get("openapi")?.text();
    Some(match text {
        _ if text.starts_with("3.0") || text == "3" => Version::V30,
        _ if text.starts_with("3.1") => Version::V31,
        _ if text.starts_with('3') => Version::V32,
        _ => return None,
    })
}

/// Walks the description and collects what leads nowhere.
pub(super) struct Reader<'d> {
    pub(super) files: &'d Files<'d>,
    pub(super) broken: Vec<Broken>,
    depth: usize,
}

/// A node and the file it stands in.
#[derive(Clone, Copy)]
pub(super) struct Here<'d> {
    pub(super) node: Node<'d>,
    pub(super) file: u32,
}

impl<'d> Here<'d> {
    pub(super) fn at(self) -> At {
        At { file: self.file, node: self.node.id() }
    }

    pub(super) fn get(self, key: &str) -> Option<Here<'d>> {
        self.node.get(key).map(|node| Here { node, file: self.file })
    }

    pub(super) fn text(self, key: &str) -> String {
        self.node.get(key).map_or_else(String::new, |node| node.text().to_string())
    }

    pub(super) fn flag(self, key: &str) -> Option<bool> {
        self.node.get(key)?.as_bool()
    }

    pub(super) fn entries(self, key: &str) -> Vec<(String, Here<'d>)> {
        let entries = self.node.get(key).map_or_else(Vec::new, Node::entries);
        entries.into_iter().map(|entry| (entry.name().to_string(), Here { node: entry.value, file: self.file })).collect()
    }

    pub(super) fn items(self, key: &str) -> Vec<Here<'d>> {
        self.node.get(key).map_or_else(Vec::new, |list| list.items().map(|node| Here { node, file: self.file }).collect())
    }

    pub(super) fn texts(self, key: &str) -> Vec<String> {
        self.node.get(key).map_or_else(Vec::new, |list| list.items().map(|item| item.text().to_string()).collect())
    }
}

/// Whether a key of a map of operations, responses or callbacks is an extension.
pub(super) fn is_extension(name: &str) -> bool {
    name.starts_with("x-")
}

impl<'d> Reader<'d> {
    pub(super) fn root(&self) -> Here<'d> {
        let at = self.files.root();
        Here { node: self.files.node(at), file: at.file }
    }

    /// Follows `$ref`; what leads nowhere is noted and left out.
    pub(super) fn follow(&mut self, here: Here<'d>) -> Option<Here<'d>> {
        match self.files.follow(here.at()) {
            Ok(at) => Some(Here { node: self.files.node(at), file: at.file }),
            Err(why) => {
                self.broken.push(Broken { at: here.at(), why });
                None
            }
        }
    }

    fn api(&mut self, version: Version) -> Api<'d> {
        let root = self.root();
        let paths = root.entries("paths").into_iter().filter(|(name, _)| !is_extension(name));
        let webhooks = [root.entries("webhooks"), root.entries("x-webhooks")].concat();
        Api {
            files: self.files,
            version,
            release: release(root),
            paths: paths.filter_map(|(name, item)| self.path_item(name, item)).collect(),
            webhooks: webhooks.into_iter().filter_map(|(name, item)| self.path_item(name, item)).collect(),
            security: security(root),
            servers: servers(root),
            schemes: self.schemes(root),
            schemas: root.get("components").map_or_else(Vec::new, |components| names(components, "schemas")),
            broken: Vec::new(),
        }
    }

    fn path_item(&mut self, name: String, item: Here<'d>) -> Option<PathItem> {
        let item = self.follow(item)?;
        let shared: Vec<Parameter> = item.items("parameters").into_iter().filter_map(|node| self.parameter(node, true)).collect();
        let mut operations = Vec::new();
        let mut methods: Vec<(String, Here<'d>)> = METHODS.iter().filter_map(|name| Some(((*name).to_string(), item.get(name)?))).collect();
        methods.extend(item.entries("additionalOperations"));
        for (method, node) in methods {
            if node.node.is_mapping() {
                operations.push(self.operation(&method, node, item, &shared));
            }
        }
        Some(PathItem { name, at: item.at(), operations })
    }

    fn operation(&mut self, method: &str, here: Here<'d>, item: Here<'d>, shared: &[Parameter]) -> Operation {
        let own = here.items("parameters").into_iter().filter_map(|node| self.parameter(node, false)).collect();
        let own_servers = servers(here);
        Operation {
            method: method.to_ascii_uppercase(),
            at: here.at(),
            id: here.node.get("operationId").map(|id| id.text().to_string()),
            deprecated: here.flag("deprecated") == Some(true),
            tags: here.texts("tags"),
            parameters: effective(shared, own),
            body: here.get("requestBody").and_then(|body| self.body(body)),
            responses: self.responses(here),
            security: security(here),
            servers: if own_servers.is_empty() { servers(item) } else { own_servers },
            callbacks: self.callbacks(here),
        }
    }

    fn callbacks(&mut self, here: Here<'d>) -> Vec<(String, PathItem)> {
        if self.depth >= MAX_CALLBACK_DEPTH {
            return Vec::new();
        }
        self.depth += 1;
        let mut found = Vec::new();
        for (name, callback) in here.entries("callbacks") {
            let Some(callback) = self.follow(callback).filter(|_| !is_extension(&name)) else { continue };
            for entry in callback.node.entries() {
                let item = Here { node: entry.value, file: callback.file };
                let item = (!is_extension(entry.name())).then(|| self.path_item(entry.name().to_string(), item)).flatten();
                found.extend(item.map(|item| (name.clone(), item)));
            }
        }
        self.depth -= 1;
        found
    }

    fn parameter(&mut self, here: Here<'d>, shared: bool) -> Option<Parameter> {
        let here = self.follow(here)?;
        let place = here.text("in");
        let default_style = if matches!(place.as_str(), "query" | "cookie") { "form" } else { "simple" };
        let style = here.node.get("style").map_or(default_style, Node::text).to_string();
        Some(Parameter {
            name: here.text("name"),
            at: here.at(),
            shared,
            required: here.flag("required") == Some(true) || place == "path",
            deprecated: here.flag("deprecated") == Some(true),
            explode: here.flag("explode").unwrap_or(style == "form"),
            style,
            allow_reserved: here.flag("allowReserved") == Some(true),
            allow_empty: here.flag("allowEmptyValue") == Some(true),
            schema: here.get("schema").map(Here::at),
            content: self.content(here),
            place,
        })
    }

    fn body(&mut self, here: Here<'d>) -> Option<Body> {
        let here = self.follow(here)?;
        Some(Body { at: here.at(), required: here.flag("required") == Some(true), content: self.content(here) })
    }

    fn content(&mut self, here: Here<'d>) -> Vec<MediaType> {
        let mut found = Vec::new();
        for (name, media) in here.entries("content") {
            // 3.2 lets a media type be a reference; a schema's `$ref` is deeper down.
            let Some(media) = self.follow(media) else { continue };
            found.push(MediaType {
                name,
                at: media.at(),
                schema: media.get("schema").map(|schema| SchemaPlace::Node(schema.at())),
                item_schema: media.get("itemSchema").map(Here::at),
                encodings: media.entries("encoding").into_iter().map(|(name, node)| (name, node.at())).collect(),
            });
        }
        found
    }

    fn responses(&mut self, here: Here<'d>) -> Vec<Response> {
        let mut found = Vec::new();
        for (status, response) in here.entries("responses").into_iter().filter(|(status, _)| !is_extension(status)) {
            let Some(response) = self.follow(response) else { continue };
            found.push(Response {
                status: if status.len() == 3 { status.to_ascii_uppercase() } else { status },
                at: response.at(),
                headers: self.headers(response),
                content: self.content(response),
                links: response.entries("links").into_iter().map(|(name, node)| (name, node.at())).collect(),
            });
        }
        found
    }

    fn headers(&mut self, here: Here<'d>) -> Vec<Header> {
        let mut found = Vec::new();
        for (name, header) in here.entries("headers") {
            let Some(header) = self.follow(header) else { continue };
            found.push(Header {
                name,
                at: header.at(),
                required: header.flag("required") == Some(true),
                schema: header.get("schema").map(Here::at),
                content: self.content(header),
            });
        }
        found
    }

    fn schemes(&mut self, root: Here<'d>) -> Vec<Scheme> {
        let Some(components) = root.get("components") else { return Vec::new() };
        let entries = components.entries("securitySchemes");
        entries.into_iter().filter_map(|(name, node)| Some(scheme(name, self.follow(node)?))).collect()
    }
}

fn scheme(name: String, here: Here<'_>) -> Scheme {
    let flows = here.entries("flows").into_iter().filter(|(name, _)| !is_extension(name));
    Scheme {
        name,
        at: here.at(),
        kind: here.text("type"),
        key_name: here.text("name"),
        key_place: here.text("in"),
        http_scheme: here.text("scheme").to_ascii_lowercase(),
        discovery: here.text("openIdConnectUrl"),
        flows: flows.map(|(name, node)| flow(name, node)).collect(),
    }
}

pub(super) fn flow(name: String, here: Here<'_>) -> Flow {
    let scopes = here.entries("scopes").into_iter().map(|(name, node)| (name, node.node.text().to_string()));
    Flow {
        name,
        authorization: here.text("authorizationUrl"),
        token: here.text("tokenUrl"),
        refresh: here.text("refreshUrl"),
        scopes: scopes.collect(),
    }
}

/// Parameters of the path item that the operation does not declare anew, and its own.
pub(super) fn effective(shared: &[Parameter], own: Vec<Parameter>) -> Vec<Parameter> {
    let same = |a: &Parameter, b: &Parameter| {
        a.place == b.place && if a.place == "header" { a.name.eq_ignore_ascii_case(&b.name) } else { a.name == b.name }
    };
    let mut all: Vec<Parameter> = shared.iter().filter(|shared| !own.iter().any(|own| same(shared, own))).cloned().collect();
    all.extend(own);
    all
}

pub(super) fn release(root: Here<'_>) -> Option<Text> {
    let version = root.get("info")?.get("version")?;
    Some(Text { text: version.node.text().to_string(), at: version.at() })
}

pub(super) fn security(here: Here<'_>) -> Option<Security> {
    let list = here.get("security").filter(|list| list.node.is_sequence())?;
    let alternatives = list.node.items().map(|item| {
        let schemes = item.entries().into_iter();
        schemes.map(|entry| (entry.name().to_string(), entry.value.items().map(|scope| scope.text().to_string()).collect())).collect()
    });
    Some(Security { at: list.at(), alternatives: alternatives.collect() })
}

pub(super) fn names(here: Here<'_>, key: &str) -> Vec<Text> {
    here.entries(key).into_iter().map(|(text, node)| Text { text, at: node.at() }).collect()
}

fn servers(here: Here<'_>) -> Vec<Server> {
    let server = |node: Here<'_>| Server {
        at: node.at(),
        url: node.text("url"),
        variables: node
            .entries("variables")
            .into_iter()
            .map(|(name, variable)| (name, variable.texts("enum"), variable.text("default")))
            .collect(),
    };
    here.items("servers").into_iter().map(server).collect()
}
