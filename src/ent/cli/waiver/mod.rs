//! `ent waiver add|list|lint|import`.

mod add;
pub(super) mod import;

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::policy::{NewWaiver, WAIVERS_PATH, WaiverStanding, add_waivers};

/// Arguments of `ent waiver`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add a waiver to .ent/waivers.yaml
    Add(Box<add::Args>),
    /// List the waivers and how long they hold
    List,
    /// Judge the waivers against what `ent check` finds
    Lint,
    /// Carry the ignore file of another tool over to .ent/waivers.yaml
    Import(Box<import::Args>),
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    match &args.what {
        What::Add(args) => add::run(args, &session),
        What::List => list(&session),
        What::Lint => lint(&session),
        What::Import(args) => import::run(args, &session),
    }
}

fn today(session: &Session<'_>) -> Date {
    session.global.now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The last day of a new waiver, which has to lie ahead.
fn not_passed(expires: Date, session: &Session<'_>) -> Result<Date, CliError> {
    if expires < today(session) {
        return Err(CliError::usage(format!("{expires} has passed"), "a waiver needs a day in the future".to_string()));
    }
    Ok(expires)
}

/// The waiver file as it stands; empty where there is none.
fn file_text(session: &Session<'_>) -> Result<String, CliError> {
    match std::fs::read_to_string(session.root.join(WAIVERS_PATH)) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(CliError::usage(format!("{WAIVERS_PATH} cannot be read: {error}"), None)),
    }
}

/// Writes further waivers into the file; what stands there, comments included, stays as it is.
fn write(session: &Session<'_>, waivers: &[NewWaiver]) -> Result<(), CliError> {
    let text = add_waivers(&file_text(session)?, waivers).map_err(|why| CliError::usage(why, None))?;
    let path = session.root.join(WAIVERS_PATH);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|why| CliError::Output(format!("{} cannot be made: {why}", folder.display())))?;
    }
    output::write(&path, text.as_bytes())
}

fn list(session: &Session<'_>) -> Result<ExitCode, CliError> {
    let today = today(session);
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(["waiver", "owner", "until", "state", "reason"]);
    let waivers = &session.waivers().list;
    for waiver in waivers {
        let state = match waiver.standing(today) {
            WaiverStanding::Pending => "not yet".to_string(),
            WaiverStanding::Expired => "ended".to_string(),
            WaiverStanding::Active(left) => format!("{left} days left"),
        };
        let cells = [&waiver.name, &waiver.owner, &waiver.expires.to_string(), &state, &waiver.reason];
        table.add_row(cells.map(|cell| crate::report::clean(cell).into_owned()));
    }
    output::print(&format!("{table}\n\n{} waivers\n", waivers.len()))?;
    Ok(ExitCode::PASSED)
}

fn lint(session: &Session<'_>) -> Result<ExitCode, CliError> {
    if session.waivers().list.is_empty() {
        return Err(CliError::Nothing(format!("{WAIVERS_PATH} holds no waiver")));
    }
    let requests = session.requests(&[])?;
    let run = session.run(session.inventory()?.files, None)?;
    let report = session.judge_waivers(&run, &requests)?;
    session.finish(&report, Some(&run), Vec::new())
}
