//! From XML to the value that the JSON form would have, with the place of each part.

use std::collections::BTreeMap;

use document::Span;
use document::xml::Element;
use serde_json::{Map, Value, json};

use super::{TEXT_KEYS, camel, elements, is_wrapper};
use crate::bom::grammar::{ElementType, Record, Schema, Shape, XmlSchema, XmlType, json_schema, xml_schema};
use crate::bom::{Loss, SpecVersion};

/// What an XML document says.
pub(crate) struct XmlReading {
    /// As the JSON form has it.
    pub(crate) value: Value,
    /// Where each part stands, by JSON Pointer.
    pub(crate) places: BTreeMap<String, Span>,
    /// What the JSON form has no place for.
    pub(crate) lost: Vec<Loss>,
}

/// Reads the outermost element of a document of a version.
pub(crate) fn read(root: Element<'_, '_>, version: SpecVersion) -> XmlReading {
    let (json, xml) = (json_schema(version), xml_schema(version));
    let mut reader = Reader { json, xml, places: BTreeMap::new(), lost: Vec::new() };
    let body = reader.record(root, &xml.types[xml.root], &json.records[json.root], "");
    let mut whole = Map::new();
    whole.insert("bomFormat".into(), json!("CycloneDX"));
    whole.insert("specVersion".into(), json!(version.as_str()));
    whole.extend(body);
    XmlReading { value: Value::Object(whole), places: reader.places, lost: reader.lost }
}

struct Reader {
    json: &'static Schema,
    xml: &'static XmlSchema,
    places: BTreeMap<String, Span>,
    lost: Vec<Loss>,
}

impl Reader {
    fn lose(&mut self, pointer: &str, what: String) {
        self.lost.push(Loss { pointer: pointer.to_owned(), what });
    }

    fn record(&mut self, element: Element<'_, '_>, kind: &'static XmlType, record: &'static Record, pointer: &str) -> Map<String, Value> {
        let mut object = Map::new();
        self.places.insert(pointer.to_owned(), element.name_span());
        for attribute in element.attributes() {
            if attribute.namespace.is_some() {
                if !attribute.namespace.is_some_and(|namespace| namespace.ends_with("XMLSchema-instance")) {
                    self.lose(pointer, format!("the attribute `{}` of another namespace", attribute.name));
                }
                continue;
            }
            let Some(field) = record.field(attribute.name).or_else(|| record.field(&camel(attribute.name))) else {
                self.lose(pointer, format!("the attribute `{}`", attribute.name));
                continue;
            };
            self.places.insert(format!("{pointer}/{}", field.name), attribute.value_span);
            object.insert(field.name.to_owned(), scalar(&field.shape, attribute.value));
        }
        if let Some(field) = kind.text.as_ref().and_then(|_| TEXT_KEYS.iter().find_map(|key| record.field(key))) {
            let text = element.whole_text();
            if field.required || !text.is_empty() {
                object.insert(field.name.to_owned(), scalar(&field.shape, &text));
            }
        }
        for child in element.children() {
            self.child(element, child, kind, record, pointer, &mut object);
        }
        object
    }

    fn child(
        &mut self,
        parent: Element<'_, '_>,
        child: Element<'_, '_>,
        kind: &'static XmlType,
        record: &'static Record,
        pointer: &str,
        object: &mut Map<String, Value>,
    ) {
        if child.namespace() != parent.namespace() {
            return self.lose(pointer, format!("the element `{}` of another namespace", child.name()));
        }
        let known = kind.content.as_ref().and_then(|content| elements(content).into_iter().find(|(name, ..)| *name == child.name()));
        let Some((_, key, child_kind, _)) = known else { return self.lose(pointer, format!("the element `{}`", child.name())) };
        // A party of data governance is an `individual` in XML and a `contact` in JSON.
        let key = if key == "individual" && record.field(key).is_none() { "contact" } else { key };
        let Some(field) = record.field(key) else { return self.lose(pointer, format!("the element `{}`", child.name())) };
        let here = format!("{pointer}/{key}");
        // Tools of the newer form: programs and services, not a list of tools.
        let listed = child.children().any(|tool| matches!(tool.name(), "components" | "services"));
        let item = list_item(&field.shape).filter(|_| key != "tools" || !listed);
        match (item, child_kind) {
            (Some(item), child_kind) => {
                let before = object.get(key).and_then(Value::as_array).map_or(0, Vec::len);
                let items = self.items(child, child_kind, item, &here, before);
                self.places.entry(here).or_insert(child.name_span());
                if let Value::Array(list) = object.entry(key).or_insert_with(|| json!([])) {
                    list.extend(items);
                }
            }
            (None, ElementType::Complex(index)) if self.xml.types[*index].text.is_some() && is_scalar(&field.shape) => {
                // The attributes of a classification belong to the data flow that it is part of.
                let inner = &self.xml.types[*index];
                for attribute in child.attributes().filter(|attribute| inner.attributes.iter().any(|known| known.name == attribute.name)) {
                    object.insert(attribute.name.to_owned(), json!(attribute.value));
                }
                object.insert(key.to_owned(), scalar(&field.shape, &child.whole_text()));
            }
            (None, child_kind) => {
                let value = self.value(child, child_kind, &field.shape, &here);
                object.insert(key.to_owned(), value);
            }
        }
    }

