//! Whole descriptions: every version, several files, cycles, hostile references.

use std::path::{Path, PathBuf};

use super::testing::{Shelf, parse};
use super::{Alone, Api, At, Files, Operation, RefError, SchemaPlace, Version};

/// The project's shared data, where it lies beside the project.
fn shared() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let named = std::env::var_os("ENT_SHARED").map(PathBuf::from);
    let found = named.into_iter().chain([root.join("../shared"), root.join("../../shared")]).find(|path| path.join("data").is_dir());
    if found.is_none() {
        println!("skipped: no shared data beside the project");
    }
    found
}

fn with_api<T>(text: &str, look: impl FnOnce(&Api<'_>) -> T) -> T {
    let document = parse(text);
    let files = Files::load("openapi.yaml", &document, &mut Alone);
    look(&Api::read(&files).expect("a description"))
}

fn operation<'a>(api: &'a Api<'_>, name: &str) -> &'a Operation {
    let (method, path) = name.split_once(' ').unwrap();
    let item = api.paths.iter().find(|item| item.name == path).unwrap();
    item.operations.iter().find(|operation| operation.method == method).unwrap()
}

fn pointer(api: &Api<'_>, at: At) -> String {
    api.files.node(at).pointer()
}

fn broken(api: &Api<'_>) -> Vec<String> {
    api.broken.iter().map(|broken| format!("{}: {}", broken.trail.join(" "), broken.why)).collect()
}

#[test]
fn versions_by_their_own_words() {
    for (text, version) in [
        ("swagger: '2.0'\n", Some(Version::Swagger2)),
        ("swagger: 2.0\n", Some(Version::Swagger2)),
        ("openapi: 3.0.3\n", Some(Version::V30)),
        ("openapi: 3.0\n", Some(Version::V30)),
        ("openapi: 3.1.1\n", Some(Version::V31)),
        ("openapi: 3.2.0\n", Some(Version::V32)),
        ("openapi: 3.10.0\n", Some(Version::V32)),
        ("openapi: 2.0\n", None),
        ("asyncapi: 3.0.0\n", None),
        ("- openapi: 3.0.0\n", None),
        ("", None),
    ] {
        let document = parse(text);
        assert_eq!(super::version(document.root()), version, "{text:?}");
    }
}

const THREE: &str = r##"
openapi: 3.0.3
info: {title: Shop, version: 1.4.0}
servers: [{url: 'https://{region}.example.org/v1', variables: {region: {enum: [eu, us], default: eu}}}]
security: [{key: []}]
paths:
  x-note: {get: {}}
  /orders/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: X-Trace, in: header, schema: {type: string}}
    servers: [{url: /items}]
    get:
      operationId: getOrder
      deprecated: true
      tags: [orders]
      security: []
      parameters:
        - $ref: '#/components/parameters/Fields'
        - {name: x-trace, in: header, required: true, schema: {type: integer}}
      responses:
        '200': {$ref: '#/components/responses/Order'}
        4xx: {description: wrong, headers: {Retry-After: {$ref: '#/components/headers/Retry'}}}
        x-note: {description: no response}
    post:
      servers: [{url: /own}]
      requestBody: {$ref: '#/components/requestBodies/Order'}
      responses: {default: {description: done}}
      callbacks:
        paid: {$ref: '#/components/callbacks/Paid'}
components:
  parameters: {Fields: {name: fields, in: query, explode: false, schema: {type: array, items: {type: string}}}}
  headers: {Retry: {required: true, schema: {type: integer}}}
  requestBodies:
    Order: {required: true, content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Order'}, encoding: {photo: {contentType: image/png}}}}}
  responses:
    Order: {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}, links: {again: {$ref: '#/components/links/Again'}}}
  links: {Again: {operationId: getOrder}}
  callbacks:
    Paid: {'{$request.body#/url}': {post: {responses: {'204': {description: ok}}, callbacks: {again: {$ref: '#/components/callbacks/Paid'}}}}}
  schemas: {Order: {type: object}}
  securitySchemes:
    key: {type: apiKey, name: X-Key, in: header}
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: /token, scopes: {read: to read}}, x-a: {}}}
    bearer: {type: http, scheme: Bearer}
