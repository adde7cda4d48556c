//! For people: findings worst first with carets, one line per gate, one verdict.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeStyles};
use rule::{Finding, MeasureStatus, Severity};

use super::View;
use super::clean::{clean, one_line};
use super::excerpt::Excerpt;
use crate::engine::{GateReport, Report, Status, Verdict};

/// How many findings the first screen shows.
const SHOWN: usize = 10;

pub(super) fn render(view: &View<'_>) -> String {
    let mut out = String::new();
    if !view.look.quiet {
        findings(view, &mut out);
    }
    close(view, &mut out);
    out
}

/// What stands below the findings: measures, gates, verdict, what was not judged, what to do next.
pub(super) fn close(view: &View<'_>, out: &mut String) {
    if !view.look.quiet {
        measures(view, out);
        gates(view, out);
    }
    let _ = writeln!(out, "{}", paint(view, verdict_style(view.report.verdict), &verdict_line(view.report)));
    if !view.look.quiet {
        not_judged(view, out);
        for command in &view.look.next {
            let _ = writeln!(out, "  next: {command}");
        }
    }
}

/// The verdict in one line: what passed or failed, and how much was not judged.
pub(super) fn verdict_line(report: &Report) -> String {
    let with = |status: Status| report.gates.iter().filter(|gate| gate.status == status).count();
    let (failed, inconclusive) = (with(Status::Failed), with(Status::Inconclusive));
    let partial = report.gates.iter().filter(|gate| is_partial(gate)).count();
    let mut parts = vec![match report.verdict {
        Verdict::Passed => "passed".to_string(),
        Verdict::Failed => format!("failed: {} failed", plural(failed, "gate")),
        Verdict::Inconclusive => format!("inconclusive: {} could not judge", plural(inconclusive, "gate")),
        Verdict::NothingToCheck => "nothing to check".to_string(),
    }];
    if report.verdict == Verdict::Failed && inconclusive > 0 {
        parts.push(format!("{inconclusive} inconclusive"));
    }
    if partial > 0 {
        parts.push(format!("{partial} not judged"));
    }
    let (waived, baselined, ignored) = report.gates.iter().fold((0, 0, 0), |(waived, baselined, ignored), gate| {
        (waived + gate.counts.waived, baselined + gate.counts.baselined, ignored + gate.counts.ignored)
    });
    for (count, word) in [(waived, "waived"), (baselined, "in the baseline"), (ignored, "ignored")] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    format!("{} (exit {})", parts.join(", "), report.exit_code.0)
}

fn is_partial(gate: &GateReport) -> bool {
    gate.reason.as_deref().is_some_and(|reason| reason.contains("not judged: ")) && gate.status != Status::Inconclusive
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn findings(view: &View<'_>, out: &mut String) {
    let open = view.worst_first();
    let shown = if view.look.verbose { open.len() } else { open.len().min(SHOWN) };
    let handler = handler(view);
    for finding in &open[..shown] {
        let card = Card::new(view, finding);
        if handler.render_report(out, &card).is_err() {
            let _ = writeln!(out, "{} {}", finding.severity, finding.message);
        }
        out.push('\n');
    }
    if shown < open.len() {
        rest(view, &open[shown..], out);
    }
}

/// What did not fit: every rule with its count and first place.
fn rest(view: &View<'_>, findings: &[&Finding], out: &mut String) {
    let mut rules: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        rules.entry((std::cmp::Reverse(finding.severity), &finding.rule)).or_default().push(finding);
    }
    let _ = writeln!(out, "… and {} more (-v shows all):", findings.len());
    for ((severity, rule), found) in rules {
        let at = &found[0].location;
        let place = at.line.map_or_else(|| at.path.clone(), |line| format!("{}:{line}", at.path));
        let times = if found.len() > 1 { format!(" × {}", found.len()) } else { String::new() };
        let _ = writeln!(
            out,
            "  {} {rule}{times}  {}",
            paint(view, severity_style(severity.0), &format!("{:<7}", severity.0)),
            one_line(&place)
        );
    }
    out.push('\n');
}

/// One finding as miette shows it.
struct Card {
    title: String,
    severity: Severity,
    label: String,
    excerpt: Option<Excerpt>,
    help: Option<String>,
}

impl Card {
    fn new(view: &View<'_>, finding: &Finding) -> Self {
        let at = &finding.location;
        let source = view.store.and_then(|store| store.known_source(&at.path));
        let excerpt = source.zip(at.span).map(|(source, span)| Excerpt::around(source, span));
        let mut help: Vec<String> = view.help(finding).iter().map(|help| clean(help).into_owned()).collect();
        for related in &finding.related {
            let at = &related.location;
            let place = match (at.line, at.column) {
                (Some(line), Some(column)) => format!("{}:{line}:{column}", at.path),
                _ => at.path.clone(),
            };
            help.push(format!("see {}: {}", one_line(&place), one_line(&related.message)));
        }
        let place = match (&excerpt, at.line) {
            (Some(_), _) => String::new(),
            (None, Some(line)) => format!("\n{}:{line}", one_line(&at.path)),
            (None, None) => format!("\n{}", one_line(&at.path)),
        };
        Card {
            title: format!("{}{place}", clean(&finding.message)),
            severity: finding.severity,
            label: finding.rule.to_string(),
            excerpt,
            help: (!help.is_empty()).then(|| help.join("\n")),
        }
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.label)
    }
}

