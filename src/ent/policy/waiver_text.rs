//! Writing `.ent/waivers.yaml`: new entries go into the list as it stands, and everything else in the file keeps its bytes.

use std::sync::Arc;

use document::{Document, Format, Limits, Node, Source, SourceId};
use jiff::civil::Date;

use super::waiver_file::KEYS;
use super::{WAIVERS_PATH, Waivers};

/// What a new file begins with.
const HEAD: &str = "# yaml-language-server: $schema=schemas/waivers.json\n\
    # Exceptions, each with an owner, a reason and a last day. `ent schema waivers` prints the schema that the first line names.\n\
    waivers:\n";

/// The value of one key of a waiver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaiverValue {
    /// A text.
    Text(String),
    /// A list of texts.
    List(Vec<String>),
    /// A date.
    Date(Date),
}

impl From<&str> for WaiverValue {
    fn from(text: &str) -> Self {
        WaiverValue::Text(text.to_string())
    }
}

impl From<Date> for WaiverValue {
    fn from(date: Date) -> Self {
        WaiverValue::Date(date)
    }
}

impl From<Vec<String>> for WaiverValue {
    fn from(list: Vec<String>) -> Self {
        WaiverValue::List(list)
    }
}

/// A waiver about to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewWaiver {
    fields: Vec<(&'static str, WaiverValue)>,
}

impl NewWaiver {
    /// Sets a key; empty values are left out.
    pub fn set(&mut self, key: &'static str, value: impl Into<WaiverValue>) -> &mut Self {
        let value = value.into();
        let empty = match &value {
            WaiverValue::Text(text) => text.is_empty(),
            WaiverValue::List(list) => list.is_empty(),
            WaiverValue::Date(_) => false,
        };
        if !empty {
            self.fields.retain(|(known, _)| *known != key);
            self.fields.push((key, value));
            self.fields.sort_by_key(|(key, _)| KEYS.iter().position(|known| known == key));
        }
        self
    }

    /// Whether a key is set.
    pub fn has(&self, key: &str) -> bool {
        self.fields.iter().any(|(known, _)| *known == key)
    }

    /// The text of a key, if it is one.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.fields.iter().find_map(|(known, value)| match value {
            WaiverValue::Text(text) if *known == key => Some(text.as_str()),
            _ => None,
        })
    }

    /// The entry as an item of a block sequence, its dash at a column (from 0).
    pub fn block(&self, column: usize) -> String {
        let indent = " ".repeat(column);
        let line = |(index, (key, value)): (usize, &(&str, WaiverValue))| {
            format!("{indent}{} {key}: {}\n", if index == 0 { '-' } else { ' ' }, written(value))
        };
        self.fields.iter().enumerate().map(line).collect()
    }

    /// The entry on one line, as a flow mapping.
    fn flow(&self) -> String {
        let parts: Vec<String> = self.fields.iter().map(|(key, value)| format!("{key}: {}", written(value))).collect();
        format!("{{{}}}", parts.join(", "))
    }

    /// What it covers, as [`scope_key`] says it of a written one.
    ///
    /// # Errors
    /// A waiver that the reader of the file would refuse.
    pub fn scope_key(&self) -> Result<String, String> {
        let document = read(&format!("waivers:\n{}", self.block(2)))?;
        Waivers::read(document.root()).map_err(|error| error.message)?;
        let item = document.root().get("waivers").and_then(|list| list.items().next());
        Ok(item.map(scope_key).unwrap_or_default())
    }
}

/// A YAML scalar that reads back as the same string: JSON's quoting is YAML's too. Dates stay plain, as people write them.
fn written(value: &WaiverValue) -> String {
    let quoted = |text: &String| serde_json::Value::from(text.as_str()).to_string();
    match value {
        WaiverValue::Text(text) => quoted(text),
        WaiverValue::Date(date) => date.to_string(),
        WaiverValue::List(list) => format!("[{}]", list.iter().map(quoted).collect::<Vec<_>>().join(", ")),
    }
}

