//! What the verbs that compare descriptions have in common: the two sides, the policy, and the run over them.

use std::io::Read;
use std::path::Path;

use clap::Args as ClapArgs;
use rule::Run;
use serde_json::{Map, Value, json};

use super::super::error::CliError;
use super::super::global::Global;
use super::super::pipeline;
use super::super::session::Session;

/// The gate whose settings these options are.
const NAME: &str = "api-diff";

/// Two sides and a policy. What is not given here comes from `gates.api-diff` in ent.yaml.
#[derive(ClapArgs, Debug, Clone, Default)]
pub(super) struct Inputs {
    /// The older description: a file, a folder of them, GITREF:PATH, a URL, or - for standard input
    #[arg(value_name = "BASE")]
    older: Option<String>,
    /// The newer description, in the same ways
    #[arg(value_name = "REVISION")]
    newer: Option<String>,
    /// Compare the descriptions of this repository (those named, else all) with its merge base with REF; in a pull request its target is the default
    #[arg(long = "base", value_name = "REF", help_heading = "Input")]
    since: Option<String>,
    /// Fetch references to URLs too
    #[arg(long, help_heading = "Input")]
    follow_urls: bool,
    /// Only paths of the API in which this expression is found
    #[arg(long, value_name = "REGEX", help_heading = "Paths")]
    match_path: Option<String>,
    /// Only paths in which it is not found
    #[arg(long, value_name = "REGEX", help_heading = "Paths")]
    unmatch_path: Option<String>,
    /// Take this from the beginning of the older paths
    #[arg(long, value_name = "TEXT", help_heading = "Paths")]
    strip_prefix_base: Option<String>,
    /// Take this from the beginning of the newer paths
    #[arg(long, value_name = "TEXT", help_heading = "Paths")]
    strip_prefix_revision: Option<String>,
    /// Put this before the older paths
    #[arg(long, value_name = "TEXT", help_heading = "Paths")]
    prefix_base: Option<String>,
    /// Put this before the newer paths
    #[arg(long, value_name = "TEXT", help_heading = "Paths")]
    prefix_revision: Option<String>,
    /// Operations less stable than this may change freely
    #[arg(long, value_name = "LEVEL", value_parser = ["draft", "alpha", "beta", "stable"], help_heading = "Policy")]
    stability: Option<String>,
    /// Days from the announcement to the sunset of what is stable
    #[arg(long, value_name = "DAYS", help_heading = "Policy")]
    deprecation_days_stable: Option<u32>,
    /// Days from the announcement to the sunset of what is beta
    #[arg(long, value_name = "DAYS", help_heading = "Policy")]
    deprecation_days_beta: Option<u32>,
    /// What changed servers weigh
    #[arg(long, value_name = "WEIGHT", value_parser = ["contract", "warning", "info"], help_heading = "Policy")]
    servers: Option<String>,
    /// Let a renamed path parameter break
    #[arg(long, help_heading = "Policy")]
    strict_path_params: bool,
    /// Let the version of the description say what the changes mean
    #[arg(long, help_heading = "Policy")]
    pub(super) check_version: bool,
    /// Severities of single changes: a file of oasdiff with lines `id err|warn|info|none`
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    severity_levels: Option<String>,
    /// Breaking changes to ignore: a file of oasdiff
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    err_ignore: Option<String>,
    /// Warnings to ignore: a file of oasdiff
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    warn_ignore: Option<String>,
    /// List changed descriptions, summaries and examples too
    #[arg(long, help_heading = "Policy")]
    documentation: bool,
}

/// The session and the run over the two sides; the gate `api-diff` of that run compares them.
pub(super) struct Loaded<'g> {
    pub(super) session: Session<'g>,
    pub(super) run: Run,
}

impl Inputs {
    /// Two named sides, by the policy of ent.yaml.
    pub(super) fn between(older: &str, newer: &str) -> Inputs {
        Inputs { older: Some(older.to_string()), newer: Some(newer.to_string()), ..Inputs::default() }
    }

    /// Opens the session and makes the run.
    pub(super) fn load<'g>(&self, global: &'g Global) -> Result<Loaded<'g>, CliError> {
        let mut session = Session::open(global)?;
        let mut flags = self.flags();
        let mut files = Vec::new();
        match (&self.older, &self.newer, &self.since) {
            (Some(older), Some(newer), None) => {
                if older == "-" && newer == "-" {
                    return Err(CliError::usage("standard input can be one side only", None));
                }
                flags.insert("base".into(), json!(older));
                flags.insert("revision".into(), json!(newer));
            }
            (Some(older), None, None) if pipeline::base().is_none() => {
                let help = format!("`ent api diff {older} REVISION`, or `ent api diff --base REF {older}`");
                return Err(CliError::usage("the newer description is missing", help));
            }
            (None, None, None) if pipeline::base().is_none() => {
                let help = "`ent api diff BASE REVISION`, or `ent api diff --base REF` for the descriptions of this repository".to_string();
                return Err(CliError::usage("there are no two descriptions to compare", help));
            }
            (older, newer, since) => {
                session.base = since.clone().or_else(pipeline::base);
                let only: Vec<&String> = older.iter().chain(newer).collect();
                flags.insert("only".into(), json!(only));
                flags.insert("revision".into(), json!(""));
                files = session.inventory()?.files;
            }
        }
        let run = session.run(files, Some(&json!({ NAME: flags })))?;
        for file in [&self.severity_levels, &self.err_ignore, &self.warn_ignore].into_iter().flatten() {
            session.name_file(&run, Path::new(file));
        }
        if [&self.older, &self.newer].into_iter().any(|side| side.as_deref() == Some("-")) {
            run.store().add_bytes("-", standard_input(session.limits().bytes)?);
        }
        Ok(Loaded { session, run })
    }

    /// The options as the strongest layer of settings.
    fn flags(&self) -> Map<String, Value> {
        let mut flags = Map::new();
        let texts = [
            ("match_path", &self.match_path),
            ("unmatch_path", &self.unmatch_path),
            ("strip_prefix_base", &self.strip_prefix_base),
            ("strip_prefix_revision", &self.strip_prefix_revision),
            ("prefix_base", &self.prefix_base),
            ("prefix_revision", &self.prefix_revision),
            ("stability", &self.stability),
            ("servers", &self.servers),
            ("severity_levels", &self.severity_levels),
            ("err_ignore", &self.err_ignore),
            ("warn_ignore", &self.warn_ignore),
        ];
        for (key, text) in texts {
            flags.extend(text.as_ref().map(|text| (key.to_string(), json!(text))));
        }
        let days = [("deprecation_days_stable", self.deprecation_days_stable), ("deprecation_days_beta", self.deprecation_days_beta)];
        for (key, days) in days {
            flags.extend(days.map(|days| (key.to_string(), json!(days))));
        }
        let switches = [
            ("follow_urls", self.follow_urls),
            ("strict_path_params", self.strict_path_params),
            ("check_version", self.check_version),
            ("documentation", self.documentation),
        ];
        flags.extend(switches.into_iter().filter(|(_, on)| *on).map(|(key, _)| (key.to_string(), json!(true))));
        flags
    }
}

fn standard_input(limit: u64) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| CliError::Broken(format!("standard input cannot be read: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(CliError::Broken(format!(
            "standard input is larger than the limit of {limit} bytes (raise `limits.file_bytes` in ent.yaml)"
        )));
    }
    Ok(bytes)
}
