//! `ent inventory`: what `ent` sees in the tree, and what each file is taken for.

use std::collections::BTreeMap;
use std::fmt::Write;

use clap::Args as ClapArgs;
use rule::{File, FileKind, strict};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::inventory::{Class, Inventory, classes};
use crate::report::{Format, clean};

/// Arguments of `ent inventory`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Show files of this class only; repeatable
    #[arg(long, value_name = "CLASS")]
    kind: Vec<String>,
    /// Show files of no class too
    #[arg(short, long)]
    all: bool,
    /// Show how many files there are of each class, and no file
    #[arg(long)]
    counts: bool,
    /// Show the classes that `ent` knows instead of the tree
    #[arg(long, conflicts_with_all = ["kind", "all", "counts"])]
    classes: bool,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    if args.classes {
        deliver(global, None, as_classes, classes_as_json)?;
        return Ok(ExitCode::PASSED);
    }
    let kinds = args.kind.iter().map(|name| find_class(name)).collect::<Result<Vec<_>, _>>()?;
    let session = Session::open(global)?;
    let mut inventory = session.inventory()?;
    if !kinds.is_empty() {
        inventory.files.retain(|file| kinds.iter().any(|kind| file.is(*kind)));
    }
    deliver(global, Some(&session), || as_text(&inventory, args, global), || as_json(&inventory))?;
    let nothing = inventory.files.is_empty() && !global.allow_empty;
    Ok(if nothing { ExitCode::NOTHING } else { ExitCode::PASSED })
}

fn find_class(name: &str) -> Result<FileKind, CliError> {
    let names = || classes().iter().map(|class| class.kind.name());
    let found = classes().iter().map(|class| class.kind).find(|kind| kind.name() == name);
    found.ok_or_else(|| {
        let help = strict::did_you_mean(name, names()).unwrap_or_else(|| "`ent inventory --classes` shows all".into());
        CliError::usage(format!("unknown class `{name}`"), help)
    })
}

/// Writes each output that was asked for.
fn deliver(global: &Global, session: Option<&Session<'_>>, text: impl Fn() -> String, value: impl Fn() -> Value) -> Result<(), CliError> {
    let outputs = global.outputs();
    if outputs.iter().any(|out| !matches!(out.format, Format::Terminal | Format::Json)) {
        return Err(CliError::usage("the inventory has the formats terminal and json only", None));
    }
    for out in &outputs {
        let text = match out.format {
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&value()).unwrap_or_default()),
            _ => text(),
        };
        match &out.path {
            Some(path) => output::write(&session.map_or(&global.directory, |session| &session.root).join(path), text.as_bytes())?,
            None => output::print(&text)?,
        }
    }
    Ok(())
}

/// How many files there are of each class.
fn counts(files: &[File]) -> BTreeMap<FileKind, usize> {
    let mut counts = BTreeMap::new();
    for kind in files.iter().flat_map(|file| &file.kinds) {
        *counts.entry(*kind).or_default() += 1;
    }
    counts
}

fn as_json(inventory: &Inventory) -> Value {
    let names = |kinds: &[FileKind]| kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>();
    let files = inventory.files.iter().map(|file| {
        json!({"path": file.path, "kinds": names(&file.kinds), "guessed": names(&file.guessed), "certain": file.certain, "size": file.size})
    });
    let skipped =
        inventory.skipped.iter().map(|skipped| json!({"path": skipped.path, "why": skipped.why.name(), "reason": skipped.why.to_string()}));
    let counts: BTreeMap<_, _> = counts(&inventory.files).into_iter().map(|(kind, count)| (kind.name(), count)).collect();
    json!({
        "schema_version": 1,
        "counts": counts,
        "files": files.collect::<Vec<_>>(),
        "skipped": skipped.collect::<Vec<_>>(),
        "ignored": inventory.ignored,
    })
}

fn as_text(inventory: &Inventory, args: &Args, global: &Global) -> String {
    let mut text = String::new();
    let counts = counts(&inventory.files);
    if args.counts {
        let rows = counts.iter().map(|(kind, count)| vec![kind.name().to_owned(), count.to_string()]);
        table(&mut text, &["class", "files"], rows.collect());
    } else {
        let shown = inventory.files.iter().filter(|file| args.all || !file.kinds.is_empty());
        table(&mut text, &["file", "taken for"], shown.map(|file| vec![one_line(&file.path), taken_for(file)]).collect());
    }
    summary(&mut text, inventory, counts.len());
    left_out(&mut text, inventory, global.verbose > 0);
    text
}

/// The classes of a file; one that is only guessed has a question mark.
fn taken_for(file: &File) -> String {
    let mark = |kind: &FileKind| if file.guessed.contains(kind) { format!("{kind}?") } else { kind.to_string() };
    file.kinds.iter().map(mark).collect::<Vec<_>>().join(", ")
}

fn summary(text: &mut String, inventory: &Inventory, classes: usize) {
    let all = inventory.files.len();
    let none = inventory.files.iter().filter(|file| file.kinds.is_empty()).count();
    let _ = writeln!(text, "{} of {}, {none} of none", plural(all, "file"), plural(classes, "class"));
}

/// What was not looked at: defects always one by one, the rest summed up unless asked for.
fn left_out(text: &mut String, inventory: &Inventory, everything: bool) {
    let (defects, reasons): (Vec<_>, Vec<_>) = inventory.skipped.iter().partition(|skipped| skipped.why.is_defect());
    for skipped in defects.iter().chain(reasons.iter().take(if everything { usize::MAX } else { 5 })) {
        let _ = writeln!(text, "not looked at: {}: {}", one_line(&skipped.path), one_line(&skipped.why.to_string()));
    }
    if !everything && reasons.len() > 5 {
        let _ = writeln!(text, "not looked at: {} more for good reason (-v shows them)", reasons.len() - 5);
    }
    if everything {
        for path in &inventory.ignored {
            let _ = writeln!(text, "ignored by version control: {}", one_line(path));
        }
    } else if !inventory.ignored.is_empty() {
        let _ = writeln!(text, "ignored by version control: {} (-v shows them)", plural(inventory.ignored.len(), "entry"));
    }
}

fn as_classes() -> String {
    let mut text = String::new();
    let row = |class: &Class| vec![class.kind.to_string(), class.rows.join(" "), class.gates.join(" "), class.description.to_owned()];
    table(&mut text, &["class", "rows", "gates", "what it is"], classes().iter().map(row).collect());
    let _ = writeln!(text, "{}", plural(classes().len(), "class"));
    text
}

fn classes_as_json() -> Value {
    let class =
        |class: &Class| json!({"class": class.kind.name(), "rows": class.rows, "gates": class.gates, "description": class.description});
    classes().iter().map(class).collect()
}

/// Columns as wide as their cells, up to a limit beyond which a cell only pushes its own row.
fn table(text: &mut String, head: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let head = head.iter().map(|cell| (*cell).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).filter(|width| *width <= 60).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell}{}  ", " ".repeat(width.saturating_sub(cell.width())));
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text.push('\n');
}

fn plural(count: usize, what: &str) -> String {
    match (count, what) {
        (1, _) => format!("1 {what}"),
        (_, "class") => format!("{count} classes"),
        (_, "entry") => format!("{count} entries"),
        _ => format!("{count} {what}s"),
    }
}

/// A name as it can be shown: one line, without power over the terminal.
fn one_line(text: &str) -> String {
    clean(text).replace(['\n', '\r', '\t'], "?")
}
