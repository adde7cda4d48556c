//! OpenMetrics text, for Prometheus and everything that reads it.

use std::collections::BTreeMap;
use std::fmt::Write;

use rule::Measure;

/// One family of metrics.
pub struct Family {
    /// Name.
    pub name: String,
    /// `gauge`, `counter` or `histogram`.
    pub kind: &'static str,
    /// Unit, which the name ends with; empty: none.
    pub unit: &'static str,
    /// What it is.
    pub help: String,
    /// Its samples.
    pub samples: Vec<Sample>,
}

/// One sample of a family.
pub struct Sample {
    /// What follows the name of the family: ``, `_total`, `_bucket` …
    pub suffix: &'static str,
    /// Labels, in order.
    pub labels: Vec<(String, String)>,
    /// Value.
    pub value: f64,
}

pub(super) fn render(measures: &[Measure]) -> String {
    let mut by_name: BTreeMap<String, Vec<&Measure>> = BTreeMap::new();
    for measure in measures {
        by_name.entry(format!("ent_{}_{}", word(&measure.gate), word(&measure.name))).or_default().push(measure);
    }
    let sample = |measure: &&Measure| {
        let labels = measure.labels.iter().map(|(name, value)| (word(name), value.clone())).collect();
        measure.value.map(|value| Sample { suffix: "", labels, value })
    };
    let family = |(name, measures): (String, Vec<&Measure>)| {
        let (gate, unit) = (&measures[0].gate, &measures[0].unit);
        let help = format!("{} of the gate {gate}, in {unit}", measures[0].name);
        Family { name, kind: "gauge", unit: "", help, samples: measures.iter().filter_map(sample).collect() }
    };
    families(&by_name.into_iter().map(family).collect::<Vec<_>>())
}

/// The text of families; it ends with `# EOF`. A family without a known sample is not written: unknown is not 0.
pub fn families(families: &[Family]) -> String {
    let mut text = String::new();
    for family in families.iter().filter(|family| !family.samples.is_empty()) {
        let name = &family.name;
        let _ = writeln!(text, "# TYPE {name} {}", family.kind);
        if !family.unit.is_empty() {
            let _ = writeln!(text, "# UNIT {name} {}", family.unit);
        }
        let _ = writeln!(text, "# HELP {name} {}", escape(&family.help));
        for sample in &family.samples {
            let labels: Vec<String> = sample.labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escape(value))).collect();
            let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
            let _ = writeln!(text, "{name}{}{labels} {}", sample.suffix, sample.value);
        }
    }
    text.push_str("# EOF\n");
    text
}

fn word(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_labels_are_escaped_and_the_unknown_is_left_out() {
        let known = Measure::known("api-diff", "breaking", 2.0, "count").label("file", "a\"b");
        let text = render(&[known, Measure::unknown("dora", "rework_rate", "ratio", "no data")]);
        let expected = "# TYPE ent_api_diff_breaking gauge\n# HELP ent_api_diff_breaking breaking of the gate api-diff, in count\n\
                        ent_api_diff_breaking{file=\"a\\\"b\"} 2\n# EOF\n";
        assert_eq!(text, expected);
    }
}
