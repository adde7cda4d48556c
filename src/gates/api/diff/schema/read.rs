//! From a node to its canonical form.

use document::{Kind, Node};
use model::apis::At;
use num_traits::{Signed, ToPrimitive, Zero};

use super::number::{self, Number};
use super::pool::{Dialect, Pool, Side};
use super::shape::{Bound, Conditional, Contains, Id, Items, Members, Opaque, Shape, Text, Types};
use super::value::Json;

/// Formats that are constraints here; all others are words.
pub(crate) const KNOWN_FORMATS: &[&str] = &[
    "date",
    "date-time",
    "double",
    "duration",
    "email",
    "float",
    "hostname",
    "idn-email",
    "idn-hostname",
    "int32",
    "int64",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uri-template",
    "uuid",
];

/// Keywords that need each other.
#[derive(Default)]
struct Pairs<'n> {
    minimum: Option<Number>,
    maximum: Option<Number>,
    exclusive_minimum: bool,
    exclusive_maximum: bool,
    nullable: bool,
    typed: bool,
    condition: Option<Node<'n>>,
    then: Option<Node<'n>>,
    otherwise: Option<Node<'n>>,
    contains: Option<Node<'n>>,
    min_contains: Option<u64>,
    max_contains: Option<u64>,
    prefix: Option<Node<'n>>,
    items: Option<Node<'n>>,
    additional_items: Option<Node<'n>>,
    properties: Option<Node<'n>>,
    pattern_properties: Option<Node<'n>>,
    additional_properties: Option<Node<'n>>,
    one_of: Option<Node<'n>>,
    any_of: Option<Node<'n>>,
    all_of: Option<Node<'n>>,
    reference: Option<Node<'n>>,
    dynamic: Option<Node<'n>>,
    discriminator: Option<Node<'n>>,
    unevaluated_properties: Option<Node<'n>>,
    unevaluated_items: Option<Node<'n>>,
}

impl<'d> Pool<'d> {
    /// The canonical form of the schema at a node.
    pub(super) fn read(&mut self, side: Side, at: At) -> Shape {
        let node = self.node_at(side, at);
        let mut shape = Shape::any();
        if !node.is_mapping() {
            return shape;
        }
        let mut pairs = Pairs::default();
        for entry in node.entries() {
            self.keyword(&mut shape, &mut pairs, side, at.file, entry.name(), entry.value);
        }
        let modern = self.side(side).dialect == Dialect::Modern;
        if pairs.nullable && pairs.typed && !modern {
            shape.types = shape.types.or(Types::NULL);
        }
        close_bounds(&mut shape, &pairs);
        self.close_collections(&mut shape, &pairs, side, at.file);
        self.close_logic(&mut shape, &pairs, side, at);
        shape
    }

    fn keyword(&mut self, shape: &mut Shape, pairs: &mut Pairs<'d>, side: Side, file: u32, name: &str, value: Node<'d>) {
        match name {
            "type" => {
                pairs.typed = true;
                read_types(shape, value);
            }
            "nullable" | "x-nullable" => pairs.nullable |= value.as_bool() == Some(true),
            "enum" if value.is_sequence() => {
                let values = Shape::of_values(value.items().map(Json::read).collect());
                shape.merge(&values);
            }
            "const" => shape.merge(&Shape::of_values(vec![Json::read(value)])),
            "minimum" => pairs.minimum = number::parse(value.text()),
            "maximum" => pairs.maximum = number::parse(value.text()),
            "exclusiveMinimum" => match value.as_bool() {
                Some(flag) => pairs.exclusive_minimum = flag,
                None => shape.numbers.min = number::parse(value.text()).map(|value| Bound { value, exclusive: true }),
            },
            "exclusiveMaximum" => match value.as_bool() {
                Some(flag) => pairs.exclusive_maximum = flag,
                None => shape.numbers.max = number::parse(value.text()).map(|value| Bound { value, exclusive: true }),
            },
            "multipleOf" => {
                if let Some(step) = number::parse(value.text()).filter(|step| step.is_positive() && !step.is_zero()) {
                    shape.numbers.add_step(step);
                }
            }
            "readOnly" => shape.read_only = value.as_bool() == Some(true),
            "writeOnly" => shape.write_only = value.as_bool() == Some(true),
            "format" => shape.formats.extend(value.as_str().filter(|name| KNOWN_FORMATS.contains(name)).map(Text::from)),
            _ => self.counted(shape, pairs, side, file, name, value),
        }
    }

