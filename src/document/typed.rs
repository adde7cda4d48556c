//! Reading a node into a type of Rust, with errors that stand where the text is wrong.

use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::{Entry, Kind, Node, SourceId, Span, SyntaxError};

/// Name under which [`Spanned`] asks the reader for its place.
const SPANNED: &str = "$document::Spanned";

/// Reads a node as a type.
///
/// # Errors
/// What serde says, at the node it says it of: an unknown key at the key, a wrong value at the value, a missing key at its mapping.
pub fn from_node<'d, T: de::Deserialize<'d>>(node: Node<'d>) -> Result<T, SyntaxError> {
    T::deserialize(Reader { node }).map_err(|mismatch| mismatch.into_error(node))
}

/// A value with the place where it is written. Only [`from_node`] can read it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<'de, T: de::Deserialize<'de>> de::Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts<T>(std::marker::PhantomData<T>);

        impl<'de, T: de::Deserialize<'de>> Visitor<'de> for Parts<T> {
            type Value = Spanned<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a node of a document")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut parts: A) -> Result<Spanned<T>, A::Error> {
                let missing = || de::Error::custom("a place is read from a node of a document only");
                let source = parts.next_element::<u32>()?.ok_or_else(missing)?;
                let start = parts.next_element::<u32>()?.ok_or_else(missing)?;
                let end = parts.next_element::<u32>()?.ok_or_else(missing)?;
                let value = parts.next_element()?.ok_or_else(missing)?;
                Ok(Spanned { value, span: Span::new(SourceId(source), start, end) })
            }
        }

        deserializer.deserialize_newtype_struct(SPANNED, Parts(std::marker::PhantomData))
    }
}

/// Why a node is not of a type; the place is filled in by the innermost reader that knows it.
#[derive(Debug)]
struct Mismatch {
    span: Option<Span>,
    message: String,
    help: Option<String>,
}

impl Mismatch {
    fn at(mut self, span: Span) -> Self {
        self.span.get_or_insert(span);
        self
    }

    fn into_error(self, node: Node<'_>) -> SyntaxError {
        let mut error = SyntaxError::new(node.document().source(), self.span.unwrap_or(node.span()), self.message);
        error.help = self.help;
        error
    }

    fn unknown(what: &str, found: &str, known: &'static [&'static str]) -> Self {
        let near = known.iter().map(|name| (strsim::damerau_levenshtein(name, found), *name)).min();
        let help = match near {
            None => None,
            Some((distance, name)) if distance <= 1 + found.chars().count() / 3 => Some(format!("did you mean `{name}`?")),
            Some(_) => Some(format!("known are: {}", known.join(", "))),
        };
        Mismatch { span: None, message: format!("unknown {what} `{found}`"), help }
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Mismatch { span: None, message: message.to_string(), help: None }
    }

    fn invalid_type(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}, found {found}"))
    }

    fn invalid_value(found: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::custom(format_args!("expected {expected}, found {found}"))
    }

    fn unknown_field(found: &str, known: &'static [&'static str]) -> Self {
        Self::unknown("key", found, known)
    }

    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Self {
        Self::unknown("value", found, known)
    }

    fn missing_field(name: &'static str) -> Self {
        Self::custom(format_args!("the key `{name}` is missing"))
    }

    fn duplicate_field(name: &'static str) -> Self {
        Self::custom(format_args!("the key `{name}` stands twice"))
    }
}

#[derive(Clone, Copy)]
struct Reader<'d> {
    node: Node<'d>,
}

impl<'d> Reader<'d> {
    fn read<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let node = self.node.resolve();
        match node.kind() {
            Kind::Null | Kind::Alias => visitor.visit_unit(),
            Kind::Bool => visitor.visit_bool(node.as_bool().unwrap_or(false)),
            Kind::Integer => match (node.as_i64(), node.as_u64()) {
                (Some(value), _) => visitor.visit_i64(value),
                (None, Some(value)) => visitor.visit_u64(value),
                (None, None) => visitor.visit_f64(node.as_f64().unwrap_or(f64::NAN)),
            },
            Kind::Float => visitor.visit_f64(node.as_f64().unwrap_or(f64::NAN)),
            Kind::String | Kind::Datetime => visitor.visit_borrowed_str(node.text()),
            Kind::Sequence => visitor.visit_seq(Items { items: node.items().collect::<Vec<_>>().into_iter() }),
            Kind::Mapping => {
                let mut entries = Entries { entries: node.entries().into_iter(), value: None };
                let done = visitor.visit_map(&mut entries);
                // A key that was read and whose value was not asked for is the one the error is about.
                done.map_err(|mismatch| match entries.value {
                    Some(entry) => mismatch.at(entry.key.span()),
                    None => mismatch,
                })
            }
        }
    }

    fn spanned<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_seq(Parts { node: self.node, next: 0, key: false })
    }
}

