//! `ent explain RULE`.

use std::fmt::Write;

use clap::Args as ClapArgs;
use rule::book::Example;
use rule::{RuleInfo, strict};

use super::error::CliError;
use super::global::Global;
use super::session::{Session, unreadable};
use super::{ExitCode, output};

/// Arguments of `ent explain`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// A rule's id, as `ent rules list` shows it
    #[arg(value_name = "RULE")]
    rule: String,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let session = Session::open(global)?;
    let rules = session.catalogue.all().map_err(unreadable)?;
    let Some(rule) = rules.iter().find(|rule| rule.id == args.rule.as_str()) else {
        let hint = strict::did_you_mean(&args.rule, rules.iter().map(|rule| rule.id.as_ref()));
        return Err(CliError::usage(
            format!("unknown rule `{}`", args.rule),
            hint.or_else(|| Some("`ent rules list` shows all rules".into())),
        ));
    };
    output::print(&page(&session, rule)?)?;
    Ok(ExitCode::PASSED)
}

fn page(session: &Session<'_>, rule: &RuleInfo) -> Result<String, CliError> {
    let words = session.catalogue.words(rule).map_err(unreadable)?;
    let state = if rule.default { "on by default" } else { "off by default: on with --profile enterprise, --select or `rules:`" };
    let mut page = format!("{}: {}\n\n", rule.id, words.title);
    let _ = writeln!(page, "{}, area {}, {state}", rule.severity, rule.area);
    for (label, list) in [("controls", &words.controls), ("same check elsewhere", &words.aliases)] {
        if !list.is_empty() {
            let _ = writeln!(page, "{label}: {}", list.join(", "));
        }
    }
    let _ = writeln!(page, "\nWhy\n{}\n\nHow to fix it\n{}", indent(&words.why), indent(&words.fix));
    if let Some(entry) = session.catalogue.entry(rule).map_err(unreadable)? {
        example(&mut page, "It finds", entry.examples.bad.first());
        example(&mut page, "It leaves alone", entry.examples.good.first());
    }
    Ok(page)
}

fn example(page: &mut String, title: &str, example: Option<&Example>) {
    let Some(example) = example else { return };
    let Some(text) = example.files.get(&example.shown) else { return };
    let _ = writeln!(page, "\n{title} ({})\n{}", example.shown, indent(text.trim_end()));
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}").trim_end().to_string()).collect::<Vec<_>>().join("\n")
}
