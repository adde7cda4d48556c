//! One question over the wire: octocrab above, reqwest below (proxies of the system, one TLS for the whole program), with limits of time and size,
//! a second try where GitHub stumbles, and a wait where the rate limit says so.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use octocrab::{AuthState, OctoBody, Octocrab, OctocrabBuilder};
use serde_json::Value;

use super::{GithubError, Options, Token, limits};

/// How long reaching GitHub may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long one answer may take.
const ANSWER: Duration = Duration::from_secs(60);
/// How large one answer may be.
const MEGABYTES: usize = 16;
/// How many redirections are followed; the token does not follow to another host.
const HOPS: usize = 5;
/// How often a question is asked again when the server stumbles.
const TRIES: u32 = 3;

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    method: Method,
    path: String,
    etag: Option<String>,
    body: Option<Value>,
}

impl Ask {
    pub(super) fn get(path: &str, etag: Option<&str>) -> Ask {
        Ask { method: Method::GET, path: path.into(), etag: etag.map(str::to_string), body: None }
    }

    pub(super) fn post(path: &str, body: &Value) -> Ask {
        Ask { method: Method::POST, path: path.into(), etag: None, body: Some(body.clone()) }
    }

    pub(super) fn patch(path: &str, body: &Value) -> Ask {
        Ask { method: Method::PATCH, path: path.into(), etag: None, body: Some(body.clone()) }
    }

    pub(super) fn delete(path: &str) -> Ask {
        Ask { method: Method::DELETE, path: path.into(), etag: None, body: None }
    }