impl std::error::Error for Card {}

impl Diagnostic for Card {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(&self.label))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Info => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let mark = self.excerpt.as_ref()?.mark;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(None, mark))))
    }
}

fn handler(view: &View<'_>) -> GraphicalReportHandler {
    let mut theme = GraphicalTheme::unicode();
    theme.styles = if view.look.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(theme).with_width(view.look.width.clamp(40, 140)).with_links(false)
}

fn measures(view: &View<'_>, out: &mut String) {
    let shown: Vec<_> = view.report.measures.iter().filter(|measure| view.look.verbose || measure.limit.is_some()).collect();
    for measure in &shown {
        let labels: Vec<String> = measure.labels.iter().map(|(name, value)| format!("{name}={}", one_line(value))).collect();
        let value = match (measure.value, &measure.reason) {
            (Some(value), _) => format!("{} {}", number(value), measure.unit),
            (None, reason) => format!("unknown ({})", reason.as_deref().unwrap_or("no reason given")),
        };
        let limit = measure.limit.map_or(String::new(), |limit| {
            let op = if limit.op == rule::Op::AtMost { "≤" } else { "≥" };
            let word = match measure.status {
                MeasureStatus::Met => "met",
                MeasureStatus::Missed => "missed",
                _ => "not judged",
            };
            format!("  target {op} {} {word}", number(limit.value))
        });
        let _ = writeln!(
            out,
            "  {} {} {}{}",
            measure.gate,
            measure.name,
            if labels.is_empty() { value } else { format!("[{}] {value}", labels.join(" ")) },
            limit
        );
    }
    if !shown.is_empty() {
        out.push('\n');
    }
}

pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value:.3}") }
}

fn gates(view: &View<'_>, out: &mut String) {
    let shown = |gate: &&GateReport| view.look.verbose || gate.status != Status::Skipped || gate.required || is_partial(gate);
    let mut absent = 0;
    let width = view.report.gates.iter().map(|gate| gate.gate.len()).max().unwrap_or(0);
    for gate in &view.report.gates {
        if !shown(&gate) {
            absent += 1;
            continue;
        }
        let (mark, style) = match gate.status {
            Status::Passed => ("✓", "32"),
            Status::Failed => ("✗", "31"),
            Status::Inconclusive => ("?", "33"),
            Status::Skipped => ("-", "2"),
        };
        let _ = writeln!(out, "{} {:<width$}  {:<12}  {}", paint(view, style, mark), gate.gate, gate.status.as_str(), counts(gate));
    }
    if absent > 0 {
        let _ = writeln!(out, "- {} found nothing of their kind (-v lists them)", plural(absent, "gate"));
    }
    out.push('\n');
}

fn counts(gate: &GateReport) -> String {
    let counts = &gate.counts;
    let named = [(counts.error, "error"), (counts.warning, "warning"), (counts.info, "note")];
    let mut parts: Vec<String> = named.iter().filter(|(count, _)| *count > 0).map(|(count, word)| plural(*count, word)).collect();
    let states = [(counts.waived, "waived"), (counts.baselined, "baselined"), (counts.ignored, "ignored")];
    parts.extend(states.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")));
    if !gate.inputs.is_empty() {
        parts.push(format!("{} read", plural(gate.inputs.len(), "file")));
    }
    if gate.status == Status::Skipped && gate.inputs.is_empty() {
        parts.extend(gate.reason.as_deref().map(one_line));
    }
    parts.join(", ")
}

fn not_judged(view: &View<'_>, out: &mut String) {
    for gate in &view.report.gates {
        let told = gate.status == Status::Inconclusive || is_partial(gate) || (gate.required && gate.status == Status::Skipped);
        if let (true, Some(reason)) = (told, &gate.reason) {
            let _ = writeln!(out, "  {}: {}", gate.gate, one_line(reason));
        }
    }
}

/// Text in the colour of a severity.
pub(super) fn in_severity(view: &View<'_>, severity: Severity, text: &str) -> String {
    paint(view, severity_style(severity), text)
}

fn severity_style(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "31",
        Severity::Warning => "33",
        Severity::Info => "36",
    }
}

fn verdict_style(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Passed => "1;32",
        Verdict::Failed => "1;31",
        Verdict::Inconclusive | Verdict::NothingToCheck => "1;33",
    }
}

fn paint(view: &View<'_>, style: &str, text: &str) -> String {
    if view.look.color { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_string() }
}
