//! `ent dora report`.

use clap::Args as ClapArgs;
use gate_delivery::Dora;
use rule::Of;

use super::super::error::CliError;
use super::super::global::Global;
use super::figures::Board;
use super::source::Source;
use super::{by_metric, metrics, text};
use crate::engine::{ExitCode, Request};
use crate::report::{Format, View};

/// Arguments of `ent dora report`.
#[derive(ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    source: Source,
    /// Show one metric of all services side by side, with what explains it; repeatable
    #[arg(long, value_name = "METRIC", value_parser = ["lead-time", "frequency", "recovery", "fail-rate", "rework", "restore"])]
    metric: Vec<String>,
    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let loaded = args.source.load(global)?;
    let session = &loaded.session;
    let requests = [Request { gate: &Of(Dora), extra: Vec::new(), required: true }];
    let report = session.judge(&loaded.run, &requests)?;
    let board = loaded.delivered.as_ref().ok().and_then(|delivered| Board::new(delivered, &report.measures, args.ascii));
    let own = |format: Format, view: &View<'_>| {
        let board = board.as_ref()?;
        match format {
            Format::Terminal | Format::Table if !view.look.quiet && !args.metric.is_empty() => {
                Some(by_metric::terminal(board, &args.metric, view))
            }
            Format::Markdown if !args.metric.is_empty() => Some(by_metric::markdown(board, &args.metric)),
            Format::Terminal | Format::Table if !view.look.quiet => Some(text::terminal(board, view)),
            Format::Markdown => Some(text::markdown(board, view)),
            Format::Csv => Some(metrics::csv(board)),
            Format::Openmetrics => Some(metrics::openmetrics(board)),
            Format::Grafana => Some(metrics::grafana()),
            _ => None,
        }
    };
    session.finish_with(&report, Some(&loaded.run), vec!["ent dora explain change_lead_time_median".into()], &own)
}
