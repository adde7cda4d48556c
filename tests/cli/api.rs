//! `ent api diff` and the gate `api-diff`: where the two sides come from, and what becomes of what cannot be read.

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::support::{Run, Tree, command};

const BASE: &str = "openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
paths:
  /orders/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: one order, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        '404': {description: there is none}
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: gone}}
components:
  schemas:
    Order: {type: object, required: [id], properties: {id: {type: string}, note: {type: string}}}
";

/// The same without the operation that deletes.
fn without_delete() -> String {
    let (start, end) = (BASE.find("    delete:").unwrap(), BASE.find("components:").unwrap());
    format!("{}{}", &BASE[..start], &BASE[end..])
}

fn rules(run: &Run) -> Vec<String> {
    let report = run.json();
    let shown = |finding: &Value| {
        let rule = finding["rule"].as_str().unwrap().trim_start_matches("api-diff/").to_string();
        let line = finding["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
        format!("{rule} {}{line}", finding["path"].as_str().unwrap())
    };
    report["findings"].as_array().unwrap().iter().map(shown).collect()
}

fn reason(run: &Run) -> String {
    run.json()["gates"][0]["reason"].as_str().unwrap_or_default().to_string()
}

fn diff(tree: &Tree, arguments: &[&str]) -> Run {
    tree.ent(&[&["api", "diff", "--format", "json"], arguments].concat())
}

const DATE: &str = "2026-10-01T00:00:00Z";

fn commit(tree: &Tree, message: &str) {
    tree.git(DATE, "Ana", &["add", "-A"]);
    tree.git(DATE, "Ana", &["commit", "-q", "--allow-empty", "-m", message]);
}

/// A repository with one commit on `main` that holds these files.
fn repository(files: &[(&str, &str)]) -> Tree {
    let tree = Tree::with(files.iter().copied());
    tree.git(DATE, "Ana", &["init", "-q"]);
    commit(&tree, "first");
    tree
}

const REMOVED: &str = "api-removed-without-deprecation";

#[test]
fn two_files_from_wherever_they_come() {
    let tree = repository(&[("api/openapi.yaml", BASE), ("old.yaml", BASE)]);
    tree.write("api/openapi.yaml", without_delete());
    let outside = Tree::with([("before.yaml", BASE)]);
    let outside = outside.path().join("before.yaml");
    for base in ["old.yaml", "./old.yaml", "HEAD:api/openapi.yaml", "HEAD:./api/openapi.yaml", "main:old.yaml", outside.to_str().unwrap()] {
        let run = diff(&tree, &[base, "api/openapi.yaml"]).exits(1);
        assert_eq!(rules(&run), [format!("{REMOVED} api/openapi.yaml:4")], "{base}");
        let finding = run.json()["findings"][0].clone();
        assert_eq!(finding["properties"]["operation"], "DELETE /orders/{id}");
        assert_eq!(finding["properties"]["oasdiff_id"], REMOVED);
        let shown = base.strip_prefix("./").unwrap_or(base).replace(":./", ":");
        assert_eq!(finding["related"][0]["path"], shown.as_str());
        assert_eq!(finding["related"][0]["line"], 10);
        let inputs: Vec<String> =
            run.json()["gates"][0]["inputs"].as_array().unwrap().iter().map(|input| input["path"].as_str().unwrap().to_string()).collect();
        assert!(inputs.contains(&shown) && inputs.len() == 2, "{inputs:?}");
        diff(&tree, &["api/openapi.yaml", base]).exits(0);
        diff(&tree, &[base, base]).exits(0);
    }
}

#[test]
fn a_path_of_a_commit_may_begin_where_the_user_stands() {
    let tree = repository(&[("svc/api/openapi.yaml", BASE), ("openapi.yaml", BASE)]);
    tree.write("svc/api/openapi.yaml", without_delete());
    for base in
        ["HEAD:svc/api/openapi.yaml", "HEAD:./api/openapi.yaml", "HEAD:api/openapi.yaml", "HEAD:../openapi.yaml", "HEAD:openapi.yaml"]
    {
        let found = rules(&diff(&tree, &["-C", "svc", base, "api/openapi.yaml"]).exits(1));
        assert_eq!(found, [format!("{REMOVED} api/openapi.yaml:4")], "{base}");
    }
    for base in ["HEAD:../../openapi.yaml", "HEAD:/openapi.yaml", "HEAD:", ":openapi.yaml"] {
        diff(&tree, &["-C", "svc", base, "api/openapi.yaml"]).exits(3);
    }
    assert_eq!(rules(&diff(&tree, &["-C", "svc", "--base", "HEAD"]).exits(1)), [format!("{REMOVED} api/openapi.yaml:4")]);
}

/// Answers every request with the file of that path, or 404.
fn serve(files: Vec<(&'static str, String)>) -> String {
    use std::io::Read;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = [0; 2048];
            let read = stream.read(&mut bytes).unwrap_or(0);
            let asked = String::from_utf8_lossy(&bytes[..read]).split(' ').nth(1).unwrap_or_default().to_string();
            let (status, text) = match files.iter().find(|(path, _)| *path == asked) {
                Some((_, text)) => ("200 OK", text.as_str()),
                None => ("404 Not Found", ""),
            };
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}", text.len());
        }
    });
    address
}

