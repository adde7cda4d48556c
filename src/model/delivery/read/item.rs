//! One tree for rows of JSON Lines and CSV: values that remember where they stand.

use document::{Kind, Node, Position};

/// A value with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Where it begins.
    pub at: Position,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Item>),
    /// Names with values, in the order written; of a name that stands twice the last value.
    Map(Vec<(String, Item)>),
}

impl Item {
    /// The tree of a node. `lines` is added to its line: JSON Lines are read one by one.
    pub fn of(node: Node<'_>, lines: u32) -> Item {
        let position = node.document().source().position(node.span().start);
        let at = Position { line: position.line + lines, column: position.column };
        let node = node.resolve();
        let value = match node.kind() {
            Kind::Null | Kind::Alias => Value::Null,
            Kind::Bool => Value::Bool(node.as_bool().unwrap_or_default()),
            Kind::Integer | Kind::Float => Value::Number(node.text().into()),
            Kind::String | Kind::Datetime => Value::Text(node.text().into()),
            Kind::Sequence => Value::List(node.items().map(|item| Item::of(item, lines)).collect()),
            Kind::Mapping => Value::Map(map(node, lines)),
        };
        Item { at, value }
    }

    /// The value under a name; nothing where it is `null`.
    pub fn get(&self, name: &str) -> Option<&Item> {
        match &self.value {
            Value::Map(entries) => entries.iter().find(|(key, item)| key == name && item.value != Value::Null).map(|(_, item)| item),
            _ => None,
        }
    }

    /// The value under a chain of names.
    pub fn path<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<&Item> {
        names.into_iter().try_fold(self, |item, name| item.get(name))
    }

    /// Text or number as text.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Number(text) => Some(text),
            _ => None,
        }
    }

    /// Text under a chain of names.
    pub fn text_at<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
        self.path(names)?.text().map(str::to_string)
    }

    /// Items of a list; nothing for other kinds.
    pub fn items(&self) -> &[Item] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Names of a map.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let entries: &[(String, Item)] = match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        };
        entries.iter().map(|(name, _)| name.as_str())
    }
}

fn map(node: Node<'_>, lines: u32) -> Vec<(String, Item)> {
    let mut entries: Vec<(String, Item)> = Vec::new();
    for entry in node.raw_entries() {
        let item = Item::of(entry.value, lines);
        match entries.iter_mut().find(|(name, _)| name == entry.name()) {
            Some((_, known)) => *known = item,
            None => entries.push((entry.name().into(), item)),
        }
    }
    entries
}
