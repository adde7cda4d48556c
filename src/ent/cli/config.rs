//! `ent config show`.

use std::fmt::Write;

use clap::{Args as ClapArgs, Subcommand};
use document::Node;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output};
use crate::config::{Config, GATE_KEYS};
use crate::gates::GATES;

/// Arguments of `ent config`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Show every value in force
    Show {
        /// Say where each value comes from
        #[arg(long)]
        origin: bool,
    },
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let What::Show { origin } = args.what;
    let session = Session::open(global)?;
    let mut values = from_flags(global);
    values.extend(from_files(&session.config, &values));
    let defaults =
        defaults().into_iter().filter(|default| !values.iter().any(|value| covers(&value.key, &default.key))).collect::<Vec<_>>();
    values.extend(defaults);
    values.sort_by(|a, b| a.key.cmp(&b.key));
    let mut text = String::new();
    for value in values {
        let _ = match origin {
            true => writeln!(text, "{}: {}  # {}", value.key, value.text, value.origin),
            false => writeln!(text, "{}: {}", value.key, value.text),
        };
    }
    output::print(&text)?;
    Ok(ExitCode::PASSED)
}

struct Value {
    key: String,
    text: String,
    origin: String,
}

fn covers(key: &str, other: &str) -> bool {
    key == other || key.strip_prefix(other).is_some_and(|rest| rest.starts_with(['.', '[']))
}

fn from_flags(global: &Global) -> Vec<Value> {
    let mut values = Vec::new();
    let mut push = |key: &str, text: Option<String>, origin: &str| {
        if let Some(text) = text {
            values.push(Value { key: key.into(), text, origin: origin.into() });
        }
    };
    push("fail_on", global.fail_on.clone(), "--fail-on");
    push("strict", global.strict.then(|| "true".into()), "--strict");
    push("offline", global.offline.then(|| "true".into()), "--offline or ENT_OFFLINE");
    values
}

/// Leaves of all layers, the strongest layer that has a key first; what a stronger one has is left out of the weaker ones.
fn from_files(config: &Config, stronger: &[Value]) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for layer in config.layers() {
        let mut leaves = Vec::new();
        collect(layer.root(), String::new(), &mut leaves);
        let own: Vec<Value> = leaves
            .into_iter()
            .filter(|(key, _)| !key.starts_with("profiles."))
            .filter(|(key, _)| !stronger.iter().chain(&values).any(|value| list_name(&value.key) == list_name(key)))
            .map(|(key, node)| {
                let at = node.document().position(node.span().start);
                Value { key, text: shown(node), origin: format!("{}:{}", layer.origin, at.line) }
            })
            .collect();
        values.extend(own);
    }
    values
}

/// A list is one value: a stronger layer replaces it as a whole.
fn list_name(key: &str) -> &str {
    key.split('[').next().unwrap_or(key)
}

fn collect<'d>(node: Node<'d>, key: String, leaves: &mut Vec<(String, Node<'d>)>) {
    if node.is_mapping() {
        for entry in node.entries() {
            let name = if entry.name().contains(['.', '/', '*', ' ']) { format!("\"{}\"", entry.name()) } else { entry.name().to_string() };
            collect(entry.value, if key.is_empty() { name } else { format!("{key}.{name}") }, leaves);
        }
    } else if node.is_sequence() && node.items().any(|item| item.is_mapping()) {
        for (index, item) in node.items().enumerate() {
            collect(item, format!("{key}[{index}]"), leaves);
        }
    } else {
        leaves.push((key, node));
    }
}

fn shown(node: Node<'_>) -> String {
    if node.is_sequence() {
        return format!("[{}]", node.items().map(|item| item.text().to_string()).collect::<Vec<_>>().join(", "));
    }
    crate::report::clean(node.text()).into_owned()
}

fn defaults() -> Vec<Value> {
    let value = |key: String, text: &str| Value { key, text: text.into(), origin: "default".into() };
    let mut values = vec![
        value("fail_on".into(), "error"),
        value("strict".into(), "false"),
        value("offline".into(), "false"),
        value("limits.file_bytes".into(), "67108864"),
    ];
    for gate in GATES {
        let info = gate.info();
        for setting in GATE_KEYS.iter().chain(info.settings) {
            values.push(value(format!("gates.{}.{}", info.name, setting.key), setting.default));
        }
    }
    values
}
