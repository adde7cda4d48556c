//! Questions and answers: what the disk knows already, page after page, several lists at a time.

use std::sync::Arc;

use serde_json::Value;
use tokio::task::JoinSet;

use super::cache::{Cache, Entry};
use super::wire::{Ask, Wire};
use super::{GithubError, Options, Token};

/// GitHub gives at most this many items on a page.
const PAGE: usize = 100;
/// So many pages of one list are read; a longer one is an error, never a shorter list.
const MOST_PAGES: usize = 200;
/// So many questions are under way at once.
const AT_ONCE: usize = 8;

/// A question.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Path and query.
    pub(super) path: String,
    /// What changes whenever the answer may change.
    pub(super) stamp: Option<String>,
}

impl Wanted {
    /// A question whose answer may have changed by now.
    pub(super) fn now(path: &str) -> Self {
        Wanted { path: path.into(), stamp: None }
    }

    fn at(&self, path: String) -> Self {
        Wanted { path, stamp: self.stamp.clone() }
    }
}

/// An answer.
pub(super) struct Page {
    /// What it holds.
    pub(super) value: Value,
    /// Path of the page after it.
    pub(super) next: Option<String>,
}

/// What every question shares.
pub(super) struct Desk {
    wire: Wire,
    cache: Option<Cache>,
}

impl Desk {
    pub(super) fn open(options: &Options, token: &Token) -> Result<Desk, GithubError> {
        let wire = Wire::new(options, token)?;
        let cache = options.cache.as_ref().map(|folder| Cache::open(folder, wire.address(), token));
        Ok(Desk { wire, cache })
    }

    pub(super) fn address(&self) -> &str {
        self.wire.address()
    }

    /// One page: from the disk where it cannot have changed, asked with the tag of the last answer otherwise.
    pub(super) async fn get(&self, wanted: &Wanted) -> Result<Page, GithubError> {
        let known = self.cache.as_ref().and_then(|cache| cache.read(&wanted.path));
        if let Some(entry) = known.as_ref().filter(|entry| wanted.stamp.is_some() && entry.stamp == wanted.stamp) {
            return Ok(entry.page());
        }
        let answer = self.wire.ask(Ask::get(&wanted.path, known.as_ref().and_then(|entry| entry.etag.as_deref()))).await?;
        let entry = match (answer.is_unchanged, known) {
            (true, Some(known)) if known.stamp == wanted.stamp => return Ok(known.page()),
            (true, Some(known)) => Entry { stamp: wanted.stamp.clone(), ..known },
            _ => Entry { etag: answer.etag, stamp: wanted.stamp.clone(), next: answer.next, body: answer.value },
        };
        if let Some(cache) = &self.cache {
            cache.write(&wanted.path, &entry);
        }
        Ok(entry.page())
    }

    /// The wanted items of a list, up to the first page that holds an unwanted one.
    pub(super) async fn list(&self, wanted: &Wanted, keep: impl Fn(&Value) -> bool) -> Result<Vec<Value>, GithubError> {
        let mut kept = Vec::new();
        let mut next = Some(with_page_size(&wanted.path));
        for _ in 0..MOST_PAGES {
            let Some(path) = next.take() else { return Ok(kept) };
            let page = self.get(&wanted.at(path.clone())).await?;
            let items = items(page.value).ok_or_else(|| GithubError::Malformed { what: path, why: "it is no list".into() })?;
            let asked = items.len();
            let before = kept.len();
            kept.extend(items.into_iter().filter(|item| keep(item)));
            next = page.next.filter(|_| kept.len() - before == asked);
        }
        match next {
            None => Ok(kept),
            Some(_) => Err(GithubError::TooMany { what: wanted.path.clone(), most: MOST_PAGES * PAGE }),
        }
    }

    /// Several lists, some at a time.
    pub(super) async fn lists(desk: &Arc<Desk>, wanted: Vec<Wanted>) -> Result<Vec<Vec<Value>>, GithubError> {
        let mut answers: Vec<Vec<Value>> = vec![Vec::new(); wanted.len()];
        let mut asking: JoinSet<(usize, Result<Vec<Value>, GithubError>)> = JoinSet::new();
        let mut questions = wanted.into_iter().enumerate();
        loop {
            while asking.len() < AT_ONCE {
                let Some((place, wanted)) = questions.next() else { break };
                let desk = Arc::clone(desk);
                asking.spawn(async move { (place, desk.list(&wanted, |_| true).await) });
            }
            match asking.join_next().await {
                None => return Ok(answers),
                Some(Ok((place, answer))) => answers[place] = answer?,
                Some(Err(why)) => return Err(GithubError::Network { what: desk.address().into(), why: why.to_string() }),
            }
        }
    }

    /// Creates or changes something.
    pub(super) async fn send(&self, ask: Ask) -> Result<Value, GithubError> {
        self.wire.ask(ask).await.map(|answer| answer.value)
    }
}

/// The items of a list, also of one inside `{ "total_count": …, "NAME": [ … ] }`.
fn items(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(items) => Some(items),
        Value::Object(fields) if fields.contains_key("total_count") => fields.into_iter().find_map(|(_, value)| match value {
            Value::Array(items) => Some(items),
            _ => None,
        }),
        _ => None,
    }
}

fn with_page_size(path: &str) -> String {
    if path.contains("per_page=") {
        return path.into();
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}per_page={PAGE}")
}
