//! The options of every verb.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use crate::config::Choice;
use crate::report::Output;

/// Options that every verb understands.
#[derive(Args, Debug, Clone)]
pub(crate) struct Global {
    /// Work as if started in this directory
    #[arg(
        short = 'C',
        long = "directory",
        value_name = "DIR",
        global = true,
        default_value = ".",
        help_heading = "Input",
        hide_default_value = true
    )]
    pub(crate) directory: PathBuf,
    /// Read this configuration file
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        env = "ENT_CONFIG",
        conflicts_with = "no_config",
        help_heading = "Input",
        hide_env_values = true
    )]
    pub(crate) config: Option<PathBuf>,
    /// Read no configuration file
    #[arg(long, global = true, help_heading = "Input")]
    pub(crate) no_config: bool,
    /// Use a profile of the configuration; `enterprise` switches every rule on
    #[arg(long, value_name = "NAME", global = true, help_heading = "Input")]
    pub(crate) profile: Option<String>,
    /// Write the result in this format, to a file with =PATH; repeatable
    #[arg(long, value_name = "NAME[=PATH]", global = true, help_heading = "Output")]
    pub(crate) format: Vec<Output>,
    /// What the SARIF holds: everything, or what GitHub's code scanning reads
    #[arg(long, value_name = "PROFILE", global = true, value_parser = ["full", "github"], default_value = "full", help_heading = "Output", hide_default_value = true)]
    pub(crate) sarif_profile: String,
    /// The lightest severity that fails a gate
    #[arg(long, value_name = "SEVERITY", global = true, value_parser = ["error", "warning", "never"], help_heading = "Verdict")]
    pub(crate) fail_on: Option<String>,
    /// Require every gate that applies
    #[arg(long, global = true, help_heading = "Verdict")]
    pub(crate) strict: bool,
    /// Let nothing to check be exit code 0
    #[arg(long, global = true, help_heading = "Verdict")]
    pub(crate) allow_empty: bool,
    /// Run these rules only; repeatable
    #[arg(long, value_name = "RULE|GATE/*", global = true, help_heading = "Verdict")]
    pub(crate) select: Vec<String>,
    /// Leave these rules out; repeatable
    #[arg(long, value_name = "RULE|GATE/*", global = true, help_heading = "Verdict")]
    pub(crate) ignore: Vec<String>,
    /// Read the baseline from here instead of .ent/baseline.json
    #[arg(long, value_name = "FILE", global = true, help_heading = "Verdict")]
    pub(crate) baseline: Option<PathBuf>,
    /// Use no network
    #[arg(long, global = true, env = "ENT_OFFLINE", value_parser = clap::builder::FalseyValueParser::new(), help_heading = "Network", hide_env_values = true)]
    pub(crate) offline: bool,
    /// The time of the run, RFC 3339
    #[arg(long, value_name = "TIME", global = true, help_heading = "Verdict")]
    pub(crate) now: Option<Timestamp>,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, value_parser = ["auto", "always", "never"], default_value = "auto", help_heading = "Output", hide_default_value = true)]
    pub(crate) color: String,
    /// Show no progress
    #[arg(long, global = true, help_heading = "Output")]
    pub(crate) no_progress: bool,
    /// Print the verdict only
    #[arg(short, long, global = true, help_heading = "Output")]
    pub(crate) quiet: bool,
    /// Show every finding and every gate
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Output")]
    pub(crate) verbose: u8,
}

impl Global {
    /// The time of the run: `--now`, else the clock.
    pub(crate) fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }

    /// Where the configuration comes from.
    pub(crate) fn config_choice(&self) -> Choice {
        Choice { file: self.config.clone(), none: self.no_config, profile: self.profile.clone() }
    }

    /// The outputs asked for; the terminal where none was.
    pub(crate) fn outputs(&self) -> Vec<Output> {
        if self.format.is_empty() {
            return vec![Output { format: crate::report::Format::Terminal, path: None }];
        }
        self.format.clone()
    }

    /// Whether standard output belongs to a machine.
    pub(crate) fn stdout_is_machine(&self) -> bool {
        self.format.iter().any(|output| output.path.is_none() && output.format.is_machine())
    }

    /// Whether people's outputs on standard output are coloured: `--color`, then `NO_COLOR`, `CLICOLOR_FORCE`, then the terminal.
    pub(crate) fn color(&self) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
        match self.color.as_str() {
            "always" => true,
            "never" => false,
            _ if std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) => false,
            _ if set("CLICOLOR_FORCE") || set("FORCE_COLOR") => true,
            _ => std::io::IsTerminal::is_terminal(&std::io::stdout()) && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }
}
