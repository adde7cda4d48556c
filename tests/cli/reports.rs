//! One rich run in every format; saved runs shown, merged and compared; only what is new against a base.

use serde_json::Value;

use crate::support::{Tree, command};

const OWNER: &str = "id: local/owner
title: No owner
why: Nobody answers for it.
fix: Add an owner | now.
severity: error
files: [\"svc/*.yaml\"]
given: $
then: { field: owner, function: truthy }
message: \"`{{ name }}` has no owner\"
";
const NAME: &str = "id: local/name
title: Odd name
why: Names are read by people.
fix: Use kebab-case.
severity: warning
files: [\"svc/*.yaml\"]
given: $
then: { field: name, function: casing, options: { type: kebab } }
message: \"odd name <b>{{ name }}</b>\"
";

fn rich() -> Tree {
    let tree = Tree::with([(".ent/rules/local/owner.yaml", OWNER), (".ent/rules/local/name.yaml", NAME)]);
    tree.write("svc/a.yaml", "name: \"Ação & <script>alert(1)</script> %, @ana\"\n");
    tree.write("svc/b.yaml", "name: b\n");
    tree.write("svc/c.yaml", "name: C\nowner: time-c\n");
    tree.write(
        ".ent/waivers.yaml",
        "waivers:\n  - {rule: local/owner, path: svc/b.yaml, owner: o, reason: Being moved & \"more\", expires: 2026-12-31}\n",
    );
    tree
}

fn render(format: &str) -> String {
    rich().ent(&["check", "--format", format]).exits(1).stdout
}

#[test]
fn junit_is_xml_with_true_numbers() {
    let text = render("junit");
    let xml = roxmltree::Document::parse(&text).unwrap();
    let suites = xml.root_element();
    let count = |node: roxmltree::Node<'_, '_>, tag: &str| node.descendants().filter(|node| node.has_tag_name(tag)).count().to_string();
    let counts = [("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")];
    for suite in suites.children().filter(roxmltree::Node::is_element).chain([suites]) {
        // The schema of Jenkins knows no `skipped` on all suites together.
        let own = if suite == suites { &counts[..3] } else { &counts[..] };
        for (attribute, tag) in own {
            assert_eq!(suite.attribute(*attribute), Some(count(suite, tag).as_str()), "{attribute}\n{text}");
        }
        let known = ["name", "tests", "failures", "errors", "time", "skipped"];
        assert!(suite.attributes().all(|attribute| known[..own.len() + 2].contains(&attribute.name())), "{text}");
    }
    let failure = suites.descendants().find(|node| node.has_tag_name("failure")).unwrap();
    assert!(failure.attribute("message").unwrap().contains("Ação & <script>"), "{text}");
}

#[test]
fn markdown_and_html_disarm_what_they_show() {
    let markdown = render("markdown");
    assert!(!markdown.contains("<script>") && markdown.contains("\\| now") && !markdown.contains("@ana"), "{markdown}");
    let html = render("html");
    assert!(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"), "{html}");
    assert!(html.contains("Ação &amp; &lt;script&gt;") && html.contains("waived until 2026-12-31"), "{html}");
    assert_eq!(html.matches("<article").count(), 4, "each finding, the waived one too");
}

#[test]
fn gitlab_holds_the_open_findings_in_its_own_words() {
    let report: Value = serde_json::from_str(&render("gitlab")).unwrap();
    let issues = report.as_array().unwrap();
    assert_eq!(issues.len(), 3);
    for issue in issues {
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap()));
        assert_eq!(issue["fingerprint"].as_str().unwrap().len(), 64);
        assert!(!issue["description"].as_str().unwrap().contains('\n'));
        assert!(
            issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1 && issue["location"]["path"].as_str().unwrap().starts_with("svc/")
        );
    }
}

#[test]
fn sarif_keeps_what_does_not_count_as_suppressed() {
    let report: Value = serde_json::from_str(&render("sarif")).unwrap();
    let results = report["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<_> = results.iter().filter(|result| !result["suppressions"].is_null()).collect();
    assert_eq!((results.len(), suppressed.len()), (4, 1));
    let stripped = rich().ent(&["check", "--format", "sarif", "--sarif-profile", "github"]).exits(1).json();
    assert_eq!(stripped["runs"][0]["results"].as_array().unwrap().len(), 3);
}

#[test]
fn github_stays_within_its_limits_worst_first_and_fills_the_summary() {
    let tree = rich();
    (0..25).for_each(|n| tree.write(&format!("svc/n{n:02}.yaml"), format!("name: n{n}\n")));
    let summary = tree.path().join("summary.md");
    let output = command(tree.path(), &["check", "--format", "github"]).env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!((lines("::error "), lines("::warning "), lines("::notice ")), (10, 2, 1), "{text}");
    assert!(text.contains("::error file=svc/a.yaml,line=1,endLine=1,col=1,endColumn=") && text.contains("%25, @ana"), "{text}");
    assert!(text.contains("16 more findings"), "{text}");
    let summary = std::fs::read_to_string(summary).unwrap();
    assert!(summary.matches("`local/owner`").count() == 26, "{summary}");
}

#[test]
fn platforms_get_paths_from_the_top_of_the_checkout() {
    let tree = rich();
    let folder = tree.path().file_name().unwrap().to_str().unwrap();
    let run = |format: &str, variable: &str| {
        let output = command(tree.path(), &["check", "--format", format]).env(variable, tree.path().parent().unwrap()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let github = run("github", "GITHUB_WORKSPACE");
    assert!(github.contains(&format!("::error file={folder}/svc/a.yaml,line=1")), "{github}");
    let gitlab = run("gitlab", "CI_PROJECT_DIR");
    assert!(gitlab.contains(&format!("\"path\": \"{folder}/svc/a.yaml\"")), "{gitlab}");
    assert!(run("gitlab", "GITHUB_WORKSPACE").contains("\"path\": \"svc/a.yaml\""));
}

#[test]
fn concise_and_table_name_every_finding() {
    assert_eq!(render("concise").lines().filter(|line| line.starts_with("svc/")).count(), 4);
    assert!(render("table").contains("svc/a.yaml:1:1"));
}

#[test]
fn the_first_screen_shows_ten_and_counts_the_rest() {
    let tree = rich();
    (0..25).for_each(|n| tree.write(&format!("svc/n{n:02}.yaml"), format!("name: n{n}\n")));
    let text = tree.ent(&["check"]).exits(1).stdout;
    assert_eq!(text.matches("╭─[").count(), 10, "{text}");
    assert!(text.contains("… and 18 more (-v shows all):") && text.contains("local/owner × 16"), "{text}");
    assert_eq!(tree.ent(&["check", "-v"]).exits(1).stdout.matches("╭─[").count(), 28);
}

#[test]
fn a_saved_run_is_shown_again_as_it_was() {
    let tree = rich();
    tree.ent(&["check", "--format", "json=run.json"]).exits(1);
    let again = tree.ent(&["report", "show", "run.json", "--format", "json"]).exits(1).stdout;
    assert_eq!(again, tree.read("run.json"));
    for format in ["terminal", "table", "sarif", "junit", "markdown", "github", "gitlab", "html", "concise"] {
        assert!(!tree.ent(&["report", "show", "run.json", "--format", format]).exits(1).stdout.is_empty());
    }
    tree.write("run.json", "{\"schema_version\": 1,\n \"verdict\": 7}");
    assert!(tree.ent(&["report", "show", "run.json"]).exits(3).stderr.contains("run.json:2:"));
}

#[test]
fn merged_shards_are_the_unsharded_run() {
    let tree = rich();
    let still = |text: &str| -> Value {
        let mut report: Value = serde_json::from_str(text).unwrap();
        report["gates"].as_array_mut().unwrap().iter_mut().for_each(|gate| gate["duration_ms"] = 0.into());
        report
    };
    let whole = still(&tree.ent(&["check", "--format", "json"]).exits(1).stdout);
    for of in [2, 3, 5] {
        let mut names = Vec::new();
        for part in 1..=of {
            let name = format!("part-{part}-{of}.json");
            tree.ent(&["check", "--shard", &format!("{part}/{of}"), "--format", &format!("json={name}")]);
            names.push(name);
        }
        let mut args = vec!["report", "merge", "--format", "json"];
        args.extend(names.iter().map(String::as_str));
        assert_eq!(still(&tree.ent(&args).exits(1).stdout), whole, "{of} shards");
    }
    tree.ent(&["report", "merge", "part-1-2.json", "part-1-2.json"]).exits(2);
    tree.ent(&["check", "--shard", "3/2"]).exits(2);
}

#[test]
fn two_runs_are_compared_by_what_is_new_and_gone() {
    let tree = rich();
    tree.ent(&["check", "--format", "json=old.json"]);
    tree.write("svc/a.yaml", "name: a\nowner: a\n");
    tree.ent(&["check", "--format", "json=better.json"]);
    let text = tree.ent(&["report", "diff", "old.json", "better.json"]).exits(0).stdout;
    assert!(
        text.contains("- error local/owner svc/a.yaml:1") && text.contains("0 new, 2 gone") && text.contains("local: failed → passed"),
        "{text}"
    );
    let back = tree.ent(&["report", "diff", "better.json", "old.json", "--format", "json"]).exits(1).json();
    assert_eq!(back["new"].as_array().unwrap().len(), 2);
}

#[test]
fn only_what_the_merge_base_does_not_have_counts() {
    let tree = rich();
    let date = "2026-10-01T00:00:00Z";
    tree.git(date, "Ana", &["init", "-q"]);
    tree.git(date, "Ana", &["add", "-A"]);
    tree.git(date, "Ana", &["commit", "-q", "-m", "old"]);
    tree.git(date, "Ana", &["checkout", "-q", "-b", "change"]);
    let disposition = |report: &Value, path: &str| {
        let findings = report["findings"].as_array().unwrap().clone();
        findings.into_iter().find(|finding| finding["path"] == path).unwrap()["disposition"].as_str().unwrap().to_string()
    };
    let report = tree.ent(&["check", "--base", "main", "--format", "json"]).exits(0).json();
    assert_eq!(disposition(&report, "svc/a.yaml"), "baselined");
    tree.write("svc/new.yaml", "name: new\n");
    let report = tree.ent(&["check", "--base", "main", "--format", "json"]).exits(1).json();
    assert_eq!((disposition(&report, "svc/a.yaml"), disposition(&report, "svc/new.yaml")), ("baselined".into(), "open".into()));
    let run = tree.ent(&["check", "--base", "gone"]).exits(3);
    assert!(run.stderr.contains("`gone` leads to no commit"), "{}", run.stderr);
    tree.write(".ent/waivers.yaml", "waivers:\n  - {rule: local/owner, path: svc/new.yaml, owner: o, reason: r, expires: 2026-12-31}\n");
    let report = tree.ent(&["check", "--base", "main", "--format", "json"]).exits(0).json();
    assert_eq!(disposition(&report, ".ent/waivers.yaml"), "open", "the waiver came with the code it excuses");
}

#[test]
fn no_output_shows_a_secret_that_stands_near_a_finding() {
    let tree = rich();
    let service = "name: Odd Name\npassword: hunter2hunter2\nowner: time-c\n";
    tree.write("svc/secret.yaml", service);
    tree.write("svc/below.yaml", format!("token: {}{}\nname: Odd Too\n", "ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"));
    for format in ["terminal", "table", "json", "sarif", "junit", "markdown", "github", "gitlab", "html", "concise"] {
        let text = tree.ent(&["check", "-v", "--format", format]).exits(1).stdout;
        assert!(text.contains("secret.yaml"), "{format}: {text}");
        assert!(!text.contains("hunter2") && !text.contains("a1B2c3D4"), "{format}: {text}");
    }
    let text = tree.ent(&["check", "-v"]).exits(1).stdout;
    assert!(text.contains("password: **************"), "{text}");
    tree.write("ent.yaml", "version: 1\n# token: hunter2hunter2\nrulez: {}\n");
    let run = tree.ent(&["check"]).exits(2);
    assert!(run.stderr.contains("ent.yaml:3:1") && !run.stderr.contains("hunter2"), "{}", run.stderr);
}
