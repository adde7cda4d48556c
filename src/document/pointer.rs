//! JSON Pointer (RFC 6901): the address of a node within its document.

use std::borrow::Cow;

use crate::{Document, Kind, Node};

/// A key as a token of a pointer: `~` becomes `~0`, `/` becomes `~1`.
pub fn escape(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}

/// The key that a token of a pointer means; nothing where `~` is followed by neither `0` nor `1`.
pub fn unescape(token: &str) -> Option<Cow<'_, str>> {
    if !token.contains('~') {
        return Some(Cow::Borrowed(token));
    }
    let wrong = token.split('~').skip(1).any(|rest| !rest.starts_with(['0', '1']));
    (!wrong).then(|| Cow::Owned(token.replace("~1", "/").replace("~0", "~")))
}

/// A pointer and the key below it.
pub fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", escape(key))
}

/// The keys of a pointer, from the root on; nothing where the text is no pointer. A leading `#` (a fragment of a URI) is not taken.
pub fn tokens(pointer: &str) -> Option<Vec<Cow<'_, str>>> {
    if pointer.is_empty() {
        return Some(Vec::new());
    }
    pointer.strip_prefix('/')?.split('/').map(unescape).collect()
}

impl Document {
    /// The node at a pointer in the first document of the text, aliases followed and merge keys carried out.
    pub fn at_pointer(&self, pointer: &str) -> Option<Node<'_>> {
        self.root().at_pointer(pointer)
    }
}

impl<'d> Node<'d> {
    /// The node at a pointer that starts here, aliases followed and merge keys carried out.
    pub fn at_pointer(self, pointer: &str) -> Option<Node<'d>> {
        let mut node = self;
        for token in tokens(pointer)? {
            node = match node.resolve().kind() {
                Kind::Mapping => node.get(&token)?,
                Kind::Sequence => node.items().nth(index(&token)?)?,
                _ => return None,
            };
        }
        Some(node.resolve())
    }

    /// Its pointer from the root of its document, by the place where it is written: what an alias stands for has the address of the
    /// anchor's place. Of a key it is the address of its value.
    pub fn pointer(self) -> String {
        let mut tokens: Vec<Cow<'d, str>> = Vec::new();
        for step in self.steps() {
            tokens.push(match step {
                Step::Key(key) => escape(key),
                Step::Index(index) => Cow::Owned(index.to_string()),
            });
        }
        tokens.iter().flat_map(|token| ["/", token]).collect()
    }

    /// Its number among the items of its parent. Of long sequences all numbers are taken down at the first question.
    fn index_in(self, parent: Node<'d>) -> usize {
        if let Some(index) = parent.children().take(WALKED_ITEMS).position(|child| child == self) {
            return index;
        }
        self.document().item_numbers().get(self.id().0 as usize).map_or(0, |&number| number as usize)
    }

    /// The steps from the root of its document to it, by the place where it is written.
    pub(crate) fn steps(self) -> Vec<Step<'d>> {
        let mut steps = Vec::new();
        let mut node = self;
        while let Some(parent) = node.parent() {
            steps.push(match parent.kind() {
                Kind::Mapping => Step::Key(node.key().unwrap_or(node).text()),
                _ => Step::Index(node.index_in(parent)),
            });
            node = parent;
        }
        steps.reverse();
        steps
    }
}

/// Items of a sequence that are counted anew each time.
const WALKED_ITEMS: usize = 64;

/// One step down.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'d> {
    Key(&'d str),
    Index(usize),
}

/// An index of a pointer: digits without leading zeros.
fn index(token: &str) -> Option<usize> {
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (token == "0" || !token.starts_with('0'))).then(|| token.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Format, Limits, Source, SourceId, parse};

    fn yaml(text: &str) -> Document {
        parse(Arc::new(Source::new(SourceId(0), "a.yaml", text)), Format::Yaml, &Limits::default()).unwrap()
    }

    #[test]
    fn the_examples_of_the_standard() {
        let document = yaml(r#"{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "m~n": 8, " ": 7}"#);
        let table = [("/foo/0", "bar"), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/m~0n", "8"), ("/ ", "7")];
        for (pointer, text) in table {
            let node = document.at_pointer(pointer).unwrap();
            assert_eq!((node.text(), node.pointer().as_str()), (text, pointer));
        }
        for nothing in ["foo", "/foo/00", "/foo/-1", "/foo/2", "/foo/-", "/a~2b", "/foo/0/x", "/foo/+1"] {
            assert_eq!(document.at_pointer(nothing), None, "{nothing}");
        }
        assert_eq!(document.at_pointer(""), Some(document.root()));
        assert_eq!(join("/a", "b/c~"), "/a/b~1c~0");
    }

    #[test]
    fn items_of_long_sequences_know_their_number() {
        let items: Vec<String> = (0..200).map(|number| format!("{{\"n\": [{number}]}}")).collect();
        let document = yaml(&format!("[[{}], 1]", items.join(",")));
        for number in [0, 63, 64, 65, 199] {
            let pointer = format!("/0/{number}/n/0");
            let node = document.at_pointer(&pointer).unwrap();
            assert_eq!((node.as_i64(), node.pointer()), (Some(number), pointer));
        }
    }

    #[test]
    fn aliases_have_the_address_of_the_anchor() {
        let document = yaml("a: &a {k: [1, 2]}\nb: *a\nc: {<<: *a}\n");
        for pointer in ["/a/k/1", "/b/k/1", "/c/k/1"] {
            assert_eq!(document.at_pointer(pointer).unwrap().pointer(), "/a/k/1");
        }
        assert_eq!(document.root().entry("b").unwrap().key.pointer(), "/b");
    }
}
