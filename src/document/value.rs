//! Nodes as values of `serde_json`, for what speaks JSON.

use serde_json::{Map, Number, Value};

use crate::{Document, Kind, Node};

impl Document {
    /// The value of a node; see [`Node::to_json`].
    pub fn to_json(&self, node: Node<'_>) -> Value {
        node.to_json()
    }
}

impl Node<'_> {
    /// The value as JSON: aliases are written out, merge keys carried out, and where a key stands twice the last one counts.
    ///
    /// How much aliases can bring in was bounded when the document was read (`Limits::alias_visits`). What JSON has no word for becomes
    /// text: dates, infinities, not-a-number; a key that is a collection stands as it is written. An integer beyond 64 bits becomes the
    /// nearest number.
    pub fn to_json(self) -> Value {
        let node = self.resolve();
        match node.kind() {
            Kind::Null | Kind::Alias => Value::Null,
            Kind::Bool => Value::Bool(node.as_bool().unwrap_or(false)),
            Kind::Integer | Kind::Float => number(node).map_or_else(|| Value::String(node.text().to_owned()), Value::Number),
            Kind::String | Kind::Datetime => Value::String(node.text().to_owned()),
            Kind::Sequence => Value::Array(node.items().map(Node::to_json).collect()),
            Kind::Mapping => {
                let mut map = Map::new();
                for entry in node.entries() {
                    map.insert(entry.key.key_text().to_owned(), entry.value.to_json());
                }
                Value::Object(map)
            }
        }
    }

    /// The text of a key; of a collection as written.
    fn key_text<'k>(self) -> &'k str
    where
        Self: 'k,
    {
        match self.resolve().kind() {
            Kind::Mapping | Kind::Sequence => self.document().source().slice(self.span()),
            _ => self.text(),
        }
    }
}

fn number(node: Node<'_>) -> Option<Number> {
    if node.kind() == Kind::Integer {
        if let Some(value) = node.as_i64() {
            return Some(value.into());
        }
        if let Some(value) = node.as_u64() {
            return Some(value.into());
        }
    }
    Number::from_f64(node.as_f64()?)
}