impl<'d> Deserializer<'d> for Reader<'d> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.read(visitor).map_err(|mismatch| mismatch.at(self.node.span()))
    }

    fn deserialize_option<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let done = if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) };
        done.map_err(|mismatch| mismatch.at(self.node.span()))
    }

    fn deserialize_newtype_struct<V: Visitor<'d>>(self, name: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        let done = if name == SPANNED { self.spanned(visitor) } else { visitor.visit_newtype_struct(self) };
        done.map_err(|mismatch| mismatch.at(self.node.span()))
    }

    fn deserialize_enum<V: Visitor<'d>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Mismatch> {
        let node = self.node.resolve();
        let done = match (node.kind(), &node.entries()[..]) {
            (Kind::Mapping, [entry]) => visitor.visit_enum(Variant { name: entry.key, content: Some(entry.value) }),
            (Kind::Mapping, _) => Err(de::Error::custom("expected a mapping of one key")),
            (Kind::Sequence, _) => Err(de::Error::invalid_type(de::Unexpected::Seq, &"a name")),
            _ => visitor.visit_enum(Variant { name: node, content: None }),
        };
        done.map_err(|mismatch| mismatch.at(self.node.span()))
    }

    fn deserialize_ignored_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        <W: Visitor<'d>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier
    }
}

struct Items<'d> {
    items: std::vec::IntoIter<Node<'d>>,
}

impl<'d> de::SeqAccess<'d> for Items<'d> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'d>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        self.items.next().map(|node| seed.deserialize(Reader { node })).transpose()
    }
}

struct Entries<'d> {
    entries: std::vec::IntoIter<Entry<'d>>,
    value: Option<Entry<'d>>,
}

impl<'d> de::MapAccess<'d> for Entries<'d> {
    type Error = Mismatch;

    fn next_key_seed<K: DeserializeSeed<'d>>(&mut self, seed: K) -> Result<Option<K::Value>, Mismatch> {
        let Some(entry) = self.entries.next() else { return Ok(None) };
        self.value = Some(entry);
        seed.deserialize(Key { node: entry.key }).map(Some).map_err(|mismatch| mismatch.at(entry.key.span()))
    }

    fn next_value_seed<V: DeserializeSeed<'d>>(&mut self, seed: V) -> Result<V::Value, Mismatch> {
        let Some(entry) = self.value.take() else { return Err(de::Error::custom("a value without its key")) };
        seed.deserialize(Reader { node: entry.value }).map_err(|mismatch| mismatch.at(entry.key.span()))
    }
}

/// A key: always readable as text, `8080:` too.
#[derive(Clone, Copy)]
struct Key<'d> {
    node: Node<'d>,
}

macro_rules! numbers_of_keys {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            Reader { node: self.node }.deserialize_any(visitor)
        })*
    };
}

impl<'d> Deserializer<'d> for Key<'d> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_borrowed_str(self.node.text())
    }

    fn deserialize_option<V: Visitor<'d>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'d>>(self, name: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        if name == SPANNED {
            return visitor.visit_seq(Parts { node: self.node, next: 0, key: true });
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'d>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_enum(Variant { name: self.node, content: None })
    }

    numbers_of_keys! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64
    }

    forward_to_deserialize_any! {
        <W: Visitor<'d>>
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Source, start, end and value of a [`Spanned`].
struct Parts<'d> {
    node: Node<'d>,
    next: u8,
    key: bool,
}

impl<'d> de::SeqAccess<'d> for Parts<'d> {
    type Error = Mismatch;

    fn next_element_seed<T: DeserializeSeed<'d>>(&mut self, seed: T) -> Result<Option<T::Value>, Mismatch> {
        let span = self.node.span();
        self.next += 1;
        match self.next {
            1 => seed.deserialize(span.source.0.into_deserializer()),
            2 => seed.deserialize(span.start.into_deserializer()),
            3 => seed.deserialize(span.end.into_deserializer()),
            4 if self.key => seed.deserialize(Key { node: self.node }),
            4 => seed.deserialize(Reader { node: self.node }),
            _ => return Ok(None),
        }
        .map(Some)
    }
}

struct Variant<'d> {
    name: Node<'d>,
    content: Option<Node<'d>>,
}

impl<'d> de::EnumAccess<'d> for Variant<'d> {
    type Error = Mismatch;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'d>>(self, seed: V) -> Result<(V::Value, Self), Mismatch> {
        let name = seed.deserialize(Key { node: self.name }).map_err(|mismatch| mismatch.at(self.name.span()))?;
        Ok((name, self))
    }
}

impl<'d> Variant<'d> {
    fn content(&self) -> Result<Reader<'d>, Mismatch> {
        let missing = || Mismatch { span: Some(self.name.span()), message: "this name needs a value".to_owned(), help: None };
        self.content.map(|node| Reader { node }).ok_or_else(missing)
    }
}

