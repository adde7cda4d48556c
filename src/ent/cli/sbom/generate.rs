//! `ent sbom generate`.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::{Args as ClapArgs, ValueEnum};
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use jiff::Timestamp;
use model::bom::{self, BomFormat, SpecVersion};
use model::packages::Scope;
use model::packages::materials::{Described, Materials, to_bom, write_json};
use model::packages::survey::installed::is_oci_layout;
use model::packages::survey::{Gap, GapKind};

use super::tree;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::progress::Progress;
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
    /// Write one document per service of ent.yaml into this directory
    #[arg(long, value_name = "DIR", conflicts_with_all = ["split", "output", "installed"])]
    per_service: Option<PathBuf>,
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
    let nothing = !materials.components.iter().any(|one| one.locked);
    let materials = materials.without(&omitted);
    let fallback = name_of(&session.root.join(&args.tree));
    let target = |path: Option<PathBuf>| Target { args, image, timestamp: &timestamp, quiet: global.quiet, path };
    // A document that people read on their terminal shows by itself how far it is.
    let elsewhere = args.output.is_some() || args.split.is_some() || args.per_service.is_some() || !std::io::stdout().is_terminal();
    let _progress = elsewhere.then(|| Progress::open(global, "writing"));
    if let Some(folder) = &args.per_service {
        return per_service(&session, folder, &materials, args.output_format, &target);
    }
    match (&args.split, &args.output) {
        (Some(folder), _) => split(&session, folder, &materials, args.output_format, &fallback, &target)?,
        (None, path) => target(path.as_ref().map(|path| session.root.join(path))).write(&materials, &fallback)?,
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

/// Where a document goes, and how it is written.
struct Target<'t> {
    args: &'t Args,
    image: bool,
    timestamp: &'t str,
    quiet: bool,
    /// Standard output, where there is none.
    path: Option<PathBuf>,
}

impl Target<'_> {
    fn write(&self, materials: &Materials, fallback: &str) -> Result<(), CliError> {
        let version = SpecVersion::parse(&self.args.spec).unwrap_or(SpecVersion::V1_6);
        let described = Described {
            kind: if self.image { "container" } else { "application" },
            fallback_name: fallback,
            timestamp: self.timestamp.to_owned(),
            tool_version: env!("CARGO_PKG_VERSION"),
            version,
        };
        if matches!(self.args.output_format, Form::CyclonedxJson) && version >= SpecVersion::V1_4 {
            return self.deliver(&|out| write_json(materials, &described, out));
        }
        let written = bom::write(&to_bom(materials, &described), self.args.output_format.format(), version)
            .map_err(|error| CliError::Output(error.to_string()))?;
        if !written.lost.is_empty() && !self.quiet {
            output::error(&format!("note: {} values have no place in this format, such as {}\n", written.lost.len(), written.lost[0].what));
        }
        self.deliver(&|out| out.write_all(written.text.as_bytes()))
    }

    fn deliver(&self, writing: &output::Writing<'_>) -> Result<(), CliError> {
        match &self.path {
            Some(path) => output::write_with(path, writing),
            None => output::print_with(writing),
        }
    }
}

/// One document per project: what its files hold, and nothing else.
fn split<'t>(
    session: &Session<'_>,
    folder: &Path,
    materials: &Materials,
    form: Form,
    fallback: &str,
    target: &dyn Fn(Option<PathBuf>) -> Target<'t>,
) -> Result<(), CliError> {
    let inside = session.root.join(folder);
    std::fs::create_dir_all(&inside).map_err(|error| CliError::Output(format!("{} cannot be made: {error}", folder.display())))?;
    for part in materials.split() {
        let place = part.projects.first().map_or("", |project| project.folder.as_str());
        let name = if place.is_empty() { fallback.to_owned() } else { place.replace('/', "-") };
        let path = inside.join(format!("{name}.{}", form.extension()));
        target(Some(path)).write(&part, name.rsplit('-').next().unwrap_or(&name))?;
    }
    Ok(())
}

/// One document per service that the configuration names. A service without a package, and a lock file of no service, are told.
fn per_service<'t>(
    session: &Session<'_>,
    folder: &Path,
    materials: &Materials,
    form: Form,
    target: &dyn Fn(Option<PathBuf>) -> Target<'t>,
) -> Result<ExitCode, CliError> {
    let services = session.config.services();
    if services.is_empty() {
        let help = "name them under `services:`, each with `name` and `paths`".to_owned();
        return Err(CliError::usage("ent.yaml names no service", help));
    }
    let inside = session.root.join(folder);
    std::fs::create_dir_all(&inside).map_err(|error| CliError::Output(format!("{} cannot be made: {error}", folder.display())))?;
    let (mut written, mut without, mut covered) = (0, Vec::new(), BTreeSet::new());
    for service in &services {
        let globs = globs(&service.paths)?;
        match materials.of_service(&service.name, |path| globs.is_match(path)).filter(|part| !part.components.is_empty()) {
            Some(part) => {
                covered.extend(part.projects.iter().flat_map(|project| project.files.iter().cloned()));
                let path = inside.join(format!("{}.{}", service.name.replace(['/', '\\'], "-"), form.extension()));
                target(Some(path)).write(&part, &service.name)?;
                written += 1;
            }
            None => without.push(service.name.clone()),
        }
    }
    let mut told: String =
        without.iter().map(|name| format!("warning: no lock file below the paths of the service `{name}` holds a package\n")).collect();
    let others = materials.projects.iter().flat_map(|project| &project.files).filter(|path| !covered.contains(*path));
    told.extend(others.map(|path| format!("warning: {path}: it belongs to no service, so its packages are in no document\n")));
    if !session.global.quiet {
        output::error(&crate::report::clean(&told));
    }
    match written {
        0 => Err(CliError::Nothing("no service has a lock file that holds a package".to_owned())),
        _ => Ok(ExitCode::PASSED),
    }
}

/// The paths of a service as one set of patterns.
fn globs(patterns: &[String]) -> Result<GlobSet, CliError> {
    let broken = |error: globset::Error| CliError::usage(format!("the paths of a service cannot be read: {error}"), None);
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(GlobBuilder::new(pattern.trim_start_matches("./")).literal_separator(true).build().map_err(broken)?);
    }
    set.build().map_err(broken)
}
