//! Against a fake of the API on this machine.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::fake::{Asked, Fake, Reply};
use super::*;

const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

fn options(fake: &Fake, cache: Option<&Path>) -> Options {
    Options {
        address: fake.address.clone(),
        token: Token::new(TOKEN),
        cache: cache.map(Path::to_path_buf),
        offline: false,
        patience: Duration::from_secs(5),
    }
}

fn connect(fake: &Fake) -> Github {
    Github::connect(&options(fake, None)).unwrap()
}

fn paged(asked: &Asked, address: &str) -> Reply {
    match asked.path.as_str() {
        "/items?per_page=100" => Reply::ok("[1,2]").header("link", format!("<{address}/items?page=2>; rel=\"next\"")),
        "/items?page=2" => Reply::ok("[3,4]").header("link", format!("<{address}/items?page=3>; rel=\"next\"")),
        "/items?page=3" => Reply::ok("[5]"),
        "/wrapped?per_page=100" => Reply::ok(r#"{"total_count": 1, "check_runs": [{"id": 7}]}"#),
        "/away?per_page=100" => Reply::ok("[1]").header("link", "<http://example.org/items>; rel=\"next\""),
        "/endless?per_page=100" | "/endless?page=2" => Reply::ok("[0]").header("link", format!("<{address}/endless?page=2>; rel=\"next\"")),
        _ => Reply::status(404, "Not Found"),
    }
}

#[test]
fn lists_are_read_page_by_page_and_no_further_than_wanted() {
    let fake = Fake::start(paged);
    let github = connect(&fake);
    assert_eq!(github.list("/items").unwrap(), [1, 2, 3, 4, 5].map(|n| json!(n)));
    assert_eq!(github.list_while("/items", |item| item.as_u64() < Some(4)).unwrap().len(), 3);
    assert_eq!(fake.lines().len(), 3 + 2);
    assert_eq!(github.list("/wrapped").unwrap(), [json!({"id": 7})]);
    let asked = &fake.asked()[0];
    assert_eq!(asked.header("authorization"), Some(format!("Bearer {TOKEN}").as_str()));
    assert_eq!(asked.header("x-github-api-version"), Some("2022-11-28"));
}

#[test]
fn a_list_that_leads_away_or_never_ends_is_an_error_and_not_a_shorter_list() {
    let fake = Fake::start(paged);
    let github = connect(&fake);
    assert!(matches!(github.list("/away"), Err(GithubError::Malformed { .. })));
    assert_eq!(github.list("/endless"), Err(GithubError::TooMany { what: "/endless".into(), most: 20_000 }));
}

#[test]
fn what_is_not_there_is_none_and_what_is_forbidden_is_an_error() {
    let fake = Fake::start(|asked, _| match asked.path.as_str() {
        "/secret" => Reply::status(403, "Resource not accessible by integration"),
        "/login" => Reply::status(401, "Bad credentials"),
        "/odd" => Reply::ok("<html>"),
        _ => Reply::status(404, "Not Found"),
    });
    let github = connect(&fake);
    assert_eq!(github.find("/nothing").unwrap(), None);
    assert_eq!(github.get("/nothing"), Err(GithubError::NotFound { what: "GET /nothing".into() }));
    assert_eq!(
        github.find("/secret").unwrap_err().to_string(),
        "the token may not do this: GET /secret: Resource not accessible by integration"
    );
    assert_eq!(github.get("/login"), Err(GithubError::Unauthorized));
    assert!(matches!(github.get("/odd"), Err(GithubError::Malformed { .. })));
}

#[test]
fn a_short_rate_limit_is_waited_for_and_a_long_one_is_told() {
    let count = AtomicUsize::new(0);
    let fake = Fake::start(move |asked, _| match asked.path.as_str() {
        "/short" if count.fetch_add(1, Ordering::SeqCst) == 0 => Reply::status(429, "slow down").header("retry-after", "1"),
        "/short" => Reply::ok("1"),
        _ => Reply::status(403, "API rate limit exceeded")
            .header("x-ratelimit-remaining", "0")
            .header("x-ratelimit-reset", "1700003600")
            .header("date", "Tue, 14 Nov 2023 22:13:20 GMT"),
    });
    let github = connect(&fake);
    let begin = Instant::now();
    assert_eq!(github.get("/short").unwrap(), json!(1));
    assert!(begin.elapsed() >= Duration::from_secs(1));
    let error = github.get("/long").unwrap_err();
    assert_eq!(error, GithubError::RateLimited { seconds: 3601 });
    assert_eq!(error.to_string(), "the rate limit of GitHub is used up; it opens again in 61 min");
}

#[test]
fn a_stumble_of_the_server_is_asked_again_but_never_a_change() {
    let count = AtomicUsize::new(0);
    let fake = Fake::start(move |asked, _| match (asked.method.as_str(), count.fetch_add(1, Ordering::SeqCst)) {
        ("GET", 0) => Reply::status(502, "bad gateway"),
        ("GET", _) => Reply::ok("1"),
        _ => Reply::status(502, "bad gateway"),
    });
    let github = connect(&fake);
    assert_eq!(github.get("/x").unwrap(), json!(1));
    assert!(matches!(github.post("/x", &json!({"body": "b"})), Err(GithubError::Status { status: 502, .. })));
    assert_eq!(fake.lines(), ["GET /x", "GET /x", "POST /x"]);
    assert_eq!(fake.asked()[2].body, r#"{"body":"b"}"#);
}

#[test]
fn an_unchanged_answer_comes_from_the_disk_and_only_for_its_own_token() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|asked, _| match asked.header("if-none-match") {
        Some("\"v1\"") => Reply { status: 304, ..Reply::default() },
        _ => Reply::ok(r#"{"n": 1}"#).header("etag", "\"v1\""),
    });
    let mut options = options(&fake, Some(folder.path()));
    for _ in 0..2 {
        let github = Github::connect(&options).unwrap();
        assert_eq!(github.get("/x").unwrap(), json!({"n": 1}));
    }
    assert_eq!(fake.asked()[1].header("if-none-match"), Some("\"v1\""));
    options.token = Token::new("another");
    assert_eq!(Github::connect(&options).unwrap().get("/x").unwrap(), json!({"n": 1}));
    assert_eq!(fake.asked()[2].header("if-none-match"), None);
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(!text.contains(TOKEN), "{text}");
    }
}