#[test]
fn a_url_is_fetched_where_it_is_named_and_its_references_where_asked_for() {
    let order = "type: object\nrequired: [id]\nproperties: {id: {type: string}}\n".to_string();
    let server = serve(vec![
        ("/api/openapi.yaml", referring("models/order.yaml")),
        ("/api/models/order.yaml", order.replace("required: [id]\n", "")),
    ]);
    let url = format!("{server}/api/openapi.yaml");
    let tree = Tree::with([("openapi.yaml", referring("models/order.yaml").as_str()), ("models/order.yaml", &order)]);
    let run = diff(&tree, &["openapi.yaml", &url, "--follow-urls"]).exits(1);
    assert_eq!(rules(&run), [format!("response-property-became-optional {server}/api/models/order.yaml:1")]);
    let run = diff(&tree, &["openapi.yaml", &url]).exits(0);
    assert!(rules(&run).iter().all(|found| found.contains("undecided")) && !rules(&run).is_empty(), "{:?}", rules(&run));
    assert!(reason(&diff(&tree, &["openapi.yaml", &format!("{server}/none.yaml")]).exits(3)).contains("the server answers 404"));
    // A reference of a file leads to the web only where that was asked for.
    tree.write("new.yaml", referring(&format!("{server}/api/models/order.yaml")));
    assert_eq!(rules(&diff(&tree, &["openapi.yaml", "new.yaml", "--follow-urls"]).exits(1)).len(), 1);
}