    fn counted(&mut self, shape: &mut Shape, pairs: &mut Pairs<'d>, side: Side, file: u32, name: &str, value: Node<'d>) {
        match name {
            "minLength" => shape.strings.min = count(value).unwrap_or(0),
            "maxLength" => shape.strings.max = count(value),
            "pattern" => shape.strings.patterns.extend(value.as_str().map(Text::from)),
            "contentEncoding" => shape.strings.encoding = value.as_str().map(Text::from),
            "contentMediaType" => shape.strings.media = value.as_str().map(Text::from),
            "contentSchema" => shape.strings.content.push(self.child(side, file, value)),
            "minItems" => shape.arrays.min = count(value).unwrap_or(0),
            "maxItems" => shape.arrays.max = count(value),
            "uniqueItems" => shape.arrays.unique = value.as_bool() == Some(true),
            "minProperties" => shape.objects.min = count(value).unwrap_or(0),
            "maxProperties" => shape.objects.max = count(value),
            "required" if value.is_sequence() => {
                shape.objects.required = value.items().filter_map(Node::as_str).map(Text::from).collect();
                shape.objects.required.sort();
                shape.objects.required.dedup();
            }
            "propertyNames" => {
                let names = self.child(side, file, value);
                shape.objects.names.extend((names != Pool::ANY).then_some(names));
            }
            "dependentRequired" | "dependentSchemas" | "dependencies" => self.dependencies(shape, side, file, value),
            "not" => {
                let not = self.child(side, file, value);
                shape.not.push(not);
            }
            _ => pairs.note(name, value),
        }
    }

    fn dependencies(&mut self, shape: &mut Shape, side: Side, file: u32, value: Node<'d>) {
        for entry in value.entries() {
            let trigger = Text::from(entry.name());
            if entry.value.is_sequence() {
                let mut names: Vec<Text> = entry.value.items().filter_map(Node::as_str).map(Text::from).collect();
                names.sort();
                names.dedup();
                if !names.is_empty() {
                    shape.objects.dependent_required.push((trigger, names));
                }
            } else {
                let schema = self.child(side, file, entry.value);
                shape.objects.dependent_schemas.push((trigger, schema));
            }
        }
        shape.objects.dependent_required.sort();
        shape.objects.dependent_schemas.sort();
    }

    pub(super) fn child(&mut self, side: Side, file: u32, node: Node<'d>) -> Id {
        self.node(side, At { file, node: node.resolve().id() })
    }

    fn children(&mut self, side: Side, file: u32, list: Node<'d>) -> Vec<Id> {
        list.items().map(|item| self.child(side, file, item)).collect()
    }

    fn close_collections(&mut self, shape: &mut Shape, pairs: &Pairs<'d>, side: Side, file: u32) {
        let tuple = pairs.items.filter(|items| items.is_sequence());
        let prefix = pairs.prefix.or(tuple).map_or_else(Vec::new, |list| self.children(side, file, list));
        let rest = if tuple.is_some() { pairs.additional_items } else { pairs.items };
        let rest = rest.map(|node| self.child(side, file, node)).filter(|&id| id != Pool::ANY);
        if !prefix.is_empty() || rest.is_some() {
            shape.arrays.groups.push(Items { prefix, rest });
        }
        if let Some(contains) = pairs.contains {
            let schema = self.child(side, file, contains);
            shape.arrays.contains.push(Contains { schema, min: pairs.min_contains.unwrap_or(1), max: pairs.max_contains });
        }
        let mut named = self.named(side, file, pairs.properties);
        named.sort();
        let patterns = self.named(side, file, pairs.pattern_properties);
        let rest = pairs.additional_properties.map(|node| self.child(side, file, node)).filter(|&id| id != Pool::ANY);
        if !named.is_empty() || !patterns.is_empty() || rest.is_some() {
            shape.objects.groups.push(Members { named, patterns, rest });
        }
    }

