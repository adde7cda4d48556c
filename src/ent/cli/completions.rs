//! `ent completions SHELL`.

use clap::Args as ClapArgs;
use clap_complete::Shell;

use super::error::CliError;
use super::{ExitCode, output};

/// Arguments of `ent completions`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(args: &Args) -> Result<ExitCode, CliError> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "ent", &mut text);
    output::print(&String::from_utf8_lossy(&text))?;
    Ok(ExitCode::PASSED)
}