#[test]
fn one_side_may_be_standard_input() {
    let tree = Tree::with([("new.yaml", without_delete().as_str())]);
    let piped = |arguments: &[&str], text: &str| -> Run {
        let arguments = [&["api", "diff", "--format", "json"], arguments].concat();
        let mut child =
            command(tree.path(), &arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(text.as_bytes());
        child.wait_with_output().unwrap().into()
    };
    assert_eq!(rules(&piped(&["-", "new.yaml"], BASE).exits(1)), [format!("{REMOVED} new.yaml:4")]);
    let json = piped(&["new.yaml", "-"], "{\"openapi\": \"3.0.3\", \"paths\": {}}").exits(1);
    assert!(rules(&json).contains(&"api-path-removed-without-deprecation -:1".to_string()), "{:?}", rules(&json));
    assert!(reason(&piped(&["-", "new.yaml"], "openapi: [").exits(3)).starts_with("-:1:"));
    piped(&["-", "-"], BASE).exits(2);
}

#[test]
fn folders_are_paired_by_path() {
    let tree = Tree::with([("old/a.yaml", BASE), ("old/b/c.yaml", BASE), ("old/gone.yaml", BASE), ("old/notes.yaml", "a: 1\n")]);
    for (path, text) in [("a.yaml", BASE), ("b/c.yaml", &without_delete()), ("fresh.yaml", BASE), ("other.yaml", "b: 1\n")] {
        tree.write(&format!("new/{path}"), text);
    }
    let found = rules(&diff(&tree, &["old", "new"]).exits(1));
    assert_eq!(
        found,
        [format!("{REMOVED} new/b/c.yaml:4"), "document-added new/fresh.yaml".into(), "document-removed old/gone.yaml".into()]
    );
    tree.write("empty/notes.yaml", "a: 1\n");
    let run = diff(&tree, &["empty", "empty"]).exits(4);
    assert_eq!(run.json()["verdict"], "nothing_to_check");
    diff(&tree, &["empty", "empty", "--allow-empty"]).exits(0);
    assert!(reason(&diff(&tree, &["old", "new/a.yaml"]).exits(3)).contains("name two files or two folders"));
}

#[test]
fn a_side_that_cannot_be_had_is_inconclusive_and_says_why() {
    let tree = repository(&[("a.yaml", BASE), ("b.txt", "no description\n"), ("c.yaml", "openapi: 3.0.0\npaths: [\n")]);
    for (base, why) in [
        ("none.yaml", "none.yaml: there is no such file"),
        ("HEAD:none.yaml", "there is no `none.yaml` in `HEAD`"),
        ("nowhere:a.yaml", "the revision `nowhere` leads to no commit"),
        ("b.txt", "b.txt: this is no OpenAPI or Swagger document"),
        ("c.yaml", "c.yaml:"),
        ("HEAD:c.yaml", "HEAD:c.yaml:"),
        ("https://127.0.0.1:9/openapi.yaml", "cannot be fetched: no connection"),
    ] {
        for sides in [[base, "a.yaml"], ["a.yaml", base]] {
            let run = diff(&tree, &sides).exits(3);
            assert_eq!(run.json()["verdict"], "inconclusive");
            assert!(reason(&run).contains(why), "{base}: {}", reason(&run));
        }
    }
    assert!(
        reason(&diff(&tree, &["https://127.0.0.1:9/openapi.yaml", "a.yaml", "--offline"]).exits(3)).contains("the network is switched off")
    );
    for wrong in [&["a.yaml"][..], &[], &["a.yaml", "a.yaml", "a.yaml"], &["a.yaml", "a.yaml", "--servers", "maybe"]] {
        diff(&tree, wrong).exits(2);
    }
}

/// A description whose only schema is a reference.
fn referring(reference: &str) -> String {
    BASE.replace(
        "Order: {type: object, required: [id], properties: {id: {type: string}, note: {type: string}}}",
        &format!("Order: {{$ref: '{reference}'}}"),
    )
}

#[test]
fn hostile_references_are_refused_and_never_read() {
    let secret = Tree::with([("secret.yaml", "type: object\nproperties: {password: {const: hunter2}}\n")]);
    let tree = Tree::with([("api/base.yaml", BASE)]);
    std::fs::create_dir(tree.path().join(".git")).unwrap();
    let mut hostile =
        vec!["../../../../../../../../etc/passwd".to_string(), "/etc/passwd".to_string(), "%2e%2e/%2e%2e/%2e%2e/etc/passwd".to_string()];
    hostile.push(secret.path().join("secret.yaml").to_str().unwrap().to_string());
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(secret.path().join("secret.yaml"), tree.path().join("api/link.yaml")).unwrap();
        std::os::unix::fs::symlink(secret.path(), tree.path().join("api/folder")).unwrap();
        hostile.extend(["link.yaml".to_string(), "folder/secret.yaml".to_string()]);
    }
    for reference in hostile {
        tree.write("api/new.yaml", referring(&reference));
        for format in ["json", "terminal", "sarif", "html"] {
            let run = tree.ent(&["api", "diff", "api/base.yaml", "api/new.yaml", "--format", format]);
            assert!(matches!(run.code, 1 | 3), "{reference}: {}", run.code);
            for words in ["hunter2", "root:x"] {
                assert!(!run.stdout.contains(words) && !run.stderr.contains(words), "{reference} was read");
            }
        }
        // The same on both sides: what stands there may have changed, and nobody looked.
        let run = diff(&tree, &["api/new.yaml", "api/new.yaml"]).exits(3);
        let why = reason(&run);
        assert!(
            why.starts_with("api/new.yaml:15:19: ") && (why.contains("leaves the directory") || why.contains("leads outside")),
            "{why}"
        );
    }
}

