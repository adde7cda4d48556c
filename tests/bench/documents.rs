//! Reading an OpenAPI-like document of 10 MB and more as JSON and as YAML: ours beside `serde_json::Value` and `yaml_serde::Value`, in the same run.
//!
//! `cargo bench -p document`. Each measurement is a process of its own: CPU time is the least of several readings, memory is the highest
//! resident size with the text and the tree in it, less what the process had before it read the text.
#![allow(clippy::print_stdout, missing_docs)]

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use document::{Format, Limits, Source, SourceId};
use serde_json::{Value, json};

const READINGS: usize = 7;
/// Paths of three operations each: about 15 MB of JSON, 10 MB of YAML.
const PATHS: usize = 3400;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    match arguments.iter().position(|argument| argument == "--measure") {
        Some(at) => measure(&arguments[at + 1], &arguments[at + 2]),
        None if arguments.iter().any(|argument| argument == "--bench") => compare(),
        None => {
            println!("nothing measured: run `cargo bench -p document`");
            Ok(())
        }
    }
}

fn compare() -> Result<(), Failure> {
    let folder = std::env::temp_dir().join(format!("document-bench-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let value = openapi(PATHS);
    let (json, yaml) = (folder.join("api.json"), folder.join("api.yaml"));
    fs::write(&json, serde_json::to_string_pretty(&value)?)?;
    fs::write(&yaml, serde_yaml::to_string(&value)?)?;
    for (reader, other, path) in [("json", "serde_json", &json), ("yaml", "yaml_serde", &yaml)] {
        let size = fs::metadata(path)?.len() as f64;
        println!("{reader}, {:.1} MB", size / 1e6);
        let path = path.to_str().ok_or("a path that is no text")?;
        let ours = run(reader, path)?;
        let theirs = run(other, path)?;
        for (name, (cpu, memory)) in [(format!("document ({reader})"), ours), (format!("{other}::Value"), theirs)] {
            println!("  {name:<20} {:>7.1} ms CPU  {:>6.1} MB peak = {:.1}x the file", cpu * 1e3, memory / 1e6, memory / size);
        }
        println!("  CPU: {:.2}x of {other}::Value", ours.0 / theirs.0);
    }
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Seconds of CPU and bytes of memory of one reader, measured in its own process.
fn run(reader: &str, path: &str) -> Result<(f64, f64), Failure> {
    let output = Command::new(std::env::current_exe()?).args(["--measure", reader, path]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let mut numbers = text.split_whitespace().map(str::parse::<f64>);
    match (numbers.next(), numbers.next()) {
        (Some(cpu), Some(memory)) => Ok((cpu?, memory?)),
        _ => Err(format!("{reader}: {}", String::from_utf8_lossy(&output.stderr)).into()),
    }
}

fn measure(reader: &str, path: &str) -> Result<(), Failure> {
    let before = status("VmRSS:");
    let text = fs::read_to_string(path)?;
    let source = Arc::new(Source::new(SourceId(0), path, text));
    read(reader, &source)?;
    let peak = status("VmHWM:") - before;
    let mut least = f64::MAX;
    for _ in 0..READINGS {
        let start = cpu_time();
        read(reader, &source)?;
        least = least.min((cpu_time() - start).as_secs_f64());
    }
    println!("{least} {peak}");
    Ok(())
}

/// Reads the text and lets go of the tree, as every user does.
fn read(reader: &str, source: &Arc<Source>) -> Result<(), Failure> {
    match reader {
        "json" => drop(std::hint::black_box(document::parse(Arc::clone(source), Format::Json, &Limits::default())?)),
        "yaml" => drop(std::hint::black_box(document::parse(Arc::clone(source), Format::Yaml, &Limits::default())?)),
        "serde_json" => drop(std::hint::black_box(serde_json::from_str::<Value>(source.text())?)),
        "yaml_serde" => drop(std::hint::black_box(serde_yaml::from_str::<serde_yaml::Value>(source.text())?)),
        other => return Err(format!("no reader `{other}`").into()),
    }
    Ok(())
}

/// CPU time of this process; on systems without `/proc` the time of the clock.
fn cpu_time() -> Duration {
    let spent = fs::read_to_string("/proc/self/schedstat").ok().and_then(|text| text.split_whitespace().next()?.parse().ok());
    match spent {
        Some(nanoseconds) => Duration::from_nanos(nanoseconds),
        None => std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default(),
    }
}

/// A figure of `/proc/self/status` in bytes; not a number where there is none.
fn status(name: &str) -> f64 {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(f64::NAN, |kilobytes| kilobytes * 1024.0)
}

fn openapi(paths: usize) -> Value {
    let all: serde_json::Map<String, Value> =
        (0..paths).map(|number| (format!("/v1/recurso-{number}/{{id}}"), operations(number))).collect();
    let schemas: serde_json::Map<String, Value> = (0..paths / 4).map(|number| (format!("Pedido{number}"), schema(number))).collect();
    json!({"openapi": "3.1.0", "info": {"title": "Loja", "version": "1.0.0"}, "paths": all, "components": {"schemas": schemas}})
}

fn operations(number: usize) -> Value {
    let operation = |verb: &str| {
        json!({
            "operationId": format!("{verb}Recurso{number}"),
            "summary": format!("Operação {verb} do recurso número {number}"),
            "description": "Devolve o recurso. Aceita acentos, \"aspas\" e\nmais de uma linha: é texto de verdade.",
            "tags": ["pedidos", "não-público"],
            "deprecated": number.is_multiple_of(7),
            "parameters": [
                {"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}},
                {"name": "limite", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
            ],
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/Pedido{}", number / 4)}, "example": {"total": 12.5, "itens": []}}},
                },
                "404": {"description": "não encontrado"},
                "500": {"description": "erro"},
            },
        })
    };
    json!({"get": operation("get"), "put": operation("put"), "delete": operation("delete")})
}

fn schema(number: usize) -> Value {
    json!({
        "type": "object",
        "required": ["id", "total"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "total": {"type": "number", "minimum": 0},
            "criado_em": {"type": "string", "format": "date-time", "description": format!("Criação do pedido {number}")},
            "cliente": {"type": ["object", "null"], "properties": {"nome": {"type": "string", "maxLength": 120}}},
        },
    })
}
