//! `ent rules list`.

use clap::{Args as ClapArgs, Subcommand};
use rule::RuleInfo;
use serde_json::json;

use super::error::CliError;
use super::global::Global;
use super::session::{Session, find_gate, unreadable};
use super::{ExitCode, output};

/// Arguments of `ent rules`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// List every rule, families member by member (`--format json` for machines)
    List {
        /// Rules of this gate only
        #[arg(long, value_name = "GATE")]
        gate: Option<String>,
    },
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let What::List { gate } = &args.what;
    let session = Session::open(global)?;
    let catalogue = &session.catalogue;
    let rules = match gate {
        Some(name) => catalogue.rules_of(find_gate(name)?),
        None => catalogue.all(),
    };
    let rules = rules.map_err(unreadable)?;
    let text = if global.stdout_is_machine() { as_json(&session, &rules)? } else { as_table(&session, &rules)? };
    output::print(&text)?;
    Ok(ExitCode::PASSED)
}

fn as_json(session: &Session<'_>, rules: &[RuleInfo]) -> Result<String, CliError> {
    let mut list = Vec::new();
    for rule in rules {
        let words = session.catalogue.words(rule).map_err(unreadable)?;
        list.push(json!({
            "id": rule.id, "gate": rule.gate, "area": rule.area, "severity": rule.severity, "title": words.title, "why": words.why,
            "fix": words.fix, "aliases": words.aliases, "default": rule.default, "family": rule.family, "controls": words.controls,
        }));
    }
    Ok(format!("{}\n", serde_json::to_string_pretty(&list).unwrap_or_default()))
}

fn as_table(session: &Session<'_>, rules: &[RuleInfo]) -> Result<String, CliError> {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING).set_header(["rule", "severity", "on", "title"]);
    for rule in rules {
        let title = session.catalogue.words(rule).map_err(unreadable)?.title;
        table.add_row([rule.id.as_ref(), rule.severity.as_str(), if rule.default { "yes" } else { "no" }, &title]);
    }
    Ok(format!("{table}\n\n{} rules\n", rules.len()))
}
