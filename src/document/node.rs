//! A place in a tree, and how to walk from it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::arena::{NONE, Raw};
use crate::{Document, NodeId, Span};

/// What a node is, after the schema of its language (YAML: the core schema).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// An integer.
    Integer,
    /// A number with a fraction or an exponent, infinity, not-a-number.
    Float,
    /// Text.
    String,
    /// A date or time of TOML.
    Datetime,
    /// A sequence.
    Sequence,
    /// A mapping.
    Mapping,
    /// An alias of YAML; [`Node::resolve`] gives what it stands for.
    Alias,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes; collections and everything that is no scalar too.
    Plain,
    /// In quotes.
    Quoted,
    /// A block scalar of YAML, a multi-line string of TOML.
    Block,
    /// Not in the text: made by the reader (the frame around Markdown).
    Virtual,
}

/// A node of a document. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Node<'d> {
    document: &'d Document,
    id: NodeId,
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.document, other.document) && self.id == other.id
    }
}

impl Eq for Node<'_> {}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Node({} {:?} {:?})", self.id.0, self.kind(), self.text())
    }
}

/// A key with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'d> {
    /// The key as written.
    pub key: Node<'d>,
    /// The value, with aliases resolved.
    pub value: Node<'d>,
}

impl<'d> Entry<'d> {
    /// The key's text.
    pub fn name(&self) -> &'d str {
        self.key.text()
    }
}

/// Mappings of more entries are looked up in the index.
const WALKED_ENTRIES: u32 = 24;

impl<'d> Node<'d> {
    pub(crate) fn new(document: &'d Document, id: NodeId) -> Self {
        Node { document, id }
    }

