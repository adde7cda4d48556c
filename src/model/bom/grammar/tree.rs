//! The trees that can be checked: a document with positions, and a plain value.

use std::collections::HashMap;

use document::{Kind, Node};
use serde_json::Value;

/// What a value is, after JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TreeKind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

impl TreeKind {
    /// As people say it.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            TreeKind::Null => "null",
            TreeKind::Bool => "a boolean",
            TreeKind::Number => "a number",
            TreeKind::Text => "text",
            TreeKind::List => "a list",
            TreeKind::Object => "an object",
        }
    }
}

/// A JSON value wherever it is kept.
pub(crate) trait Tree<'t>: Copy {
    fn kind(self) -> TreeKind;
    /// Text of a string.
    fn text(self) -> &'t str;
    fn number(self) -> Option<f64>;
    fn truth(self) -> Option<bool>;
    fn get(self, key: &str) -> Option<Self>;
    /// Keys and values, the last of duplicates alone, as JSON readers have it.
    fn entries(self) -> Vec<(&'t str, Self)>;
    fn items(self) -> Vec<Self>;
}

impl<'t> Tree<'t> for Node<'t> {
    fn kind(self) -> TreeKind {
        match self.resolve().kind() {
            Kind::Null => TreeKind::Null,
            Kind::Bool => TreeKind::Bool,
            Kind::Integer | Kind::Float => TreeKind::Number,
            Kind::Sequence => TreeKind::List,
            Kind::Mapping => TreeKind::Object,
            Kind::String | Kind::Datetime | Kind::Alias => TreeKind::Text,
        }
    }

    fn text(self) -> &'t str {
        Node::text(self)
    }

    fn number(self) -> Option<f64> {
        self.as_f64()
    }

    fn truth(self) -> Option<bool> {
        self.as_bool()
    }

    fn get(self, key: &str) -> Option<Self> {
        Node::get(self, key)
    }

    fn entries(self) -> Vec<(&'t str, Self)> {
        let mut entries: Vec<(&'t str, Self)> = Vec::new();
        let mut places: HashMap<&'t str, usize> = HashMap::new();
        for entry in self.raw_entries() {
            match places.get(entry.name()) {
                Some(&place) => entries[place].1 = entry.value,
                None => {
                    places.insert(entry.name(), entries.len());
                    entries.push((entry.name(), entry.value));
                }
            }
        }
        entries
    }

    fn items(self) -> Vec<Self> {
        Node::items(self).collect()
    }
}

impl<'t> Tree<'t> for &'t Value {
    fn kind(self) -> TreeKind {
        match self {
            Value::Null => TreeKind::Null,
            Value::Bool(_) => TreeKind::Bool,
            Value::Number(_) => TreeKind::Number,
            Value::String(_) => TreeKind::Text,
            Value::Array(_) => TreeKind::List,
            Value::Object(_) => TreeKind::Object,
        }
    }

    fn text(self) -> &'t str {
        self.as_str().unwrap_or("")
    }

    fn number(self) -> Option<f64> {
        self.as_f64()
    }

    fn truth(self) -> Option<bool> {
        self.as_bool()
    }

    fn get(self, key: &str) -> Option<Self> {
        Value::get(self, key)
    }

    fn entries(self) -> Vec<(&'t str, Self)> {
        self.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value)).collect()
    }

    fn items(self) -> Vec<Self> {
        self.as_array().into_iter().flatten().collect()
    }
}

/// A text that two values share exactly when JSON Schema calls them equal: keys in any order, numbers by value.
pub(crate) fn fingerprint<'t, T: Tree<'t>>(node: T) -> String {
    match node.kind() {
        TreeKind::Null => "null".into(),
        TreeKind::Bool => format!("{:?}", node.truth()),
        TreeKind::Number => format!("{:?}", node.number()),
        TreeKind::Text => format!("{:?}", node.text()),
        TreeKind::List => format!("[{}]", node.items().into_iter().map(fingerprint).collect::<Vec<_>>().join(",")),
        TreeKind::Object => {
            let mut entries: Vec<String> =
                node.entries().into_iter().map(|(key, value)| format!("{key:?}:{}", fingerprint(value))).collect();
            entries.sort();
            format!("{{{}}}", entries.join(","))
        }
    }
}
