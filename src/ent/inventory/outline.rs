//! The outline of the first few thousand bytes of a file: the top-level keys of each document, and no more.
//!
//! This is no parser. It is made to be fast, to cope with a text that is cut off, and never to fail; what it takes for a key decides which gate
//! reads the file, and that gate's parser has the last word.

/// The outlines of the documents in a text.
#[derive(Debug, Default)]
pub(super) struct Outline<'t> {
    /// The documents, each of them.
    pub(super) documents: Vec<Keys<'t>>,
}

/// The top-level keys of one document, with the beginning of their scalars; of a list, those of its first element.
#[derive(Debug, Default)]
pub(super) struct Keys<'t> {
    /// Key and scalar; the scalar is empty for a collection.
    pub(super) pairs: Vec<(&'t str, &'t str)>,
    /// Whether the document is a list.
    pub(super) list: bool,
}

impl<'t> Keys<'t> {
    /// The scalar of a key of a mapping; empty if it has a collection or nothing.
    pub(super) fn value(&self, key: &str) -> Option<&'t str> {
        self.pairs.iter().find(|(name, _)| *name == key && !self.list).map(|(_, value)| *value)
    }

    /// The same for the first element of a list.
    pub(super) fn item(&self, key: &str) -> Option<&'t str> {
        self.pairs.iter().find(|(name, _)| *name == key && self.list).map(|(_, value)| *value)
    }
}

/// The most documents of one text that are looked at.
const DOCUMENTS: usize = 256;

/// Outline of a YAML stream (which may be JSON).
pub(super) fn yaml(text: &str) -> Outline<'_> {
    if text.trim_start().starts_with(['{', '[']) && !text.trim_start().starts_with("{{") {
        return json(text);
    }
    let mut outline = Outline::default();
    let mut current = Keys::default();
    let mut indent = None;
    for line in text.lines() {
        if line.starts_with("---") {
            finish(&mut outline, &mut current);
            indent = None;
            if outline.documents.len() == DOCUMENTS {
                break;
            }
            continue;
        }
        yaml_line(line, &mut current, &mut indent);
    }
    finish(&mut outline, &mut current);
    outline
}

fn finish<'t>(outline: &mut Outline<'t>, current: &mut Keys<'t>) {
    if !current.pairs.is_empty() || current.list {
        outline.documents.push(std::mem::take(current));
    }
}

/// Takes the key of a line at the indent of its document's first line; in a list, at the indent of its first element.
fn yaml_line<'t>(line: &'t str, current: &mut Keys<'t>, indent: &mut Option<usize>) {
    let mut rest = line.trim_start_matches(' ');
    if rest.is_empty() || rest.starts_with(['#', '%']) {
        return;
    }
    let mut depth = line.len() - rest.len();
    if let Some(element) = rest.strip_prefix("- ") {
        if current.list || (indent.is_none() && current.pairs.is_empty()) {
            if current.list {
                // The second element: enough is known.
                if indent.is_some_and(|first| depth < first) {
                    *indent = Some(usize::MAX);
                }
                return;
            }
            current.list = true;
            let inner = element.trim_start_matches(' ');
            depth += 2 + (element.len() - inner.len());
            rest = inner;
        } else {
            return;
        }
    }
    if *indent.get_or_insert(depth) != depth {
        return;
    }
    if let Some(pair) = yaml_pair(rest) {
        current.pairs.push(pair);
    }
}

fn yaml_pair(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = match text.as_bytes().first()? {
        quote @ (b'"' | b'\'') => {
            let end = text[1..].find(*quote as char)? + 1;
            (&text[1..end], text[end + 1..].trim_start().strip_prefix(':')?)
        }
        _ => {
            let at = text
                .match_indices(':')
                .map(|(at, _)| at)
                .find(|at| matches!(text.as_bytes().get(at + 1), None | Some(b' ' | b'\t' | b'\r')))?;
            (text[..at].trim_end(), &text[at + 1..])
        }
    };
    Some((key, yaml_scalar(rest.trim())))
}

fn yaml_scalar(text: &str) -> &str {
    match text.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => text[1..].split(*quote as char).next().unwrap_or(""),
        Some(b'{' | b'[' | b'|' | b'>') | None => "",
        Some(b'&' | b'!') => text.split_once(' ').map_or("", |(_, value)| yaml_scalar(value.trim_start())),
        _ => text.split(" #").next().unwrap_or(text).trim_end(),
    }
}

/// Outline of JSON values that stand one after the other (usually one; JSON Lines: one per line). Comments are skipped.
pub(super) fn json(text: &str) -> Outline<'_> {
    let mut outline = Outline::default();
    let mut scanner = Json { bytes: text.as_bytes(), text, at: 0 };
    while outline.documents.len() < DOCUMENTS {
        match scanner.document() {
            Some(keys) => outline.documents.push(keys),
            None => break,
        }
    }
    outline
}

