//! `ent waiver add|list|lint`.

use clap::{Args as ClapArgs, Subcommand};
use jiff::civil::Date;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::policy::{Pattern, WAIVERS_PATH, WaiverStanding, render_waiver};

/// Arguments of `ent waiver`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add a waiver to .ent/waivers.yaml
    Add(Box<Add>),
    /// List the waivers and how long they hold
    List,
    /// Judge the waivers against what `ent check` finds
    Lint,
}

#[derive(ClapArgs)]
struct Add {
    /// A rule's id or GATE/*
    #[arg(value_name = "RULE")]
    rule: String,
    /// Who answers for it
    #[arg(long)]
    owner: String,
    /// Why it is right
    #[arg(long)]
    reason: String,
    /// The last day on which it holds, YYYY-MM-DD
    #[arg(long, value_name = "DATE", alias = "until")]
    expires: Date,
    /// The advisory it is about, or an alias of it
    #[arg(long)]
    id: Option<String>,
    /// The package it is about
    #[arg(long)]
    package: Option<String>,
    /// The one version it is about
    #[arg(long)]
    package_version: Option<String>,
    /// A path, folder or glob
    #[arg(long)]
    path: Option<String>,
    /// The one finding it is about
    #[arg(long)]
    fingerprint: Option<String>,
    /// Who agreed; repeatable
    #[arg(long)]
    approved_by: Vec<String>,
    /// The ticket that tracks it
    #[arg(long)]
    ticket: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    match &args.what {
        What::Add(add) => self::add(add, &session),
        What::List => list(&session),
        What::Lint => lint(&session),
    }
}

fn add(add: &Add, session: &Session<'_>) -> Result<ExitCode, CliError> {
    let rules = session.catalogue.all().unwrap_or_default();
    if !Pattern::new(&add.rule).matches_any(rules.iter().map(|rule| rule.id.as_ref())) {
        let hint = rule::strict::did_you_mean(&add.rule, rules.iter().map(|rule| rule.id.as_ref()));
        return Err(CliError::usage(format!("unknown rule `{}`", add.rule), hint));
    }
    let today = session.global.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    if add.expires < today {
        return Err(CliError::usage(format!("{} has passed", add.expires), "a waiver needs a day in the future".to_string()));
    }
    if add.reason.trim().is_empty() || add.owner.trim().is_empty() {
        return Err(CliError::usage("a waiver needs an owner and a reason", None));
    }
    let approved = add.approved_by.join(", ");
    let (expires, created) = (add.expires.to_string(), today.to_string());
    let optional = [
        ("id", add.id.as_deref()),
        ("package", add.package.as_deref()),
        ("version", add.package_version.as_deref()),
        ("path", add.path.as_deref()),
        ("fingerprint", add.fingerprint.as_deref()),
        ("ticket", add.ticket.as_deref()),
        ("approved_by", Some(approved.as_str()).filter(|names| !names.is_empty())),
    ];
    let mut fields = vec![("rule", add.rule.as_str())];
    fields.extend(optional.into_iter().filter_map(|(key, value)| value.map(|value| (key, value))));
    fields.extend([("owner", add.owner.as_str()), ("reason", &add.reason), ("created", &created), ("expires", &expires)]);
    let path = session.root.join(WAIVERS_PATH);
    let text = append(&std::fs::read_to_string(&path).unwrap_or_default(), &render_waiver(&fields));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|why| CliError::Output(format!("{} cannot be made: {why}", folder.display())))?;
    }
    output::write(&path, text.as_bytes())?;
    output::print(&format!("added to {WAIVERS_PATH}\n"))?;
    Ok(ExitCode::PASSED)
}

/// The file with one more entry at its end; what stands there, comments included, stays as it is.
fn append(text: &str, entry: &str) -> String {
    let mut text = text.to_string();
    if text.trim().is_empty() {
        return format!("waivers:\n{entry}");
    }
    if let Some(empty) = text.find("waivers: []") {
        text.replace_range(empty..empty + "waivers: []".len(), "waivers:");
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text + entry
}

fn list(session: &Session<'_>) -> Result<ExitCode, CliError> {
    let today = session.global.now().to_zoned(jiff::tz::TimeZone::UTC).date();
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
