//! Reads Swagger 2.0 as if it had been written in OpenAPI 3.

use document::Node;

use super::api::{
    Api, Body, Field, Flow, Header, MediaType, Operation, Parameter, PathItem, Response, SchemaPlace, Scheme, Server, Version,
};
use super::read::{Here, METHODS, Reader, effective, flow, is_extension, names, release, security};

/// Reads the entry document.
pub(super) fn read<'d>(reader: &mut Reader<'d>) -> Api<'d> {
    let root = reader.root();
    let mut paths = Vec::new();
    for (name, item) in root.entries("paths").into_iter().filter(|(name, _)| !is_extension(name)) {
        paths.extend(reader.inside(&["paths", &name.clone()], |reader| path_item(reader, root, name, item)));
    }
    let mut schemes = Vec::new();
    for (name, node) in root.entries("securityDefinitions") {
        let node = reader.inside(&["schemes", &name], |reader| reader.follow(node));
        schemes.extend(node.map(|node| scheme(name, node)));
    }
    Api {
        files: reader.files,
        version: Version::Swagger2,
        release: release(root),
        paths,
        webhooks: Vec::new(),
        security: security(root),
        servers: servers(root),
        schemes,
        schemas: names(root, "definitions"),
        broken: Vec::new(),
    }
}

fn path_item<'d>(reader: &mut Reader<'d>, root: Here<'d>, name: String, item: Here<'d>) -> Option<PathItem> {
    let layers = reader.layers(item)?;
    let shared: Vec<Here<'d>> = layers.iter().rev().flat_map(|layer| layer.items("parameters")).collect();
    let mut operations = Vec::new();
    for method in METHODS {
        let node = layers.iter().find_map(|layer| layer.get(method)).filter(|node| node.node.is_mapping());
        if let Some(node) = node {
            let method = method.to_ascii_uppercase();
            operations.push(reader.inside(&[&method], |reader| operation(reader, root, &shared, &method, node)));
        }
    }
    Some(PathItem { name, at: layers.last()?.at(), operations })
}

fn operation<'d>(reader: &mut Reader<'d>, root: Here<'d>, shared: &[Here<'d>], method: &str, here: Here<'d>) -> Operation {
    let mut declared = Declared::default();
    for (list, shared) in [(shared, true), (&here.items("parameters"), false)] {
        for node in list {
            if let Some(node) = reader.inside(&["parameters"], |reader| reader.follow(*node)) {
                declared.add(node, shared);
            }
        }
    }
    let consumes = media_types(here, root, "consumes");
    let produces = media_types(here, root, "produces");
    let mut responses = Vec::new();
    for (status, node) in here.entries("responses").into_iter().filter(|(status, _)| !is_extension(status)) {
        let node = reader.inside(&["responses", &status], |reader| reader.follow(node));
        responses.extend(node.map(|node| response(status, node, &produces)));
    }
    let schemes = here.texts("schemes");
    Operation {
        method: method.to_string(),
        at: here.at(),
        id: here.node.get("operationId").map(|id| id.text().to_string()),
        deprecated: here.flag("deprecated") == Some(true),
        tags: here.texts("tags"),
        body: declared.body(&consumes),
        parameters: effective(&declared.shared, declared.own),
        responses,
        security: security(here),
        servers: if schemes.is_empty() { Vec::new() } else { servers_with(root, &schemes) },
        callbacks: Vec::new(),
    }
}

/// Parameters of an operation, sorted by what they become.
#[derive(Default)]
struct Declared<'d> {
    shared: Vec<Parameter>,
    own: Vec<Parameter>,
    body: Option<Here<'d>>,
    fields: Vec<Field>,
    has_file: bool,
}

impl<'d> Declared<'d> {
    fn add(&mut self, here: Here<'d>, shared: bool) {
        match here.text("in").as_str() {
            "body" => self.body = Some(here),
            "formData" => {
                self.has_file |= here.text("type") == "file";
                let field = Field { name: here.text("name"), required: here.flag("required") == Some(true), at: here.at() };
                self.fields.retain(|known| known.name != field.name);
                self.fields.push(field);
            }
            _ if shared => self.shared.push(parameter(here, true)),
            _ => self.own.push(parameter(here, false)),
        }
    }

