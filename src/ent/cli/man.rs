//! `ent man DIR`.

use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;

use super::error::CliError;
use super::global::Global;
use super::{ExitCode, output};

/// Arguments of `ent man`.
#[derive(ClapArgs)]
pub(super) struct Args {
    // Not named `directory`: that is what clap calls the value of -C.
    /// The directory to write `ent.1`, `ent-check.1` … to; it is made where it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let directory = global.directory.join(&args.folder);
    let fail = |why: std::io::Error| CliError::Output(format!("{} cannot be made: {why}", args.folder.display()));
    std::fs::create_dir_all(&directory).map_err(fail)?;
    let mut command = super::command();
    command.build();
    page(&command, "ent", &directory)?;
    Ok(ExitCode::PASSED)
}

fn page(command: &clap::Command, name: &str, directory: &Path) -> Result<(), CliError> {
    let mut text = Vec::new();
    let named = command.clone().name(name.to_string());
    clap_mangen::Man::new(named).render(&mut text).map_err(|why| CliError::Output(why.to_string()))?;
    output::write(&directory.join(format!("{name}.1")), &text)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        page(sub, &format!("{name}-{}", sub.get_name()), directory)?;
    }
    Ok(())
}