#[test]
fn references_to_the_web_are_not_followed() {
    let tree = Tree::with([("base.yaml", BASE)]);
    for reference in ["https://127.0.0.1:9/a.yaml", "http://127.0.0.1:9/a.yaml#/b", "//127.0.0.1:9/a.yaml", "file:///etc/passwd"] {
        tree.write("new.yaml", referring(reference));
        // The same address means the same; another one is not decided.
        diff(&tree, &["new.yaml", "new.yaml"]).exits(0);
        let run = diff(&tree, &["base.yaml", "new.yaml", "--fail-on", "warning"]).exits(1);
        let report = run.json();
        let finding = report["findings"].as_array().unwrap().iter().find(|finding| finding["severity"] == "warning").unwrap();
        assert_eq!(finding["properties"]["effect"], "unknown");
        assert!(finding["message"].as_str().unwrap().contains("references to the network are not followed"), "{finding:#}");
    }
    // Asked for, and nobody answers.
    tree.write("new.yaml", referring("https://127.0.0.1:9/a.yaml"));
    assert!(reason(&diff(&tree, &["base.yaml", "new.yaml", "--follow-urls"]).exits(3)).contains("cannot be fetched"));
}

#[test]
fn broken_references_hide_what_they_would_say() {
    let tree = Tree::with([("base.yaml", BASE)]);
    // A path item that cannot be read is not a path that is gone.
    let item = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\npaths:\n  /orders/{id}: {$ref: 'paths/orders.yaml'}\n";
    tree.write("new.yaml", item);
    let run = diff(&tree, &["base.yaml", "new.yaml"]).exits(3);
    assert_eq!(rules(&run), Vec::<String>::new());
    assert!(reason(&run).starts_with("new.yaml:4:24: `paths/orders.yaml` cannot be read: there is no such file"), "{}", reason(&run));
    // A response that leads nowhere on one side is not judged; beside it, all is.
    tree.write("new.yaml", without_delete().replace("{description: there is none}", "{$ref: '#/components/responses/Missing'}"));
    let run = diff(&tree, &["base.yaml", "new.yaml"]).exits(1);
    assert_eq!(rules(&run), [format!("{REMOVED} new.yaml:4")]);
    assert!(reason(&run).contains("`#/components/responses/Missing` leads to nothing"), "{}", reason(&run));
    // On both sides it means the same: the linter's business.
    diff(&tree, &["new.yaml", "new.yaml"]).exits(0);
    // In schemas, what leads nowhere on one side is not decided.
    tree.write("new.yaml", referring("#/components/schemas/Missing"));
    diff(&tree, &["new.yaml", "new.yaml", "--fail-on", "warning"]).exits(0);
    assert!(rules(&diff(&tree, &["base.yaml", "new.yaml", "--fail-on", "warning"]).exits(1)).len() == 1);
}

#[test]
fn circles_end() {
    let schema = "Order: {type: object, required: [id], properties: {id: {type: string}, parent: {$ref: '#/components/schemas/Order'}, \
                  twin: {$ref: '#/components/schemas/Twin'}}}\n    Twin: {type: object, properties: {of: {$ref: '#/components/schemas/Order'}}}";
    let text = BASE.replace("Order: {type: object, required: [id], properties: {id: {type: string}, note: {type: string}}}", schema);
    let tree = Tree::with([("base.yaml", text.as_str())]);
    tree.write("new.yaml", text.replace("required: [id], ", ""));
    assert_eq!(rules(&diff(&tree, &["base.yaml", "new.yaml"]).exits(1)), ["response-property-became-optional new.yaml:15"]);
    // References that only lead to each other mean nothing, on both sides alike.
    let circle = referring("#/components/schemas/Twin").replace("components:\n", "components:\n  x-a: {}\n")
        + "    Twin: {$ref: '#/components/schemas/Order'}\n";
    tree.write("circle.yaml", &circle);
    diff(&tree, &["circle.yaml", "circle.yaml"]).exits(0);
    let run = diff(&tree, &["base.yaml", "circle.yaml"]);
    assert!(matches!(run.code, 0 | 1), "{}", run.code);
}

