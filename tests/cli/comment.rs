//! `ent check --comment` against a fake of GitHub that keeps comments.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::fake::{Asked, Fake, Reply};
use crate::support::{Run, Tree, command};

const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

/// A conversation: comments with id, author and text.
#[derive(Clone, Default)]
struct Conversation(Arc<Mutex<Vec<Value>>>);

impl Conversation {
    fn with(comments: Vec<Value>) -> Self {
        Conversation(Arc::new(Mutex::new(comments)))
    }

    fn comments(&self) -> Vec<Value> {
        self.0.lock().unwrap().clone()
    }

    fn body(&self, place: usize) -> String {
        self.comments()[place]["body"].as_str().unwrap().to_string()
    }

    /// The server, for a token of the user `ent-bot`.
    fn serve(&self) -> Fake {
        let own = self.clone();
        Fake::start(move |asked, _| own.answer(asked))
    }

    fn answer(&self, asked: &Asked) -> Reply {
        let mut comments = self.0.lock().unwrap();
        let body = || serde_json::from_str::<Value>(&asked.body).unwrap()["body"].clone();
        let path = asked.path.split('?').next().unwrap();
        let place = path
            .strip_prefix("/repos/acme/shop/issues/comments/")
            .and_then(|id| comments.iter().position(|comment| comment["id"].as_u64() == id.parse().ok()));
        match (asked.method.as_str(), path, place) {
            ("GET", "/user", _) => Reply::ok(r#"{"login": "ent-bot"}"#),
            ("GET", "/repos/acme/shop/issues/7/comments", _) => Reply::ok(Value::from(comments.clone()).to_string()),
            ("POST", "/repos/acme/shop/issues/7/comments", _) => {
                let id = comments.len() + 100;
                comments.push(comment(id, "ent-bot", body().as_str().unwrap()));
                Reply { status: 201, ..Reply::ok(comments.last().unwrap().to_string()) }
            }
            ("PATCH", _, Some(place)) => {
                comments[place]["body"] = body();
                Reply::ok(comments[place].to_string())
            }
            ("DELETE", _, Some(place)) => {
                comments.remove(place);
                Reply { status: 204, ..Reply::default() }
            }
            _ => Reply::status(404, "Not Found"),
        }
    }
}

fn comment(id: usize, login: &str, body: &str) -> Value {
    json!({ "id": id, "user": { "login": login, "type": "User" }, "body": body, "html_url": format!("https://github.com/acme/shop/pull/7#c{id}") })
}

/// A tree with one defect of a runbook and a file whose name tries to become a picture.
fn tree() -> Tree {
    Tree::with([
        ("ent.yaml", "version: 1\nservices:\n  - {name: shop, owner: shop, critical: true}\n"),
        ("docs/runbooks/shop.md", "# ![x](http://evil.example/p.png) @everyone <b>shop</b>\n\nService: shop\n"),
    ])
}

fn check(tree: &Tree, fake: &Fake, args: &[&str]) -> Run {
    let mut command = command(tree.path(), &[&["check", "runbooks"], args].concat());
    command.env("GITHUB_API_URL", &fake.address).env("GITHUB_TOKEN", TOKEN).env("GITHUB_REPOSITORY", "acme/shop").env("ENT_CACHE_DIR", "");
    command.output().unwrap().into()
}

#[test]
fn one_comment_is_posted_then_left_alone_then_updated() {
    let (tree, conversation) = (tree(), Conversation::default());
    let fake = conversation.serve();
    let first = check(&tree, &fake, &["--comment=7"]);
    assert!(first.stderr.contains("comment: posted https://github.com/acme/shop/pull/7#c100"), "{}", first.stderr);
    assert!(first.code == 1 || first.code == 0, "{}{}", first.stdout, first.stderr);
    let body = conversation.body(0);
    assert!(body.starts_with("<!-- ent-check -->\n## ") && body.contains("runbooks/"), "{body}");
    let again = check(&tree, &fake, &["--comment=7"]);
    assert!(again.stderr.contains("comment: unchanged"), "{}", again.stderr);
    assert!(!fake.lines().iter().any(|line| line.starts_with("PATCH")), "{:?}", fake.lines());
    std::fs::remove_file(tree.path().join("docs/runbooks/shop.md")).unwrap();
    let changed = check(&tree, &fake, &["--comment=7"]);
    assert!(changed.stderr.contains("comment: updated"), "{}", changed.stderr);
    assert_eq!(conversation.comments().len(), 1);
    assert_ne!(conversation.body(0), body);
    for run in [first, again, changed] {
        assert!(!format!("{}{}", run.stdout, run.stderr).contains(TOKEN));
    }
}

#[test]
fn nothing_in_the_tree_acts_in_the_comment() {
    let (tree, conversation) = (tree(), Conversation::default());
    check(&tree, &conversation.serve(), &["--comment=7"]);
    let body = conversation.body(0);
    for live in ["![", "](http", "@everyone", "<b>", "\u{1b}"] {
        assert!(!body.contains(live), "{live}: {body}");
    }
}

#[test]
fn a_comment_of_somebody_else_with_our_marker_gets_no_say_and_a_second_one_of_ours_goes() {
    let marked = |id: usize, login: &str| comment(id, login, "<!-- ent-check -->\n## ✅ ent: passed");
    let conversation =
        Conversation::with(vec![marked(1, "mallory"), marked(2, "ent-bot"), comment(3, "ana", "nice"), marked(4, "ent-bot")]);
    check(&tree(), &conversation.serve(), &["--comment=7"]);
    let left: Vec<String> = conversation.comments().iter().map(|comment| comment["id"].to_string()).collect();
    assert_eq!(left, ["1", "2", "3"]);
    assert_eq!(conversation.body(0), "<!-- ent-check -->\n## ✅ ent: passed");
    assert!(conversation.body(1).contains("| runbooks |"), "{}", conversation.body(1));
}

#[test]
fn many_findings_stay_within_what_the_platform_takes() {
    let (tree, conversation) = (tree(), Conversation::default());
    for number in 0..400 {
        tree.write(&format!("docs/runbooks/{number}-{}.md", "x".repeat(150)), "# A runbook\n\nNothing here.\n");
    }
    check(&tree, &conversation.serve(), &["--comment=7"]);
    let body = conversation.body(0);
    assert!(body.len() < 65_000, "{}", body.len());
    assert!(body.contains("more, left out here; the report has all of them."), "{}", &body[body.len() - 300..]);
}

#[test]
fn the_number_comes_from_the_workflow() {
    let (tree, conversation) = (tree(), Conversation::default());
    let fake = conversation.serve();
    let run = |name: &str, value: &str| -> Run {
        let mut command = command(tree.path(), &["check", "runbooks", "--comment", "-q"]);
        command.env("GITHUB_API_URL", &fake.address).env("GITHUB_TOKEN", TOKEN).env("GITHUB_REPOSITORY", "acme/shop").env(name, value);
        command.env("ENT_CACHE_DIR", "").output().unwrap().into()
    };
    run("GITHUB_REF", "refs/pull/7/merge");
    assert_eq!(conversation.comments().len(), 1);
    tree.write("event.json", r#"{"action": "opened", "pull_request": {"number": 7}}"#);
    let told = run("GITHUB_EVENT_PATH", tree.path().join("event.json").to_str().unwrap());
    assert_eq!((conversation.comments().len(), told.stderr.contains("comment:")), (1, false));
    let nowhere = run("GITHUB_REF", "refs/heads/main").exits(2);
    assert!(nowhere.stderr.contains("nobody knows the number of the pull request"), "{}", nowhere.stderr);
}

#[test]
fn what_cannot_be_told_is_an_error_and_the_report_is_written_all_the_same() {
    let (tree, conversation) = (tree(), Conversation::default());
    let fake = conversation.serve();
    let offline = check(&tree, &fake, &["--comment=7", "--offline"]).exits(2);
    assert!(offline.stderr.contains("--comment: --offline (or ENT_OFFLINE) forbids asking GitHub"), "{}", offline.stderr);
    let without = tree.ent(&["check", "runbooks", "--comment=7"]).exits(2);
    assert!(without.stderr.contains("there is no token for GitHub"), "{}", without.stderr);
    check(&tree, &fake, &["--comment=seven"]).exits(2);
    assert_eq!(fake.lines(), Vec::<String>::new());
    let reading = Fake::start(|asked, _| match asked.method.as_str() {
        "GET" => Reply::ok("[]"),
        _ => Reply::status(403, "Resource not accessible by integration"),
    });
    let refused = check(&tree, &reading, &["--comment=7", "--format", "json"]).exits(2);
    assert!(refused.stdout.contains("\"verdict\""), "{}", refused.stdout);
    assert!(refused.stderr.contains("the token may not do this") && refused.stderr.contains("permissions:"), "{}", refused.stderr);
}
