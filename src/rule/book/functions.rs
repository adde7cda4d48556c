//! The predicates that declarative rules are made of.

use document::{Kind, Node, SyntaxError};
use regex::Regex;

use crate::strict;

/// A predicate over one value, which may be missing.
#[derive(Debug, Clone)]
pub(super) enum Function {
    Truthy,
    Falsy,
    Defined,
    Undefined,
    Pattern { matches: Option<Regex>, not_matches: Option<Regex> },
    Enumeration(Vec<String>),
    Length { min: Option<f64>, max: Option<f64> },
    Casing(Casing),
}

/// A way of writing names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Casing {
    Camel,
    Pascal,
    Kebab,
    Snake,
    Macro,
}

const NAMES: &[&str] = &["truthy", "falsy", "defined", "undefined", "pattern", "enumeration", "length", "casing"];

impl Function {
    pub(super) fn parse(then: Node<'_>) -> Result<Self, SyntaxError> {
        let name = strict::required(then, "function")?;
        let options = then.get("options");
        let simple = match name.text() {
            "truthy" => Function::Truthy,
            "falsy" => Function::Falsy,
            "defined" => Function::Defined,
            "undefined" => Function::Undefined,
            with_options => {
                let unknown = || {
                    strict::error_at(
                        name,
                        format!("unknown function `{with_options}`"),
                        strict::did_you_mean(with_options, NAMES.iter().copied()),
                    )
                };
                let missing = || strict::error_at(name, format!("the function `{with_options}` needs `options`"), None);
                if !NAMES.contains(&with_options) {
                    return Err(unknown());
                }
                return with_option(with_options, options.ok_or_else(missing)?);
            }
        };
        match options {
            Some(options) => Err(strict::error_at(options, format!("the function `{}` takes no options", name.text()), None)),
            None => Ok(simple),
        }
    }

    /// Whether a value (`None`: it is missing) satisfies the predicate. Values that are missing satisfy all but `truthy` and `defined`.
    pub(super) fn holds(&self, value: Option<Node<'_>>) -> bool {
        match (self, value) {
            (Function::Truthy, value) => value.is_some_and(truthy),
            (Function::Falsy, value) => !value.is_some_and(truthy),
            (Function::Defined, value) => value.is_some(),
            (Function::Undefined, value) => value.is_none(),
            (_, None) => true,
            (Function::Pattern { matches, not_matches }, Some(node)) => {
                matches.as_ref().is_none_or(|regex| regex.is_match(node.text()))
                    && not_matches.as_ref().is_none_or(|regex| !regex.is_match(node.text()))
            }
            (Function::Enumeration(values), Some(node)) => values.iter().any(|known| known == node.text()),
            (Function::Length { min, max }, Some(node)) => {
                let size = size(node);
                min.is_none_or(|min| size >= min) && max.is_none_or(|max| size <= max)
            }
            (Function::Casing(casing), Some(node)) => casing.fits(node.text()),
        }
    }
}

fn with_option(name: &str, options: Node<'_>) -> Result<Function, SyntaxError> {
    let regex = |key: &str| -> Result<Option<Regex>, SyntaxError> {
        let Some(node) = options.get(key) else { return Ok(None) };
        Regex::new(node.text()).map(Some).map_err(|why| strict::error_at(node, format!("`{key}` is no regular expression: {why}"), None))
    };
    let number = |key: &str| {
        options
            .get(key)
            .map(|node| node.as_f64().ok_or_else(|| strict::error_at(node, format!("`{key}` takes a number"), None)))
            .transpose()
    };
    match name {
        "pattern" => {
            strict::check_keys(options, &["match", "not_match"])?;
            Ok(Function::Pattern { matches: regex("match")?, not_matches: regex("not_match")? })
        }
        "enumeration" => {
            strict::check_keys(options, &["values"])?;
            Ok(Function::Enumeration(strict::texts(strict::required(options, "values")?, "values")?))
        }
        "length" => {
            strict::check_keys(options, &["min", "max"])?;
            Ok(Function::Length { min: number("min")?, max: number("max")? })
        }
        _ => {
            strict::check_keys(options, &["type"])?;
            Casing::parse(strict::required(options, "type")?).map(Function::Casing)
        }
    }
}

fn truthy(node: Node<'_>) -> bool {
    match node.resolve().kind() {
        Kind::Null => false,
        Kind::Bool => node.as_bool() == Some(true),
        Kind::Integer | Kind::Float => node.as_f64() != Some(0.0),
        Kind::String | Kind::Datetime => !node.text().trim().is_empty(),
        Kind::Sequence | Kind::Mapping | Kind::Alias => true,
    }
}

/// Characters of a text, members of a collection, the value of a number.
fn size(node: Node<'_>) -> f64 {
    match node.resolve().kind() {
        Kind::Sequence => node.items().count() as f64,
        Kind::Mapping => node.entries().len() as f64,
        Kind::Integer | Kind::Float => node.as_f64().unwrap_or(f64::NAN),
        _ => node.text().chars().count() as f64,
    }
}

impl Casing {
    fn parse(node: Node<'_>) -> Result<Self, SyntaxError> {
        Ok(match node.text() {
            "camel" => Casing::Camel,
            "pascal" => Casing::Pascal,
            "kebab" => Casing::Kebab,
            "snake" => Casing::Snake,
            "macro" => Casing::Macro,
            other => {
                return Err(strict::error_at(
                    node,
                    format!("unknown casing `{other}`"),
                    Some("one of camel, pascal, kebab, snake, macro".into()),
                ));
            }
        })
    }

    fn fits(self, text: &str) -> bool {
        let first = text.chars().next();
        let lower_start = first.is_some_and(|c| c.is_ascii_lowercase());
        let all = |allowed: fn(char) -> bool| text.chars().all(allowed);
        let separated = |by: char| lower_start && !text.ends_with(by) && !text.contains(&format!("{by}{by}"));
        match self {
            Casing::Camel => lower_start && all(|c| c.is_ascii_alphanumeric()),
            Casing::Pascal => first.is_some_and(|c| c.is_ascii_uppercase()) && all(|c| c.is_ascii_alphanumeric()),
            Casing::Kebab => separated('-') && all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            Casing::Snake => separated('_') && all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            Casing::Macro => {
                first.is_some_and(|c| c.is_ascii_uppercase()) && all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
            }
        }
    }
}
