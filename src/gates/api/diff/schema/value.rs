//! JSON values: members of enums, constants, witnesses.

use std::collections::BTreeMap;
use std::sync::Arc;

use document::{Kind, Node};

use super::number::{self, Number};

/// A JSON value. Equality is JSON Schema's: `1` and `1.0` are one number, the order of members says nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    String(Arc<str>),
    Array(Vec<Json>),
    Object(BTreeMap<Arc<str>, Json>),
}

/// Deepest value that is read; what is deeper counts as `null`.
const MAX_DEPTH: u32 = 64;

impl Json {
    /// The value a node holds.
    pub(crate) fn read(node: Node<'_>) -> Json {
        Json::read_at(node, 0)
    }

    fn read_at(node: Node<'_>, depth: u32) -> Json {
        let node = node.resolve();
        if depth > MAX_DEPTH {
            return Json::Null;
        }
        match node.kind() {
            Kind::Null | Kind::Alias => Json::Null,
            Kind::Bool => Json::Bool(node.as_bool() == Some(true)),
            Kind::Integer | Kind::Float => match number::parse(node.text()) {
                Some(value) => Json::Number(value),
                None => node.as_i64().map_or_else(|| Json::string(node.text()), |value| Json::Number(number::integer(value))),
            },
            Kind::String | Kind::Datetime => Json::string(node.text()),
            Kind::Sequence => Json::Array(node.items().map(|item| Json::read_at(item, depth + 1)).collect()),
            Kind::Mapping => {
                Json::Object(node.entries().into_iter().map(|entry| (entry.name().into(), Json::read_at(entry.value, depth + 1))).collect())
            }
        }
    }

    /// A text.
    pub(crate) fn string(text: &str) -> Json {
        Json::String(text.into())
    }

    /// As a JSON value of serde.
    pub(crate) fn to_serde(&self) -> serde_json::Value {
        match self {
            Json::Null => serde_json::Value::Null,
            Json::Bool(value) => (*value).into(),
            Json::Number(value) => number::to_json(value),
            Json::String(text) => text.as_ref().into(),
            Json::Array(items) => items.iter().map(Json::to_serde).collect(),
            Json::Object(members) => {
                serde_json::Value::Object(members.iter().map(|(name, value)| (name.to_string(), value.to_serde())).collect())
            }
        }
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Json::Null => f.write_str("null"),
            Json::Bool(value) => write!(f, "{value}"),
            Json::Number(value) => f.write_str(&number::show(value)),
            Json::String(text) => write!(f, "{}", serde_json::Value::from(text.as_ref())),
            Json::Array(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if at > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Json::Object(members) => {
                f.write_str("{")?;
                for (at, (name, value)) in members.iter().enumerate() {
                    write!(f, "{}{}: {value}", if at > 0 { ", " } else { "" }, serde_json::Value::from(name.as_ref()))?;
                }
                f.write_str("}")
            }
        }
    }
}
