//! The words of the rule book name the ids of the other tool: one alias for each member that has one.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{MEMBERS, RULES, oasdiff};

/// The block of a family in which nothing has an alias.
const NO_MEMBERS: &str = "members: {}\n";

fn file(family: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../../../rules/{family}.yaml"))
}

/// The block `members:` of a family's file.
fn block(number: usize) -> String {
    let mut text = String::new();
    for (id, _) in MEMBERS[number] {
        let bare = id.strip_prefix("api-diff/").unwrap_or(id);
        // Inside webhooks and callbacks the other tool has no id of its own.
        if let Some(known) =
            oasdiff(bare).filter(|_| !bare.starts_with("callback-") && (!bare.starts_with("webhook-") || super::is_oasdiff(bare)))
        {
            let _ = writeln!(text, "  {id}: {{ aliases: [\"oasdiff:{known}\"] }}");
        }
    }
    if text.is_empty() { NO_MEMBERS.to_string() } else { format!("members:\n{text}") }
}

/// `ENT_WRITE=1` writes the blocks anew.
#[test]
fn members_of_the_book_have_the_aliases_of_the_table() {
    for (number, rule) in RULES.iter().enumerate() {
        let path = file(rule.id);
        let block = block(number);
        if block == NO_MEMBERS {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let start = text.find("\nmembers:").map(|at| at + 1).unwrap_or_else(|| panic!("{} has no `members`", rule.id));
        let end = text.find("\nexamples:").map_or(text.len(), |at| at + 1);
        let wanted = format!("{}{}{}", &text[..start], block, &text[end..]);
        if std::env::var_os("ENT_WRITE").is_some() {
            std::fs::write(&path, &wanted).expect("writable");
        } else {
            assert!(text == wanted, "rules/{}.yaml is not of the table: run this test with ENT_WRITE=1", rule.id);
        }
    }
}
