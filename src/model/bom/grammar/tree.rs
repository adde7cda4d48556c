//! The trees that can be checked: a document with positions, and a plain value.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

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

/// Objects of so few keys are searched along.
const FEW: usize = 32;

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
        let mut entries: Vec<(&'t str, Self)> = self.raw_entries().map(|entry| (entry.name(), entry.value)).collect();
        if entries.len() <= FEW {
            let known: Vec<&str> = entries.iter().map(|(name, _)| *name).collect();
            let mut place = 0;
            entries.retain(|(name, _)| {
                place += 1;
                !known[place..].contains(name)
            });
            return entries;
        }
        let last: HashMap<&str, usize> = entries.iter().enumerate().map(|(place, (name, _))| (*name, place)).collect();
        let mut place = 0;
        entries.retain(|(name, _)| {
            place += 1;
            last.get(name) == Some(&(place - 1))
        });
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

/// A number that two values share when JSON Schema calls them equal (keys in any order, numbers by value), and seldom otherwise.
pub(crate) fn fingerprint<'t, T: Tree<'t>>(node: T) -> u64 {
    let mut hasher = DefaultHasher::new();
    match node.kind() {
        TreeKind::Null => 0_u8.hash(&mut hasher),
        TreeKind::Bool => node.truth().hash(&mut hasher),
        TreeKind::Number => (2_u8, node.number().map(|number| (number + 0.0).to_bits())).hash(&mut hasher),
        TreeKind::Text => (3_u8, node.text()).hash(&mut hasher),
        TreeKind::List => (4_u8, node.items().into_iter().map(fingerprint).collect::<Vec<_>>()).hash(&mut hasher),
        TreeKind::Object => {
            let entries = node.entries().into_iter().map(|(key, value)| {
                let mut hasher = DefaultHasher::new();
                (key, fingerprint(value)).hash(&mut hasher);
                hasher.finish()
            });
            (5_u8, entries.fold(0_u64, u64::wrapping_add)).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Whether JSON Schema calls two values equal.
pub(crate) fn equal<'t, T: Tree<'t>>(a: T, b: T) -> bool {
    match (a.kind(), b.kind()) {
        (TreeKind::List, TreeKind::List) => {
            let (a, b) = (a.items(), b.items());
            a.len() == b.len() && a.into_iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (TreeKind::Object, TreeKind::Object) => {
            let (mine, theirs) = (a.entries(), b.entries());
            mine.len() == theirs.len() && mine.into_iter().all(|(key, value)| b.get(key).is_some_and(|other| equal(value, other)))
        }
        (mine, theirs) => {
            mine == theirs && a.truth() == b.truth() && a.number() == b.number() && (mine != TreeKind::Text || a.text() == b.text())
        }
    }
}