"##;

#[test]
fn openapi_3_is_read_with_its_references() {
    with_api(THREE, |api| {
        assert_eq!((api.version, api.operation_count(), broken(api)), (Version::V30, 2, Vec::new()));
        let get = operation(api, "GET /orders/{id}");
        let parameters: Vec<_> =
            get.parameters.iter().map(|one| (one.name.as_str(), one.shared, one.required, one.style.as_str(), one.explode)).collect();
        assert_eq!(
            parameters,
            [("id", true, true, "simple", false), ("fields", false, false, "form", false), ("x-trace", false, true, "simple", false)]
        );
        assert_eq!((get.id.as_deref(), get.deprecated, get.tags.as_slice()), (Some("getOrder"), true, &["orders".to_string()][..]));
        assert!(api.security_of(get).is_empty());
        assert_eq!(api.servers_of(get)[0].url, "/items");
        let statuses: Vec<_> = get.responses.iter().map(|response| response.status.as_str()).collect();
        assert_eq!(statuses, ["200", "4XX"]);
        assert_eq!(pointer(api, get.responses[0].at), "/components/responses/Order");
        assert_eq!(pointer(api, get.responses[0].links[0].1), "/components/links/Again");
        assert!(get.responses[1].headers[0].required);

        let post = operation(api, "POST /orders/{id}");
        assert_eq!(api.servers_of(post)[0].url, "/own");
        assert_eq!(api.security_of(post), [vec![("key".to_string(), Vec::new())]]);
        let body = post.body.as_ref().unwrap();
        assert!(body.required);
        assert_eq!(body.content[0].encodings[0].0, "photo");
        let Some(SchemaPlace::Node(schema)) = body.content[0].schema else { panic!("no schema") };
        assert_eq!(pointer(api, api.files.follow(schema).unwrap()), "/components/schemas/Order");
        // The callback that comes back to itself is read once.
        assert_eq!(post.callbacks.len(), 1);
        assert!(post.callbacks[0].1.operations[0].callbacks.is_empty());

        assert_eq!(api.servers[0].variables, [("region".to_string(), vec!["eu".to_string(), "us".to_string()], "eu".to_string())]);
        let schemes: Vec<_> =
            api.schemes.iter().map(|scheme| (scheme.name.as_str(), scheme.kind.as_str(), scheme.http_scheme.as_str())).collect();
        assert_eq!(schemes, [("key", "apiKey", ""), ("login", "oauth2", ""), ("bearer", "http", "bearer")]);
        assert_eq!(api.schemes[1].flows.len(), 1);
        assert_eq!(api.release.as_ref().unwrap().text, "1.4.0");
        assert_eq!(api.schemas[0].text, "Order");
    });
}

#[test]
fn openapi_3_1_and_3_2_bring_more_places() {
    let text = r##"
openapi: 3.2.0
webhooks:
  paid: {$ref: '#/components/pathItems/Paid'}
  gone: {post: {responses: {'200': {description: ok}}}}
paths:
  /search:
    $ref: '#/components/pathItems/Search'
    summary: fields beside $ref count
    parameters: [{name: page, in: query, required: true, schema: {type: integer}}]
    delete: {responses: {'204': {description: gone}}}
  /events:
    get:
      responses:
        '200': {description: stream, content: {text/event-stream: {itemSchema: {type: object}}, application/json: {$ref: '#/components/mediaTypes/Json'}}}
components:
  mediaTypes: {Json: {schema: {type: string}}}
  pathItems:
    Paid: {post: {responses: {'200': {description: ok}}}}
    Search:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      query: {requestBody: {content: {application/json: {}}}, responses: {'200': {description: ok}}}
      additionalOperations: {COPY: {responses: {'200': {description: ok}}}}
"##;
    with_api(text, |api| {
        assert_eq!(broken(api), Vec::<String>::new());
        let names: Vec<_> = api.webhooks.iter().map(|item| (item.name.as_str(), item.operations.len())).collect();
        assert_eq!(names, [("paid", 1), ("gone", 1)]);
        let methods: Vec<_> = api.paths[0].operations.iter().map(|operation| operation.method.as_str()).collect();
        assert_eq!(methods, ["DELETE", "QUERY", "COPY"]);
        let page = &operation(api, "QUERY /search").parameters;
        assert_eq!((page.len(), page[0].required), (1, true));
        let content = &operation(api, "GET /events").responses[0].content;
        assert!(content[0].item_schema.is_some() && content[1].schema.is_some());
    });
}

