//! Reads OpenAPI 3.x.

use document::Node;

use super::api::{
    Api, Body, Broken, Flow, Header, MediaType, Operation, Parameter, PathItem, Response, SchemaPlace, Scheme, Security, Server, Text,
    Version,
};
use super::{At, Files, RefError, swagger};

/// Methods a path item can have.
pub(super) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];
/// How deep callbacks may hold operations with callbacks.
const MAX_CALLBACK_DEPTH: usize = 4;
/// How many path items, operations, parameters, bodies, responses and headers are read, those behind references once per use.
const MAX_PARTS: usize = 2_000_000;

impl<'d> Api<'d> {
    /// The description whose entry is the first of the files; `None` when that is no OpenAPI or Swagger document.
    /// Where it says more than can be read, [`Api::cut_off`] says so.
    pub fn read(files: &'d Files<'d>) -> Option<Api<'d>> {
        Api::read_within(files, MAX_PARTS)
    }

    pub(super) fn read_within(files: &'d Files<'d>, parts: usize) -> Option<Api<'d>> {
        let version = version(files.node(files.root()))?;
        let mut reader = Reader { files, broken: Vec::new(), trail: Vec::new(), callbacks: Vec::new(), parts };
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
    let is = |minor: &str| text.strip_prefix(minor).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    Some(match text {
        _ if is("3.0") || text == "3" => Version::V30,
        _ if is("3.1") => Version::V31,
        _ if text.starts_with("3.") => Version::V32,
        _ => return None,
    })
}