#[test]
fn what_cannot_have_changed_is_not_asked_again() {
    let folder = tempfile::tempdir().unwrap();
    let fake = Fake::start(|_, _| Reply::ok(r#"[{"id": 1}]"#));
    let pulls = |updated: &str| vec![json!({"number": 7, "updated_at": updated}), json!({"number": 8, "updated_at": updated})];
    for updated in ["2025-03-03T10:00:00Z", "2025-03-03T10:00:00Z", "2025-03-04T10:00:00Z"] {
        let github = Github::connect(&options(&fake, Some(folder.path()))).unwrap();
        let repository = github.repository(Name::parse("acme/shop").unwrap());
        assert_eq!(repository.reviews(&pulls(updated)).unwrap().len(), 2);
    }
    let mut lines = fake.lines();
    lines.sort();
    let both = ["GET /repos/acme/shop/pulls/7/reviews?per_page=100", "GET /repos/acme/shop/pulls/8/reviews?per_page=100"];
    assert_eq!(lines, [both[0], both[0], both[1], both[1]]);
}

#[test]
fn many_lists_come_in_the_order_of_the_questions() {
    let under_way = std::sync::Arc::new(Mutex::new((0usize, 0usize)));
    let seen = std::sync::Arc::clone(&under_way);
    let fake = Fake::start(move |asked, _| {
        {
            let mut counts = seen.lock().unwrap();
            counts.0 += 1;
            counts.1 = counts.1.max(counts.0);
        }
        std::thread::sleep(Duration::from_millis(5));
        seen.lock().unwrap().0 -= 1;
        let number = asked.path.trim_start_matches('/').split('?').next().unwrap().to_string();
        Reply::ok(format!("[{number}]"))
    });
    let questions: Vec<(String, Option<String>)> = (0..30).map(|n| (format!("/{n}"), None)).collect();
    let answers = connect(&fake).lists(&questions).unwrap();
    assert_eq!(answers, (0..30).map(|n| vec![json!(n)]).collect::<Vec<_>>());
    let most = under_way.lock().unwrap().1;
    assert!((2..=8).contains(&most), "{most} at once");
}

#[test]
fn offline_and_without_a_token_nothing_is_asked() {
    let fake = Fake::start(|_, _| Reply::ok("1"));
    let mut options = options(&fake, None);
    options.offline = true;
    assert_eq!(Github::connect(&options).unwrap_err(), GithubError::Offline);
    options.offline = false;
    options.token = None;
    assert_eq!(Github::connect(&options).unwrap_err(), GithubError::NoToken);
    assert_eq!(fake.lines(), Vec::<String>::new());
}

#[test]
fn the_token_stays_hidden_and_does_not_travel_in_the_clear() {
    let fake = Fake::start(|_, _| Reply::status(422, &format!("echo {TOKEN}")));
    let github = connect(&fake);
    let error = github.get("/x").unwrap_err();
    assert_eq!(error.to_string(), "GitHub answers 422 to GET /x: echo ***");
    assert!(!format!("{github:?} {error:?}").contains(TOKEN));
    for address in ["http://github.example.org", "ftp://localhost", "https://user:pw@example.org", "nonsense"] {
        let options = Options { address: address.into(), ..options(&fake, None) };
        assert!(matches!(Github::connect(&options), Err(GithubError::Address { .. })), "{address}");
    }
}

#[test]
fn a_redirect_to_another_host_leaves_the_token_behind() {
    let elsewhere = Fake::start(|_, _| Reply::ok("1"));
    let target = elsewhere.address.replace("127.0.0.1", "localhost");
    let fake = Fake::start(move |_, _| Reply { status: 302, ..Reply::default() }.header("location", format!("{target}/y")));
    assert_eq!(connect(&fake).get("/x").unwrap(), json!(1));
    assert_eq!(elsewhere.asked()[0].header("authorization"), None);
}

#[test]
fn an_answer_that_is_too_large_and_a_server_that_is_not_there_are_errors() {
    let fake = Fake::start(|_, _| Reply::ok(format!("\"{}\"", "x".repeat(17 << 20))));
    assert!(matches!(connect(&fake).get("/x"), Err(GithubError::TooLarge { megabytes: 16, .. })));
    let mut nobody = options(&fake, None);
    nobody.address = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let error = Github::connect(&nobody).unwrap().get("/x").unwrap_err();
    assert_eq!(error.to_string(), "GitHub cannot be reached (GET /x): no connection");
}

#[test]
fn what_was_delivered_is_put_together_and_stripped() {
    let fake = Fake::start(|asked, _| match asked.path.as_str() {
        "/repos/acme/shop/deployments?per_page=100" => Reply::ok(
            r#"[{"id": 9, "sha": "aa", "environment": "production", "created_at": "2026-03-03T10:00:00Z", "payload": {"secret": 1}},
                {"id": 8, "sha": "bb", "environment": "production", "created_at": "2026-01-03T10:00:00Z"}]"#,
        ),
        "/repos/acme/shop/deployments/9/statuses?per_page=100" => {
            Reply::ok(r#"[{"state": "success", "created_at": "2026-03-03T10:05:00Z", "creator": {"login": "ana"}}]"#)
        }
        "/repos/acme/shop/releases?per_page=100" => {
            Reply::ok(r#"[{"tag_name": "v1", "published_at": "2026-03-03T10:00:00Z", "body": "long"}]"#)
        }
        "/repos/acme/shop/commits/refs%2Ftags%2Fv1" => Reply::ok(r#"{"sha": "cc"}"#),
        _ => Reply::status(404, "Not Found"),
    });
    let github = connect(&fake);
    let repository = github.repository(Name::parse("acme/shop").unwrap());
    let delivered = repository.delivered("2026-02-01T00:00:00Z").unwrap();
    let statuses = json!([{"state": "success", "created_at": "2026-03-03T10:05:00Z"}]);
    assert_eq!(
        delivered,
        [json!({"id": 9, "sha": "aa", "environment": "production", "created_at": "2026-03-03T10:00:00Z", "statuses": statuses})]
    );
    let released = repository.released("2026-02-01T00:00:00Z").unwrap();
    assert_eq!(released, [json!({"tag_name": "v1", "published_at": "2026-03-03T10:00:00Z", "sha": "cc"})]);
}

#[test]
fn the_token_of_a_workflow_belongs_to_nobody() {
    let workflow = Fake::start(|_, _| Reply::status(403, "Resource not accessible by integration"));
    assert_eq!(connect(&workflow).login().unwrap(), None);
    let person = Fake::start(|_, _| Reply::ok(r#"{"login": "ana"}"#));
    assert_eq!(connect(&person).login().unwrap().as_deref(), Some("ana"));
}
