//! `ent sbom diff`: what changed between two documents.

use std::fmt::Write;
use std::path::PathBuf;

use clap::Args as ClapArgs;
use model::bom::diff::{Change, Diff, Item, diff};
use rule::{Context, Gate};
use serde_json::{Value, json};

use super::documents;
use crate::cli::ExitCode;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::output;
use crate::cli::session::Session;
use crate::report::{Format, clean};

/// Arguments of `ent sbom diff`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The document before
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The document after
    #[arg(value_name = "NEW")]
    new: PathBuf,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let outputs = global.outputs();
    if outputs.iter().any(|out| !matches!(out.format, Format::Terminal | Format::Json)) {
        return Err(CliError::usage("the comparison has the formats terminal and json only", None));
    }
    let (run, paths) = documents::run_over(&session, &[args.old.clone(), args.new.clone()])?;
    let cx = Context::new(&run, gate_security::Sbom::INFO.name);
    let (old, new) = (documents::read(&cx, &paths[0])?, documents::read(&cx, &paths[1])?);
    let (Some(before), Some(after)) = (&old.bom, &new.bom) else { return Ok(ExitCode::INCONCLUSIVE) };
    let diff = diff(before, after);
    for out in &outputs {
        let text = match out.format {
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&as_json(&diff)).unwrap_or_default()),
            _ => as_text(&diff),
        };
        documents::deliver(&session, &text, out.path.as_deref())?;
    }
    let alarm = diff.changed.iter().any(Change::is_alarm) && global.fail_on.as_deref() != Some("never");
    if alarm && !global.quiet {
        output::error("the same version has another digest: somebody changed what was released\n");
    }
    Ok(if alarm { ExitCode::FAILED } else { ExitCode::PASSED })
}

fn as_json(diff: &Diff) -> Value {
    let item = |one: &Item| json!({"package": one.package, "version": one.version, "pointer": one.pointer});
    let pair = |pair: &Option<(String, String)>| pair.as_ref().map(|(before, after)| json!({"before": before, "after": after}));
    let change = |one: &Change| {
        let digests = one.digests.iter().map(|(alg, before, after)| json!({"algorithm": alg, "before": before, "after": after}));
        json!({
            "package": one.package, "version": pair(&one.version), "same_version": one.same_version, "licenses": pair(&one.licenses),
            "digests": digests.collect::<Vec<_>>(), "alarm": one.is_alarm(), "pointers": {"before": one.pointers.0, "after": one.pointers.1},
        })
    };
    json!({
        "schema_version": 1,
        "added": diff.added.iter().map(item).collect::<Vec<_>>(),
        "removed": diff.removed.iter().map(item).collect::<Vec<_>>(),
        "changed": diff.changed.iter().map(change).collect::<Vec<_>>(),
        "alarms": diff.changed.iter().filter(|one| one.is_alarm()).count(),
    })
}

fn as_text(diff: &Diff) -> String {
    let mut text = String::new();
    let version = |one: &Item| one.version.as_ref().map_or(String::new(), |version| format!(" {version}"));
    for (sign, list) in [("+", &diff.added), ("-", &diff.removed)] {
        for one in list {
            let _ = writeln!(text, "{sign} {}{}", one.package, version(one));
        }
    }
    for one in &diff.changed {
        let mark = if one.is_alarm() { "!" } else { "~" };
        let same = one.same_version.as_ref().map_or(String::new(), |version| format!(" {version}"));
        let moved = one.version.as_ref().map_or(same, |(before, after)| format!(" {before} -> {after}"));
        let _ = writeln!(text, "{mark} {}{moved}", one.package);
        if let Some((before, after)) = &one.licenses {
            let none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
            let _ = writeln!(text, "    licence: {} -> {}", none(before), none(after));
        }
        for (algorithm, before, after) in &one.digests {
            let _ = writeln!(text, "    {algorithm}: {before} -> {after}");
        }
    }
    let alarms = diff.changed.iter().filter(|one| one.is_alarm()).count();
    let _ = writeln!(text, "{} added, {} removed, {} changed, {alarms} alarms", diff.added.len(), diff.removed.len(), diff.changed.len());
    clean(&text).into_owned()
}
