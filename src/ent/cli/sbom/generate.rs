//! `ent sbom generate`.

use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};
use jiff::Timestamp;
use model::bom::{self, BomFormat, SpecVersion};
use model::packages::Scope;
use model::packages::materials::{Described, Materials, to_bom, to_json};
use model::packages::survey::installed::is_oci_layout;
use model::packages::survey::{Gap, GapKind};

use super::tree;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::session::Session;
use crate::cli::{ExitCode, output};

/// Arguments of `ent sbom generate`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The directory (or one lock file) whose packages are listed
    #[arg(value_name = "DIR", default_value = ".")]
    tree: PathBuf,
    /// Version of CycloneDX
    #[arg(long, value_name = "VERSION", default_value = "1.6", value_parser = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"])]
    spec: String,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Form::CyclonedxJson)]
    output_format: Form,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE", conflicts_with = "split")]
    output: Option<PathBuf>,
    /// Leave out what is needed for this only; repeatable
    #[arg(long, value_name = "SCOPE", value_enum)]
    omit: Vec<Omit>,
    /// List what is installed below DIR instead: databases of dpkg and apk, packages of Python and npm, binaries of cargo auditable
    #[arg(long)]
    installed: bool,
    /// Write one document per folder with lock files into this directory
    #[arg(long, value_name = "DIR")]
    split: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    CyclonedxJson,
    CyclonedxXml,
    SpdxJson,
}

impl Form {
    fn format(self) -> BomFormat {
        match self {
            Form::CyclonedxJson => BomFormat::CycloneDxJson,
            Form::CyclonedxXml => BomFormat::CycloneDxXml,
            Form::SpdxJson => BomFormat::SpdxJson,
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Form::CyclonedxJson => "cdx.json",
            Form::CyclonedxXml => "cdx.xml",
            Form::SpdxJson => "spdx.json",
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum Omit {
    Development,
    Build,
    Optional,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let timestamp = timestamp(global)?;
    let session = Session::open(global)?;
    let image = is_oci_layout(&session.root.join(&args.tree));
    let materials = match image || args.installed {
        true => tree::installed_materials(&session, &args.tree)?,
        false => tree::materials(&session, &args.tree)?,
    };
    let (defects, others): (Vec<&Gap>, Vec<&Gap>) = materials.gaps.iter().partition(|gap| gap.kind.is_defect());
    tree::warn(&others, global.quiet);
    if materials.components.is_empty() && !defects.is_empty() && defects.iter().all(|gap| gap.kind == GapKind::Emptied) {
        let text: String = defects.iter().map(|gap| format!("warning: {}\n", tree::told(gap))).collect();
        output::error(&text);
        return Err(CliError::Nothing("the lock files hold no package".to_owned()));
    }
    if !defects.is_empty() {
        let text: String = defects.iter().map(|gap| format!("error: {}\n", tree::told(gap))).collect();
        output::error(&format!("{text}error: no document was written: it would leave out what these files hold\n"));
        return Ok(ExitCode::INCONCLUSIVE);
    }
    if materials.files == 0 && materials.gaps.iter().any(|gap| gap.kind == GapKind::Binary) {
        return Ok(ExitCode::INCONCLUSIVE);
    }
    if materials.files == 0 {
        return Err(CliError::Nothing(format!("no lock file below {}", args.tree.display())));
    }
    let omitted: Vec<Scope> = args.omit.iter().map(scope).collect();
    let nothing = materials.components.is_empty();
    let materials = materials.without(&omitted);
    let fallback = name_of(&session.root.join(&args.tree));
    let write = |materials: &Materials, fallback: &str| write(args, materials, fallback, image, &timestamp, global.quiet);
    match (&args.split, &args.output) {
        (Some(folder), _) => split(&session, folder, materials, args.output_format, &fallback, &write)?,
        (None, Some(path)) => output::write(&session.root.join(path), write(&materials, &fallback)?.as_bytes())?,
        (None, None) => output::print(&write(&materials, &fallback)?)?,
    }
    if nothing {
        return Err(CliError::Nothing("the lock files hold no package".to_owned()));
    }
    Ok(ExitCode::PASSED)
}

fn scope(omit: &Omit) -> Scope {
    match omit {
        Omit::Development => Scope::Development,
        Omit::Build => Scope::Build,
        Omit::Optional => Scope::Optional,
    }
}

/// `SOURCE_DATE_EPOCH`, else the time of the run.
fn timestamp(global: &Global) -> Result<String, CliError> {
    let now = match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(text) => {
            let seconds = text.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
            seconds.ok_or_else(|| CliError::usage(format!("SOURCE_DATE_EPOCH is `{text}`, no number of seconds"), None))?
        }
        Err(_) => global.now(),
    };
    Ok(now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The name of a directory, for a project that no file names.
fn name_of(directory: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    directory.canonicalize().ok().as_deref().and_then(name).unwrap_or_else(|| "project".to_owned())
}

fn write(args: &Args, materials: &Materials, fallback: &str, image: bool, timestamp: &str, quiet: bool) -> Result<String, CliError> {
    let version = SpecVersion::parse(&args.spec).unwrap_or(SpecVersion::V1_6);
    let described = Described {
        kind: if image { "container" } else { "application" },
        fallback_name: fallback,
        timestamp: timestamp.to_owned(),
        tool_version: env!("CARGO_PKG_VERSION"),
        version,
    };
    let bom = to_bom(materials, &described);
    if matches!(args.output_format, Form::CyclonedxJson) && version >= SpecVersion::V1_4 {
        return to_json(&bom, version).map_err(|error| CliError::Output(error.to_string()));
    }
    let written = bom::write(&bom, args.output_format.format(), version).map_err(|error| CliError::Output(error.to_string()))?;
    if !written.lost.is_empty() && !quiet {
        output::error(&format!("note: {} values have no place in this format, such as {}\n", written.lost.len(), written.lost[0].what));
    }
    Ok(written.text)
}

/// One document per project: what it reaches, and nothing else.
fn split(
    session: &Session<'_>,
    folder: &Path,
    materials: Materials,
    form: Form,
    fallback: &str,
    write: &dyn Fn(&Materials, &str) -> Result<String, CliError>,
) -> Result<(), CliError> {
    let target = session.root.join(folder);
    std::fs::create_dir_all(&target).map_err(|error| CliError::Output(format!("{} cannot be made: {error}", folder.display())))?;
    for part in materials.split() {
        let place = part.projects.first().map_or("", |project| project.folder.as_str());
        let name = if place.is_empty() { fallback.to_owned() } else { place.replace('/', "-") };
        let text = write(&part, name.rsplit('-').next().unwrap_or(&name))?;
        output::write(&target.join(format!("{name}.{}", form.extension())), text.as_bytes())?;
    }
    Ok(())
}
