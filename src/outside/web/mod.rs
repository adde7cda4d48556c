//! Addresses of the web: whether something is there, and what. Nobody calls this unless the user asked for it.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::{Client, StatusCode, redirect};
use tokio::task::JoinSet;

/// How long one address may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many are asked at once.
const AT_ONCE: usize = 8;
/// How many are asked in one run.
const MOST: usize = 200;
/// How many redirections are followed.
const HOPS: usize = 5;

/// What came of asking for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Something is there, perhaps behind a login.
    There,
    /// The server says that nothing is there (404 or 410).
    Gone(u16),
    /// Nobody can tell: no network, no such host, a server in trouble.
    Unknown(String),
}

/// Asks for addresses, each once; the answers by address.
///
/// # Errors
/// A text that says why no address at all could be asked for.
pub fn probe(addresses: impl IntoIterator<Item = String>) -> Result<BTreeMap<String, Answer>, String> {
    let addresses: std::collections::BTreeSet<String> = addresses.into_iter().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|why| why.to_string())?;
    let client = Client::builder()
        .timeout(PATIENCE)
        .redirect(redirect::Policy::limited(HOPS))
        .user_agent(concat!("ent/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|why| why.to_string())?;
    Ok(runtime.block_on(ask_all(&client, addresses)))
}

/// The bytes at an address.
///
/// # Errors
/// A text that says why they cannot be had: no connection, no 2xx answer, more than `limit` bytes.
pub fn fetch(address: &str, limit: u64) -> Result<Vec<u8>, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|why| why.to_string())?;
    let client = Client::builder()
        .timeout(PATIENCE * 3)
        .redirect(redirect::Policy::limited(HOPS))
        .user_agent(concat!("ent/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|why| why.to_string())?;
    runtime.block_on(fetch_within(&client, address, limit))
}

async fn fetch_within(client: &Client, address: &str, limit: u64) -> Result<Vec<u8>, String> {
    let mut response = client.get(address).send().await.map_err(|error| plain(&error))?;
    if !response.status().is_success() {
        return Err(format!("the server answers {}", response.status().as_u16()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| plain(&error))? {
        if bytes.len() as u64 + chunk.len() as u64 > limit {
            return Err(format!("it is larger than the limit of {limit} bytes"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn ask_all(client: &Client, addresses: std::collections::BTreeSet<String>) -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    let mut asking = JoinSet::new();
    for (number, address) in addresses.into_iter().enumerate() {
        if number >= MOST {
            answers.insert(address, Answer::Unknown(format!("only {MOST} addresses are asked in one run")));
            continue;
        }
        while asking.len() >= AT_ONCE {
            keep(asking.join_next().await, &mut answers);
        }
        let client = client.clone();
        asking.spawn(async move {
            let answer = ask(&client, &address).await;
            (address, answer)
        });
    }
    while !asking.is_empty() {
        keep(asking.join_next().await, &mut answers);
    }
    answers
}

fn keep(done: Option<Result<(String, Answer), tokio::task::JoinError>>, answers: &mut BTreeMap<String, Answer>) {
    if let Some(Ok((address, answer))) = done {
        answers.insert(address, answer);
    }
}

async fn ask(client: &Client, address: &str) -> Answer {
    let head = client.head(address).send().await.map(|response| response.status());
    match head {
        Ok(status) if !is_doubtful(status) => Answer::There,
        Err(error) => Answer::Unknown(plain(&error)),
        // Some servers answer HEAD wrongly: GET has the last word.
        Ok(_) => match client.get(address).send().await {
            Ok(response) => judge(response.status()),
            Err(error) => Answer::Unknown(plain(&error)),
        },
    }
}

fn is_doubtful(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::METHOD_NOT_ALLOWED)
}

fn judge(status: StatusCode) -> Answer {
    match status {
        StatusCode::NOT_FOUND | StatusCode::GONE => Answer::Gone(status.as_u16()),
        status if status.is_server_error() => Answer::Unknown(format!("the server answers {}", status.as_u16())),
        _ => Answer::There,
    }
}

fn plain(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "it took too long"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_redirect() {
        "too many redirections"
    } else {
        "the request failed"
    };
    what.to_string()
}
