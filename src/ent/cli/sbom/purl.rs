//! `ent sbom purl`: package URLs, line by line, both ways.

use std::io::{BufRead, Write};

use model::packages::purl::{Purl, PurlError};
use serde_json::{Value, json};

use crate::cli::ExitCode;
use crate::cli::error::CliError;

/// No line is longer.
const LONGEST: usize = 1 << 20;

pub(super) fn run() -> Result<ExitCode, CliError> {
    let stdin = std::io::stdin().lock();
    let mut out = std::io::LineWriter::new(std::io::stdout().lock());
    for line in stdin.split(b'\n') {
        let line = line.map_err(|why| CliError::Broken(format!("standard input cannot be read: {why}")))?;
        let line = String::from_utf8_lossy(&line);
        let line = line.strip_suffix('\r').unwrap_or(&line);
        if let Err(why) = writeln!(out, "{}", answer(line)) {
            return closed(&why);
        }
    }
    out.flush().map(|()| ExitCode::PASSED).or_else(|why| closed(&why))
}

fn closed(why: &std::io::Error) -> Result<ExitCode, CliError> {
    if why.kind() == std::io::ErrorKind::BrokenPipe {
        Err(CliError::ClosedPipe)
    } else {
        Err(CliError::Output(format!("standard output cannot be written: {why}")))
    }
}

fn answer(line: &str) -> Value {
    if line.trim().is_empty() {
        return json!({"error": "the line is empty"});
    }
    if line.len() > LONGEST {
        return json!({"error": "the line is too long"});
    }
    let purl = if line.trim_start().starts_with('{') { parts(line) } else { Purl::parse(line).map_err(|why| why.to_string()) };
    match purl {
        Ok(purl) => describe(&purl),
        Err(why) => json!({ "error": why }),
    }
}

fn describe(purl: &Purl) -> Value {
    let qualifiers = purl.qualifiers();
    json!({
        "type": purl.kind(), "namespace": purl.namespace(), "name": purl.name(), "version": purl.version(),
        "qualifiers": if qualifiers.is_empty() { Value::Null } else { json!(qualifiers) },
        "subpath": purl.subpath(), "canonical": purl.to_string(),
    })
}

/// A purl from an object with its six parts.
fn parts(line: &str) -> Result<Purl, String> {
    const KEYS: [&str; 6] = ["type", "namespace", "name", "version", "qualifiers", "subpath"];
    let value: Value = serde_json::from_str(line).map_err(|why| format!("the line is no JSON: {why}"))?;
    let Value::Object(object) = &value else { return Err("the line is no JSON object".into()) };
    if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("a package URL has no part `{key}`"));
    }
    let text = |key: &str| match object.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("`{key}` must be text or null")),
    };
    let mut builder = Purl::builder(text("type")?.unwrap_or_default(), text("name")?.unwrap_or_default());
    if let Some(namespace) = text("namespace")? {
        builder = builder.namespace(namespace);
    }
    if let Some(version) = text("version")? {
        builder = builder.version(version);
    }
    if let Some(subpath) = text("subpath")? {
        builder = builder.subpath(subpath);
    }
    match object.get("qualifiers") {
        None | Some(Value::Null) => {}
        Some(Value::Object(qualifiers)) => {
            for (key, value) in qualifiers {
                let value = value.as_str().ok_or_else(|| format!("the qualifier `{key}` must be text"))?;
                builder = builder.qualifier(key, value);
            }
        }
        Some(_) => return Err("`qualifiers` must be an object or null".into()),
    }
    builder.build().map_err(|why: PurlError| why.to_string())
}
