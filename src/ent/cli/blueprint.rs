//! `ent blueprint`: the scoreboard.

use clap::Args as ClapArgs;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::blueprint::{self, Ages, Evidence, Given, Papers, ROWS};
use crate::gates;
use crate::report::Format;

/// Arguments of `ent blueprint`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Show one area only, 1–14
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=14))]
    area: Option<u8>,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let requests = session.requests(&[])?;
    let files = session.inventory()?.files;
    let run = session.run(files.clone(), None)?;
    let report = session.judge(&run, &requests)?;
    let evidence = Evidence::of(&session.root, &files);
    let paths = evidence.paths(ROWS.iter().filter(|row| row.review_days > 0));
    let not_applicable = |row: &str| {
        let rows = session.config.get("blueprint")?.0;
        Some(rows.get(row)?.get("not_applicable")?.text().to_string())
    };
    let mut rows = blueprint::assess(&Given {
        report: &report,
        evidence: &evidence,
        papers: &Papers::of(&run),
        ages: &Ages::of(&session.root, &paths),
        not_applicable: &not_applicable,
        has_gate: &|name| gates::find(name).is_some(),
        now: global.now().as_second(),
        today: rule::Context::new(&run, "blueprint").today(),
    });
    rows.retain(|row| args.area.is_none_or(|area| row.area == area));
    for out in global.outputs() {
        let text = match out.format {
            Format::Terminal | Format::Table => blueprint::terminal(&rows, out.path.is_none() && global.color()),
            Format::Json => blueprint::json(&rows),
            Format::Markdown => blueprint::markdown(&rows),
            Format::Html => blueprint::html(&rows),
            _ => return Err(CliError::usage("the scoreboard is written as terminal, json, markdown or html", None)),
        };
        match &out.path {
            Some(path) => output::write(&session.root.join(path), text.as_bytes())?,
            None => output::print(&text)?,
        }
    }
    Ok(ExitCode::PASSED)
}