    fn raw(self) -> &'d Raw {
        self.document.raw(self.id.0)
    }

    fn at(self, id: u32) -> Option<Node<'d>> {
        (id != NONE).then(|| Node::new(self.document, NodeId(id)))
    }

    /// Its number, to be kept by facts that outlive the borrow.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The document it belongs to.
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// What it is. An alias is an alias: see [`Node::resolve`].
    pub fn kind(self) -> Kind {
        self.raw().kind
    }

    /// How it was written.
    pub fn style(self) -> Style {
        self.raw().style
    }

    /// Where it was written: of a scalar with its quotes, of a collection from its first to its last character.
    pub fn span(self) -> Span {
        self.document.span_of(self.raw())
    }

    /// The node itself, or what an alias stands for. An alias never stands for another alias: only written values carry anchors.
    pub fn resolve(self) -> Node<'d> {
        if self.kind() != Kind::Alias {
            return self;
        }
        self.at(self.raw().first_child).unwrap_or(self)
    }

    /// The tag of YAML that is not of its core schema, as written: `!Ref`, `!<tag:example.com,2000:x>`.
    pub fn tag(self) -> Option<&'d str> {
        let tags = &self.document.tags;
        let at = tags.binary_search_by_key(&self.resolve().id.0, |(node, _)| *node).ok()?;
        tags.get(at).map(|(_, tag)| &**tag)
    }

    /// Text of a scalar with escapes resolved (of a number: as written); empty for collections.
    pub fn text(self) -> &'d str {
        let node = self.resolve();
        match node.kind() {
            Kind::Sequence | Kind::Mapping | Kind::Alias => "",
            _ => node.document.text_of(node.raw()),
        }
    }

    /// The text, if it is a string.
    pub fn as_str(self) -> Option<&'d str> {
        (self.resolve().kind() == Kind::String).then(|| self.text())
    }

    /// The value, if it is a boolean.
    pub fn as_bool(self) -> Option<bool> {
        (self.resolve().kind() == Kind::Bool).then(|| self.text().eq_ignore_ascii_case("true"))
    }

    /// The value, if it is an integer that fits (decimal, `0x`, `0o`, `0b`, underscores of TOML).
    pub fn as_i64(self) -> Option<i64> {
        self.integer_digits().and_then(|(digits, radix)| i64::from_str_radix(&digits, radix).ok())
    }

    /// The value, if it is an integer that fits and is not negative.
    pub fn as_u64(self) -> Option<u64> {
        self.integer_digits().and_then(|(digits, radix)| u64::from_str_radix(&digits, radix).ok())
    }

    /// Sign and digits of an integer, and the radix they are written in.
    fn integer_digits(self) -> Option<(Cow<'d, str>, u32)> {
        if self.resolve().kind() != Kind::Integer {
            return None;
        }
        let text = self.text();
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let radix = match unsigned.get(..2) {
            Some("0x" | "0X") => 16,
            Some("0o") => 8,
            Some("0b") => 2,
            _ if text.contains('_') => 10,
            _ => return Some((Cow::Borrowed(text), 10)),
        };
        let digits = if radix == 10 { unsigned } else { unsigned.get(2..)? }.replace('_', "");
        Some((Cow::Owned(if text.starts_with('-') { format!("-{digits}") } else { digits }), radix))
    }

    /// The value, if it is a number.
    pub fn as_f64(self) -> Option<f64> {
        match self.resolve().kind() {
            Kind::Integer => match self.as_i64() {
                Some(value) => Some(value as f64),
                None => self.text().parse().ok(),
            },
            Kind::Float => {
                let text = self.text().replace('_', "").to_ascii_lowercase();
                match text.trim_start_matches('+') {
                    ".inf" | "inf" => Some(f64::INFINITY),
                    "-.inf" | "-inf" => Some(f64::NEG_INFINITY),
                    ".nan" | "nan" => Some(f64::NAN),
                    other => other.parse().ok(),
                }
            }
            _ => None,
        }
    }

    /// Whether it is null (aliases resolved).
    pub fn is_null(self) -> bool {
        self.resolve().kind() == Kind::Null
    }

    /// Whether it is a mapping (aliases resolved).
    pub fn is_mapping(self) -> bool {
        self.resolve().kind() == Kind::Mapping
    }

    /// Whether it is a sequence (aliases resolved).
    pub fn is_sequence(self) -> bool {
        self.resolve().kind() == Kind::Sequence
    }

    /// The collection it stands in.
    pub fn parent(self) -> Option<Node<'d>> {
        self.at(self.raw().parent)
    }

    /// What stands behind it in the same collection (of a key: its value).
    pub fn next_sibling(self) -> Option<Node<'d>> {
        self.at(self.raw().next)
    }

    /// Children as stored: items of a sequence; key, value, key, value … of a mapping. Aliases are not resolved.
    pub fn children(self) -> impl Iterator<Item = Node<'d>> {
        let first = match self.kind() {
            Kind::Sequence | Kind::Mapping => self.at(self.raw().first_child),
            _ => None,
        };
        std::iter::successors(first, |node| node.at(node.raw().next))
    }

    /// Items of a sequence, aliases resolved; nothing for other kinds.
    pub fn items(self) -> impl Iterator<Item = Node<'d>> {
        let node = self.resolve();
        let sequence = node.kind() == Kind::Sequence;
        node.children().filter(move |_| sequence).map(Node::resolve)
    }

    /// Keys and values as written, merge keys (`<<`) left as they are, values' aliases resolved; nothing for other kinds.
    pub fn raw_entries(self) -> impl Iterator<Item = Entry<'d>> {
        let node = self.resolve();
        let mut children = node.children();
        let mapping = node.kind() == Kind::Mapping;
        std::iter::from_fn(move || {
            let key = children.next().filter(|_| mapping)?;
            let value = children.next()?.resolve();
            Some(Entry { key, value })
        })
    }

    /// Keys and values with merge keys carried out (YAML): own keys first, then merged ones that are not overridden.
    pub fn entries(self) -> Vec<Entry<'d>> {
        if !self.document.merges {
            return self.raw_entries().collect();
        }
        let mut entries: Vec<Entry<'d>> = self.raw_entries().filter(|entry| !entry.is_merge()).collect();
        let merged = self.merged_mappings();
        if !merged.is_empty() {
            let mut known: HashSet<&str> = entries.iter().map(Entry::name).collect();
            let inherited = merged.into_iter().flat_map(Node::raw_entries);
            entries.extend(inherited.filter(|entry| !entry.is_merge() && known.insert(entry.name())));
        }
        entries
    }

    /// The mappings that merge keys bring in, each once, those that win first. Their number is bounded when the document is read.
    fn merged_mappings(self) -> Vec<Node<'d>> {
        let mut found: Vec<Node<'d>> = Vec::new();
        let node = self.resolve();
        let mut seen = HashSet::from([node.id]);
        let mut due: Vec<Node<'d>> = node.own_merges();
        due.reverse();
        while let Some(next) = due.pop() {
            if seen.insert(next.id) {
                found.push(next);
                due.extend(next.own_merges().into_iter().rev());
            }
        }
        found
    }

    /// What its own merge keys name, in their order.
    fn own_merges(self) -> Vec<Node<'d>> {
        if self.own_entry("<<").is_none() {
            return Vec::new();
        }
        let mut merges = Vec::new();
        for entry in self.raw_entries().filter(Entry::is_merge) {
            match entry.value.kind() {
                Kind::Mapping => merges.push(entry.value),
                _ => merges.extend(entry.value.items().filter(|item| item.kind() == Kind::Mapping)),
            }
        }
        merges
    }

    /// The value of a key, merge keys included, aliases resolved. Where a key stands twice the last one counts, as in JSON readers.
    pub fn get(self, name: &str) -> Option<Node<'d>> {
        self.entry(name).map(|entry| entry.value)
    }

    /// Key and value of a key; see [`Node::get`].
    pub fn entry(self, name: &str) -> Option<Entry<'d>> {
        let node = self.resolve();
        if node.kind() != Kind::Mapping {
            return None;
        }
        let own = node.own_entry(name);
        if own.is_some_and(|entry| !entry.is_merge()) || !node.document.merges {
            return own;
        }
        node.merged_mappings().into_iter().find_map(|merged| merged.own_entry(name)).or(own)
    }

    fn own_entry(self, name: &str) -> Option<Entry<'d>> {
        if self.is_long() {
            let index = self.document.index.get_or_init(|| build_index(self.document));
            let key = *index.get(&self.id.0)?.get(name)?;
            let key = self.at(key)?;
            let value = key.at(key.raw().next)?.resolve();
            return Some(Entry { key, value });
        }
        self.raw_entries().filter(|entry| entry.name() == name).last()
    }

    fn is_long(self) -> bool {
        self.children().nth(2 * WALKED_ENTRIES as usize).is_some()
    }

    /// A chain of keys: `node.path(["metadata", "labels", "owner"])`.
    pub fn path<'k>(self, keys: impl IntoIterator<Item = &'k str>) -> Option<Node<'d>> {
        keys.into_iter().try_fold(self.resolve(), |node, key| node.get(key))
    }

    /// The key node under which this value stands, if its parent is a mapping.
    pub fn key(self) -> Option<Node<'d>> {
        let parent = self.parent().filter(|parent| parent.kind() == Kind::Mapping)?;
        if self.raw().key {
            return None;
        }
        // A scalar key has the number before its value; only keys that are collections need the walk.
        let before = self.at(self.id.0.checked_sub(1)?)?;
        if before.raw().key && before.raw().next == self.id.0 {
            return Some(before);
        }
        parent.children().find(|key| key.raw().next == self.id.0)
    }
}

impl Entry<'_> {
    /// Whether this is a merge key of YAML: `<<` without quotes, before a mapping or a sequence of mappings.
    pub fn is_merge(&self) -> bool {
        self.key.style() == Style::Plain
            && self.key.document.merges
            && self.key.text() == "<<"
            && (self.value.kind() == Kind::Mapping || self.value.items().next().is_some_and(|item| item.kind() == Kind::Mapping))
    }
}

fn build_index(document: &Document) -> HashMap<u32, HashMap<Box<str>, u32>> {
    let mut index = HashMap::new();
    for number in 0..document.nodes.len() as u32 {
        let node = Node::new(document, NodeId(number));
        if node.kind() == Kind::Mapping && node.is_long() {
            let keys: HashMap<Box<str>, u32> = node.raw_entries().map(|entry| (entry.name().into(), entry.key.id.0)).collect();
            index.insert(number, keys);
        }
    }
    index
}
