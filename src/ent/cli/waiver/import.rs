//! `ent waiver import`: the ignore files of other tools.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use document::{Limits, Source, SourceId};
use jiff::civil::Date;
use rule::NotJudged;

use super::super::error::CliError;
use super::super::session::{Session, unreadable};
use super::super::{ExitCode, output};
use super::{file_text, not_passed, today, write};
use crate::policy::import::{self, Import, Surroundings, Tool};
use crate::policy::{NewWaiver, WAIVERS_PATH, scope_keys};
use crate::report::clean;

/// Places named where something is missing; the rest is counted.
const NAMED: usize = 5;

/// Arguments of `ent waiver import`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The ignore file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The tool it is of, where its name and content do not tell
    #[arg(long, value_name = "TOOL", value_parser = Tool::ALL.map(|(_, name)| name))]
    from: Option<String>,
    #[command(flatten)]
    completion: Completion,
}

/// What a waiver needs and other tools do not ask for.
#[derive(ClapArgs)]
pub(in super::super) struct Completion {
    /// Who answers for the waivers
    #[arg(long)]
    owner: Option<String>,
    /// The last day of those whose entry names none, YYYY-MM-DD
    #[arg(long, value_name = "DATE", alias = "until")]
    expires: Option<Date>,
    /// The reason of those whose entry gives none
    #[arg(long)]
    reason: Option<String>,
    /// Print what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

pub(super) fn run(args: &Args, session: &Session<'_>) -> Result<ExitCode, CliError> {
    let shown = args.file.to_string_lossy().replace('\\', "/");
    let text = read(&session.root.join(&args.file), &shown)?;
    let tool = tool(args, &shown, &text)?;
    let import = import(tool, &args.file, &text, session, &|_| Vec::new())?;
    add(tool, &shown, &import, &args.completion, session)
}

/// Writes what was read as waivers, and tells what was not carried.
pub(in super::super) fn add(
    tool: Tool,
    shown: &str,
    import: &Import,
    completion: &Completion,
    session: &Session<'_>,
) -> Result<ExitCode, CliError> {
    if import.carried.is_empty() && import.left.is_empty() {
        return Err(CliError::Nothing(format!("{shown} ignores nothing")));
    }
    let (waivers, known) = complete(import, shown, completion, session)?;
    if !completion.dry_run && !waivers.is_empty() {
        write(session, &waivers)?;
    }
    output::print(&told(tool, shown, import, &waivers, known, completion.dry_run))?;
    let nothing = import.carried.is_empty() && !session.global.allow_empty;
    Ok(if nothing { ExitCode::NOTHING } else { ExitCode::PASSED })
}

/// The text of an ignore file.
pub(in super::super) fn read(path: &Path, shown: &str) -> Result<String, CliError> {
    let bytes = std::fs::read(path).map_err(|why| NotJudged::input(shown, format!("it cannot be read: {why}")))?;
    let source = Source::from_bytes(SourceId(u32::MAX - 5), shown, &bytes, &Limits::default());
    source.map(|source| source.text().to_string()).map_err(|error| CliError::Broken(error.to_string()))
}

fn tool(args: &Args, shown: &str, text: &str) -> Result<Tool, CliError> {
    if let Some(named) = &args.from {
        let found = Tool::ALL.iter().find(|(_, name)| name == named).map(|(tool, _)| *tool);
        return found.ok_or_else(|| CliError::usage(format!("unknown tool `{named}`"), None));
    }
    Tool::of_file(shown, text).ok_or_else(|| {
        let names = Tool::ALL.map(|(_, name)| name).join(", ");
        CliError::usage(format!("{shown} does not tell which tool it is of"), format!("name it with --from: {names}"))
    })
}

/// Reads an ignore file. `described` says which findings a line in words is about.
pub(in super::super) fn import(
    tool: Tool,
    file: &Path,
    text: &str,
    session: &Session<'_>,
    described: &dyn Fn(&str) -> Vec<import::Described>,
) -> Result<Import, CliError> {
    let shown = file.to_string_lossy().replace('\\', "/");
    let rules = rules_by_alias(session)?;
    let files = session.inventory()?.files;
    let lock_files: Vec<String> =
        files.iter().filter(|file| file.kinds.iter().any(|kind| kind.name() == "lock-file")).map(|file| file.path.clone()).collect();
    let around = Surroundings {
        today: today(session),
        folder: &folder(&session.root, file),
        rules_of: &|alias| rules.get(alias).cloned().unwrap_or_default(),
        lock_files: &lock_files,
        described,
    };
    import::read(tool, &shown, text, &around).map_err(|error| CliError::Broken(error.to_string()))
}

/// The folder of the file below the directory under check; empty where it lies elsewhere.
fn folder(root: &Path, file: &Path) -> String {
    let (Ok(root), Ok(file)) = (root.canonicalize(), root.join(file).canonicalize()) else { return String::new() };
    let folder = file.parent().and_then(|folder| folder.strip_prefix(root).ok()).unwrap_or(Path::new(""));
    folder.to_string_lossy().replace('\\', "/")
}

/// Our rules by the ids of the same rules in other tools.
fn rules_by_alias(session: &Session<'_>) -> Result<BTreeMap<String, Vec<String>>, CliError> {
    let rules = session.catalogue.all().map_err(unreadable)?;
    let mut by_alias: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for rule in rules {
        for alias in session.catalogue.words(&rule).map_err(unreadable)?.aliases {
            by_alias.entry(alias).or_default().push(rule.id.to_string());
        }
    }
    for ids in by_alias.values_mut() {
        ids.sort();
        ids.dedup();
    }
    Ok(by_alias)
}

/// The waivers that are new, with owner, reason and last day; and how many are there already.
fn complete(import: &Import, shown: &str, args: &Completion, session: &Session<'_>) -> Result<(Vec<NewWaiver>, usize), CliError> {
    let mut seen = scope_keys(&file_text(session)?).map_err(|why| CliError::usage(why, None))?;
    let mut new: Vec<(u32, NewWaiver)> = Vec::new();
    for carried in &import.carried {
        let bare = with_all(&carried.waiver, "?", "?", today(session));
        let key = bare.scope_key().map_err(|why| CliError::Broken(format!("{shown}:{}: {why}", carried.line)))?;
        if !seen.contains(&key) {
            seen.push(key);
            new.push((carried.line, carried.waiver.clone()));
        }
    }
    let known = import.carried.len() - new.len();
    if new.is_empty() {
        return Ok((Vec::new(), known));
    }
    let owner = needed(args.owner.clone(), "owner", "--owner NAME", &places(shown, new.iter(), |_| true))?;
    let reason = needed(args.reason.clone(), "reason", "--reason TEXT", &places(shown, new.iter(), |waiver| !waiver.has("reason")))?;
    let given = args.expires.map(|date| date.to_string());
    let expires = needed(given, "last day", "--expires YYYY-MM-DD", &places(shown, new.iter(), |waiver| !waiver.has("expires")))?;
    let expires = match expires.as_str() {
        "" => today(session),
        date => not_passed(date.parse().map_err(|_| CliError::usage(format!("`{date}` is no date"), None))?, session)?,
    };
    Ok((new.into_iter().map(|(_, waiver)| with_all(&waiver, &owner, &reason, expires).clone()).collect(), known))
}

/// The waiver with what its entry does not say.
fn with_all(waiver: &NewWaiver, owner: &str, reason: &str, expires: Date) -> NewWaiver {
    let mut waiver = waiver.clone();
    waiver.set("owner", owner);
    if !waiver.has("reason") {
        waiver.set("reason", reason);
    }
    if !waiver.has("expires") {
        waiver.set("expires", expires);
    }
    waiver
}

/// Where the entries stand that lack something.
fn places<'n>(shown: &str, new: impl Iterator<Item = &'n (u32, NewWaiver)>, lacks: impl Fn(&NewWaiver) -> bool) -> Vec<String> {
    new.filter(|(_, waiver)| lacks(waiver)).map(|(line, _)| format!("{shown}:{line}")).collect()
}