/// Walks the description and collects what leads nowhere.
pub(super) struct Reader<'d> {
    pub(super) files: &'d Files<'d>,
    broken: Vec<Broken>,
    /// Where the reader is, for [`Broken::trail`].
    trail: Vec<String>,
    /// The callbacks it is in.
    callbacks: Vec<At>,
    /// How much may still be read.
    parts: usize,
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
        self.get(key).map_or_else(Vec::new, Here::own_entries)
    }

    /// Keys and values; of a key that stands twice the last one counts, as everywhere.
    pub(super) fn own_entries(self) -> Vec<(String, Here<'d>)> {
        let mut entries = self.node.entries();
        if !self.node.document().duplicates().is_empty() {
            let mut last: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
            for (number, entry) in entries.iter().enumerate() {
                last.insert(entry.name(), number);
            }
            let mut number = 0;
            entries.retain(|entry| {
                number += 1;
                last.get(entry.name()) == Some(&(number - 1))
            });
        }
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

    /// Does something one or more steps further in.
    pub(super) fn inside<T>(&mut self, steps: &[&str], read: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.trail.len();
        self.trail.extend(steps.iter().map(|step| (*step).to_string()));
        let done = read(self);
        self.trail.truncate(depth);
        done
    }

    /// Follows `$ref`; what leads nowhere is noted and left out.
    pub(super) fn follow(&mut self, here: Here<'d>) -> Option<Here<'d>> {
        if self.parts == 0 {
            return None;
        }
        self.parts -= 1;
        if self.parts == 0 {
            return self.lost(here, RefError::TooMany("2 million parts, those behind references counted once per use"));
        }
        match self.files.follow(here.at()) {
            Ok(at) => Some(Here { node: self.files.node(at), file: at.file }),
            Err(why) => self.lost(here, why),
        }
    }

    fn lost<T>(&mut self, here: Here<'d>, why: RefError) -> Option<T> {
        self.broken.push(Broken { at: here.at(), why, trail: self.trail.clone() });
        None
    }

    /// A path item and those its `$ref` leads to, the one written here first: fields beside `$ref` win over what is referred to.
    pub(super) fn layers(&mut self, here: Here<'d>) -> Option<Vec<Here<'d>>> {
        let mut layers = vec![here];
        let end = self.follow(here)?;
        let mut at = here.at();
        while let Some(text) = self.files.node(at).get("$ref").and_then(Node::as_str) {
            at = self.files.target(at, text).ok()?;
            layers.push(Here { node: self.files.node(at), file: at.file });
        }
        debug_assert_eq!(layers.last().map(|layer| layer.at()), Some(end.at()));
        Some(layers)
    }

    fn api(&mut self, version: Version) -> Api<'d> {
        let root = self.root();
        let webhooks = [root.entries("webhooks"), root.entries("x-webhooks")].concat();
        Api {
            files: self.files,
            version,
            release: release(root),
            paths: self.path_items("paths", root.entries("paths")),
            webhooks: self.path_items("webhooks", webhooks),
            security: security(root),
            servers: servers(root),
            schemes: self.schemes(root),
            schemas: root.get("components").map_or_else(Vec::new, |components| names(components, "schemas")),
            broken: Vec::new(),
        }
    }

    fn path_items(&mut self, step: &str, items: Vec<(String, Here<'d>)>) -> Vec<PathItem> {
        let items = items.into_iter().filter(|(name, _)| !is_extension(name));
        items.filter_map(|(name, item)| self.inside(&[step, &name.clone()], |reader| reader.path_item(name, item))).collect()
    }

    fn path_item(&mut self, name: String, item: Here<'d>) -> Option<PathItem> {
        let layers = self.layers(item)?;
        let mut shared: Vec<Parameter> = Vec::new();
        for layer in layers.iter().rev() {
            let own = self.parameters(*layer, true);
            shared = effective(&shared, own);
        }
        let servers = layers.iter().map(|layer| servers(*layer)).find(|servers| !servers.is_empty()).unwrap_or_default();
        let find = |name: &&str| Some((name.to_ascii_uppercase(), layers.iter().find_map(|layer| layer.get(name))?));
        let mut methods: Vec<(String, Here<'d>)> = METHODS.iter().filter_map(find).collect();
        for more in layers.iter().flat_map(|layer| layer.entries("additionalOperations")) {
            if !methods.iter().any(|(name, _)| *name == more.0) {
                methods.push(more);
            }
        }
        let mut operations = Vec::new();
        for (method, node) in methods {
            if node.node.is_mapping() {
                operations.push(self.inside(&[&method], |reader| reader.operation(&method, node, &servers, &shared)));
            }
        }
        Some(PathItem { name, at: layers.last()?.at(), operations })
    }

    fn parameters(&mut self, here: Here<'d>, shared: bool) -> Vec<Parameter> {
        let list = here.items("parameters");
        self.inside(&["parameters"], |reader| list.into_iter().filter_map(|node| reader.parameter(node, shared)).collect())
    }

    fn operation(&mut self, method: &str, here: Here<'d>, shared_servers: &[Server], shared: &[Parameter]) -> Operation {
        let own = self.parameters(here, false);
        let own_servers = servers(here);
        Operation {
            method: method.to_string(),
            at: here.at(),
            id: here.node.get("operationId").map(|id| id.text().to_string()),
            deprecated: here.flag("deprecated") == Some(true),
            tags: here.texts("tags"),
            parameters: effective(shared, own),
            body: here.get("requestBody").and_then(|body| self.inside(&["body"], |reader| reader.body(body))),
            responses: self.responses(here),
            security: security(here),
            servers: if own_servers.is_empty() { shared_servers.to_vec() } else { own_servers },
            callbacks: self.callbacks(here),
        }
    }

    fn callbacks(&mut self, here: Here<'d>) -> Vec<(String, PathItem)> {
        let mut found = Vec::new();
        for (name, callback) in here.entries("callbacks").into_iter().filter(|(name, _)| !is_extension(name)) {
            self.inside(&["callbacks", &name.clone()], |reader| reader.callback(&name, callback, &mut found));
        }
        found
    }

    fn callback(&mut self, name: &str, callback: Here<'d>, found: &mut Vec<(String, PathItem)>) {
        let Some(callback) = self.follow(callback) else { return };
        // A callback that comes back to itself says nothing new the second time.
        if self.callbacks.contains(&callback.at()) || self.callbacks.len() >= MAX_CALLBACK_DEPTH {
            return;
        }
        self.callbacks.push(callback.at());
        for (expression, item) in callback.own_entries().into_iter().filter(|(expression, _)| !is_extension(expression)) {
            let item = self.inside(&[&expression.clone()], |reader| reader.path_item(expression, item));
            found.extend(item.map(|item| (name.to_string(), item)));
        }
        self.callbacks.pop();
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
            let Some(media) = self.inside(&["content", &name], |reader| reader.follow(media)) else { continue };
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
            let status = if status.len() == 3 { status.to_ascii_uppercase() } else { status };
            found.extend(self.inside(&["responses", &status.clone()], |reader| reader.response(status, response)));
        }
        found
    }

    fn response(&mut self, status: String, here: Here<'d>) -> Option<Response> {
        let here = self.follow(here)?;
        let mut links = Vec::new();
        for (name, link) in here.entries("links") {
            links.extend(self.inside(&["links", &name], |reader| reader.follow(link)).map(|link| (name, link.at())));
        }
        Some(Response { status, at: here.at(), headers: self.headers(here), content: self.content(here), links })
    }

    fn headers(&mut self, here: Here<'d>) -> Vec<Header> {
        let mut found = Vec::new();
        for (name, header) in here.entries("headers") {
            found.extend(self.inside(&["headers", &name.clone()], |reader| reader.header(name, header)));
        }
        found
    }

    fn header(&mut self, name: String, here: Here<'d>) -> Option<Header> {
        let here = self.follow(here)?;
        Some(Header {
            name,
            at: here.at(),
            required: here.flag("required") == Some(true),
            schema: here.get("schema").map(Here::at),
            content: self.content(here),
        })
    }

    fn schemes(&mut self, root: Here<'d>) -> Vec<Scheme> {
        let Some(components) = root.get("components") else { return Vec::new() };
        let entries = components.entries("securitySchemes");
        let mut found = Vec::new();
        for (name, node) in entries {
            found.extend(self.inside(&["schemes", &name], |reader| reader.follow(node)).map(|node| scheme(name, node)));
        }
        found
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