    fn what(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// An answer.
pub(super) struct Answer {
    /// Its JSON; `null` where it has no body.
    pub(super) value: Value,
    /// Whether GitHub says that nothing has changed (304).
    pub(super) is_unchanged: bool,
    /// Its tag.
    pub(super) etag: Option<String>,
    /// Path of the next page.
    pub(super) next: Option<String>,
}

struct Raw {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// The way to GitHub.
pub(super) struct Wire {
    client: Octocrab,
    address: String,
    token: Token,
    /// Milliseconds that the rate limit may still make this run wait.
    patience: AtomicU64,
}

impl Wire {
    pub(super) fn new(options: &Options, token: &Token) -> Result<Wire, GithubError> {
        let address = usable(&options.address)?;
        let wrong = |why: String| GithubError::Address { address: address.clone(), why };
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .redirect(reqwest::redirect::Policy::limited(HOPS))
            .user_agent(concat!("ent/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|why| wrong(why.to_string()))?;
        let below = Below { client, address: address.clone() };
        let auth = AuthState::AccessToken { token: token.reveal().to_string().into() };
        let client = OctocrabBuilder::new_empty().with_service(below).with_auth(auth).build().map_err(|never| match never {})?;
        let patience = u64::try_from(options.patience.as_millis()).unwrap_or(u64::MAX);
        Ok(Wire { client, address, token: token.clone(), patience: AtomicU64::new(patience) })
    }

    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Asks, and asks again where that makes sense.
    pub(super) async fn ask(&self, ask: Ask) -> Result<Answer, GithubError> {
        let mut tries = 1;
        loop {
            let raw = match self.once(&ask).await {
                Err(GithubError::Network { .. }) if ask.method == Method::GET && tries < TRIES => None,
                other => Some(other?),
            };
            if let Some(raw) = raw {
                let message = message(&raw.body);
                if let Some(seconds) = limits::wait(raw.status, &raw.headers, &message) {
                    self.rest(seconds).await?;
                    continue;
                }
                if !(raw.status.is_server_error() && ask.method == Method::GET && tries < TRIES) {
                    return self.read(&ask, raw, message);
                }
            }
            tokio::time::sleep(Duration::from_millis(250) * tries).await;
            tries += 1;
        }
    }

    /// Waits for the rate limit, if there is patience left for it.
    async fn rest(&self, seconds: u64) -> Result<(), GithubError> {
        let wanted = seconds.saturating_mul(1000).max(100);
        let take = |left: u64| left.checked_sub(wanted);
        self.patience.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).map_err(|_| GithubError::RateLimited { seconds })?;
        tokio::time::sleep(Duration::from_millis(wanted)).await;
        Ok(())
    }

    async fn once(&self, ask: &Ask) -> Result<Raw, GithubError> {
        let network = |why: &(dyn std::error::Error + 'static)| GithubError::Network { what: ask.what(), why: self.plain(why) };
        let mut request = http::request::Builder::new()
            .method(ask.method.clone())
            .uri(&ask.path)
            .header("accept", "application/vnd.github+json")
            .header("x-github-api-version", "2022-11-28");
        if let Some(etag) = &ask.etag {
            request = request.header("if-none-match", etag);
        }
        let request = self.client.build_request(request, ask.body.as_ref()).map_err(|why| network(&why))?;
        let response = self.client.execute(request).await.map_err(|why| network(&why))?;
        let (parts, body) = response.into_parts();
        let bytes = Limited::new(body, MEGABYTES << 20).collect().await.map_err(|why| match why.is::<LengthLimitError>() {
            true => GithubError::TooLarge { what: ask.what(), megabytes: MEGABYTES },
            false => network(why.as_ref()),
        })?;
        Ok(Raw { status: parts.status, headers: parts.headers, body: bytes.to_bytes().to_vec() })
    }

    fn read(&self, ask: &Ask, raw: Raw, message: String) -> Result<Answer, GithubError> {
        let (what, why) = (ask.what(), self.token.scrub(&message));
        match raw.status {
            StatusCode::UNAUTHORIZED => return Err(GithubError::Unauthorized),
            StatusCode::FORBIDDEN => return Err(GithubError::Forbidden { what, why }),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err(GithubError::NotFound { what }),
            status if status.is_success() || status == StatusCode::NOT_MODIFIED => {}
            status => return Err(GithubError::Status { status: status.as_u16(), what, why }),
        }
        let is_unchanged = raw.status == StatusCode::NOT_MODIFIED;
        let malformed = |why: String| GithubError::Malformed { what: ask.what(), why };
        let value = match raw.body.is_empty() || is_unchanged {
            true => Value::Null,
            false => serde_json::from_slice(&raw.body).map_err(|why| malformed(format!("it is no JSON: {why}")))?,
        };
        let etag = raw.headers.get("etag").and_then(|etag| etag.to_str().ok()).map(str::to_string);
        let next = limits::next(&raw.headers, &self.address).map_err(malformed)?;
        Ok(Answer { value, is_unchanged, etag, next })
    }

    /// What is in the way, in a few words.
    fn plain(&self, error: &(dyn std::error::Error + 'static)) -> String {
        let mut innermost = error;
        let mut at = Some(error);
        while let Some(error) = at {
            if let Some(known) = error.downcast_ref::<reqwest::Error>() {
                let words = if known.is_timeout() {
                    Some("it took too long")
                } else if known.is_connect() {
                    Some("no connection")
                } else if known.is_redirect() {
                    Some("too many redirections")
                } else {
                    None
                };
                if let Some(words) = words {
                    return words.into();
                }
            }
            innermost = error;
            at = error.source();
        }
        self.token.scrub(&innermost.to_string())
    }
}

/// The address without a slash at its end; the token does not travel in the clear, except within this machine.
fn usable(address: &str) -> Result<String, GithubError> {
    let wrong = |why: &str| GithubError::Address { address: address.into(), why: why.into() };
    let url = reqwest::Url::parse(address.trim()).map_err(|why| wrong(&why.to_string()))?;
    let host = url.host_str().ok_or_else(|| wrong("it names no host"))?;
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match url.scheme() {
        "https" => {}
        "http" if is_here => {}
        "http" => return Err(wrong("over http the token would travel in the clear; use https")),
        other => return Err(wrong(&format!("{other} is not https"))),
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("it holds more than a host and a path"));
    }
    Ok(url.as_str().trim_end_matches('/').to_string())
}

/// What GitHub says was wrong: `message` and the messages of `errors`, on one line.
fn message(body: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return "no reason given".into() };
    let Some(message) = value.get("message").and_then(Value::as_str) else { return "no reason given".into() };
    let details = value.get("errors").and_then(Value::as_array).into_iter().flatten();
    let details = details.filter_map(|error| error.get("message").and_then(Value::as_str).or(error.as_str()));
    let all: Vec<&str> = std::iter::once(message).chain(details).collect();
    all.join("; ").chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

/// What carries octocrab's requests.
#[derive(Clone)]
struct Below {
    client: reqwest::Client,
    address: String,
}

impl tower_service::Service<Request<OctoBody>> for Below {
    type Response = Response<reqwest::Body>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<OctoBody>) -> Self::Future {
        let (client, address) = (self.client.clone(), self.address.clone());
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            parts.uri = format!("{address}{}", parts.uri).parse()?;
            let bytes = body.collect().await?.to_bytes();
            let request = reqwest::Request::try_from(Request::from_parts(parts, bytes))?;
            Ok(client.execute(request).await?.into())
        })
    }
}
