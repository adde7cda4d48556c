//! The ignore files of other tools, read as waivers. What a waiver of ours cannot say without covering more is not carried, and named.

mod cargo;
mod comments;
mod detect;
mod grype;
mod oasdiff;
mod osv;
mod spectral;
mod trivy;

use std::sync::Arc;

use document::{Document, Format, Limits, Node, Source, SourceId, SyntaxError};
use jiff::civil::Date;

use super::NewWaiver;

/// A tool whose ignore file can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// oasdiff: `--err-ignore` and `--warn-ignore`.
    Oasdiff,
    /// trivy: `.trivyignore`, `.trivyignore.yaml`.
    Trivy,
    /// osv-scanner: `osv-scanner.toml`.
    OsvScanner,
    /// grype: `.grype.yaml`.
    Grype,
    /// cargo-audit: `audit.toml`.
    CargoAudit,
    /// cargo-deny: `deny.toml`.
    CargoDeny,
    /// Spectral: `.spectral.yaml`.
    Spectral,
}

impl Tool {
    /// All of them, with the names that `--from` takes.
    pub const ALL: [(Tool, &'static str); 7] = [
        (Tool::Oasdiff, "oasdiff"),
        (Tool::Trivy, "trivy"),
        (Tool::OsvScanner, "osv-scanner"),
        (Tool::Grype, "grype"),
        (Tool::CargoAudit, "cargo-audit"),
        (Tool::CargoDeny, "cargo-deny"),
        (Tool::Spectral, "spectral"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(tool, _)| *tool == self).map_or("", |(_, name)| name)
    }

    /// The tool that a file is of, by its name or else by what it holds.
    pub fn of_file(path: &str, text: &str) -> Option<Tool> {
        detect::by_name(path).or_else(|| detect::by_content(text))
    }
}

/// An ignore file, read.
#[derive(Debug, Default)]
pub struct Import {
    /// What became a waiver, in the order of the file.
    pub carried: Vec<Carried>,
    /// What did not, or not in full, in the order of the file.
    pub left: Vec<Left>,
}

/// One waiver, still without what the file does not say.
#[derive(Debug)]
pub struct Carried {
    /// Its line in the file.
    pub line: u32,
    /// The waiver.
    pub waiver: NewWaiver,
}

/// Something that is not carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Its line.
    pub line: u32,
    /// What it is.
    pub what: String,
    /// Why it is not carried.
    pub why: String,
}

/// What the importers know of the repository.
pub struct Surroundings<'s> {
    /// The day of the import: what ended before is not carried.
    pub today: Date,
    /// The folder of the file, relative to the directory under check; empty at its top.
    pub folder: &'s str,
    /// Our rules that do the same as a rule of another tool: `spectral:operation-tags`.
    pub rules_of: &'s dyn Fn(&str) -> Vec<String>,
    /// Paths of all lock files.
    pub lock_files: &'s [String],
    /// The findings that a line in words is about, where there are findings at hand.
    pub described: &'s dyn Fn(&str) -> Vec<Described>,
}

/// A finding that a line in words is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// Its rule.
    pub rule: String,
    /// Its operation.
    pub operation: String,
    /// Its fingerprint: the waiver covers it alone.
    pub fingerprint: String,
}

/// Reads an ignore file.
///
/// # Errors
/// A file that is malformed, at its place.
pub fn read(tool: Tool, path: &str, text: &str, around: &Surroundings<'_>) -> Result<Import, SyntaxError> {
    let is_yaml = || path.ends_with(".yaml") || path.ends_with(".yml") || text.lines().any(|line| line.starts_with("vulnerabilities:"));
    let mut import = match tool {
        Tool::Oasdiff => oasdiff::read(text, around),
        Tool::Trivy if is_yaml() => trivy::read_yaml(parse(path, text, Format::Yaml)?.root(), around)?,
        Tool::Trivy => trivy::read_text(text, around),
        Tool::OsvScanner => osv::read(parse(path, text, Format::Toml)?.root(), around)?,
        Tool::Grype => grype::read(parse(path, text, Format::Yaml)?.root())?,
        Tool::CargoAudit => cargo::read_audit(parse(path, text, Format::Toml)?.root())?,
        Tool::CargoDeny => cargo::read_deny(parse(path, text, Format::Toml)?.root())?,
        Tool::Spectral => {
            spectral::read(parse(path, text, if path.ends_with(".json") { Format::Json } else { Format::Yaml })?.root(), around)?
        }
    };
    import.left.sort_by_key(|left| left.line);
    Ok(import)
}