/// What was given, or what somebody at a terminal says; refused where nobody is there to ask. Empty where nothing lacks it.
fn needed(given: Option<String>, what: &str, option: &str, places: &[String]) -> Result<String, CliError> {
    if places.is_empty() {
        return Ok(String::new());
    }
    if let Some(given) = given.map(|given| given.trim().to_string()).filter(|given| !given.is_empty()) {
        return Ok(given);
    }
    let more = if places.len() > NAMED { format!(" and {} more", places.len() - NAMED) } else { String::new() };
    let listed = format!("{}{more}", places[..places.len().min(NAMED)].join(", "));
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() && std::env::var_os("CI").is_none() {
        output::error(&format!("{what} of the waivers from {listed}: "));
        let mut answer = String::new();
        let read = std::io::stdin().lock().read_line(&mut answer);
        if read.is_ok() && !answer.trim().is_empty() {
            return Ok(answer.trim().to_string());
        }
    }
    let article = if what.starts_with('o') { "an" } else { "a" };
    Err(CliError::usage(format!("a waiver needs {article} {what}, and there is none for {listed}"), format!("give it with {option}")))
}

fn told(tool: Tool, shown: &str, import: &Import, waivers: &[NewWaiver], known: usize, dry_run: bool) -> String {
    let mut text = String::new();
    // A dry run prints entries that can be pasted as they are.
    let lead = if dry_run { "# " } else { "" };
    let done = if dry_run { "would be added" } else { "added" };
    let _ = writeln!(
        text,
        "{lead}{} of {}: {} {done} to {WAIVERS_PATH}, {known} there already, {} not carried",
        shown,
        tool.name(),
        waivers.len(),
        import.left.len()
    );
    if dry_run {
        waivers.iter().for_each(|waiver| text.push_str(&waiver.block(2)));
    }
    for left in &import.left {
        let _ = writeln!(text, "{lead}not carried: {shown}:{}: {}: {}", left.line, one_line(&left.what), one_line(&left.why));
    }
    if !dry_run && !waivers.is_empty() {
        text.push_str("next: ent waiver lint\n");
    }
    text
}

fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
