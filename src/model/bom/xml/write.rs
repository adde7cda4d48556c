//! From the value of the JSON form to XML, in the order that the schemas demand.

use serde_json::{Map, Value, json};

use super::{NAMESPACE, TEXT_KEYS, camel, elements, is_wrapper};
use crate::bom::grammar::{ElementType, Occurs, Particle, XmlSchema, XmlType, xml_schema};
use crate::bom::{Loss, SpecVersion};

/// Writes a document of a version; what XML has no place for is listed.
pub(crate) fn write(value: &Value, version: SpecVersion) -> (String, Vec<Loss>) {
    let schema = xml_schema(version);
    let mut writer = Writer { schema, text: String::new(), depth: 0, lost: Vec::new() };
    writer.text.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if let Value::Object(object) = value {
        let mut body = object.clone();
        for key in ["$schema", "bomFormat", "specVersion"] {
            body.shift_remove(key);
        }
        let namespace = [("xmlns".to_owned(), format!("{NAMESPACE}{version}"))];
        writer.record("bom", &schema.types[schema.root], &body, "", namespace.to_vec());
    }
    (writer.text, writer.lost)
}

struct Writer {
    schema: &'static XmlSchema,
    text: String,
    depth: usize,
    lost: Vec<Loss>,
}

impl Writer {
    fn lose(&mut self, pointer: &str, what: impl Into<String>) {
        self.lost.push(Loss { pointer: pointer.to_owned(), what: what.into() });
    }

