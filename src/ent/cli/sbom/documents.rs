//! Bills of materials named on the command line.

use std::path::{Path, PathBuf};

use gate_security::sbom::open;
use model::bom::{BomFormat, Opened, SpecVersion};
use rule::{Context, NotJudged, Run, strict};

use crate::cli::error::CliError;
use crate::cli::session::Session;

/// A run that knows the documents, and the names under which they are shown.
pub(super) fn run_over(session: &Session<'_>, paths: &[PathBuf]) -> Result<(Run, Vec<String>), CliError> {
    let run = session.run(Vec::new(), None)?;
    let shown = paths.iter().map(|path| session.name_file(&run, path)).collect();
    Ok((run, shown))
}

/// One document that must be readable as a bill of materials.
pub(super) fn read<'d>(cx: &Context<'d>, path: &str) -> Result<Opened<'d>, CliError> {
    let opened = open(cx, path)?;
    if opened.bom.is_none() {
        let why = opened.complaints.first().map_or("it is no bill of materials".to_owned(), |complaint| complaint.message.clone());
        let position = opened.complaints.first().and_then(|complaint| Some(cx.text(path).ok()?.position(complaint.span.start)));
        return Err(
            NotJudged::Input { path: path.to_owned(), position, why: format!("{why}; `ent sbom validate {path}` says more") }.into()
        );
    }
    Ok(opened)
}

/// The format of a name on the command line.
pub(super) fn format(name: &str) -> Result<BomFormat, String> {
    let names = BomFormat::ALL.map(BomFormat::as_str);
    BomFormat::parse(name).ok_or_else(|| unknown("format", name, &names))
}

/// The version of CycloneDX of a name on the command line.
pub(super) fn version(name: &str) -> Result<SpecVersion, String> {
    SpecVersion::parse(name).ok_or_else(|| unknown("version of CycloneDX", name, &SpecVersion::ALL.map(SpecVersion::as_str)))
}

pub(super) fn unknown(what: &str, name: &str, known: &[&str]) -> String {
    let hint = strict::did_you_mean(name, known.iter().copied()).unwrap_or_else(|| format!("known are {}", known.join(", ")));
    format!("unknown {what} `{name}`; {hint}")
}

/// Delivers a document to standard output, or to a file.
pub(super) fn deliver(session: &Session<'_>, text: &str, path: Option<&Path>) -> Result<(), CliError> {
    match path {
        Some(path) => crate::cli::output::write(&session.root.join(path), text.as_bytes()),
        None => crate::cli::output::print(text),
    }
}