const TWO: &str = r##"
swagger: '2.0'
info: {title: Shop, version: '1'}
host: api.example.org
basePath: /v1
schemes: [https, http]
consumes: [application/json]
produces: [application/json, application/xml]
securityDefinitions:
  basic: {type: basic}
  login: {type: oauth2, flow: accessCode, authorizationUrl: /a, tokenUrl: /t, scopes: {read: to read}}
parameters:
  Page: {name: page, in: query, type: array, items: {type: integer}, collectionFormat: pipes}
  Body: {name: body, in: body, required: true, schema: {$ref: '#/definitions/Order'}}
responses:
  Missing: {description: not there}
definitions:
  Order: {type: object}
paths:
  /orders:
    parameters: [{$ref: '#/parameters/Page'}]
    get:
      produces: []
      schemes: [wss]
      responses:
        '200': {description: all, schema: {type: array}, headers: {X-Total: {type: integer}}}
        '404': {$ref: '#/responses/Missing'}
    post:
      parameters: [{$ref: '#/parameters/Body'}]
      responses: {'201': {description: made, schema: {$ref: '#/definitions/Order'}}}
    put:
      consumes: [multipart/form-data, application/json]
      parameters:
        - {name: photo, in: formData, type: file, required: true}
        - {name: title, in: formData, type: string}
        - {name: ids, in: query, type: array, items: {type: string}, collectionFormat: multi}
      responses: {'204': {description: ok}}
"##;

#[test]
fn swagger_2_is_read_as_openapi_3() {
    with_api(TWO, |api| {
        assert_eq!((api.version, broken(api)), (Version::Swagger2, Vec::new()));
        let urls: Vec<_> = api.servers.iter().map(|server| server.url.as_str()).collect();
        assert_eq!(urls, ["https://api.example.org/v1", "http://api.example.org/v1"]);
        let get = operation(api, "GET /orders");
        assert_eq!(api.servers_of(get)[0].url, "wss://api.example.org/v1");
        assert_eq!((get.parameters[0].style.as_str(), get.parameters[0].explode, get.parameters[0].shared), ("pipeDelimited", false, true));
        assert_eq!(get.responses[0].headers[0].name, "X-Total");

        let post = operation(api, "POST /orders");
        let body = post.body.as_ref().unwrap();
        let names: Vec<_> = body.content.iter().map(|media| media.name.as_str()).collect();
        assert_eq!((names, body.required, post.parameters.len()), (vec!["application/json"], true, 1));
        let produced: Vec<_> = post.responses[0].content.iter().map(|media| media.name.as_str()).collect();
        assert_eq!(produced, ["application/json", "application/xml"]);

        let put = operation(api, "PUT /orders");
        let body = put.body.as_ref().unwrap();
        assert_eq!((body.content.len(), body.content[0].name.as_str(), body.required), (1, "multipart/form-data", true));
        let Some(SchemaPlace::Form(fields)) = &body.content[0].schema else { panic!("no form") };
        let fields: Vec<_> = fields.iter().map(|field| (field.name.as_str(), field.required)).collect();
        assert_eq!(fields, [("photo", true), ("title", false)]);
        let ids = put.parameters.iter().find(|parameter| parameter.name == "ids").unwrap();
        assert_eq!((ids.style.as_str(), ids.explode), ("form", true));

        assert_eq!(api.schemes[0].http_scheme, "basic");
        assert_eq!(api.schemes[1].flows[0].name, "authorizationCode");
        assert_eq!(api.schemas[0].text, "Order");
    });
}

