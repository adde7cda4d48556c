//! Severity-level files: lines `id err|warn|info|none`.

use rule::{Severity, strict};

use super::{BadLine, lines};

/// What a line decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Level {
    /// Number of the line, from 1.
    pub line: u32,
    /// The id, without a gate.
    pub id: String,
    /// Its severity; `None` drops it.
    pub severity: Option<Severity>,
}

/// A severity-level file as read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Levels {
    /// The decisions, in the order of the file.
    pub levels: Vec<Level>,
    /// What could not be understood.
    pub bad: Vec<BadLine>,
}

/// Reads a severity-level file. `known` says whether an id exists; `ids` are those to suggest for one that does not.
pub fn read_levels<'i>(text: &str, known: impl Fn(&str) -> bool, ids: impl Fn() -> Box<dyn Iterator<Item = &'i str>>) -> Levels {
    let mut read = Levels::default();
    for (line, text) in lines(text) {
        match level(line, text) {
            Ok(level) if known(&level.id) => match read.levels.iter_mut().find(|other| other.id == level.id) {
                // The last line about an id counts, as in a map.
                Some(other) => *other = level,
                None => read.levels.push(level),
            },
            Ok(level) => {
                let hint = strict::did_you_mean(&level.id, ids()).map(|hint| format!("; {hint}")).unwrap_or_default();
                read.bad.push(BadLine { line, why: format!("`{}` is no id of a change{hint}", level.id) });
            }
            Err(why) => read.bad.push(BadLine { line, why }),
        }
    }
    read
}

fn level(line: u32, text: &str) -> Result<Level, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [id, word] = words[..] else {
        return Err("a line is an id and one of err, warn, info, none".to_string());
    };
    let severity = match word.to_ascii_lowercase().as_str() {
        "err" | "error" => Some(Severity::Error),
        "warn" | "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        "none" => None,
        other => return Err(format!("`{other}` is no level; the levels are err, warn, info, none")),
    };
    Ok(Level { line, id: id.strip_prefix("api-diff/").unwrap_or(id).to_string(), severity })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Levels {
        let ids = ["response-property-removed", "api-tag-removed"];
        read_levels(text, |id| ids.contains(&id), || Box::new(ids.into_iter()))
    }

    #[test]
    fn each_line_is_an_id_and_a_level() {
        let file = "# ours\r\nresponse-property-removed   err\n\napi-diff/api-tag-removed none\nresponse-property-removed warn\n";
        let read = read(file);
        assert_eq!(read.bad, []);
        let levels: Vec<_> = read.levels.iter().map(|level| (level.line, level.id.as_str(), level.severity)).collect();
        assert_eq!(levels, [(5, "response-property-removed", Some(Severity::Warning)), (4, "api-tag-removed", None)]);
    }

    #[test]
    fn what_is_not_understood_is_said_with_its_line() {
        let read = read("response-property-remove err\napi-tag-removed loud\napi-tag-removed\n");
        assert_eq!(read.levels, []);
        assert_eq!(read.bad.iter().map(|bad| bad.line).collect::<Vec<_>>(), [1, 2, 3]);
        assert!(read.bad[0].why.contains("did you mean `response-property-removed`?"), "{}", read.bad[0].why);
    }
}
