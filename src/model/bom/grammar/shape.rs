//! The shapes that values can have, resolved for one version.

use std::collections::HashMap;

/// Versions in which something holds: one bit each, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions(pub(crate) u8);

impl Versions {
    pub(crate) const ALL: Versions = Versions(u8::MAX);

    pub(crate) fn has(self, version: usize) -> bool {
        self.0 & (1 << version) != 0
    }
}

/// What a text must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    Line,
    Serial,
    SerialXml,
    SpdxId,
    SpdxTime,
    DocumentRef,
    Creator,
    Agent,
    Cpe,
    MediaType,
    Digest,
    Locale,
    Country,
    PatentNumber,
    Cre,
    BomLink,
    Time,
    Date,
    Iri,
    Uri,
    Email,
    LicenseId,
}

/// What a value must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Shape {
    Any,
    Text {
        min: usize,
        max: Option<usize>,
    },
    Pattern(Pattern),
    Const(&'static str),
    Enum(usize),
    Bool,
    Integer {
        min: Option<i64>,
        max: Option<i64>,
    },
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    List {
        item: Box<Shape>,
        unique: bool,
        min: usize,
        max: Option<usize>,
    },
    Record(usize),
    OneOf(Vec<Shape>),
    AnyOf(Vec<Shape>),
    /// Nothing: the name stands for no type in this version.
    Never,
}

/// A key of a record.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// What holds between the keys of a record.
#[derive(Clone, Debug)]
pub(crate) enum Constraint {
    /// Exactly one of these groups is there.
    One(Vec<Vec<&'static str>>),
    /// At least one of these groups is there.
    Any(Vec<Vec<&'static str>>),
    /// Not both.
    Not(&'static str, &'static str),
    /// The second only where the first is true.
    True(&'static str, &'static str),
}

/// An object.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: &'static str,
    pub(crate) open: bool,
    pub(crate) fields: Vec<Field>,
    pub(crate) constraints: Vec<Constraint>,
}

impl Record {
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The last part of the name: what people call it.
    pub(crate) fn noun(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }
}

/// All shapes of one version.
#[derive(Debug)]
pub(crate) struct Schema {
    pub(crate) records: Vec<Record>,
    pub(crate) enums: Vec<Vec<String>>,
    pub(crate) root: usize,
    /// In which versions a key of a record is known: for better words.
    pub(crate) known: HashMap<(usize, &'static str), Versions>,
}