    fn line(&mut self, line: &str) {
        for _ in 0..self.depth {
            self.text.push_str("  ");
        }
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)], close: &str) -> String {
        attributes.iter().fold(format!("<{name}"), |tag, (key, value)| format!("{tag} {key}=\"{}\"", escape(value, true))) + close
    }

    fn simple(&mut self, name: &str, attributes: &[(String, String)], text: &str, pointer: &str) {
        if text.chars().any(is_forbidden) {
            self.lose(pointer, "characters that XML forbids");
        }
        if text.is_empty() {
            let tag = self.open(name, attributes, "/>");
            return self.line(&tag);
        }
        let tag = self.open(name, attributes, ">");
        self.line(&format!("{tag}{}</{name}>", escape(text, false)));
    }

    fn nested(&mut self, name: &str, attributes: &[(String, String)], body: impl FnOnce(&mut Self)) {
        let start = self.text.len();
        let tag = self.open(name, attributes, ">");
        self.line(&tag);
        let inner = self.text.len();
        self.depth += 1;
        body(self);
        self.depth -= 1;
        if self.text.len() == inner {
            self.text.truncate(start);
            let tag = self.open(name, attributes, "/>");
            return self.line(&tag);
        }
        self.line(&format!("</{name}>"));
    }

    fn record(
        &mut self,
        name: &str,
        kind: &'static XmlType,
        object: &Map<String, Value>,
        pointer: &str,
        mut attributes: Vec<(String, String)>,
    ) {
        let mut used: Vec<String> = Vec::new();
        for attribute in &kind.attributes {
            let key = [attribute.name.to_owned(), camel(attribute.name)].into_iter().find(|key| object.contains_key(key));
            if let Some((key, text)) = key.and_then(|key| object.get(&key).and_then(scalar).map(|text| (key, text))) {
                attributes.push((attribute.name.to_owned(), text));
                used.push(key);
            }
        }
        if kind.text.is_some() {
            let key = TEXT_KEYS.iter().find(|key| object.contains_key(**key));
            let text = key.and_then(|key| object.get(*key)).and_then(scalar).unwrap_or_default();
            used.extend(key.map(|key| (*key).to_owned()));
            self.simple(name, &attributes, &text, pointer);
        } else if let Some(content) = &kind.content {
            self.nested(name, &attributes, |writer| writer.content(content, object, pointer, &mut used));
        } else {
            self.nested(name, &attributes, |_| {});
        }
        for key in object.keys().filter(|key| !used.contains(key)) {
            let what = format!("XML has no `{key}` there");
            self.lose(&format!("{pointer}/{key}"), what);
        }
    }

    fn content(&mut self, part: &'static Occurs, object: &Map<String, Value>, pointer: &str, used: &mut Vec<String>) {
        match &part.particle {
            Particle::Foreign => {}
            Particle::Sequence(parts) | Particle::Choice(parts) => {
                for part in parts {
                    self.content(part, object, pointer, used);
                }
            }
            Particle::Element { name, key, kind } => {
                let key = if *key == "individual" && object.contains_key("contact") { "contact" } else { key };
                let Some(value) = object.get(key).filter(|_| !used.iter().any(|done| done == key)) else { return };
                used.push(key.to_owned());
                let here = format!("{pointer}/{key}");
                // The flow of data is an attribute of its classification.
                if let (ElementType::Complex(index), Value::String(text)) = (kind, value) {
                    let inner = &self.schema.types[*index];
                    if inner.text.is_some() {
                        let beside = inner.attributes.iter().filter_map(|known| {
                            used.push(known.name.to_owned());
                            Some((known.name.to_owned(), object.get(known.name).and_then(scalar)?))
                        });
                        let attributes: Vec<(String, String)> = beside.collect();
                        return self.simple(name, &attributes, text, &here);
                    }
                }
                self.field(name, kind, part.many, value, &here);
            }
        }
    }

    fn field(&mut self, name: &'static str, kind: &'static ElementType, many: bool, value: &Value, pointer: &str) {
        let Value::Array(items) = value else { return self.value(name, kind, value, pointer) };
        if let ElementType::Complex(index) = kind {
            let inner = &self.schema.types[*index];
            match inner.name {
                "dependencies" => return self.dependencies(name, items, pointer),
                "licenses" | "component.licenses" | "service.licenses" => return self.licenses(name, inner, items, pointer),
                "service.data" => return self.data(name, items, pointer),
                _ if is_wrapper(inner) || inner.name.ends_with(".tools") => return self.wrapper(name, inner, items, pointer),
                _ => {}
            }
        }
        for (place, item) in items.iter().enumerate() {
            let here = format!("{pointer}/{place}");
            if place > 0 && !many {
                self.lose(&here, format!("XML of this version has room for one `{name}`"));
            } else {
                self.value(name, kind, item, &here);
            }
        }
    }

    fn wrapper(&mut self, name: &str, kind: &'static XmlType, items: &[Value], pointer: &str) {
        let Some(content) = &kind.content else { return };
        let inner = elements(content);
        self.nested(name, &[], |writer| {
            for (place, item) in items.iter().enumerate() {
                if let Some((name, kind)) = item_element(&inner, item) {
                    writer.value(name, kind, item, &format!("{pointer}/{place}"));
                }
            }
        });
    }

    fn value(&mut self, name: &'static str, kind: &'static ElementType, value: &Value, pointer: &str) {
        match (kind, value) {
            (ElementType::Complex(index), Value::Object(object)) => {
                let kind = &self.schema.types[*index];
                let keys = kind.content.as_ref().map(elements).unwrap_or_default();
                // A person or organisation without a key around it.
                let bare = kind.name == "party" || kind.name == "patentAssertion.asserter";
                if bare && !keys.iter().any(|(_, key, ..)| object.contains_key(*key)) && !object.contains_key("contact")
                    || bare && object.contains_key("name")
                {
                    let person = object.contains_key("email") || object.contains_key("phone");
                    let word = if person { if kind.name == "party" { "individual" } else { "contact" } } else { "organization" };
                    let found = keys.into_iter().find(|(name, ..)| *name == word);
                    return self.nested(name, &[], |writer| {
                        if let Some((name, _, kind, _)) = found {
                            writer.value(name, kind, value, pointer);
                        }
                    });
                }
                self.record(name, kind, object, pointer, Vec::new());
            }
            (ElementType::Complex(index), other) => {
                let kind = &self.schema.types[*index];
                let text = scalar(other).unwrap_or_default();
                if kind.attributes.iter().any(|attribute| attribute.name == "ref") {
                    return self.simple(name, &[("ref".into(), text)], "", pointer);
                }
                if kind.name == "patentAssertion.asserter" {
                    return self.nested(name, &[], |writer| writer.simple("ref", &[], &text, pointer));
                }
                self.simple(name, &[], &text, pointer);
            }
            (_, Value::Object(object)) => {
                let text = object.values().next().and_then(scalar).unwrap_or_default();
                self.simple(name, &[], &text, pointer);
            }
            (_, other) => self.simple(name, &[], &scalar(other).unwrap_or_default(), pointer),
        }
    }

    fn dependencies(&mut self, name: &str, items: &[Value], pointer: &str) {
        self.nested(name, &[], |writer| {
            for (place, item) in items.iter().enumerate() {
                let reference = |value: &Value| vec![("ref".to_owned(), value.as_str().unwrap_or_default().to_owned())];
                writer.nested("dependency", &reference(&item["ref"]), |writer| {
                    for (key, name) in [("dependsOn", "dependency"), ("provides", "provides")] {
                        for target in item[key].as_array().into_iter().flatten() {
                            writer.simple(name, &reference(target), "", &format!("{pointer}/{place}/{key}"));
                        }
                    }
                });
            }
        });
    }

    fn licenses(&mut self, name: &str, kind: &'static XmlType, items: &[Value], pointer: &str) {
        let Some(content) = &kind.content else { return };
        self.nested(name, &[], |writer| {
            for (place, item) in items.iter().enumerate() {
                let here = format!("{pointer}/{place}");
                let detailed = ["expressionDetails", "licensing", "properties"].iter().any(|key| item.get(key).is_some());
                let (name, value) = match item.get("license") {
                    Some(license) => ("license", license.clone()),
                    None if detailed && content.find("expression-detailed").is_some() => ("expression-detailed", item.clone()),
                    None => ("expression", item.clone()),
                };
                if let Some(kind) = content.find(name) {
                    let here = if name == "license" { format!("{here}/license") } else { here };
                    writer.value(name, kind, &value, &here);
                }
            }
        });
    }

    fn data(&mut self, name: &str, items: &[Value], pointer: &str) {
        let flow = |item: &Value| item.as_object().is_some_and(|object| object.keys().any(|key| key != "flow" && key != "classification"));
        let word = if items.iter().any(flow) { "dataflow" } else { "classification" };
        let schema = self.schema;
        let kind = schema.types.iter().find(|kind| kind.name == "service.data");
        let Some(kind) = kind.and_then(|kind| kind.content.as_ref()).and_then(|content| content.find(word)) else { return };
        self.nested(name, &[], |writer| {
            for (place, item) in items.iter().enumerate() {
                writer.value(word, kind, item, &format!("{pointer}/{place}"));
            }
        });
    }
}