impl<'d> de::VariantAccess<'d> for Variant<'d> {
    type Error = Mismatch;

    fn unit_variant(self) -> Result<(), Mismatch> {
        match self.content {
            Some(node) if !node.is_null() => {
                Err(Mismatch { span: Some(node.span()), message: "this name takes no value".to_owned(), help: None })
            }
            _ => Ok(()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'d>>(self, seed: T) -> Result<T::Value, Mismatch> {
        seed.deserialize(self.content()?)
    }

    fn tuple_variant<V: Visitor<'d>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.content()?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'d>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Mismatch> {
        self.content()?.deserialize_any(visitor)
    }
}

/// Reads the first document of a text as a type that borrows nothing.
///
/// # Errors
/// See [`crate::parse`] and [`from_node`].
pub fn from_document<T: DeserializeOwned>(document: &crate::Document) -> Result<T, SyntaxError> {
    from_node(document.root())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use serde::Deserialize;

    use super::*;
    use crate::{Document, Format, Limits, Source, parse};

    fn yaml(text: &str) -> Document {
        parse(Arc::new(Source::new(SourceId(3), "ent.yaml", text)), Format::Yaml, &Limits::default()).unwrap()
    }

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Config<'a> {
        version: u8,
        name: &'a str,
        #[serde(default)]
        ratio: Option<f64>,
        #[serde(default)]
        ports: BTreeMap<u16, String>,
        #[serde(default)]
        mode: Mode,
        #[serde(default)]
        owner: Option<Spanned<String>>,
    }

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(rename_all = "lowercase")]
    enum Mode {
        #[default]
        Quiet,
        Loud(i64),
        Shaped {
            width: f32,
        },
    }

    #[test]
    fn types_are_read_and_spans_kept() {
        let text = "base: &b {version: 1, name: 'é'}\nuse:\n  <<: *b\n  ratio: 2\n  ports: {80: http}\n  mode: {loud: 7}\n  owner: ação\n";
        let document = yaml(text);
        let config: Config<'_> = from_node(document.root().get("use").unwrap()).unwrap();
        assert_eq!((config.version, config.name, config.ratio), (1, "é", Some(2.0)));
        assert_eq!(config.ports, BTreeMap::from([(80, "http".to_owned())]));
        assert_eq!(config.mode, Mode::Loud(7));
        let owner = config.owner.unwrap();
        assert_eq!((owner.value.as_str(), document.source().slice(owner.span)), ("ação", "ação"));
        let mode: Mode = from_node(yaml("shaped: {width: 1.5}").root()).unwrap();
        assert_eq!(mode, Mode::Shaped { width: 1.5 });
    }

    #[test]
    fn mistakes_stand_where_they_are() {
        let cases = [
            ("version: 1\nname: a\nração: 2\n", "ent.yaml:3:1: unknown key `ração`", "did you mean `ratio`?"),
            ("version: 1\nname: a\nzzzzzzzzz: 2\n", "ent.yaml:3:1: unknown key `zzzzzzzzz`", "known are: version"),
            ("version: x\nname: a\n", "ent.yaml:1:10: expected u8, found string \"x\"", ""),
            ("version: 300\nname: a\n", "ent.yaml:1:10: expected u8, found integer `300`", ""),
            ("version: 1\nname: 2\n", "ent.yaml:2:7: expected a borrowed string, found integer `2`", ""),
            ("\n\nversion: 1\n", "ent.yaml:3:1: the key `name` is missing", ""),
            ("version: 1\nname: a\nname: b\n", "ent.yaml:3:1: the key `name` stands twice", ""),
            ("version: 1\nname: a\nmode: quite\n", "ent.yaml:3:7: unknown value `quite`", "did you mean `quiet`?"),
            ("version: 1\nname: a\nmode: loud\n", "ent.yaml:3:7: this name needs a value", ""),
            ("version: 1\nname: a\nports: {x: a}\n", "ent.yaml:3:9: expected u16, found string \"x\"", ""),
            ("version: 1\nname: a\nports: {1: [b]}\n", "ent.yaml:3:12: expected a string, found sequence", ""),
            ("version: 1\nname: a\nmode: {quiet: 1}\n", "ent.yaml:3:15: this name takes no value", ""),
        ];
        for (text, message, help) in cases {
            let document = yaml(text);
            let error = from_node::<Config<'_>>(document.root()).expect_err(text);
            assert_eq!(error.to_string(), message);
            assert!(error.help.as_deref().unwrap_or("").starts_with(help), "{text:?}: {:?}", error.help);
        }
    }

    #[test]
    fn values_become_json() {
        let text = "a: &a {x: 1, y: .nan}\nb: {<<: *a, x: 18446744073709551615}\nc: [*a, null, 1.5, -0x10, yes]\n? [k]\n: v\n";
        let json = yaml(text).root().to_json();
        let expected = serde_json::json!({
            "a": {"x": 1, "y": ".nan"}, "b": {"x": 18_446_744_073_709_551_615_u64, "y": ".nan"},
            "c": [{"x": 1, "y": ".nan"}, null, 1.5, "-0x10", "yes"], "[k]": "v",
        });
        assert_eq!(json, expected);
    }
}
