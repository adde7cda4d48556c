//! Takes out of a document what a version has no place for, and says what that was.

use serde_json::Value;

use super::adapt::adapt;
use super::check::{Checker, shorten};
use super::shape::Shape;
use crate::bom::{Loss, SpecVersion};

/// Makes a CycloneDX document one of a version; what cannot stay is listed.
pub(crate) fn prune(value: &mut Value, version: SpecVersion) -> Vec<Loss> {
    let pruner = Pruner { checker: Checker::new(version) };
    let mut lost = Vec::new();
    pruner.value(value, &Shape::Record(pruner.checker.schema.root), "", &mut lost);
    lost
}

struct Pruner {
    checker: Checker,
}

impl Pruner {
    fn value(&self, value: &mut Value, shape: &Shape, pointer: &str, lost: &mut Vec<Loss>) {
        match shape {
            Shape::Record(index) => self.record(value, *index, pointer, lost),
            Shape::List { item, unique, max, .. } => self.list(value, item, (*unique, *max), pointer, lost),
            Shape::OneOf(shapes) | Shape::AnyOf(shapes) if !shapes.iter().any(|shape| self.checker.fits(shape, &*value)) => {
                if let Some(shape) = shapes.iter().min_by_key(|shape| self.checker.distance(shape, &*value)) {
                    self.value(value, shape, pointer, lost);
                }
            }
            _ => {}
        }
    }

    fn record(&self, value: &mut Value, index: usize, pointer: &str, lost: &mut Vec<Loss>) {
        let Value::Object(object) = value else { return };
        let record = &self.checker.schema.records[index];
        adapt(&self.checker, record, object, pointer, lost);
        let keys: Vec<String> = object.keys().cloned().collect();
        for key in keys {
            let here = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            let Some(field) = record.field(&key) else {
                if !record.open || self.checker.schema.known.contains_key(&(index, key.as_str())) {
                    object.shift_remove(&key);
                    lost.push(Loss { pointer: here, what: format!("CycloneDX {} has no `{key}` there", self.checker.version) });
                }
                continue;
            };
            let Some(child) = object.get_mut(&key) else { continue };
            self.value(child, &field.shape, &here, lost);
            if !field.required && !self.checker.fits(&field.shape, &*child) {
                lost.push(Loss { pointer: here, what: self.why(child) });
                object.shift_remove(&key);
            }
        }
    }

    fn list(&self, value: &mut Value, item: &Shape, (unique, max): (bool, Option<usize>), pointer: &str, lost: &mut Vec<Loss>) {
        let Value::Array(items) = value else { return };
        let mut kept: Vec<Value> = Vec::new();
        for (place, mut one) in std::mem::take(items).into_iter().enumerate() {
            let here = format!("{pointer}/{place}");
            self.value(&mut one, item, &here, lost);
            if !self.checker.fits(item, &one) || max.is_some_and(|max| kept.len() >= max) {
                lost.push(Loss { pointer: here, what: self.why(&one) });
            } else if !unique || !kept.contains(&one) {
                kept.push(one);
            }
        }
        *items = kept;
    }

    fn why(&self, value: &Value) -> String {
        let short = match value {
            Value::String(text) => format!("`{}`", shorten(text)),
            Value::Array(_) => "this list".into(),
            Value::Object(_) => "this entry".into(),
            other => format!("`{other}`"),
        };
        format!("CycloneDX {} does not allow {short} there", self.checker.version)
    }
}
