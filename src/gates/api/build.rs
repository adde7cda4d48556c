//! Turns the table of ids into the rule list of `api-diff`: one static list of members per family.

#[path = "diff/ids/table.rs"]
#[allow(unreachable_pub, reason = "the library shares the table")]
mod table;

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use table::{FAMILIES, FRAMES, PLACES};

/// Severity of a code, by the law: the sender of a request must be able to go on, the receiver of a response must know what may come.
fn severity(code: char, response: bool) -> &'static str {
    match code {
        'E' | 'i' => "Error",
        'W' | 'u' => "Warning",
        'n' if !response => "Error",
        'w' if response => "Error",
        _ => "Info",
    }
}

fn members(family: &table::Family) -> Vec<(String, &'static str)> {
    let frames: &[&str] = if family.framed { FRAMES } else { &FRAMES[..1] };
    let mut members = Vec::new();
    for frame in frames {
        // Webhooks and callbacks are called by the provider: the directions are swapped.
        let flipped = !frame.is_empty();
        for place in PLACES {
            for (aspect, code) in family.aspects {
                members.push((format!("api-diff/{frame}{place}-{aspect}"), severity(*code, place.starts_with("response") != flipped)));
            }
        }
        for (id, code) in family.ids {
            members.push((format!("api-diff/{frame}{id}"), severity(*code, id.contains("response") != flipped)));
        }
    }
    members.sort();
    members
}

fn main() {
    tell_cargo("cargo::rerun-if-changed=diff/ids/table.rs");
    tell_cargo("cargo::rerun-if-changed=build.rs");
    let mut text = String::new();
    let mut rules = String::new();
    for (number, family) in FAMILIES.iter().enumerate() {
        let members = members(family);
        let _ = writeln!(text, "static MEMBERS_{number}: &[(&str, Severity)] = &[");
        for (id, severity) in members {
            let _ = writeln!(text, "    ({id:?}, Severity::{severity}),");
        }
        let _ = writeln!(text, "];");
        let _ = writeln!(
            rules,
            "    Rule::<ApiDiff>::new(\"api-diff/{}\", Severity::Error, report_family::<{number}>).members(MEMBERS_{number}),",
            family.name
        );
    }
    let _ = writeln!(
        text,
        "/// Every rule: one family each, in the order of the table.\npub(crate) const RULES: &[Rule<ApiDiff>] = &[\n{rules}];"
    );
    let _ = writeln!(
        text,
        "/// The members of each family, in the order of the table.\npub(crate) static MEMBERS: &[&[(&str, Severity)]] = &["
    );
    for number in 0..FAMILIES.len() {
        let _ = writeln!(text, "    MEMBERS_{number},");
    }
    let _ = writeln!(text, "];");
    let out = env::var("OUT_DIR").unwrap_or_default();
    if let Err(error) = fs::write(Path::new(&out).join("ids.rs"), text) {
        tell_cargo(&format!("cargo::error=the list of ids could not be written: {error}"));
    }
}

/// Cargo reads what a build script writes to standard output.
fn tell_cargo(line: &str) {
    let _ = std::io::Write::write_all(&mut std::io::stdout(), format!("{line}\n").as_bytes());
}