    fn body(&self, consumes: &[String]) -> Option<Body> {
        if let Some(here) = self.body {
            let schema = here.get("schema").map(|schema| SchemaPlace::Node(schema.at()));
            let names = if consumes.is_empty() { vec!["application/json".to_string()] } else { consumes.to_vec() };
            let content = names.into_iter().map(|name| media_type(name, here, schema.clone())).collect();
            return Some(Body { at: here.at(), required: here.flag("required") == Some(true), content });
        }
        let first = self.fields.first()?;
        let forms: Vec<String> = consumes.iter().filter(|name| name.contains("form")).cloned().collect();
        let default = if self.has_file { "multipart/form-data" } else { "application/x-www-form-urlencoded" };
        let names = if forms.is_empty() { vec![default.to_string()] } else { forms };
        let content = names.into_iter().map(|name| MediaType {
            name,
            at: first.at,
            schema: Some(SchemaPlace::Form(self.fields.clone())),
            item_schema: None,
            encodings: Vec::new(),
        });
        Some(Body { at: first.at, required: self.fields.iter().any(|field| field.required), content: content.collect() })
    }
}

fn parameter(here: Here<'_>, shared: bool) -> Parameter {
    let place = here.text("in");
    let (style, explode) = match here.text("collectionFormat").as_str() {
        "ssv" => ("spaceDelimited", false),
        "tsv" => ("tabDelimited", false),
        "pipes" => ("pipeDelimited", false),
        "multi" => ("form", true),
        _ if matches!(place.as_str(), "query" | "cookie") => ("form", false),
        _ => ("simple", false),
    };
    Parameter {
        name: here.text("name"),
        at: here.at(),
        shared,
        required: here.flag("required") == Some(true) || place == "path",
        deprecated: here.flag("x-deprecated") == Some(true),
        style: style.to_string(),
        explode,
        allow_reserved: false,
        allow_empty: here.flag("allowEmptyValue") == Some(true),
        // The parameter itself holds the keywords of its schema; `required` is no list there and is passed over.
        schema: Some(here.at()),
        content: Vec::new(),
        place,
    }
}

fn media_types(here: Here<'_>, root: Here<'_>, key: &str) -> Vec<String> {
    if here.node.get(key).is_some() { here.texts(key) } else { root.texts(key) }
}

fn media_type(name: String, here: Here<'_>, schema: Option<SchemaPlace>) -> MediaType {
    MediaType { name, at: here.at(), schema, item_schema: None, encodings: Vec::new() }
}

fn response(status: String, here: Here<'_>, produces: &[String]) -> Response {
    let schema = here.get("schema").map(|schema| SchemaPlace::Node(schema.at()));
    let names = if produces.is_empty() { vec!["application/json".to_string()] } else { produces.to_vec() };
    let content =
        if schema.is_some() { names.into_iter().map(|name| media_type(name, here, schema.clone())).collect() } else { Vec::new() };
    let header =
        |(name, node): (String, Here<'_>)| Header { name, at: node.at(), required: false, schema: Some(node.at()), content: Vec::new() };
    Response { status, at: here.at(), headers: here.entries("headers").into_iter().map(header).collect(), content, links: Vec::new() }
}

fn servers(root: Here<'_>) -> Vec<Server> {
    servers_with(root, &root.texts("schemes"))
}

fn servers_with(root: Here<'_>, schemes: &[String]) -> Vec<Server> {
    let (host, base) = (root.text("host"), root.text("basePath"));
    if host.is_empty() && base.is_empty() {
        return Vec::new();
    }
    let base = base.trim_end_matches('/');
    let Some(place) = root.get("host").or_else(|| root.get("basePath")) else { return Vec::new() };
    let urls: Vec<String> = match (host.is_empty(), schemes) {
        (true, _) => vec![base.to_string()],
        (false, []) => vec![format!("//{host}{base}")],
        (false, schemes) => schemes.iter().map(|scheme| format!("{scheme}://{host}{base}")).collect(),
    };
    urls.into_iter().map(|url| Server { at: place.at(), url, variables: Vec::new() }).collect()
}

fn scheme(name: String, here: Here<'_>) -> Scheme {
    let kind = here.text("type");
    let basic = kind == "basic";
    let flows: Vec<Flow> = here.node.get("flow").map(Node::text).into_iter().map(|own| flow(flow_name(own).to_string(), here)).collect();
    Scheme {
        name,
        at: here.at(),
        kind: if basic { "http".to_string() } else { kind },
        key_name: here.text("name"),
        key_place: here.text("in"),
        http_scheme: if basic { "basic".to_string() } else { String::new() },
        discovery: String::new(),
        flows,
    }
}

fn flow_name(name: &str) -> &str {
    match name {
        "application" => "clientCredentials",
        "accessCode" => "authorizationCode",
        other => other,
    }
}
