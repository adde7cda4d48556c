//! `ent api changelog`, and the decisions that teams keep in files of oasdiff.

use crate::support::{Run, Tree};

const BASE: &str = "openapi: 3.0.3
info: {title: Orders, version: 1.4.0}
paths:
  /orders:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100}}]
      responses: {'200': {description: orders}}
    post:
      responses: {'201': {description: made}}
";
const REVISION: &str = "openapi: 3.0.3
info: {title: Orders, version: 1.5.0}
paths:
  /orders:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 50}}]
      responses: {'200': {description: orders}}
    put:
      responses: {'204': {description: set}}
";

fn tree() -> Tree {
    Tree::with([("base.yaml", BASE), ("revision.yaml", REVISION)])
}

fn changelog(tree: &Tree, more: &[&str]) -> Run {
    tree.ent(&[&["api", "changelog", "base.yaml", "revision.yaml"], more].concat())
}

fn open(run: &Run) -> Vec<String> {
    let report = run.json();
    let open = report["findings"].as_array().unwrap().iter().filter(|finding| finding["disposition"] == "open");
    open.map(|finding| format!("{} {}", finding["severity"].as_str().unwrap(), finding["rule"].as_str().unwrap())).collect()
}

#[test]
fn a_changelog_groups_by_weight_and_operation_and_names_the_step() {
    let run = changelog(&tree(), &["--format", "markdown"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "# API changelog

1.4.0 → 1.5.0: 2 breaking, 1 compatible.

Suggested step: **major**, 2.0.0 at least.

> the version goes from 1.4.0 to 1.5.0, these changes call for 2.0.0 at least

## Breaking (2)

### GET /orders

- the parameter `limit`: `maximum` lowered from 100 to 50 (`api-diff/request-parameter-max-decreased`)

### POST /orders

- POST /orders is gone and was never deprecated (`api-diff/api-removed-without-deprecation`)

## Compatible (1)

### PUT /orders

- PUT /orders is new (`api-diff/endpoint-added`)
"
    );
    let report = changelog(&tree(), &["--format", "json"]).json();
    assert_eq!(report["changelog"][0]["suggested_version"], "2.0.0");
    assert_eq!(report["verdict"], "passed");
}

#[test]
fn only_whoever_asks_lets_a_changelog_fail() {
    let tree = tree();
    assert_eq!(changelog(&tree, &["--fail-on", "error"]).code, 1);
    let run = changelog(&tree, &["--check-version", "--format", "json"]);
    assert_eq!(run.code, 1);
    let reason = run.json()["gates"][0]["reason"].as_str().unwrap().to_string();
    assert!(reason.contains("call for 2.0.0 at least"), "{reason}");
    tree.write("revision.yaml", REVISION.replace("1.5.0", "2.0.0"));
    assert_eq!(changelog(&tree, &["--check-version"]).code, 0);
    tree.write("revision.yaml", REVISION.replace("1.5.0", "next"));
    assert_eq!(changelog(&tree, &["--check-version"]).code, 3);
}

#[test]
fn a_severity_level_file_of_oasdiff_counts_as_it_is() {
    let tree = tree();
    tree.write("levels.txt", "request-parameter-max-decreased warn\napi-removed-without-deprecation none\n");
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--severity-levels", "levels.txt", "--format", "json"]);
    assert_eq!(
        (run.code, open(&run)),
        (0, vec!["warning api-diff/request-parameter-max-decreased".into(), "info api-diff/endpoint-added".into()])
    );
    tree.write("levels.txt", "request-parameter-max-decreased warn\nrequest-parameter-max-decrease err\n");
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--severity-levels", "levels.txt", "--format", "json"]);
    assert_eq!(run.code, 3);
    let reason = run.json()["gates"][0]["reason"].as_str().unwrap().to_string();
    assert!(reason.starts_with("levels.txt:2:1: ") && reason.contains("did you mean"), "{reason}");
}

#[test]
fn an_ignore_file_of_oasdiff_ignores_what_its_lines_describe() {
    let tree = tree();
    tree.write("ignore.txt", "# agreed\nGET /orders the maximum of the request parameter 'limit' decreased\nPOST /orders something else\n");
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--err-ignore", "ignore.txt", "--format", "json"]);
    assert_eq!((run.code, open(&run).len()), (1, 2));
    let report = run.json();
    assert_eq!(report["gates"][0]["counts"]["ignored"], 1);
    let ignored = report["findings"].as_array().unwrap().iter().find(|finding| finding["disposition"] == "ignored").unwrap();
    assert_eq!(ignored["ignore_reason"], "ignore.txt:2");
    // Lines about warnings take no error away.
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--warn-ignore", "ignore.txt", "--format", "json"]);
    assert_eq!(run.json()["gates"][0]["counts"]["ignored"], 0);
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--err-ignore", "gone.txt"]);
    assert_eq!(run.code, 3, "{}", run.stdout);
}

#[test]
fn files_of_oasdiff_become_files_of_ours() {
    let tree = tree();
    tree.write("levels.txt", "request-parameter-max-decreased warn\napi-removed-without-deprecation none\n");
    let run = tree.ent(&["api", "import-oasdiff", "levels.txt"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    tree.write("ent.yaml", format!("version: 1\n{}", run.stdout));
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--format", "json"]);
    assert_eq!(
        (run.code, open(&run)),
        (0, vec!["warning api-diff/request-parameter-max-decreased".into(), "info api-diff/endpoint-added".into()])
    );
    std::fs::remove_file(tree.path().join("ent.yaml")).unwrap();

    tree.write("ignore.txt", "GET /orders the maximum of the request parameter 'limit' decreased\nPOST /orders something else\n");
    let ignore = ["api", "import-oasdiff", "ignore.txt", "--between", "base.yaml", "revision.yaml", "--reason", "agreed"];
    assert_eq!(tree.ent(&ignore).code, 2, "a waiver needs an owner and a last day");
    let run = tree.ent(&[&ignore[..], &["--owner", "@api", "--expires", "2027-01-31"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stdout.contains("1 added") && run.stdout.contains("not carried: ignore.txt:2"), "{}", run.stdout);
    let run = tree.ent(&["api", "diff", "base.yaml", "revision.yaml", "--format", "json"]);
    let report = run.json();
    let gate = report["gates"].as_array().unwrap().iter().find(|gate| gate["gate"] == "api-diff").unwrap();
    assert_eq!(gate["counts"]["waived"], 1);
}