#[test]
fn one_description_may_have_many_files() {
    let shelf = Shelf::new([
        ("api/openapi.yaml", "openapi: 3.1.0\npaths:\n  /a: {$ref: 'paths/a.yaml'}\n  /b: {$ref: './paths/all.json#/~1b'}\n"),
        (
            "api/paths/a.yaml",
            "get:\n  parameters: [{$ref: '../../common/parameters.yaml#/page'}]\n  responses: {'200': {$ref: ../openapi.yaml#/x-ok}}\n",
        ),
        (
            "api/paths/all.json",
            r##"{"/b": {"get": {"responses": {"200": {"content": {"a/b": {"schema": {"$ref": "../../common/schemas/pet.yaml"}}}}}}}}"##,
        ),
        ("common/parameters.yaml", "page: {name: page, in: query, schema: {$ref: 'schemas/pet.yaml#/$defs/id'}}\n"),
        ("common/schemas/pet.yaml", "$defs: {id: {type: string}}\nproperties: {mother: {$ref: '#'}, owner: {$ref: owner.yaml}}\n"),
    ]);
    let files = Files::load("api/openapi.yaml", shelf.document("api/openapi.yaml"), &mut &shelf);
    let paths: Vec<&str> = (0..files.len()).map(|number| files.path(number as u32)).collect();
    assert_eq!(paths, ["api/openapi.yaml", "api/paths/a.yaml", "api/paths/all.json", "common/parameters.yaml", "common/schemas/pet.yaml"]);
    let api = Api::read(&files).unwrap();
    // `x-ok` is not there, and that is seen where the operation needs it.
    assert_eq!(broken(&api), ["paths /a GET responses 200: `../openapi.yaml#/x-ok` leads to nothing"]);
    assert_eq!(operation(&api, "GET /a").parameters[0].name, "page");
    let unread: Vec<_> = files.unread().into_iter().map(|broken| (files.path(broken.at.file), broken.why.to_string())).collect();
    assert_eq!(unread, [("common/schemas/pet.yaml", "`common/schemas/owner.yaml` cannot be read: there is no such file".to_string())]);
}

#[test]
fn references_that_lead_nowhere_say_why() {
    let schema = |reference: &str| format!("openapi: 3.1.0\ncomponents: {{schemas: {{A: {{$ref: '{reference}'}}}}}}\n");
    for (reference, why) in [
        ("../../etc/passwd", "`../../etc/passwd` leaves the directory of the documents"),
        ("/etc/passwd", "`/etc/passwd` leaves the directory of the documents"),
        ("%2e%2e/%2e%2e/etc/passwd#/a", "`%2e%2e/%2e%2e/etc/passwd#/a` leaves the directory of the documents"),
        ("file:///etc/passwd", "`file:///etc/passwd` is a URL, and references to the network are not followed"),
        ("https://example.org/a.yaml#/b", "`https://example.org/a.yaml` is a URL, and references to the network are not followed"),
        ("//example.org/a.yaml", "`//example.org/a.yaml` is a URL, and references to the network are not followed"),
        ("a.yaml", "`a.yaml` cannot be read: this document was read without its directory"),
        ("#/components/schemas/B", "`#/components/schemas/B` leads to nothing"),
        ("#/components/schemas/A/0", "`#/components/schemas/A/0` leads to nothing"),
        ("#anchor", "`#anchor` leads to nothing"),
        ("#/components/schemas/A", "`#/components/schemas/A` leads back to itself"),
        ("openapi.yaml#/components/schemas/A", "`openapi.yaml#/components/schemas/A` leads back to itself"),
    ] {
        let document = parse(&schema(reference));
        let files = Files::load("openapi.yaml", &document, &mut Alone);
        let at = files.at(0, document.at_pointer("/components/schemas/A").unwrap());
        assert_eq!(files.follow(at).unwrap_err().to_string(), why);
        let hidden = files.unread().len();
        assert_eq!(hidden, usize::from(why.contains("leaves") || why.contains("cannot be read")), "{reference}");
        assert_eq!(files.urls().len(), usize::from(why.contains("network")), "{reference}");
    }
    // The whole document is a schema like any other.
    let document = parse(&schema("#"));
    let files = Files::load("openapi.yaml", &document, &mut Alone);
    assert_eq!(files.follow(files.at(0, document.at_pointer("/components/schemas/A").unwrap())), Ok(files.root()));
}

