//! The formats by name, and `NAME[=PATH]`.

use std::path::PathBuf;
use std::str::FromStr;

use rule::strict;

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, with carets and colours.
    Terminal,
    /// For people, as a table.
    Table,
    /// The contract: everything, schema version 1.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// JUnit XML.
    Junit,
    /// Markdown.
    Markdown,
    /// Workflow commands of GitHub Actions, beside the terminal's text.
    Github,
    /// GitLab's code-quality report.
    Gitlab,
    /// One page for a browser.
    Html,
    /// One line per finding.
    Concise,
    /// The measures as comma-separated values.
    Csv,
    /// The measures for Prometheus.
    Openmetrics,
    /// A dashboard over the names of `openmetrics`.
    Grafana,
}

impl Format {
    /// All formats with their names.
    pub const ALL: &'static [(&'static str, Format)] = &[
        ("terminal", Format::Terminal),
        ("table", Format::Table),
        ("json", Format::Json),
        ("sarif", Format::Sarif),
        ("junit", Format::Junit),
        ("markdown", Format::Markdown),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
        ("html", Format::Html),
        ("concise", Format::Concise),
        ("csv", Format::Csv),
        ("openmetrics", Format::Openmetrics),
        ("grafana", Format::Grafana),
    ];

    /// Whether standard output holds this document and nothing else.
    pub fn is_machine(self) -> bool {
        matches!(self, Format::Json | Format::Sarif | Format::Junit | Format::Gitlab | Format::Csv | Format::Openmetrics | Format::Grafana)
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        if let Some((_, format)) = Format::ALL.iter().find(|(known, _)| *known == name) {
            return Ok(*format);
        }
        let names: Vec<_> = Format::ALL.iter().map(|(name, _)| *name).collect();
        let hint = strict::did_you_mean(name, names.iter().copied()).unwrap_or_else(|| format!("one of {}", names.join(", ")));
        Err(format!("unknown format `{name}`; {hint}"))
    }
}

/// One output of a run: a format, and where it goes (`None`: standard output).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The file, replaced as a whole or not at all.
    pub path: Option<PathBuf>,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, path) = match text.split_once('=') {
            Some((_, "")) => return Err(format!("`{text}` names no file behind `=`")),
            Some((name, "-")) => (name, None),
            Some((name, path)) => (name, Some(PathBuf::from(path))),
            None => (text, None),
        };
        Ok(Output { format: name.parse()?, path })
    }
}
