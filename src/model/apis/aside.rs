//! What a reference that leads nowhere hides is set aside on both sides: it is neither there nor gone, and a comparison must say neither.

use super::{Api, Broken, Operation, PathItem, RefError};

impl Api<'_> {
    /// Why the description was not read to its end, if it was not: then nothing can be said about it.
    pub fn cut_off(&self) -> Option<&Broken> {
        self.broken.iter().find(|broken| matches!(broken.why, RefError::TooMany(_)))
    }

    /// Takes out what this description or the other one lost to a broken reference, so that comparing them says nothing about it.
    pub fn set_aside(&mut self, other: &mut Api<'_>) {
        let trails: Vec<Vec<String>> = self.broken.iter().chain(&other.broken).map(|broken| broken.trail.clone()).collect();
        for trail in &trails {
            self.take_out(trail);
            other.take_out(trail);
        }
    }

    fn take_out(&mut self, trail: &[String]) {
        match trail {
            [part, name] if part == "schemes" => self.schemes.retain(|scheme| scheme.name != *name),
            [part, rest @ ..] if part == "paths" => take_from_items(&mut self.paths, rest, &shape),
            [part, rest @ ..] if part == "webhooks" => take_from_items(&mut self.webhooks, rest, &str::to_string),
            _ => {}
        }
    }
}

/// A path without the names of its parameters: what makes two paths the same one.
fn shape(path: &str) -> String {
    let mut shape = String::with_capacity(path.len());
    let mut inside = false;
    for c in path.chars() {
        inside &= c != '}';
        if !inside {
            shape.push(c);
        }
        inside |= c == '{';
    }
    shape
}

fn take_from_items(items: &mut Vec<PathItem>, trail: &[String], shape: &dyn Fn(&str) -> String) {
    let [name, rest @ ..] = trail else { return };
    let name = shape(name);
    if rest.is_empty() {
        items.retain(|item| shape(&item.name) != name);
        return;
    }
    for item in items.iter_mut().filter(|item| shape(&item.name) == name) {
        take_from_item(item, rest);
    }
}

fn take_from_item(item: &mut PathItem, trail: &[String]) {
    let [step, rest @ ..] = trail else { return };
    if step == "parameters" {
        item.operations.iter_mut().for_each(|operation| operation.parameters.clear());
        return;
    }
    for operation in item.operations.iter_mut().filter(|operation| operation.method == *step) {
        take_from_operation(operation, rest);
    }
}

fn take_from_operation(operation: &mut Operation, trail: &[String]) {
    let words: Vec<&str> = trail.iter().map(String::as_str).collect();
    match words.as_slice() {
        // Nobody knows the name of a parameter that was not read, so none of them can be missed.
        ["parameters", ..] => operation.parameters.clear(),
        ["body"] => operation.body = None,
        ["body", "content", name] => {
            operation.body.iter_mut().for_each(|body| body.content.retain(|media| media.name != *name));
        }
        ["responses", status] => operation.responses.retain(|response| response.status != *status),
        ["responses", status, part, name, ..] => {
            for response in operation.responses.iter_mut().filter(|response| response.status == *status) {
                match *part {
                    "headers" => response.headers.retain(|header| !header.name.eq_ignore_ascii_case(name)),
                    "content" => response.content.retain(|media| media.name != *name),
                    _ => response.links.retain(|(link, _)| link != name),
                }
            }
        }
        ["callbacks", name] => operation.callbacks.retain(|(callback, _)| callback != name),
        ["callbacks", name, expression] => operation.callbacks.retain(|(callback, item)| callback != name || item.name != *expression),
        ["callbacks", name, expression, ..] => {
            let inner = operation.callbacks.iter_mut().filter(|(callback, item)| callback == name && item.name == *expression);
            inner.for_each(|(_, item)| take_from_item(item, &trail[3..]));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Shelf;
    use super::super::{Alone, Files};
    use super::*;

    const WHOLE: &str = "openapi: 3.0.3\npaths:\n  /users/{id}:\n    get:\n      parameters: [{name: id, in: path, schema: {type: string}}]\n\
        \x20     responses:\n        '200': {description: d, headers: {X-A: {schema: {type: string}}}}\n        '404': {description: d}\n    delete:\n      requestBody: {content: {a/b: {}}}\n  /b:\n    get: {}\n";

    fn left(broken: &str) -> String {
        let shelf = Shelf::new([("a.yaml", WHOLE), ("b.yaml", broken)]);
        let (base, revision) =
            (Files::load("a.yaml", shelf.document("a.yaml"), &mut Alone), Files::load("b.yaml", shelf.document("b.yaml"), &mut Alone));
        let (mut base, mut revision) = (Api::read(&base).unwrap(), Api::read(&revision).unwrap());
        revision.set_aside(&mut base);
        let shown = |operation: &Operation| {
            let responses: Vec<String> =
                operation.responses.iter().map(|response| format!("{}+{}", response.status, response.headers.len())).collect();
            let body = if operation.body.is_some() { " body" } else { "" };
            format!("{} {}p {}{body}", operation.method, operation.parameters.len(), responses.join(","))
        };
        let item = |item: &PathItem| format!("{}: {}", item.name, item.operations.iter().map(shown).collect::<Vec<_>>().join("; "));
        base.paths.iter().map(item).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn what_one_side_lost_is_gone_on_both() {
        for (from, to, rest) in [
            ("/b:\n    get: {}", "/b: {$ref: '#/x'}", "/users/{id}: GET 1p 200+1,404+0; DELETE 0p  body"),
            (
                "parameters: [{name: id, in: path, schema: {type: string}}]",
                "parameters: [{$ref: '#/x'}]",
                "/users/{id}: GET 0p 200+1,404+0; DELETE 0p  body\n/b: GET 0p ",
            ),
            ("'404': {description: d}", "'404': {$ref: '#/x'}", "/users/{id}: GET 1p 200+1; DELETE 0p  body\n/b: GET 0p "),
            ("{schema: {type: string}}", "{$ref: '#/x'}", "/users/{id}: GET 1p 200+0,404+0; DELETE 0p  body\n/b: GET 0p "),
            ("requestBody: {content: {a/b: {}}}", "requestBody: {$ref: '#/x'}", "/users/{id}: GET 1p 200+1,404+0; DELETE 0p \n/b: GET 0p "),
        ] {
            assert!(WHOLE.contains(from), "{from}");
            // The name of a path parameter makes no other path.
            assert_eq!(left(&WHOLE.replace(from, to).replace("{id}", "{key}")), rest, "{to}");
        }
    }

    #[test]
    fn paths_have_a_shape() {
        assert_eq!(shape("/a/{b}/c{d}.{e}"), "/a/{}/c{}.{}");
        assert_eq!(shape("/a/{b"), "/a/{");
    }
}