#[test]
fn references_in_data_are_no_references() {
    let text = "openapi: 3.1.0\ncomponents: {schemas: {A: {example: {$ref: ../../etc/passwd}, properties: {example: {$ref: gone.yaml}}}}}\n\
                x-links: [{$ref: https://example.org/a.yaml}]\n";
    with_api(text, |api| {
        let unread: Vec<_> = api.files.unread().into_iter().map(|broken| broken.why.to_string()).collect();
        assert_eq!(unread, ["`gone.yaml` cannot be read: this document was read without its directory"]);
        assert_eq!(api.files.urls(), []);
    });
}

#[test]
fn circles_of_path_items_and_callbacks_end() {
    let text = r##"
openapi: 3.1.0
paths:
  /self: {$ref: '#/paths/~1self'}
  /a: {$ref: '#/paths/~1b'}
  /b: {$ref: '#/paths/~1a'}
  /ok: {post: {parameters: [{$ref: '#/paths/~1ok/post/parameters/0'}], callbacks: {c: {$ref: '#/components/callbacks/C'}}, responses: {}}}
components:
  callbacks: {C: {u: {$ref: '#/paths/~1ok'}}}
"##;
    with_api(text, |api| {
        let lost = broken(api);
        assert_eq!(lost.len(), 5, "{lost:#?}");
        assert!(lost.iter().all(|why| why.contains("leads back to itself")), "{lost:#?}");
        let post = operation(api, "POST /ok");
        assert_eq!(post.callbacks[0].1.operations[0].callbacks.len(), 0);
    });
}

#[test]
fn a_tangle_of_callbacks_ends_within_its_budget() {
    let names: Vec<String> = (0..60).map(|number| format!("c{number}")).collect();
    let all: Vec<String> = names.iter().map(|name| format!("{name}: {{$ref: '#/components/callbacks/{name}'}}")).collect();
    let all = all.join(", ");
    let each: Vec<String> = names.iter().map(|name| format!("{name}: {{u: {{post: {{callbacks: *all}}}}}}")).collect();
    let text = format!(
        "openapi: 3.1.0\nx-all: &all {{{all}}}\npaths: {{/a: {{post: {{callbacks: *all}}}}}}\ncomponents: {{callbacks: {{{}}}}}\n",
        each.join(", ")
    );
    let document = parse(&text);
    let files = Files::load("openapi.yaml", &document, &mut Alone);
    let api = Api::read_within(&files, 20_000).unwrap();
    assert_eq!(
        api.cut_off().unwrap().why.to_string(),
        "the description has more than 2 million parts, those behind references counted once per use"
    );
    assert_eq!(api.broken.len(), 1);
}

#[test]
fn the_last_of_two_keys_counts() {
    let text =
        "openapi: 3.0.0\npaths:\n  /a: {get: {operationId: first, responses: {}}}\n  /a: {get: {operationId: second, responses: {}}}\n";
    with_api(text, |api| {
        assert_eq!(api.paths.len(), 1);
        assert_eq!(operation(api, "GET /a").id.as_deref(), Some("second"));
        assert_eq!(api.files.document(0).duplicates().len(), 1);
    });
}

#[test]
fn ids_and_anchors_are_found_wherever_they_stand() {
    let shelf = Shelf::new([
        (
            "openapi.yaml",
            "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {$id: 'https://example.org/schemas/a', $defs: {inner: {$anchor: here, type: string}}, \
             properties: {x: {$ref: '#here'}, y: {$ref: '#/$defs/inner'}, z: {$ref: '#/components/schemas/B'}, w: {$ref: b}}}\n    \
             B: {$id: 'https://example.org/schemas/b', $anchor: here, properties: {a: {$ref: 'a#here'}}}\n    C: {$ref: 'c.yaml'}\n    D: {$ref: 'https://example.org/schemas/c'}\n    E: {$ref: '#here'}\n",
        ),
        ("c.yaml", "$id: https://example.org/schemas/c\ntype: object\n"),
    ]);
    let document = shelf.document("openapi.yaml");
    let files = Files::load("openapi.yaml", document, &mut &shelf);
    let schema = "/components/schemas";
    for (from, file, to) in [
        ("A/properties/x", 0, "/components/schemas/A/$defs/inner"),
        ("A/properties/y", 0, "/components/schemas/A/$defs/inner"),
        // Strictly this points into the resource of A; everybody means the document.
        ("A/properties/z", 0, "/components/schemas/B"),
        ("A/properties/w", 0, "/components/schemas/B"),
        ("B/properties/a", 0, "/components/schemas/A/$defs/inner"),
        ("C", 1, ""),
        ("D", 1, ""),
    ] {
        let at = files.at(0, document.at_pointer(&format!("{schema}/{from}")).unwrap());
        let found = files.follow(at).unwrap_or_else(|why| panic!("{from}: {why}"));
        assert_eq!((found.file, files.node(found).pointer().as_str()), (file, to), "{from}");
    }
    assert_eq!((files.unread().len(), files.urls().len()), (0, 0));
}