fn parse(path: &str, text: &str, format: Format) -> Result<Document, SyntaxError> {
    let limits = Limits::default();
    let source = Source::from_bytes(SourceId(u32::MAX - 5), path, text.as_bytes(), &limits)?;
    document::parse(Arc::new(source), format, &limits)
}

impl Import {
    fn carry(&mut self, line: u32, waiver: NewWaiver) {
        self.carried.push(Carried { line, waiver });
    }

    fn leave(&mut self, line: u32, what: impl Into<String>, why: impl Into<String>) {
        self.left.push(Left { line, what: what.into(), why: why.into() });
    }

    /// Sets the last day of an entry. One that has passed already ends the entry.
    fn until(&mut self, line: u32, what: &str, date: Date, around: &Surroundings<'_>, waiver: &mut NewWaiver) -> bool {
        if date < around.today {
            self.leave(line, what, format!("it ended on {date}"));
            return false;
        }
        waiver.set("expires", date);
        true
    }
}

/// The line a node begins on.
fn line_of(node: Node<'_>) -> u32 {
    node.document().source().position(node.span().start).line
}

/// The text of a key, where it is one.
fn text_of<'d>(node: Node<'d>, key: &str) -> Option<&'d str> {
    node.get(key).map(Node::text).map(str::trim).filter(|text| !text.is_empty())
}

/// The items of a list; a single value stands for a list of one.
fn list_of(node: Node<'_>) -> Vec<Node<'_>> {
    if node.is_sequence() { node.items().collect() } else { vec![node] }
}

/// The date of a date or of a time.
fn date_of(text: &str) -> Option<Date> {
    let text = text.trim();
    text.parse::<Date>().ok().filter(|_| text.len() == 10).or_else(|| {
        let date: Date = text.get(..10)?.parse().ok()?;
        text.get(10..).filter(|rest| rest.starts_with(['T', 't', ' '])).map(|_| date)
    })
}

/// Prefixes of the databases whose ids name an advisory.
const ADVISORIES: &[&str] = &[
    "ALAS", "ALBA", "ALEA", "ALINUX", "ALPINE", "ALSA", "ASB", "AZL", "BIT", "CGA", "CVE", "DEBIAN", "DLA", "DRUPAL", "DSA", "DTSA",
    "ECHO", "EEF", "ELSA", "GHSA", "GO", "GSD", "HSEC", "JLSEC", "LBSEC", "MAL", "MGASA", "MINI", "NSWG", "OESA", "OSV", "PHSA", "PSF",
    "PYSEC", "RHBA", "RHEA", "RHSA", "RLSA", "ROOT", "RSEC", "RUSTSEC", "RXSA", "SNYK", "SUSE", "TEMP", "UBUNTU", "USN", "UVI", "V8",
    "VCID",
];

/// Whether an id names an advisory about a vulnerability.
fn is_advisory(id: &str) -> bool {
    let known =
        id.split_once('-').is_some_and(|(prefix, rest)| ADVISORIES.contains(&prefix.to_ascii_uppercase().as_str()) && !rest.is_empty());
    known && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

/// A path of an ignore file, which counts from the file's folder, as one of the directory under check. Leading slashes are of images.
fn joined(folder: &str, path: &str) -> String {
    let path = path.trim_start_matches("./").trim_start_matches('/');
    if folder.is_empty() { path.to_string() } else { format!("{folder}/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_from_dates_and_times() {
        for text in ["2026-12-31", "2026-12-31T10:00:00Z", "2026-12-31 10:00:00", " 2026-12-31 "] {
            assert_eq!(date_of(text), Some(jiff::civil::date(2026, 12, 31)), "{text}");
        }
        for text in ["2026-12-32", "soon", "2026-12-31x", "2026-12", ""] {
            assert_eq!(date_of(text), None, "{text}");
        }
    }

    #[test]
    fn advisories_are_told_from_rules_of_scanners() {
        for id in ["CVE-2024-1", "GHSA-aaaa-bbbb-cccc", "RUSTSEC-2024-0001", "GO-2022-0968", "RHSA-2024:0001"] {
            assert!(is_advisory(id), "{id}");
        }
        for id in ["AVD-AWS-0001", "DS002", "KSV017", "aws-access-key-id", "CVE-", "GPL-3.0", "CVE-1 x"] {
            assert!(!is_advisory(id), "{id}");
        }
    }
}
