//! GitHub's REST API behind one synchronous door: paged, patient with rate limits, cached on disk, silent about its token.
//!
//! Answers are JSON values as GitHub documents them, so that a file which `gh api` wrote and a live answer are read by the same code.
//! Nobody opens this door under `--offline`: [`Github::connect`] refuses.

mod cache;
mod delivery;
mod desk;
mod error;
#[cfg(test)]
mod fake;
mod limits;
mod name;
mod options;
mod repository;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use serde_json::Value;

pub use error::GithubError;
pub use name::{Name, segment};
pub use options::{Options, Token, cache_folder};
pub use repository::Repository;

use desk::{Desk, Wanted};
use wire::Ask;

/// A connection to GitHub's API.
pub struct Github {
    runtime: tokio::runtime::Runtime,
    desk: Arc<Desk>,
}

impl std::fmt::Debug for Github {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Github").field("address", &self.desk.address()).finish_non_exhaustive()
    }
}

impl Github {
    /// Prepares a connection; nothing is asked yet.
    ///
    /// # Errors
    /// Offline, no token, an address that cannot be used.
    pub fn connect(options: &Options) -> Result<Github, GithubError> {
        if options.offline {
            return Err(GithubError::Offline);
        }
        let token = options.token.as_ref().ok_or(GithubError::NoToken)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|why| GithubError::Network { what: options.address.clone(), why: why.to_string() })?;
        let desk = {
            // The queue of the connection needs a running clockwork to live in.
            let _inside = runtime.enter();
            Arc::new(Desk::open(options, token)?)
        };
        Ok(Github { runtime, desk })
    }

    /// The calls about one repository.
    pub fn repository(&self, name: Name) -> Repository<'_> {
        Repository::new(self, name)
    }

    /// One document. `path` begins with `/` and is already encoded ([`segment`]).
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving it, a 404 included.
    pub fn get(&self, path: &str) -> Result<Value, GithubError> {
        self.runtime.block_on(self.desk.get(&Wanted::now(path))).map(|page| page.value)
    }

    /// One document, or `None` where GitHub says that there is none (404). It says so too where the token may not see what is there.
    ///
    /// # Errors
    /// Whatever else keeps GitHub from giving it.
    pub fn find(&self, path: &str) -> Result<Option<Value>, GithubError> {
        match self.get(path) {
            Err(GithubError::NotFound { .. }) => Ok(None),
            other => other.map(Some),
        }
    }

    /// All items of a list, page by page.
    ///
    /// # Errors
    /// Whatever keeps GitHub from giving a page; a list of more than 20,000 items.
    pub fn list(&self, path: &str) -> Result<Vec<Value>, GithubError> {
        self.list_while(path, |_| true)
    }

    /// The wanted items of a list in a known order: the first page that holds an unwanted item is the last one asked for.
    ///
    /// # Errors
    /// As for [`Github::list`].
    pub fn list_while(&self, path: &str, wanted: impl Fn(&Value) -> bool) -> Result<Vec<Value>, GithubError> {
        self.runtime.block_on(self.desk.list(&Wanted::now(path), wanted))
    }

    /// Several lists, some at a time; the answers in the order of the questions. Each question has a path and, where it is known, a text that changes
    /// whenever its answer may change (`updated_at` of what it belongs to): with the same text as last time the answer on disk is taken.
    ///
    /// # Errors
    /// The first that keeps GitHub from giving a list.
    pub fn lists(&self, questions: &[(String, Option<String>)]) -> Result<Vec<Vec<Value>>, GithubError> {
        let wanted = questions.iter().map(|(path, stamp)| Wanted { path: path.clone(), stamp: stamp.clone() }).collect();
        self.runtime.block_on(Desk::lists(&self.desk, wanted))
    }

    /// Creates something.
    ///
    /// # Errors
    /// Whatever keeps GitHub from doing it.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, GithubError> {
        self.runtime.block_on(self.desk.send(Ask::post(path, body)))
    }

    /// Changes something.
    ///
    /// # Errors
    /// Whatever keeps GitHub from doing it.
    pub fn patch(&self, path: &str, body: &Value) -> Result<Value, GithubError> {
        self.runtime.block_on(self.desk.send(Ask::patch(path, body)))
    }

    /// Removes something.
    ///
    /// # Errors
    /// Whatever keeps GitHub from doing it.
    pub fn delete(&self, path: &str) -> Result<(), GithubError> {
        self.runtime.block_on(self.desk.send(Ask::delete(path))).map(|_| ())
    }

    /// The login of whom the token belongs to; `None` where it belongs to no person: GitHub refuses the question to the tokens of apps and workflows.
    ///
    /// # Errors
    /// Whatever else keeps GitHub from telling.
    pub fn login(&self) -> Result<Option<String>, GithubError> {
        match self.find("/user") {
            Ok(user) => Ok(user.as_ref().and_then(|user| user.get("login")).and_then(Value::as_str).map(str::to_string)),
            Err(GithubError::Forbidden { .. }) => Ok(None),
            Err(other) => Err(other),
        }
    }
}