#[test]
fn dynamic_references_are_decided_where_one_schema_carries_the_anchor() {
    let one = "openapi: 3.1.0\ncomponents: {schemas: {T: {$dynamicAnchor: node, items: {$dynamicRef: '#node'}}}}\n";
    let two =
        "openapi: 3.1.0\ncomponents: {schemas: {T: {$dynamicAnchor: node, items: {$dynamicRef: '#node'}}, U: {$dynamicAnchor: node}}}\n";
    let target = |text: &str| {
        with_api(text, |api| {
            let at = api.files.at(0, api.files.document(0).at_pointer("/components/schemas/T/items").unwrap());
            api.files.dynamic_target(at, "#node").map(|found| found.map(|at| pointer(api, at)))
        })
    };
    assert_eq!(target(one), Ok(Some("/components/schemas/T".to_string())));
    assert_eq!(target(two), Ok(None));
}

#[test]
fn nonsense_in_every_place_is_read_as_nothing() {
    for text in [
        "openapi: 3.0.0\npaths: 7\ncomponents: []\nservers: {}\nsecurity: x\nwebhooks: [1]\ninfo: []\n",
        "openapi: 3.0.0\npaths: {/a: null, /b: [], /c: {get: 1, parameters: {}}, /d: {get: {parameters: [1, null], responses: [], requestBody: 2, callbacks: 3}}}\n",
        "swagger: '2.0'\npaths: {/a: {get: {parameters: [7, {in: body}], responses: {'200': 1}}}}\nsecurityDefinitions: [1]\nhost: []\n",
        "openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {headers: 1, content: [2], links: x}}, security: [1, {a: b}], servers: [2, {variables: 3}]}}}\n",
    ] {
        with_api(text, |api| assert_eq!(broken(api), Vec::<String>::new(), "{text}"));
    }
}

/// Every description of the shared data is read, with no reference lost that the document has.
#[test]
fn real_descriptions_are_read_whole() {
    let Some(shared) = shared() else { return };
    let mut due = vec![shared.join("data/api-specs"), shared.join("data/api-diff/data")];
    let (mut read, mut operations, mut lost) = (0, 0, Vec::new());
    while let Some(folder) = due.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                due.push(path);
                continue;
            }
            if !path.extension().is_some_and(|extension| extension == "yaml" || extension == "json") || path.ends_with("cases.json") {
                continue;
            }
            let document = super::testing::named("openapi.yaml", &std::fs::read_to_string(&path).unwrap());
            let files = Files::load("openapi.yaml", &document, &mut Alone);
            let api = Api::read(&files).unwrap_or_else(|| panic!("{} is no description", path.display()));
            for (holder, text) in files.references(0) {
                let at = At { file: 0, node: holder };
                lost.extend(files.target(at, text).err().map(|why| format!("{}: {why}", path.display())));
            }
            assert_eq!(broken(&api), Vec::<String>::new(), "{}", path.display());
            assert!(api.operation_count() + api.webhooks.len() > 0, "{} has no operation", path.display());
            read += 1;
            operations += api.operation_count();
        }
    }
    assert_eq!(lost, Vec::<String>::new());
    assert!(read >= 180, "{read}");
    assert!(operations > 900, "{operations}");
}

#[test]
fn a_missing_file_is_told_from_a_missing_place() {
    assert!(RefError::Missing { path: "a".into(), why: "b".into() }.is_unread());
    assert!(!RefError::Dangling("a".into()).is_unread());
}
