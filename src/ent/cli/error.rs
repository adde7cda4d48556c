//! Everything a verb can fail with before there is a report, and its exit code.

use std::fmt::Write;

use document::{Source, SyntaxError};
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};
use rule::NotJudged;

use super::global::Global;
use super::output;
use crate::config::ConfigError;
use crate::engine::ExitCode;
use crate::report::{clean, masked};

/// Why a verb ended without a report.
#[derive(Debug)]
pub(crate) enum CliError {
    /// A mistake in the arguments: exit 2.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        help: Option<String>,
    },
    /// A mistake in the configuration, a rule of the user's or a waiver: exit 2.
    Config(ConfigError),
    /// An input that cannot be read: exit 3.
    Input(NotJudged),
    /// An input that is not what it should be, told with its place: exit 3.
    Broken(String),
    /// Nothing to do: exit 4.
    Nothing(String),
    /// An output that cannot be written: exit 2.
    Output(String),
    /// Whoever read our output went away: not our business.
    ClosedPipe,
}

impl CliError {
    /// A mistake in the arguments.
    pub(crate) fn usage(message: impl Into<String>, help: impl Into<Option<String>>) -> Self {
        CliError::Usage { message: message.into(), help: help.into() }
    }

    /// Tells the user and gives the exit code.
    pub(crate) fn report(self, global: &Global) -> ExitCode {
        let (code, message, help) = match self {
            CliError::ClosedPipe => return ExitCode::PASSED,
            CliError::Usage { message, help } => (ExitCode::USAGE, message, help),
            CliError::Output(message) => (ExitCode::USAGE, message, None),
            CliError::Input(why) => (ExitCode::INCONCLUSIVE, why.to_string(), None),
            CliError::Broken(message) => (ExitCode::INCONCLUSIVE, message, None),
            CliError::Nothing(message) => (if global.allow_empty { ExitCode::PASSED } else { ExitCode::NOTHING }, message, None),
            CliError::Config(error) => match error.at {
                Some(at) => {
                    output::error(&with_caret(&at.0, &at.1));
                    return ExitCode::USAGE;
                }
                None => (ExitCode::USAGE, error.message, error.help),
            },
        };
        let mut text = format!("error: {}\n", clean(&message));
        if let Some(help) = help {
            let _ = writeln!(text, "  help: {}", clean(&help));
        }
        output::error(&text);
        code
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        CliError::Config(error)
    }
}

impl From<NotJudged> for CliError {
    fn from(why: NotJudged) -> Self {
        CliError::Input(why)
    }
}

/// `file:line:column`, the line itself, and a caret.
fn with_caret(error: &SyntaxError, source: &Source) -> String {
    let mut diagnostic = MietteDiagnostic::new(clean(&error.to_string()).into_owned());
    diagnostic.help = error.help.as_deref().map(|help| clean(help).into_owned());
    let span = (error.span.start as usize, (error.span.len() as usize).max(1));
    diagnostic.labels = Some(vec![LabeledSpan::new_with_span(None, span)]);
    let report = miette::Report::new(diagnostic).with_source_code(NamedSource::new(source.path(), clean(&masked(source)).into_owned()));
    let mut text = String::from("error: the configuration cannot be used\n");
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_links(false);
    if handler.render_report(&mut text, report.as_ref()).is_err() {
        let _ = writeln!(text, "{error}");
    }
    text
}