    /// The items that one element adds to a list.
    fn items(
        &mut self,
        element: Element<'_, '_>,
        kind: &'static ElementType,
        item: &'static Shape,
        pointer: &str,
        before: usize,
    ) -> Vec<Value> {
        let ElementType::Complex(index) = kind else {
            return vec![self.value(element, kind, item, &format!("{pointer}/{before}"))];
        };
        let kind_of = &self.xml.types[*index];
        match kind_of.name {
            "dependencies" => return self.dependencies(element, pointer),
            "licenses" | "component.licenses" | "service.licenses" => return self.licenses(element, kind_of, pointer),
            _ => {}
        }
        if !is_wrapper(kind_of) && kind_of.name != "service.data" && !kind_of.name.ends_with(".tools") {
            return vec![self.value(element, kind, item, &format!("{pointer}/{before}"))];
        }
        let content = kind_of.content.as_ref();
        let mut values = Vec::new();
        for child in element.children() {
            let found = content.and_then(|content| content.find(child.name())).filter(|_| child.namespace() == element.namespace());
            match found {
                Some(kind) => {
                    let here = format!("{pointer}/{}", before + values.len());
                    values.push(self.value(child, kind, item, &here));
                }
                None => {
                    let foreign = if child.namespace() == element.namespace() { "" } else { " of another namespace" };
                    self.lose(pointer, format!("the element `{}`{foreign}", child.name()));
                }
            }
        }
        values
    }

    fn value(&mut self, element: Element<'_, '_>, kind: &'static ElementType, shape: &'static Shape, pointer: &str) -> Value {
        let record = self.pick(element, shape);
        self.places.insert(pointer.to_owned(), element.text_span().unwrap_or(element.name_span()));
        let reference = element.attributes().find(|attribute| attribute.name == "ref" && attribute.namespace.is_none());
        match (kind, record) {
            (ElementType::Complex(index), Some(record)) => {
                let kind = &self.xml.types[*index];
                Value::Object(self.record(element, kind, record, pointer))
            }
            // A plain text that JSON has as an object: a copyright, a reference to a data set.
            (_, Some(record)) => {
                let field = record.fields.iter().find(|field| field.required).or(record.fields.first());
                field.map_or(Value::Null, |field| json!({field.name: scalar(&field.shape, &element.whole_text())}))
            }
            (ElementType::Complex(_), None) if reference.is_some() => json!(reference.map(|attribute| attribute.value)),
            // One of several forms, told by the only child: who asserts a patent, whose it is.
            (ElementType::Complex(index), None) if is_mixed_choice(shape) => match element.children().next() {
                Some(child) => match self.xml.types[*index].content.as_ref().and_then(|content| content.find(child.name())) {
                    Some(kind) => self.value_named(child, kind, shape, pointer),
                    None => Value::Null,
                },
                None => scalar(shape, &element.whole_text()),
            },
            (ElementType::Text(_, Some(word)), None) if element.whole_text().is_empty() => json!(word),
            (_, None) => scalar(shape, &element.whole_text()),
        }
    }

    /// The form of a choice that bears the name of an element: `organization`, or `contact` for an `individual`; a text otherwise.
    fn value_named(&mut self, element: Element<'_, '_>, kind: &'static ElementType, shape: &'static Shape, pointer: &str) -> Value {
        let name = if element.name() == "individual" { "contact" } else { element.name() };
        let record = alternatives(shape).into_iter().find_map(|shape| match shape {
            Shape::Record(index) if self.json.records[*index].name == name => Some(&self.json.records[*index]),
            _ => None,
        });
        match (kind, record) {
            (ElementType::Complex(index), Some(record)) => Value::Object(self.record(element, &self.xml.types[*index], record, pointer)),
            _ => json!(element.whole_text()),
        }
    }