/// Keys that say what a waiver covers.
const SCOPE: &[&str] = &["rule", "id", "package", "version", "operation", "pointer", "fingerprint"];
const SCOPES: &[&str] = &["path", "paths", "services", "environments", "purls", "names"];

/// What an entry of the file covers, in one spelling.
fn scope_key(waiver: Node<'_>) -> String {
    let mut parts: Vec<String> = SCOPE.iter().filter_map(|key| Some(format!("{key}={}", waiver.get(key)?.text().trim()))).collect();
    let nested = waiver.get("scope");
    for key in SCOPES {
        for value in [Some(waiver), nested].into_iter().flatten().filter_map(|mapping| mapping.get(key)) {
            let key = if *key == "path" { "paths" } else { key };
            let texts: Vec<&str> = if value.is_sequence() { value.items().map(Node::text).collect() } else { vec![value.text()] };
            parts.extend(texts.into_iter().map(|text| format!("{key}={}", text.trim())));
        }
    }
    parts.sort();
    parts.dedup();
    parts.join("\n")
}

/// What the waivers of a file cover, in its order.
///
/// # Errors
/// A file that cannot be read.
pub fn scope_keys(text: &str) -> Result<Vec<String>, String> {
    let document = read(text)?;
    Ok(document.root().get("waivers").map(|list| list.items().map(scope_key).collect()).unwrap_or_default())
}

fn read(text: &str) -> Result<Document, String> {
    let source = Arc::new(Source::new(SourceId(u32::MAX - 4), WAIVERS_PATH, text));
    document::parse(source, Format::Yaml, &Limits::default()).map_err(|error| error.to_string())
}

/// The text of the file with further entries at the end of its list.
///
/// # Errors
/// A file that cannot be read, or is written in a way that cannot be added to: nothing is changed then.
pub fn add_waivers(text: &str, waivers: &[NewWaiver]) -> Result<String, String> {
    let before = scope_keys(text)?;
    let after = edited(text, waivers)?;
    // An edit that does not read back as what it should be is no edit.
    let wanted = waivers.iter().map(NewWaiver::scope_key).collect::<Result<Vec<_>, _>>()?;
    match scope_keys(&after) {
        Ok(found) if found == [before, wanted].concat() => Ok(after),
        _ => Err(format!(
            "{WAIVERS_PATH} is written in a way that cannot be added to: write `waivers:` as a list, one entry below the other"
        )),
    }
}

fn edited(text: &str, waivers: &[NewWaiver]) -> Result<String, String> {
    let document = read(text)?;
    let block = |column| waivers.iter().map(|waiver| waiver.block(column)).collect::<String>();
    if document.root().is_null() {
        let lead = if text.trim().is_empty() { HEAD.to_string() } else { format!("{}\n{HEAD}", text.trim_end()) };
        return Ok(lead + &block(2));
    }
    let Some(entry) = document.root().entry("waivers") else {
        return Ok(format!("{}{}waivers:\n{}", text, line_end(text), block(2)));
    };
    let source = document.source();
    let span = entry.value.span();
    if entry.value.is_null() {
        let line = source.position(entry.key.span().end).line;
        let key = &text[..end_of_line(text, entry.key.span().start as usize)];
        let rest = &text[key.len()..];
        let written = source.line(line).trim_end();
        // `waivers: null` and `waivers: ~` make room for the list.
        let key = if written.ends_with(':') || written.contains('#') { key.to_string() } else { key.replace(written, "waivers:") };
        return Ok(format!("{key}{}{}{rest}", line_end(&key), block(2)));
    }
    if text[span.start as usize..].starts_with('[') {
        return Ok(into_flow(text, entry.value, waivers, &block(2)));
    }
    let column = entry.value.items().next().map_or(2, |first| dash_column(text, first.span().start as usize));
    let end = end_of_line(text, text[..span.end as usize].trim_end().len().saturating_sub(1));
    Ok(format!("{}{}{}{}", &text[..end], line_end(&text[..end]), block(column), &text[end..]))
}

