//! Tables of levels: what the reports of single years call elite, high, medium and low, with the source of every table.

use document::{Document, Node, Span, SyntaxError};
use rule::strict;

use super::super::duration;
use super::super::measures::{Value, find, higher_is_better};

/// Where the numbers of a table come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// They stand in the report.
    Report,
    /// Somebody filled the gaps between the clusters of the report.
    Interpolated,
    /// Accounts of others, not compared with the report.
    Secondary,
    /// They are a team's own.
    Own,
}

const PROVENANCES: [(&str, Provenance); 4] = [
    ("report", Provenance::Report),
    ("interpolated", Provenance::Interpolated),
    ("secondary", Provenance::Secondary),
    ("own", Provenance::Own),
];

impl Provenance {
    /// The spelling of the file.
    pub fn name(self) -> &'static str {
        PROVENANCES.iter().find(|(_, own)| *own == self).map_or("own", |(name, _)| name)
    }
}

/// One cluster's range of a metric.
#[derive(Debug, Clone, PartialEq)]
struct Cell {
    level: usize,
    /// The measure looked at, where it is not the metric itself.
    of: Option<String>,
    range: Range,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Range {
    /// From (included) to (excluded).
    Between(f64, f64),
    /// Only the mean of the cluster is published.
    Mean,
}

/// A table of levels.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its name on the command line.
    pub name: String,
    /// Year of the report.
    pub year: Option<i64>,
    /// Where its numbers come from; `None` where a file does not say it.
    pub source: Option<Provenance>,
    /// What to cite.
    pub citation: String,
    /// Whether a single metric gives a level; otherwise only all together do.
    pub single: bool,
    /// Levels, best first.
    pub levels: Vec<String>,
    metrics: Vec<(String, Vec<Cell>)>,
}

/// Where a value lies in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// In the ranges of these levels, best first.
    In(Vec<usize>),
    /// In no range: the table has a gap there.
    Gap,
    /// The report publishes only the mean of each cluster.
    OnlyMeans,
    /// The table has no such metric.
    NoSuchMetric,
    /// The metric is not known.
    Unknown,
    /// Too few samples for a level.
    LowN,
}

/// What is wrong with a table of a user's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: Span,
    /// What.
    pub message: String,
}

impl Table {
    /// Reads a table and says what is wrong with it as a scale.
    ///
    /// # Errors
    /// A key that nobody knows, a value that is none.
    pub fn read(document: &Document) -> Result<(Table, Vec<Fault>), SyntaxError> {
        let root = strict::mapping(document.root(), "DoraLevels")?;
        strict::check_keys(root, &["apiVersion", "kind", "name", "year", "source", "citation", "use", "levels", "shares", "metrics"])?;
        let levels = strict::texts(strict::required(root, "levels")?, "levels")?;
        let mut metrics = Vec::new();
        let body = strict::mapping(strict::required(root, "metrics")?, "metrics")?;
        strict::check_keys(body, &METRICS)?;
        for entry in body.entries() {
            metrics.push((entry.name().to_string(), cells(entry.value, entry.name(), &levels)?));
        }
        let text = |key: &str| root.get(key).map(|node| node.text().to_string()).unwrap_or_default();
        let table = Table {
            name: text("name"),
            year: root.get("year").and_then(Node::as_i64),
            source: root.get("source").map(provenance).transpose()?,
            citation: text("citation"),
            single: root.get("use").map_or(Ok(true), single)?,
            levels,
            metrics,
        };
        let faults = table.faults(root, body);
        Ok((table, faults))
    }

    fn faults(&self, root: Node<'_>, metrics: Node<'_>) -> Vec<Fault> {
        let at = |node: Node<'_>| node.span();
        let mut faults = Vec::new();
        if self.source.is_none() || self.citation.is_empty() {
            faults.push(Fault { at: at(root), message: "a table of levels needs `source` and `citation`: nobody can check it".into() });
        }
        for (name, cells) in self.metrics.iter().filter(|_| self.single) {
            if !is_monotone(name, cells) {
                let message = format!(
                    "the levels of `{name}` are not in order or overlap: one metric alone cannot give a level (`use: together` takes all metrics at once)"
                );
                faults.push(Fault { at: metrics.get(name).map_or(at(root), at), message });
            }
        }
        faults
    }

