//! `ent sbom capabilities`.

use model::packages::{FORMATS, LockFormat};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::{ExitCode, output};
use crate::report::Format;

pub(super) fn run(global: &Global) -> Result<ExitCode, CliError> {
    for out in global.outputs() {
        let text = match out.format {
            Format::Terminal => table(),
            Format::Json => format!("{}\n", serde_json::to_string_pretty(&Value::from_iter(FORMATS.iter().map(row))).unwrap_or_default()),
            _ => return Err(CliError::usage("the capabilities have the formats terminal and json only", None)),
        };
        match &out.path {
            Some(path) => output::write(&global.directory.join(path), text.as_bytes())?,
            None => output::print(&text)?,
        }
    }
    Ok(ExitCode::PASSED)
}

fn row(format: &LockFormat) -> Value {
    json!({
        "id": format.id,
        "files": format.names,
        "ecosystem": format.ecosystem.title(),
        "purl_type": format.ecosystem.purl_type(),
        "role": format.role.name(),
        "versions": format.versions,
        "hashes": format.carries.hashes,
        "edges": format.carries.edges,
        "scope": format.carries.scope,
        "licenses": format.carries.licenses,
        "origin": format.carries.origin,
        "joined_with": format.joined,
    })
}

fn table() -> String {
    let mark = |carried: bool| if carried { "yes" } else { "-" }.to_owned();
    let head = ["ECOSYSTEM", "FILE", "VERSIONS", "HASHES", "EDGES", "SCOPE", "LICENCE", "ORIGIN", "JOINED WITH"].map(str::to_owned);
    let rows = FORMATS.iter().map(|format| {
        let carries = format.carries;
        [
            format.ecosystem.title().to_owned(),
            format.names.join(", "),
            format.versions.to_owned(),
            mark(carries.hashes),
            mark(carries.edges),
            mark(carries.scope),
            mark(carries.licenses),
            mark(carries.origin),
            format.joined.to_owned(),
        ]
    });
    let rows: Vec<[String; 9]> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |row: &[String; 9]| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width()))).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    let table: String = rows.iter().map(line).collect();
    format!("{table}\n`-`: the file does not hold it. A lock file inside node_modules is never read.\n")
}
