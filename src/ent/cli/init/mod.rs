//! `ent init`: a commented `ent.yaml` for what is here, starter documents, a pipeline.

mod config_file;
mod templates;

use std::path::Path;

use clap::{Args as ClapArgs, ValueEnum};
use rule::strict;

use super::error::CliError;
use super::global::Global;
use super::session::Session;
use super::{ExitCode, output, schema};
use templates::Language;

/// Arguments of `ent init`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// Starter documents to write, such as `runbook` or `threat-model`; `--list` shows all. None: only ent.yaml
    #[arg(value_name = "TEMPLATE")]
    templates: Vec<String>,
    /// Write a pipeline too
    #[arg(long, value_enum, value_name = "PLATFORM")]
    ci: Option<Platform>,
    /// Language of the documents
    #[arg(long, value_enum, value_name = "LANGUAGE", default_value = "en")]
    lang: Language,
    /// List the templates
    #[arg(long)]
    list: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Platform {
    /// .github/workflows/ent.yml
    Github,
    /// .gitlab/ent.yml
    Gitlab,
}

/// One file to write.
struct Page {
    path: String,
    text: String,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    if args.list {
        output::print(&templates::list())?;
        return Ok(ExitCode::PASSED);
    }
    let session = Session::open(global)?;
    let mut pages = Vec::new();
    for name in &args.templates {
        let found = templates::of(name, args.lang);
        if found.is_empty() {
            let names = templates::names();
            let hint =
                strict::did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(|| format!("templates: {}", names.join(", ")));
            return Err(CliError::usage(format!("unknown template `{name}`"), hint));
        }
        pages.extend(found);
    }
    if let Some(platform) = args.ci {
        pages.push(pipeline(platform));
    }
    // Templates are often asked for later, one by one: the configuration is written when nothing else is asked for, or missing.
    if session.config.path.is_none() {
        pages.push(Page { path: "ent.yaml".into(), text: config_file::render(&session)? });
        // The first lines of these files name them.
        for (name, file) in [(schema::Name::Config, "config"), (schema::Name::Waivers, "waivers"), (schema::Name::Baseline, "baseline")] {
            pages.push(Page { path: format!("{}/{file}.json", config_file::SCHEMAS), text: schema::text(name) });
        }
    }
    if pages.is_empty() {
        let path = session.config.path.as_deref().unwrap_or("ent.yaml");
        return Err(CliError::Nothing(format!("{path} is there already; name a template (`ent init --list`) or a pipeline (`--ci`)")));
    }
    write(&session.root, &pages)?;
    Ok(ExitCode::PASSED)
}

fn pipeline(platform: Platform) -> Page {
    let (path, text) = match platform {
        Platform::Github => (".github/workflows/ent.yml", include_str!("../../../../templates/ci/github.yml")),
        Platform::Gitlab => (".gitlab/ent.yml", include_str!("../../../../templates/ci/gitlab.yml")),
    };
    Page { path: path.into(), text: text.into() }
}

/// Writes what is not there yet; a file that exists is never touched.
fn write(root: &Path, pages: &[Page]) -> Result<(), CliError> {
    let mut told = String::new();
    for page in pages {
        let path = root.join(&page.path);
        if path.symlink_metadata().is_ok() {
            told.push_str(&format!("left alone  {} (it exists)\n", page.path));
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|why| CliError::Output(format!("{} cannot be made: {why}", folder.display())))?;
        }
        output::write(&path, page.text.as_bytes())?;
        told.push_str(&format!("written     {}\n", page.path));
    }
    told.push_str("next: ent check\n");
    output::print(&told)
}
