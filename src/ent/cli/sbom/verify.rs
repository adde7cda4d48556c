//! `ent sbom verify`.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;
use rule::NotJudged;

use super::tree;
use crate::cli::ExitCode;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::session::Session;

/// Arguments of `ent sbom verify`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The bill of materials
    #[arg(value_name = "SBOM")]
    document: PathBuf,
    /// The directory whose lock files it should follow from
    #[arg(value_name = "DIR", default_value = ".")]
    tree: PathBuf,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    let session = Session::open(global)?;
    let materials = tree::materials(&session, &args.tree)?;
    if let Some(gap) = materials.gaps.iter().find(|gap| gap.kind.is_defect()) {
        return Err(NotJudged::Input { path: gap.path.clone(), position: gap.position, why: gap.message.clone() }.into());
    }
    if materials.components.is_empty() {
        return Err(CliError::Nothing(format!("no lock file below {} holds a package", args.tree.display())));
    }
    let run = session.run(Vec::new(), None)?;
    let shown = session.name_file(&run, &args.document);
    let outcome = gate_security::sbom::verify(&run, &shown, &materials);
    let report = session.conclude_verb(&run, outcome, began.elapsed().as_millis() as u64)?;
    session.finish(&report, Some(&run), Vec::new())
}