    /// The record that an element stands for: of several forms the one that knows all its parts.
    fn pick(&self, element: Element<'_, '_>, shape: &'static Shape) -> Option<&'static Record> {
        let json = self.json;
        let records: Vec<&'static Record> = alternatives(shape)
            .into_iter()
            .filter_map(|shape| if let Shape::Record(index) = shape { Some(&json.records[*index]) } else { None })
            .collect();
        let texts = alternatives(shape).iter().any(|shape| is_scalar(shape));
        let named = records.iter().find(|record| record.name == element.name());
        if let Some(record) = named.filter(|_| records.len() > 1) {
            return Some(record);
        }
        if texts && element.children().next().is_none() && element.name() != "environmentVar" || is_mixed_choice(shape) {
            return None;
        }
        let knows = |record: &Record| {
            let attributes = element.attributes().filter(|attribute| attribute.namespace.is_none());
            let parts = element.children().all(|child| record.field(child.name()).is_some() || child.name() == "individual");
            parts && attributes.map(|attribute| attribute.name).all(|name| record.field(name).or(record.field(&camel(name))).is_some())
        };
        // A data set by reference is the one form without parts.
        let bare = element.name() == "ref" && records.len() > 1;
        if bare {
            return records.iter().copied().find(|record| record.noun() == "ref");
        }
        records.iter().copied().find(|record| knows(record)).or(records.first().copied())
    }

    fn dependencies(&mut self, element: Element<'_, '_>, pointer: &str) -> Vec<Value> {
        let reference = |element: Element<'_, '_>| element.attribute("ref").map_or(String::new(), |attribute| attribute.value.to_owned());
        let mut all = Vec::new();
        let mut open: Vec<Element<'_, '_>> = element.children().collect();
        open.reverse();
        while let Some(dependency) = open.pop() {
            let named = |name: &str| dependency.children().filter(|child| child.name() == name).map(reference).collect::<Vec<_>>();
            let mut object = Map::new();
            object.insert("ref".into(), json!(reference(dependency)));
            for (name, key) in [("dependency", "dependsOn"), ("provides", "provides")] {
                let references = named(name);
                if !references.is_empty() {
                    object.insert(key.into(), json!(references));
                }
            }
            // Older documents nest what JSON has side by side.
            let nested: Vec<_> =
                dependency.children().filter(|child| child.name() == "dependency" && child.children().next().is_some()).collect();
            open.extend(nested.into_iter().rev());
            self.places.insert(format!("{pointer}/{}", all.len()), dependency.name_span());
            all.push(Value::Object(object));
        }
        all
    }

    fn licenses(&mut self, element: Element<'_, '_>, kind: &'static XmlType, pointer: &str) -> Vec<Value> {
        let (json, mut all) = (self.json, Vec::new());
        let record = |name: &str| json.records.iter().find(|record| record.name == name);
        for child in element.children().filter(|child| child.namespace() == element.namespace()) {
            let here = format!("{pointer}/{}", all.len());
            let found = kind.content.as_ref().and_then(|content| content.find(child.name()));
            self.places.insert(here.clone(), child.name_span());
            match (child.name(), found, record("license"), record("licenseChoice.expression")) {
                ("license", Some(ElementType::Complex(index)), Some(license), _) => {
                    let inner = self.record(child, &self.xml.types[*index], license, &format!("{here}/license"));
                    all.push(json!({ "license": inner }));
                }
                (_, Some(ElementType::Complex(index)), _, Some(expression)) => {
                    let inner = self.record(child, &self.xml.types[*index], expression, &here);
                    all.push(Value::Object(inner));
                }
                (_, Some(_), ..) => all.push(json!({ "expression": child.text() })),
                (_, None, ..) => self.lose(&here, format!("the element `{}`", child.name())),
            }
        }
        all
    }
}

/// The shape of the items, where a shape is (or can be) a list.
fn list_item(shape: &'static Shape) -> Option<&'static Shape> {
    match shape {
        Shape::List { item, .. } => Some(item),
        // `[a] ^ b`: XML has the list.
        Shape::OneOf(shapes) | Shape::AnyOf(shapes) => shapes.iter().find_map(list_item),
        _ => None,
    }
}

fn alternatives(shape: &'static Shape) -> Vec<&'static Shape> {
    match shape {
        Shape::OneOf(shapes) | Shape::AnyOf(shapes) => shapes.iter().flat_map(alternatives).collect(),
        other => vec![other],
    }
}

fn is_scalar(shape: &Shape) -> bool {
    !matches!(shape, Shape::Record(_) | Shape::List { .. } | Shape::OneOf(_) | Shape::AnyOf(_))
}

/// Persons and organisations without a key around them.
fn is_mixed_choice(shape: &'static Shape) -> bool {
    let forms = alternatives(shape);
    forms.len() > 1 && forms.iter().filter(|shape| matches!(shape, Shape::Record(_))).count() == 2 && is_party(&forms)
}

fn is_party(forms: &[&Shape]) -> bool {
    let schema = json_schema(SpecVersion::V1_7);
    forms.iter().all(|shape| match shape {
        Shape::Record(index) => matches!(schema.records[*index].name, "contact" | "organization"),
        _ => true,
    })
}

fn scalar(shape: &Shape, text: &str) -> Value {
    let trimmed = text.trim();
    match shape {
        Shape::Bool => json!(matches!(trimmed, "true" | "1")),
        Shape::Integer { .. } => trimmed.parse::<i64>().map_or_else(|_| json!(trimmed), |number| json!(number)),
        Shape::Number { .. } => match (trimmed.parse::<i64>(), trimmed.parse::<f64>()) {
            (Ok(number), _) => json!(number),
            (_, Ok(number)) => json!(number),
            _ => json!(trimmed),
        },
        Shape::Text { .. } | Shape::Any | Shape::OneOf(_) | Shape::AnyOf(_) => json!(text),
        _ => json!(trimmed),
    }
}
