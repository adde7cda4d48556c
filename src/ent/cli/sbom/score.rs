//! `ent sbom score`: how good a document is, by a profile or by weights.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args as ClapArgs;
use gate_security::sbom::score::{self, Profile};
use rule::{Context, Gate, Measure, Severity, Sink};

use super::documents;
use crate::cli::ExitCode;
use crate::cli::error::CliError;
use crate::cli::global::Global;
use crate::cli::session::Session;

/// Arguments of `ent sbom score`.
#[derive(ClapArgs)]
#[command(
    after_help = "With --profile ntia, cisa-2025 or bsi-2.1 a document is judged by what that authority asks for;\nwithout one by the weighted quality score, with a grade."
)]
pub(super) struct Args {
    /// The documents
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Fail below this score
    #[arg(long, value_name = "0-10", value_parser = ten)]
    min_score: Option<f64>,
}

fn ten(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|score| (0.0..=10.0).contains(score)).ok_or_else(|| "a score is a number from 0 to 10".into())
}

pub(super) fn run(args: &Args, global: &Global) -> Result<ExitCode, CliError> {
    let began = Instant::now();
    // The word after --profile is an authority here; any other one is a profile of the configuration, as everywhere.
    let profile = global.profile.as_deref().and_then(Profile::parse);
    let global = &Global { profile: global.profile.clone().filter(|_| profile.is_none()), ..global.clone() };
    let session = Session::open(global)?;
    let (run, paths) = documents::run_over(&session, &args.files)?;
    let cx = Context::new(&run, gate_security::Sbom::INFO.name);
    let mut told = Vec::new();
    let outcome = rule::judge_with(&gate_security::Sbom::INFO, &cx, |sink| {
        for path in &paths {
            match gate_security::sbom::open(&cx, path) {
                Ok(opened) => told.extend(judge(args, profile, path, &opened, sink, cx.text(path)?, paths.len() > 1)),
                Err(why) => cx.not_judged(why),
            }
        }
        Ok(())
    });
    let report = session.conclude_verb(&run, outcome, u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX))?;
    if !global.quiet {
        crate::cli::output::error(&crate::report::clean(&told.concat()));
    }
    session.finish(&report, Some(&run), Vec::new())
}

/// One document; what people are told beside the report.
fn judge(
    args: &Args,
    profile: Option<Profile>,
    path: &str,
    opened: &model::bom::Opened<'_>,
    sink: &mut Sink,
    source: &document::Source,
    many: bool,
) -> Option<String> {
    let name = gate_security::Sbom::INFO.name;
    let score = score::score(opened, profile);
    let label = |measure: Measure| {
        let measure = measure.label("profile", profile.map_or("quality", Profile::as_str));
        if many { measure.label("document", path) } else { measure }
    };
    let Some(value) = score.value else {
        sink.measure(label(Measure::unknown(name, "score", "score", "the document cannot be read as a bill of materials")));
        sink.not_judged(rule::NotJudged::input(path, "it is no bill of materials; `ent sbom validate` says more"));
        return None;
    };
    let grade = if profile.is_none() { format!(", grade {}", score::grade(value)) } else { String::new() };
    let total = label(Measure::known(name, "score", value, "score"));
    let total = if profile.is_none() { total.label("grade", score::grade(value)) } else { total };
    sink.measure(match args.min_score {
        Some(least) => total.limit(rule::Op::AtLeast, least),
        None => total,
    });
    for category in &score.categories {
        let measure = category.value.map_or_else(
            || Measure::unknown(name, &format!("score_{}", category.name), "score", "none of its features applies"),
            |value| Measure::known(name, &format!("score_{}", category.name), value, "score"),
        );
        sink.measure(label(measure));
    }
    // What an authority demands is missed where it is missing; the weighted score only advises.
    score::report(&score, opened, source, None, sink, profile.is_none().then_some(Severity::Info));
    if let Some(least) = args.min_score {
        sink.rule("sbom/score-below-threshold", Severity::Error);
        gate_security::sbom::below(path, value, least, sink);
    }
    Some(format!("{path}: score {value:.2} of 10{grade}\n"))
}