/// The element that an item of a list becomes; where there are several, the one whose name or kind fits.
fn item_element(
    inner: &[(&'static str, &'static str, &'static ElementType, bool)],
    item: &Value,
) -> Option<(&'static str, &'static ElementType)> {
    let named = |wanted: &str| inner.iter().find(|(name, ..)| *name == wanted);
    let chosen = match item {
        _ if inner.len() == 1 => inner.first(),
        Value::String(_) => named("value"),
        Value::Object(object) if object.contains_key("ref") => named("ref"),
        Value::Object(object) if object.contains_key("familyId") => named("patentFamily"),
        Value::Object(_) => named("dataset").or_else(|| named("patent")).or_else(|| named("environmentVar")).or_else(|| named("tool")),
        _ => None,
    };
    chosen.map(|(name, _, kind, _)| (*name, *kind))
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(json!(value).to_string()),
        _ => None,
    }
}

/// Control characters and the like cannot stand in XML, not even escaped.
fn is_forbidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{7f}'..='\u{9f}') || matches!(c, '\u{fffe}' | '\u{ffff}')
}

fn escape(text: &str, attribute: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' if attribute => escaped.push_str("&quot;"),
            '\n' | '\t' if attribute => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\r' => escaped.push_str("&#13;"),
            c if is_forbidden(c) => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}