    fn named(&mut self, side: Side, file: u32, map: Option<Node<'d>>) -> Vec<(Text, Id)> {
        let entries = map.map_or_else(Vec::new, Node::entries);
        let mut named: Vec<(Text, Id)> = Vec::with_capacity(entries.len());
        for entry in entries {
            let id = self.child(side, file, entry.value);
            named.push((Text::from(entry.name()), id));
        }
        named.sort();
        named.dedup_by(|later, earlier| later.0 == earlier.0);
        named
    }

    fn close_logic(&mut self, shape: &mut Shape, pairs: &Pairs<'d>, side: Side, at: At) {
        let file = at.file;
        if let Some(condition) = pairs.condition.filter(|_| pairs.then.is_some() || pairs.otherwise.is_some()) {
            let condition = self.child(side, file, condition);
            let then = pairs.then.map(|node| self.child(side, file, node));
            let otherwise = pairs.otherwise.map(|node| self.child(side, file, node));
            shape.conditionals.push(Conditional { condition, then, otherwise });
        }
        if let Some(list) = pairs.any_of {
            let branches = self.branches(side, file, list, pairs.discriminator);
            shape.any_of.extend((!branches.is_empty()).then_some(branches));
        }
        if let Some(list) = pairs.one_of {
            let branches = self.branches(side, file, list, pairs.discriminator);
            shape.one_of.extend((!branches.is_empty()).then_some(branches));
        }
        let mut parts = Vec::new();
        if let Some(reference) = pairs.reference {
            parts.push(self.referred(side, at, reference.text()));
        }
        if let Some(list) = pairs.all_of {
            parts.extend(self.children(side, file, list));
        }
        for part in parts {
            let part = self.shape(part);
            shape.merge(&part);
        }
        if let Some(dynamic) = pairs.dynamic {
            self.dynamic(shape, side, at, dynamic.text());
        }
        if let Some(rest) = pairs.unevaluated_properties {
            let rest = self.child(side, file, rest);
            self.close_unevaluated_properties(shape, rest);
        }
        if let Some(rest) = pairs.unevaluated_items {
            let rest = self.child(side, file, rest);
            self.close_unevaluated_items(shape, rest);
        }
    }

    fn referred(&mut self, side: Side, at: At, text: &str) -> Id {
        match self.side(side).files.target(at, text) {
            Ok(target) => self.node(side, target),
            Err(error) => {
                let opaque = Opaque { keyword: "$ref", text: error.to_string() };
                self.made(Shape { opaque: vec![opaque], ..Shape::any() })
            }
        }
    }

    fn dynamic(&mut self, shape: &mut Shape, side: Side, at: At, text: &str) {
        match self.side(side).files.dynamic_target(at, text) {
            Ok(Some(target)) => {
                let id = self.node(side, target);
                let part = self.shape(id);
                shape.merge(&part);
            }
            Ok(None) => shape.opaque.push(Opaque { keyword: "$dynamicRef", text: format!("`{text}` stands for more than one schema") }),
            Err(error) => shape.opaque.push(Opaque { keyword: "$dynamicRef", text: error.to_string() }),
        }
    }

    /// Branches of a union. With a discriminator each branch holds only for its tags, which makes the branches disjoint.
    fn branches(&mut self, side: Side, file: u32, list: Node<'d>, discriminator: Option<Node<'d>>) -> Vec<Id> {
        let Some(property) = discriminator.and_then(|node| node.get("propertyName").unwrap_or(node).as_str()) else {
            return self.children(side, file, list);
        };
        let mapping = discriminator.and_then(|node| node.get("mapping"));
        let mut branches = Vec::new();
        for item in list.items() {
            let branch = self.child(side, file, item);
            let tags = self.tags(side, file, item, mapping);
            if tags.is_empty() || self.fixes_tag(side, At { file, node: item.id() }, property, 0) {
                branches.push(branch);
                continue;
            }
            let tag = self.made(Shape::of_values(tags));
            let group = Members { named: vec![(property.into(), tag)], ..Members::default() };
            let mut shape = Shape::any();
            shape.objects.groups.push(group);
            shape.objects.required.push(property.into());
            let tagged = self.made(shape);
            branches.push(self.all(vec![branch, tagged]));
        }
        branches
    }