    /// Where the value of a metric lies.
    pub fn place(&self, name: &str, values: &[Value]) -> Placed {
        let Some((_, cells)) = self.metrics.iter().find(|(metric, _)| metric == name) else { return Placed::NoSuchMetric };
        let Some(own) = find(values, name).filter(|value| value.value.is_some()) else { return Placed::Unknown };
        if own.is_low_n() && name != "deployment_frequency_per_week" {
            return Placed::LowN;
        }
        if cells.iter().any(|cell| cell.range == Range::Mean) {
            return Placed::OnlyMeans;
        }
        let holds = |cell: &&Cell| {
            let value = find(values, cell.of.as_deref().unwrap_or(name)).and_then(|value| value.value);
            // A rate of 15 % lies in "up to 15 %", a time of one hour is not "less than one hour".
            let inside = |from: f64, to: f64, value: f64| from <= value && (value < to || (value == to && name.ends_with("_rate")));
            matches!((cell.range, value), (Range::Between(from, to), Some(value)) if inside(from, to, value))
        };
        let mut levels: Vec<usize> = cells.iter().filter(holds).map(|cell| cell.level).collect();
        levels.sort_unstable();
        // A cell of another measure wins over the ranges below it, which are open towards it.
        if self.single {
            levels.truncate(1);
        }
        if levels.is_empty() { Placed::Gap } else { Placed::In(levels) }
    }

    /// The level that the ranges of all metrics of the table share; `None` unless every metric is known, placed, and one level is left.
    pub fn overall(&self, values: &[Value]) -> Option<&str> {
        let mut left: Vec<usize> = (0..self.levels.len()).collect();
        for (name, _) in &self.metrics {
            match self.place(name, values) {
                Placed::In(levels) => left.retain(|level| levels.contains(level)),
                // Nothing is known of the cluster's range: the others decide.
                Placed::OnlyMeans => {}
                _ => return None,
            }
        }
        match left.as_slice() {
            [one] => self.levels.get(*one).map(String::as_str),
            _ => None,
        }
    }

    /// The place in words.
    pub fn words(&self, placed: &Placed) -> String {
        match placed {
            Placed::In(levels) => {
                let names: Vec<&str> = levels.iter().filter_map(|level| self.levels.get(*level)).map(String::as_str).collect();
                names.join(" or ")
            }
            Placed::Gap => "between levels".into(),
            Placed::OnlyMeans => "no ranges".into(),
            Placed::NoSuchMetric => String::new(),
            Placed::Unknown => String::new(),
            Placed::LowN => "few samples".into(),
        }
    }
}

/// The metrics that a table may have.
const METRICS: [&str; 5] = super::super::measures::FIVE;

fn provenance(node: Node<'_>) -> Result<Provenance, SyntaxError> {
    let known = PROVENANCES.iter().find(|(name, _)| *name == node.text());
    known.map(|(_, own)| *own).ok_or_else(|| strict::error_at(node, "`source` takes report, interpolated, secondary or own", None))
}

fn single(node: Node<'_>) -> Result<bool, SyntaxError> {
    match node.text() {
        "single" => Ok(true),
        "together" => Ok(false),
        _ => Err(strict::error_at(node, "`use` takes single or together", None)),
    }
}

fn cells(node: Node<'_>, metric: &str, levels: &[String]) -> Result<Vec<Cell>, SyntaxError> {
    let known: Vec<&str> = levels.iter().map(String::as_str).collect();
    strict::check_keys(strict::mapping(node, metric)?, &known)?;
    let mut cells = Vec::new();
    for (level, name) in levels.iter().enumerate() {
        let Some(body) = node.get(name) else { continue };
        strict::check_keys(strict::mapping(body, name)?, &["min", "max", "mean", "of"])?;
        let number = |key: &str| body.get(key).map(number).transpose();
        let range = match body.get("mean") {
            Some(_) => Range::Mean,
            None => Range::Between(number("min")?.unwrap_or(0.0), number("max")?.unwrap_or(f64::INFINITY)),
        };
        cells.push(Cell { level, of: body.get("of").map(|of| of.text().to_string()), range });
    }
    Ok(cells)
}

fn number(node: Node<'_>) -> Result<f64, SyntaxError> {
    let number = node.as_f64().or_else(|| duration::seconds(node.text())).filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| strict::error_at(node, "a limit is a number or a duration such as P1D", None))
}

/// Whether the ranges follow each other from the best level to the worst without overlap.
fn is_monotone(metric: &str, cells: &[Cell]) -> bool {
    let rises = higher_is_better(metric) == Some(true);
    cells.windows(2).all(|pair| match (pair[0].range, pair[1].range) {
        (Range::Between(better_from, better_to), Range::Between(from, to)) => match (pair[0].of == pair[1].of, rises) {
            // Measured by two things: nothing to compare.
            (false, _) => true,
            (true, true) => to <= better_from,
            (true, false) => better_to <= from,
        },
        _ => false,
    })
}
