//! What can go wrong with GitHub, and what to do about it.

/// Why GitHub gives no answer. No text holds the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GithubError {
    /// The network may not be used.
    #[error("--offline (or ENT_OFFLINE) forbids asking GitHub")]
    Offline,
    /// There is no token.
    #[error("there is no token for GitHub")]
    NoToken,
    /// The address of the API cannot be used.
    #[error("the address of GitHub's API `{address}` cannot be used: {why}")]
    Address {
        /// As given.
        address: String,
        /// Why not.
        why: String,
    },
    /// Nobody said which repository.
    #[error("nobody knows which repository of GitHub this is")]
    NoRepository,
    /// The text is no name of a repository.
    #[error("`{text}` is no repository of GitHub: OWNER/NAME is needed")]
    Name {
        /// As given.
        text: String,
    },
    /// The token is not accepted (401).
    #[error("GitHub does not accept the token")]
    Unauthorized,
    /// The token may not do this (403).
    #[error("the token may not do this: {what}: {why}")]
    Forbidden {
        /// Method and path.
        what: String,
        /// What GitHub says.
        why: String,
    },
    /// Nothing is there, or the token may not see it (404, 410).
    #[error("GitHub knows nothing at {what}")]
    NotFound {
        /// Method and path.
        what: String,
    },
    /// The rate limit is used up.
    #[error("the rate limit of GitHub is used up; it opens again in {}", words(*.seconds))]
    RateLimited {
        /// Seconds until it opens again.
        seconds: u64,
    },
    /// GitHub refuses what was sent, or is in trouble.
    #[error("GitHub answers {status} to {what}: {why}")]
    Status {
        /// Status of HTTP.
        status: u16,
        /// Method and path.
        what: String,
        /// What GitHub says.
        why: String,
    },
    /// There is no way to GitHub.
    #[error("GitHub cannot be reached ({what}): {why}")]
    Network {
        /// Method and path.
        what: String,
        /// What is in the way.
        why: String,
    },
    /// An answer is larger than it may be.
    #[error("the answer to {what} is larger than {megabytes} MB")]
    TooLarge {
        /// Method and path.
        what: String,
        /// The limit.
        megabytes: usize,
    },
    /// A list is longer than it may be.
    #[error("the list at {what} has more than {most} items")]
    TooMany {
        /// Path.
        what: String,
        /// The limit.
        most: usize,
    },
    /// An answer is not what GitHub documents.
    #[error("the answer to {what} cannot be read: {why}")]
    Malformed {
        /// Method and path.
        what: String,
        /// What is wrong.
        why: String,
    },
}

impl GithubError {
    /// What helps.
    pub fn fix(&self) -> &'static str {
        match self {
            GithubError::Offline => "run without --offline",
            GithubError::NoToken => {
                "set GITHUB_TOKEN or GH_TOKEN (`export GH_TOKEN=$(gh auth token)`; in GitHub Actions `GITHUB_TOKEN: ${{ github.token }}`)"
            }
            GithubError::Address { .. } => "set GITHUB_API_URL to an address such as https://github.example.org/api/v3, or unset it",
            GithubError::NoRepository => "name it: OWNER/NAME, or set GITHUB_REPOSITORY",
            GithubError::Name { .. } => "write it as OWNER/NAME",
            GithubError::Unauthorized => "set GITHUB_TOKEN or GH_TOKEN to a token that is still valid",
            GithubError::Forbidden { .. } => "give the token the permission (GitHub Actions: `permissions:` of the job)",
            GithubError::NotFound { .. } => "look at the name, and whether the token may read the repository",
            GithubError::RateLimited { .. } => "run again later",
            GithubError::Status { .. } | GithubError::Network { .. } => "run again; https://www.githubstatus.com tells of troubles",
            GithubError::TooLarge { .. } | GithubError::TooMany { .. } => "ask for a shorter window",
            GithubError::Malformed { .. } => "look whether GITHUB_API_URL names an API of GitHub",
        }
    }
}

fn words(seconds: u64) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}