#[test]
fn keys_that_stand_twice_are_a_defect() {
    let twice = BASE.replace("components:\n", "  /orders/{id}: {get: {responses: {}}}\ncomponents:\n");
    let tree = Tree::with([("base.yaml", BASE), ("new.yaml", twice.as_str())]);
    let why = reason(&diff(&tree, &["new.yaml", "new.yaml"]).exits(3));
    assert_eq!(why, "new.yaml:13:3: the key `/orders/{id}` stands twice in one mapping, and only the last one counts");
    // What is read is compared all the same: a definite break is not hidden behind it.
    diff(&tree, &["base.yaml", "new.yaml"]).exits(1);
}

#[test]
fn deep_and_long_input_is_refused_with_its_place() {
    let deep = format!("{{\"openapi\": \"3.0.0\", \"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let tree = Tree::with([("base.yaml", BASE), ("deep.json", deep.as_str())]);
    let why = reason(&diff(&tree, &["base.yaml", "deep.json"]).exits(3));
    assert!(why.starts_with("deep.json:1:"), "{why}");
    tree.write("ent.yaml", "version: 1\nlimits: {file_bytes: 100}\n");
    let why = reason(&diff(&tree, &["base.yaml", "base.yaml"]).exits(3));
    assert!(why.contains("larger than the limit of 100 bytes"), "{why}");
}

#[test]
fn references_are_resolved_inside_the_commit() {
    let split = referring("models/order.yaml");
    let tree = repository(&[
        ("api/openapi.yaml", &split),
        ("api/models/order.yaml", "type: object\nrequired: [id]\nproperties: {id: {type: string}}\n"),
    ]);
    tree.git(DATE, "Ana", &["tag", "v1"]);
    tree.write("api/models/order.yaml", "type: object\nproperties: {id: {type: string}}\n");
    let run = diff(&tree, &["v1:api/openapi.yaml", "api/openapi.yaml"]).exits(1);
    assert_eq!(rules(&run), ["response-property-became-optional api/models/order.yaml:1"]);
    assert_eq!(run.json()["findings"][0]["related"][0]["path"], "v1:api/models/order.yaml");
    diff(&tree, &["v1:api", "v1:api"]).exits(0);
    assert_eq!(rules(&diff(&tree, &["v1:api", "api"]).exits(1)).len(), 1);
}

#[test]
fn every_changed_description_against_a_base() {
    let tree = repository(&[
        ("api/openapi.yaml", BASE),
        ("same/openapi.yaml", BASE),
        ("gone.openapi.yaml", &BASE.replace("Orders", "Other")),
        ("notes.yaml", "a: 1\n"),
    ]);
    tree.git(DATE, "Ana", &["checkout", "-q", "-b", "work"]);
    tree.write("api/openapi.yaml", without_delete());
    tree.write("fresh/openapi.yaml", BASE.replace("Orders", "Fresh"));
    std::fs::remove_file(tree.path().join("gone.openapi.yaml")).unwrap();
    commit(&tree, "second");
    let all =
        [format!("{REMOVED} api/openapi.yaml:4"), "document-added fresh/openapi.yaml".into(), "document-removed gone.openapi.yaml".into()];
    assert_eq!(rules(&diff(&tree, &["--base", "main"]).exits(1)), all);
    assert_eq!(rules(&diff(&tree, &["--base", "main", "api"]).exits(1)), all[..1]);
    assert_eq!(rules(&diff(&tree, &["--base", "main", "fresh/openapi.yaml"]).exits(0)), all[1..2]);
    diff(&tree, &["--base", "main", "notes.yaml"]).exits(4);
    assert!(reason(&diff(&tree, &["--base", "origin/main"]).exits(3)).contains("run `git fetch origin main`"));
    // A pull request says its target itself.
    let mut pull = command(tree.path(), &["api", "diff", "--format", "json"]);
    pull.env("CI_MERGE_REQUEST_DIFF_BASE_SHA", "main");
    assert_eq!(rules(&Run::from(pull.output().unwrap()).exits(1)), all);
    // A file that moved is compared with itself.
    std::fs::rename(tree.path().join("api"), tree.path().join("specs")).unwrap();
    tree.git(DATE, "Ana", &["add", "-A"]);
    let found = rules(&diff(&tree, &["--base", "main"]).exits(1));
    assert!(found.contains(&format!("{REMOVED} specs/openapi.yaml:4")) && found.len() == 3, "{found:?}");
}

#[test]
fn a_summary_counts_and_a_machine_format_stays_whole() {
    let tree = Tree::with([("base.yaml", BASE), ("new.yaml", &without_delete())]);
    let run = tree.ent(&["api", "diff", "base.yaml", "new.yaml", "--summary"]).exits(1);
    assert_eq!(run.stdout, format!("     1  error    api-diff/{REMOVED}\n\nfailed: 1 gate failed (exit 1)\n"));
    let run = tree.ent(&["api", "diff", "base.yaml", "base.yaml", "--summary"]).exits(0);
    assert_eq!(run.stdout, "passed (exit 0)\n");
    assert_eq!(rules(&diff(&tree, &["base.yaml", "new.yaml", "--summary"]).exits(1)).len(), 1);
    for format in ["terminal", "table", "json", "sarif", "junit", "markdown", "github", "gitlab", "html", "concise"] {
        let run = tree.ent(&["api", "diff", "base.yaml", "new.yaml", "--format", format]).exits(1);
        // A table breaks long ids to fit.
        assert!(run.stdout.contains(if format == "table" { "api-diff/" } else { REMOVED }), "{format}");
        let again = tree.ent(&["api", "diff", "base.yaml", "new.yaml", "--format", format]).exits(1);
        let still = |text: &str| {
            text.lines().filter(|line| !line.contains("duration_ms") && !line.contains("time=")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(still(&run.stdout), still(&again.stdout), "{format} differs between two runs");
    }
    tree.ent(&["api", "diff", "base.yaml", "new.yaml", "--fail-on", "never"]).exits(0);
}

#[test]
fn paths_are_chosen_and_renamed() {
    let prefixed = without_delete().replace("/orders/", "/v2/orders/");
    let tree = Tree::with([("base.yaml", BASE), ("new.yaml", &without_delete()), ("v2.yaml", &prefixed)]);
    diff(&tree, &["base.yaml", "new.yaml", "--match-path", "^/users"]).exits(0);
    diff(&tree, &["base.yaml", "new.yaml", "--unmatch-path", "^/orders"]).exits(0);
    diff(&tree, &["base.yaml", "new.yaml", "--match-path", "^/orders"]).exits(1);
    diff(&tree, &["base.yaml", "new.yaml", "--match-path", "("]).exits(3);
    for options in [["--strip-prefix-revision", "/v2"], ["--prefix-base", "/v2"]] {
        let run = diff(&tree, &[&["base.yaml", "v2.yaml"], &options[..]].concat()).exits(1);
        assert_eq!(rules(&run), [format!("{REMOVED} v2.yaml:3")], "{options:?}");
    }
    tree.write("ent.yaml", "version: 1\ngates:\n  api-diff:\n    unmatch_path: ^/orders\n");
    diff(&tree, &["base.yaml", "new.yaml"]).exits(0);
    tree.write("ent.yaml", "version: 1\ngates:\n  api-diff:\n    unmatched_path: x\n");
    diff(&tree, &["base.yaml", "new.yaml"]).exits(2);
}
