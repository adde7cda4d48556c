//! From text to parts, from right to left as the specification says.

use super::encode::{decode, decode_path};
use super::{Purl, PurlBuilder, PurlError};

pub(super) fn parse(text: &str) -> Result<Purl, PurlError> {
    let (rest, subpath) = split_last(text, '#');
    let (rest, qualifiers) = split_last(rest, '?');
    let rest = scheme(rest)?.trim_start_matches('/');
    let (kind, rest) = rest.split_once('/').unwrap_or((rest, ""));
    super::check_kind(&kind.to_ascii_lowercase())?;
    let (path, version) = split_version(rest);
    let (namespace, name) = split_name(path, version.is_some())?;
    let mut builder = PurlBuilder { kind: kind.to_owned(), name: decode(name)?.into_owned(), ..PurlBuilder::default() };
    builder.namespace = namespace.map(decode_path).transpose()?;
    builder.version = version.map(|version| decode(version).map(|plain| plain.into_owned())).transpose()?;
    builder.subpath = subpath.map(decode_path).transpose()?;
    builder.qualifiers = split_qualifiers(qualifiers.unwrap_or_default())?;
    builder.build()
}

fn split_last(text: &str, separator: char) -> (&str, Option<&str>) {
    match text.rsplit_once(separator) {
        Some((left, right)) => (left, Some(right)),
        None => (text, None),
    }
}

fn scheme(text: &str) -> Result<&str, PurlError> {
    match text.split_once(':') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("pkg") => Ok(rest),
        _ => Err(PurlError::Scheme),
    }
}

/// The last `@` begins the version, unless it begins a segment that others follow: the scope of `pkg:npm/@babel/core`.
fn split_version(text: &str) -> (&str, Option<&str>) {
    match text.rfind('@') {
        Some(at) if !(text[at..].contains('/') && (at == 0 || text[..at].ends_with('/'))) => (&text[..at], Some(&text[at + 1..])),
        _ => (text, None),
    }
}

fn split_name(path: &str, versioned: bool) -> Result<(Option<&str>, &str), PurlError> {
    let path = path.trim_start_matches('/');
    let path = if versioned { path } else { path.trim_end_matches('/') };
    let (namespace, name) = match path.rsplit_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, path),
    };
    if name.is_empty() { Err(PurlError::NameMissing) } else { Ok((namespace, name)) }
}

fn split_qualifiers(text: &str) -> Result<Vec<(String, String)>, PurlError> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').ok_or_else(|| PurlError::ValueMissing(pair.to_owned()))?;
            Ok((key.to_owned(), decode(value)?.into_owned()))
        })
        .collect()
}
