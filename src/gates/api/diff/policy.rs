//! What a team may decide otherwise.

use std::collections::BTreeMap;

use rule::Severity;

/// Stability of an operation, least stable first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stability {
    /// May change at any time.
    Draft,
    /// May change at any time.
    Alpha,
    /// Changes are announced.
    Beta,
    /// Never breaks.
    Stable,
}

impl Stability {
    /// The level of a word.
    pub fn named(word: &str) -> Option<Stability> {
        match word {
            "draft" => Some(Stability::Draft),
            "alpha" => Some(Stability::Alpha),
            "beta" => Some(Stability::Beta),
            "stable" => Some(Stability::Stable),
            _ => None,
        }
    }
}

/// Decisions of a team; the defaults are those of the direction table in `docs/design/api-diff.md`.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Operations below it are out of scope.
    pub stability: Stability,
    /// Days between the announcement and the sunset of something stable; above 0 a sunset is mandatory.
    pub deprecation_days_stable: u32,
    /// The same for beta.
    pub deprecation_days_beta: u32,
    /// A mandatory property or parameter with a default.
    pub required_with_default: Severity,
    /// An optional property that responses no longer have.
    pub optional_response_property_removed: Severity,
    /// A parameter that is gone.
    pub parameter_removed: Severity,
    /// A request property that is gone, while the object stays open.
    pub request_property_removed: Severity,
    /// A request body that is gone.
    pub request_body_removed: Severity,
    /// A changed default.
    pub defaults: Severity,
    /// Operation ids and tags.
    pub operation_ids: Severity,
    /// Servers: base paths and variables.
    pub servers: Severity,
    /// Error responses that are gone.
    pub error_responses: Severity,
    /// Renamed path parameters.
    pub path_parameters: Severity,
    /// Whether changes of descriptions, summaries and examples are listed.
    pub documentation: bool,
    /// Whether `info.version` has to say what the changes mean.
    pub check_version: bool,
    /// Severities of single ids; `None` drops the id.
    pub levels: BTreeMap<String, Option<Severity>>,
    /// Only paths that this pattern is found in.
    pub match_path: Option<PathFilter>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            stability: Stability::Beta,
            deprecation_days_stable: 0,
            deprecation_days_beta: 0,
            required_with_default: Severity::Error,
            optional_response_property_removed: Severity::Info,
            parameter_removed: Severity::Warning,
            request_property_removed: Severity::Warning,
            request_body_removed: Severity::Error,
            defaults: Severity::Warning,
            operation_ids: Severity::Info,
            servers: Severity::Warning,
            error_responses: Severity::Info,
            path_parameters: Severity::Info,
            documentation: false,
            check_version: false,
            levels: BTreeMap::new(),
            match_path: None,
        }
    }
}

/// A regular expression that paths are looked up in.
#[derive(Debug, Clone)]
pub struct PathFilter(regex_automata::meta::Regex);

impl PathFilter {
    /// Compiles it; an error says what is wrong with the expression.
    pub fn new(text: &str) -> Result<PathFilter, String> {
        regex_automata::meta::Regex::new(text).map(PathFilter).map_err(|error| match error.syntax_error() {
            Some(error) => error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_string(),
            None => error.to_string(),
        })
    }

    /// Whether it is found in a path.
    pub fn is_match(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}