struct Json<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Json<'t> {
    /// The keys of the next value, to its end or the end of the text.
    fn document(&mut self) -> Option<Keys<'t>> {
        let mut keys = Keys::default();
        let (mut depth, mut element, wanted) = match self.next_token()? {
            b'{' => (1_usize, 0_usize, 1_usize),
            b'[' => {
                keys.list = true;
                (1, 0, 2)
            }
            _ => return None,
        };
        while depth > 0 {
            let Some(token) = self.next_token() else { break };
            match token {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => {
                    element += usize::from(depth == 2);
                    depth -= 1;
                }
                b'"' => {
                    let text = self.string();
                    if depth == wanted && (!keys.list || element == 0) && self.peek() == Some(b':') {
                        self.at += 1;
                        let value = self.scalar();
                        keys.pairs.push((text, value));
                    }
                }
                _ => {}
            }
        }
        Some(keys)
    }

    /// The next byte that is neither white space nor comment; the cursor is behind it.
    fn next_token(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at)? {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'/' if self.bytes.get(self.at + 1) == Some(&b'/') => self.skip_past("\n"),
                b'/' if self.bytes.get(self.at + 1) == Some(&b'*') => self.skip_past("*/"),
                byte => return Some(*byte),
            }
        }
    }

    fn skip_past(&mut self, end: &str) {
        self.at =
            self.text.get(self.at + 2..).and_then(|rest| rest.find(end)).map_or(self.bytes.len(), |found| self.at + 2 + found + end.len());
    }

    /// The raw text of a string whose opening quote was just read.
    fn string(&mut self) -> &'t str {
        let start = self.at;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.at += 1;
                    return self.text.get(start..self.at - 1).unwrap_or("");
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
        self.text.get(start..).unwrap_or("")
    }

    /// The scalar that comes next; a collection is left to be read.
    fn scalar(&mut self) -> &'t str {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.string()
            }
            Some(b'{' | b'[') | None => "",
            Some(_) => {
                let start = self.at;
                while self.bytes.get(self.at).is_some_and(|byte| !matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t')) {
                    self.at += 1;
                }
                self.text.get(start..self.at).unwrap_or("")
            }
        }
    }
}

/// Outline of the front matter of a Markdown text; nothing where it has none.
pub(super) fn markdown(text: &str) -> Outline<'_> {
    let Some(body) = text.strip_prefix("---").filter(|body| body.starts_with(['\n', '\r'])) else { return Outline::default() };
    let end = body.find("\n---").unwrap_or(body.len());
    yaml(&body[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs<'t>(outline: &'t Outline<'t>) -> Vec<Vec<(&'t str, &'t str)>> {
        outline.documents.iter().map(|keys| keys.pairs.clone()).collect()
    }

    #[test]
    fn yaml_keys_of_each_document() {
        let text = "# comment\napiVersion: v1 # core\nkind: 'Pod'\nmetadata:\n  name: x\n  kind: inner\ntext: |\n  key: no\n---\n\"openapi\": 3.1.0\n...\n---\n";
        let outline = yaml(text);
        assert_eq!(
            pairs(&outline),
            [vec![("apiVersion", "v1"), ("kind", "Pod"), ("metadata", ""), ("text", "")], vec![("openapi", "3.1.0")],]
        );
    }

    #[test]
    fn yaml_lists_give_their_first_element() {
        let outline = yaml("- hosts: all\n  tasks:\n    - name: a\n  roles: []\n- import_playbook: x\n  more: 1\n");
        let keys = &outline.documents[0];
        assert!(keys.item("hosts").is_some() && keys.item("tasks").is_some() && keys.item("roles").is_some());
        assert!(keys.item("import_playbook").is_none() && keys.item("more").is_none() && keys.item("name").is_none());
        assert_eq!(keys.value("hosts"), None);
    }

    #[test]
    fn an_indented_document_and_colons_in_keys() {
        let outline = yaml("  a:b: 1\n  url: http://x\n    deeper: 2\n");
        assert_eq!(pairs(&outline), [vec![("a:b", "1"), ("url", "http://x")]]);
    }

    #[test]
    fn json_keys_of_the_top_only() {
        let outline = json("{ // c\n \"a\": {\"b\": 1}, \"c\\\"d\": \"e\", /* x */ \"n\": 12, \"l\": [{\"z\": 1}], \"t\": true}");
        assert_eq!(pairs(&outline), [vec![("a", ""), ("c\\\"d", "e"), ("n", "12"), ("l", ""), ("t", "true")]]);
    }

    #[test]
    fn json_that_is_cut_off() {
        for (text, keys) in [("{\"a\": \"bc", 1), ("{\"a\": [1, {\"b\"", 1), ("{\"a\"", 0), ("{", 0), ("{\"a\": \"b\\", 1)] {
            let outline = json(text);
            assert_eq!(outline.documents.first().map(|found| found.pairs.len()), Some(keys), "{text}");
        }
        assert!(json("").documents.is_empty());
        assert!(json("12").documents.is_empty());
    }

    #[test]
    fn json_lines_and_lists() {
        let outline = json("{\"kind\":\"deployment\"}\n{\"kind\":\"incident\"}\n");
        assert_eq!(outline.documents.len(), 2);
        let list = json("[{\"a\":1,\"b\":{\"c\":2}},{\"d\":3}]");
        assert!(list.documents[0].item("a").is_some() && list.documents[0].item("b").is_some());
        assert!(list.documents[0].item("d").is_none() && list.documents[0].item("c").is_none());
    }

    #[test]
    fn front_matter() {
        assert_eq!(pairs(&markdown("---\nid: x\nalerts: [a]\n---\n# T\nno: 1\n")), [vec![("id", "x"), ("alerts", "")]]);
        assert!(markdown("# T\nid: x\n").documents.is_empty());
        assert!(markdown("----\nid: x\n").documents.is_empty());
    }
}
