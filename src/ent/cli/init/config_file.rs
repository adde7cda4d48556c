//! A commented `ent.yaml` for what a repository holds.

use std::collections::BTreeMap;
use std::fmt::Write;

use rule::{File, Judged, Run};

use super::super::error::CliError;
use super::super::session::Session;
use crate::engine::{self, Request};
use crate::gates::LOCAL;

/// Where the schemas go that first lines name.
pub(super) const SCHEMAS: &str = ".ent/schemas";

/// Folders whose direct subfolders are services when they hold a manifest.
const HOMES: [&str; 4] = ["services", "servicos", "apps", "cmd"];
const MANIFESTS: [&str; 12] = [
    "Cargo.toml",
    "package.json",
    "go.mod",
    "pyproject.toml",
    "requirements.txt",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "Gemfile",
    "composer.json",
    "mix.exs",
    "main.go",
];

pub(super) fn render(session: &Session<'_>) -> Result<String, CliError> {
    let files = session.inventory()?.files;
    let services = services(&files);
    let run = session.run(files, None)?;
    let requests = session.requests(&[])?;
    let mut text = format!(
        "# yaml-language-server: $schema={SCHEMAS}/config.json\n# Configuration of ent. `ent config show --origin` prints what is in force, `ent schema config` the schema.\nversion: 1\n\n"
    );
    text.push_str("# The lightest severity that fails a gate: error, warning or never.\nfail_on: error\n\n");
    write_services(&services, &mut text);
    text.push_str("\n# Gates that found something to judge here. `required: true` makes a run inconclusive when such a gate can no longer judge,\n# and empty when it no longer finds anything.\ngates:\n");
    write_gates(&run, &requests, &mut text);
    text.push_str("\n# Severity of single rules: off, info, warning, error.\n# rules:\n#   runbooks/too-long: off\n");
    text.push_str("\n# Rows of the blueprint that do not apply, with the reason.\n# blueprint:\n#   \"4.1\": {not_applicable: One tenant per database.}\n");
    Ok(text)
}

/// The gates that found something, each required and with its settings; below them those that found nothing, and why.
fn write_gates(run: &Run, requests: &[Request<'_>], text: &mut String) {
    let mut absent = String::new();
    let mut any = false;
    for (request, judgement) in requests.iter().zip(engine::run(run, requests)) {
        let info = request.gate.info();
        if let Judged::Nothing(reason) = &judgement.outcome.judged {
            let reason = reason.replace('\n', " ");
            let _ = writeln!(absent, "  #   {}: {reason}", info.name);
            continue;
        }
        if info.name == LOCAL && request.extra.is_empty() {
            continue;
        }
        any = true;
        let _ = writeln!(text, "  # {}.\n  {}:\n    required: true", info.summary.trim_end_matches('.'), info.name);
        for setting in info.settings {
            let _ = writeln!(text, "    # {}: {}  # {}", setting.key, setting.default, setting.doc.replace('\n', " "));
        }
    }
    if !any {
        text.truncate(text.trim_end().len());
        text.push_str(" {}\n");
    }
    if !absent.is_empty() {
        let _ = write!(text, "  # Gates that found nothing to judge here:\n{absent}");
    }
}

/// Services by name, with their folder.
fn services(files: &[File]) -> BTreeMap<String, String> {
    let mut services = BTreeMap::new();
    for file in files {
        let parts: Vec<&str> = file.path.split('/').collect();
        if let [home, name, manifest] = parts[..]
            && HOMES.contains(&home)
            && MANIFESTS.contains(&manifest)
        {
            services.insert(name.to_string(), format!("{home}/{name}/**"));
        }
    }
    services
}

fn write_services(services: &BTreeMap<String, String>, text: &mut String) {
    if services.is_empty() {
        text.push_str("# The services of this repository; several gates judge per service.\n# services:\n#   - name: api\n#     paths: [\"api/**\"]\n#     critical: true\n#     owner: team-a\n");
        return;
    }
    text.push_str("# The services of this repository, guessed from its folders. `critical: true` asks more of one, `owner` names its team.\nservices:\n");
    for (name, paths) in services {
        let quote = |value: &str| serde_json::Value::from(value).to_string();
        let _ = writeln!(text, "  - name: {}\n    paths: [{}]\n    # critical: true\n    # owner: team-a", quote(name), quote(paths));
    }
}
