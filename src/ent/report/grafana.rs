//! A Grafana dashboard over the names of the OpenMetrics output, ready to be imported.

use std::collections::BTreeMap;

use rule::Measure;
use serde_json::{Value, json};

/// One panel.
pub struct Panel {
    /// Heading.
    pub title: String,
    /// What it shows and how to read it.
    pub description: String,
    /// `stat`, `timeseries` or `table`.
    pub kind: &'static str,
    /// PromQL with its legend.
    pub queries: Vec<(String, String)>,
    /// Unit as Grafana calls it: `s`, `percentunit`, `short` …
    pub unit: &'static str,
    /// Width in 24ths.
    pub width: u32,
}

pub(super) fn render(measures: &[Measure]) -> String {
    let mut names: BTreeMap<String, &Measure> = BTreeMap::new();
    let word = |text: &str| text.replace('-', "_");
    for measure in measures {
        names.entry(format!("ent_{}_{}", word(&measure.gate), word(&measure.name))).or_insert(measure);
    }
    let panel = |(name, measure): (String, &Measure)| Panel {
        title: format!("{}: {}", measure.gate, measure.name.replace('_', " ")),
        description: format!("`{name}` as `ent … --format openmetrics` writes it, in {}.", measure.unit),
        kind: "timeseries",
        queries: vec![(name, "{{service}}".into())],
        unit: match measure.unit.as_str() {
            "s" => "s",
            "ratio" => "percentunit",
            "bytes" => "bytes",
            _ => "short",
        },
        width: 8,
    };
    let panels: Vec<Panel> = names.into_iter().map(panel).collect();
    dashboard("ent", "ent measures", &[], &panels)
}

/// A dashboard; `variables` are labels to choose from, with the metric that has them.
pub fn dashboard(uid: &str, title: &str, variables: &[(&str, &str)], panels: &[Panel]) -> String {
    let (mut x, mut y, mut row) = (0, 0, 0);
    let mut placed = Vec::new();
    for (number, panel) in panels.iter().enumerate() {
        let height = if panel.kind == "stat" { 5 } else { 8 };
        if x + panel.width > 24 {
            (x, y, row) = (0, y + row, 0);
        }
        placed.push(panel_json(number + 1, panel, json!({"x": x, "y": y, "w": panel.width, "h": height})));
        (x, row) = (x + panel.width, row.max(height));
    }
    let variable = |(label, metric): &(&str, &str)| {
        json!({
            "name": label, "label": label, "type": "query", "datasource": source(), "includeAll": true, "multi": true, "refresh": 2,
            "query": {"query": format!("label_values({metric}, {label})"), "refId": "variable"}, "sort": 1,
            "current": {"text": "All", "value": "$__all"},
        })
    };
    let datasource = json!({"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus"});
    let variables: Vec<Value> = std::iter::once(datasource).chain(variables.iter().map(variable)).collect();
    let dashboard = json!({
        "uid": uid, "title": title, "tags": ["ent"], "schemaVersion": 39, "version": 1, "editable": true, "refresh": "",
        "time": {"from": "now-90d", "to": "now"}, "timezone": "utc", "annotations": {"list": []},
        "templating": {"list": variables}, "panels": placed,
    });
    let mut text = serde_json::to_string_pretty(&dashboard).unwrap_or_default();
    text.push('\n');
    text
}

fn source() -> Value {
    json!({"type": "prometheus", "uid": "${datasource}"})
}

fn panel_json(id: usize, panel: &Panel, place: Value) -> Value {
    let target = |(number, (query, legend)): (usize, &(String, String))| {
        let letter = char::from(b'A' + (number % 26) as u8).to_string();
        json!({"refId": letter, "expr": query, "legendFormat": legend, "datasource": source(), "instant": panel.kind != "timeseries"})
    };
    let options = match panel.kind {
        "stat" => {
            json!({"reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": false}, "colorMode": "none", "graphMode": "area"})
        }
        "timeseries" => json!({"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}}),
        _ => json!({}),
    };
    json!({
        "id": id, "type": panel.kind, "title": panel.title, "description": panel.description, "gridPos": place, "datasource": source(),
        "targets": panel.queries.iter().enumerate().map(target).collect::<Vec<_>>(), "options": options,
        "fieldConfig": {"defaults": {"unit": panel.unit, "noValue": "unknown", "custom": {"spanNulls": false}}, "overrides": []},
    })
}