    /// Values of the tag that select a branch: the keys mapped to it, else its name.
    fn tags(&self, side: Side, file: u32, item: Node<'d>, mapping: Option<Node<'d>>) -> Vec<Json> {
        let Some(reference) = item.get("$ref").and_then(Node::as_str) else { return Vec::new() };
        let files = self.side(side).files;
        let at = At { file, node: item.id() };
        let target = files.target(at, reference).ok();
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let mut tags: Vec<Json> = Vec::new();
        for entry in mapping.map_or_else(Vec::new, Node::entries) {
            let text = entry.value.text();
            let same = if text.contains(['/', '#', '.']) { files.target(at, text).ok() == target } else { text == name };
            if same {
                tags.push(Json::string(entry.name()));
            }
        }
        if tags.is_empty() {
            tags.push(Json::string(name));
        }
        tags
    }

    /// Whether a branch itself says which tags it takes.
    fn fixes_tag(&self, side: Side, at: At, property: &str, depth: u32) -> bool {
        let files = self.side(side).files;
        let Ok(at) = files.follow(at) else { return false };
        let node = files.node(at);
        if let Some(tag) = node.path(["properties", property]) {
            let Ok(tag) = files.follow(At { file: at.file, node: tag.id() }) else { return false };
            let tag = files.node(tag);
            return tag.get("const").is_some() || tag.get("enum").is_some_and(|list| list.items().count() == 1);
        }
        depth < 8
            && node.get("allOf").is_some_and(|list| {
                list.items().any(|item| self.fixes_tag(side, At { file: at.file, node: item.id() }, property, depth + 1))
            })
    }
}

impl<'n> Pairs<'n> {
    fn note(&mut self, name: &str, value: Node<'n>) {
        let slot = match name {
            "if" => &mut self.condition,
            "then" => &mut self.then,
            "else" => &mut self.otherwise,
            "contains" => &mut self.contains,
            "prefixItems" => &mut self.prefix,
            "items" => &mut self.items,
            "additionalItems" => &mut self.additional_items,
            "properties" => &mut self.properties,
            "patternProperties" => &mut self.pattern_properties,
            "additionalProperties" => &mut self.additional_properties,
            "oneOf" => &mut self.one_of,
            "anyOf" => &mut self.any_of,
            "allOf" => &mut self.all_of,
            "$ref" => &mut self.reference,
            "$dynamicRef" => &mut self.dynamic,
            "discriminator" => &mut self.discriminator,
            "unevaluatedProperties" => &mut self.unevaluated_properties,
            "unevaluatedItems" => &mut self.unevaluated_items,
            "minContains" => {
                self.min_contains = count(value);
                return;
            }
            "maxContains" => {
                self.max_contains = count(value);
                return;
            }
            _ => return,
        };
        *slot = Some(value);
    }
}

fn read_types(shape: &mut Shape, value: Node<'_>) {
    let mut types = Types::NONE;
    if value.is_sequence() {
        value.items().for_each(|item| types = types.or(Types::named(item.text())));
    } else if value.is_null() {
        types = Types::NULL;
    } else {
        types = Types::named(value.text());
    }
    if types.is_none() {
        shape.opaque.push(Opaque { keyword: "type", text: format!("`{}` is no type", value.text()) });
    } else {
        shape.types = types;
    }
}

/// A length or a count.
pub(crate) fn count(value: Node<'_>) -> Option<u64> {
    if !matches!(value.kind(), Kind::Integer | Kind::Float) {
        return None;
    }
    number::parse(value.text()).filter(Number::is_integer).and_then(|number| number.to_integer().to_u64())
}

fn close_bounds(shape: &mut Shape, pairs: &Pairs<'_>) {
    if let Some(value) = pairs.minimum.clone() {
        shape.numbers.raise_min(Bound { value, exclusive: pairs.exclusive_minimum });
    }
    if let Some(value) = pairs.maximum.clone() {
        shape.numbers.lower_max(Bound { value, exclusive: pairs.exclusive_maximum });
    }
}
