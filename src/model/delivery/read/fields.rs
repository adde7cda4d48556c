//! Reading the fields of one record: every value at its place, every defect with what would be right.

use document::Position;
use jiff::Timestamp;

use super::defect::{DefectKind, Defects};
use super::item::{Item, Value};

/// The fields of one record.
pub struct Fields<'a> {
    /// The record.
    pub item: &'a Item,
    /// Name of the file.
    pub file: &'a str,
    /// Where defects go.
    pub defects: &'a mut Defects,
    failed: bool,
}

impl<'a> Fields<'a> {
    /// The fields of an item.
    pub fn new(item: &'a Item, file: &'a str, defects: &'a mut Defects) -> Self {
        Fields { item, file, defects, failed: false }
    }

    /// Whether a field so far makes the record unusable.
    pub fn failed(&self) -> bool {
        self.failed
    }

    /// Notes that the record is invalid.
    pub fn invalid(&mut self, at: Position, message: impl Into<String>) {
        self.failed = true;
        self.defects.add(DefectKind::Invalid, self.file, at, message);
    }

    /// A text that may be missing.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let item = self.item.get(name)?;
        match item.text() {
            Some(text) if !text.trim().is_empty() => Some(text.to_string()),
            Some(_) => None,
            None => {
                self.invalid(item.at, format!("`{name}` takes a text"));
                None
            }
        }
    }

    /// A text that must be there.
    pub fn required(&mut self, name: &str) -> String {
        if let Some(text) = self.text(name) {
            return text;
        }
        if self.item.get(name).and_then(Item::text).is_none_or(|text| text.trim().is_empty()) {
            self.missing(name);
        }
        String::new()
    }

    fn missing(&mut self, name: &str) {
        if self.item.get(name).is_none_or(|item| item.text().is_some()) {
            self.invalid(self.item.at, format!("`{name}` is missing"));
        }
    }

    /// An instant that may be missing.
    pub fn time(&mut self, name: &str) -> Option<Timestamp> {
        let item = self.item.get(name)?;
        let text = item.text().unwrap_or_default();
        if text.is_empty() && matches!(item.value, Value::Text(_)) {
            return None;
        }
        match instant(text) {
            Ok(at) => Some(at),
            Err(why) => {
                self.failed = true;
                let (kind, message) = why.describe(name, text);
                self.defects.add(kind, self.file, item.at, message);
                None
            }
        }
    }

    /// An instant that must be there.
    pub fn required_time(&mut self, name: &str) -> Timestamp {
        let found = self.time(name);
        let absent = self.item.get(name).is_none_or(|item| item.text() == Some(""));
        if found.is_none() && absent {
            self.invalid(self.item.at, format!("`{name}` is missing"));
        }
        found.unwrap_or_default()
    }

    /// A truth value that may be missing.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        let item = self.item.get(name)?;
        match &item.value {
            Value::Bool(value) => Some(*value),
            _ => {
                self.invalid(item.at, format!("`{name}` takes true or false"));
                None
            }
        }
    }

    /// A count that may be missing.
    pub fn count(&mut self, name: &str) -> Option<u64> {
        let item = self.item.get(name)?;
        let count = item.text().and_then(|text| text.parse().ok());
        if count.is_none() {
            self.invalid(item.at, format!("`{name}` takes a whole number"));
        }
        count
    }

    /// A word of a list that may be missing.
    pub fn word<T: Copy>(&mut self, name: &str, known: &[(&str, T)]) -> Option<T> {
        let item = self.item.get(name)?;
        let text = item.text().unwrap_or_default();
        let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            self.invalid(item.at, format!("`{name}` is `{text}`, not one of {}", words.join(", ")));
        }
        found
    }

    /// Texts: a list, or one text with `;` between (CSV).
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let Some(item) = self.item.get(name) else { return Vec::new() };
        if let Value::List(items) = &item.value {
            let texts: Vec<String> = items.iter().filter_map(|item| item.text().map(str::to_string)).collect();
            if texts.len() < items.len() {
                self.invalid(item.at, format!("`{name}` takes a list of texts"));
            }
            return texts;
        }
        match item.text() {
            Some(text) => text.split(';').map(|part| part.trim().to_string()).filter(|part| !part.is_empty()).collect(),
            None => {
                self.invalid(item.at, format!("`{name}` takes a list of texts"));
                Vec::new()
            }
        }
    }

    /// Notes names that only look misspelt; other own names are welcome.
    pub fn suggest(&mut self, known: &[&str]) {
        for name in self.item.names().filter(|name| !known.contains(name)) {
            if let Some(nearest) = known.iter().find(|known| is_misspelling(name, known)) {
                let message = format!("nobody knows the field `{name}`: did you mean `{nearest}`?");
                self.defects.add(DefectKind::Misspelt, self.file, self.item.at, message);
            }
        }
    }
}

/// Why a text is no instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoInstant {
    /// It has no offset.
    Naive,
    /// It is no date at all.
    Other,
}

impl NoInstant {
    fn describe(self, name: &str, text: &str) -> (DefectKind, String) {
        match self {
            NoInstant::Naive => (
                DefectKind::NaiveDate,
                format!("`{name}` is `{text}`, a date without an offset: write `{text}Z` if it is UTC, or `{text}+02:00`"),
            ),
            NoInstant::Other => (DefectKind::Invalid, format!("`{name}` is `{text}`, not an instant such as 2025-03-03T10:00:00Z")),
        }
    }
}

/// An instant: RFC 3339 with an offset.
pub fn instant(text: &str) -> Result<Timestamp, NoInstant> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let naive = text.parse::<jiff::civil::DateTime>().is_ok();
    Err(if naive { NoInstant::Naive } else { NoInstant::Other })
}

/// Whether one name is a misspelling of another: the same letters, or one edit away.
fn is_misspelling(name: &str, known: &str) -> bool {
    let bare = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_ascii_lowercase();
    if name.len() < 4 {
        return false;
    }
    bare(name) == bare(known) || (name.len() > 5 && edits(name, known) <= 1)
}

/// Edit distance with transpositions of neighbours (optimal string alignment).
fn edits(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > 1 {
        return usize::MAX;
    }
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let cost = usize::from(left[i - 1] != right[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspellings_are_near_and_nothing_else_is() {
        assert!(is_misspelling("finishedAt", "finished_at"));
        assert!(is_misspelling("enviroment", "environment"));
        assert!(is_misspelling("servcie", "service"));
        assert!(!is_misspelling("cluster", "service"));
        assert!(!is_misspelling("shas", "sha"));
    }

    #[test]
    fn an_instant_needs_an_offset() {
        assert!(instant("2025-03-03T10:00:00+01:00").is_ok());
        assert_eq!(instant("2025-03-03T10:00:00"), Err(NoInstant::Naive));
        assert_eq!(instant("2025-03-03"), Err(NoInstant::Naive));
        assert_eq!(instant("March"), Err(NoInstant::Other));
    }
}