/// Into a list in brackets, or, where that is empty, below it.
fn into_flow(text: &str, list: Node<'_>, waivers: &[NewWaiver], block: &str) -> String {
    let span = list.span();
    let (start, close) = (span.start as usize, span.end as usize - 1);
    if list.items().next().is_none() {
        let end = end_of_line(text, close);
        let behind = text[close + 1..end].trim_end();
        return format!("{}{behind}\n{block}{}", text[..start].trim_end(), &text[end..]);
    }
    let items: Vec<String> = waivers.iter().map(NewWaiver::flow).collect();
    let before = text[..close].trim_end();
    let comma = if before.ends_with(',') { " " } else { ", " };
    format!("{before}{comma}{}{}", items.join(", "), &text[close..])
}

/// Column of the dash of an item, from 0.
fn dash_column(text: &str, item: usize) -> usize {
    let line = &text[text[..item].rfind('\n').map_or(0, |at| at + 1)..];
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the line that holds a byte ends, behind its line break.
fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn line_end(text: &str) -> &'static str {
    if text.is_empty() || text.ends_with('\n') { "" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiver(rule: &str) -> NewWaiver {
        let mut waiver = NewWaiver::default();
        waiver.set("rule", rule).set("owner", "o").set("reason", "r: \"x\" # y").set("expires", jiff::civil::date(2026, 12, 31));
        waiver
    }

    const OLD: &str = "{rule: a/b, owner: o, reason: r, expires: 2026-12-31}";

    #[test]
    fn entries_go_into_the_list_and_the_rest_keeps_its_bytes() {
        let new = "rule: \"c/d\"\n    owner: \"o\"\n    reason: \"r: \\\"x\\\" # y\"\n    expires: 2026-12-31\n";
        let cases = [
            (String::new(), format!("{HEAD}  - {new}")),
            ("# ours\n".into(), format!("# ours\n{HEAD}  - {new}")),
            ("waivers: []\n".into(), format!("waivers:\n  - {new}")),
            ("waivers: [] # none yet\nversion: 1\n".into(), format!("waivers: # none yet\n  - {new}version: 1\n")),
            ("waivers:\n# none\n".into(), format!("waivers:\n  - {new}# none\n")),
            ("waivers: ~\n".into(), format!("waivers:\n  - {new}")),
            ("version: 1".into(), format!("version: 1\nwaivers:\n  - {new}")),
            (
                format!("waivers:\n  - {OLD} # why\n\n# end\nversion: 1\n"),
                format!("waivers:\n  - {OLD} # why\n  - {new}\n# end\nversion: 1\n"),
            ),
            (format!("waivers:\n- {OLD}"), format!("waivers:\n- {OLD}\n- {}", new.replace("    ", "  "))),
        ];
        for (before, after) in cases {
            assert_eq!(add_waivers(&before, &[waiver("c/d")]).unwrap(), after, "{before}");
        }
    }

    #[test]
    fn a_list_in_brackets_stays_one() {
        for before in [format!("waivers: [{OLD}]\n"), format!("waivers: [\n  {OLD},\n]\n")] {
            let after = add_waivers(&before, &[waiver("c/d"), waiver("e/f")]).unwrap();
            assert_eq!(scope_keys(&after).unwrap(), ["rule=a/b", "rule=c/d", "rule=e/f"], "{after}");
        }
    }

    #[test]
    fn what_cannot_be_added_to_is_left_alone() {
        for before in ["waivers: {a: 1}\n", "- a\n", "waivers: [\n", "text"] {
            assert!(add_waivers(before, &[waiver("c/d")]).is_err(), "{before}");
        }
    }

    #[test]
    fn scopes_are_compared_by_meaning() {
        let keys = scope_keys(
            "waivers:\n  - {rule: a/b, path: x, owner: o, reason: r, expires: 2026-12-31}\n  - {expires: 2027-01-01, paths: [x], rule: a/b}\n",
        );
        let keys = keys.unwrap();
        assert_eq!(keys[0], keys[1]);
    }
}
