//! Whether a YAML, JSON or TOML text is a template of another tool.
//!
//! `{{ … }}` alone says nothing: workflows, alerting rules and Sloth files hold it inside their strings. A template has it where the language
//! wants a key, a value or an element: `{{- if … }}` on a line of its own, `key: {{ … }}`, `{% … %}`.

/// Whether an extension is that of a language in which [`is_template`] can tell.
pub(super) fn applies(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["yaml", "yml", "json", "toml"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}

/// Whether the text has an expression of a template where its language cannot have one.
pub(super) fn is_template(text: &str) -> bool {
    if !text.contains("{{") && !text.contains("{%") {
        return false;
    }
    let mut scalar = None;
    let mut quoted = false;
    for line in text.lines() {
        let began_quoted = quoted;
        quoted ^= line.matches("\"\"\"").count() % 2 == 1;
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if began_quoted || trimmed.is_empty() || scalar.is_some_and(|column| indent > column) {
            continue;
        }
        if opens(trimmed) {
            return true;
        }
        let (column, rest) = element(indent, trimmed);
        let value = value(rest);
        if opens(rest) || value.is_some_and(opens) {
            return true;
        }
        // What is indented deeper than a key with a scalar, or than a scalar in a list, is more of that scalar.
        scalar = match value {
            Some(value) => begins_scalar(value).then_some(column),
            None => (column > indent && begins_scalar(rest)).then(|| column - 1),
        };
    }
    false
}

fn opens(text: &str) -> bool {
    text.starts_with("{{") || text.starts_with("{%")
}

/// The text behind the dashes of a list, and the column where it begins.
fn element(indent: usize, line: &str) -> (usize, &str) {
    let mut rest = line;
    while let Some(inner) = rest.strip_prefix("- ") {
        rest = inner.trim_start();
    }
    (indent + line.len() - rest.len(), rest)
}

/// What stands behind the key of a line; nothing where it has no key.
fn value(line: &str) -> Option<&str> {
    let behind = if line.starts_with(['"', '\'']) {
        let (_, tail) = line[1..].split_once(['"', '\''])?;
        tail.trim_start().strip_prefix([':', '='])?
    } else {
        line.split_once(": ").or_else(|| line.split_once(" = ")).map(|(_, behind)| behind)?
    };
    Some(behind.trim_start())
}

/// Whether the text is a scalar or the head of a block scalar, rather than nothing, a comment or the opening of a collection.
fn begins_scalar(text: &str) -> bool {
    let text = if text.starts_with(['&', '!']) { text.split_once(' ').map_or("", |(_, rest)| rest) } else { text };
    !text.is_empty() && !text.starts_with(['{', '[', '#']) && !text.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        for text in [
            "{{- if .Values.x }}\nkind: Pod\n{{- end }}\n",
            "kind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
            "kind: Pod\nmetadata:\n  labels:\n    {{- include \"x\" . | nindent 4 }}\n",
            "{% raw %}\ngroups: []\n{% endraw %}\n",
            "hosts:\n  - {{ host }}\n",
            "{\n  \"name\": {{ name | tojson }}\n}\n",
            "text: |\n  free {{ x }}\nother: {{ y }}\n",
            "name = {{ cookiecutter.name }}\n",
            "spec:\n  - name: a\n    {{- if x }}\n    image: b\n",
            "spec:\n  replicas: 1\n  {{- if x }}\n",
            "a:\n  - b: |\n      free {{ x }}\n    c: {{ d }}\n",
            "- - {{ x }}\n",
        ] {
            assert!(is_template(text), "{text}");
        }
    }

    #[test]
    fn braces_inside_strings_are_no_template() {
        for text in [
            "on: push\nrun: echo ${{ github.sha }}\nwith:\n  key: ${{ x }}\n",
            "groups:\n- rules:\n  - alert: A\n    annotations:\n      summary: \"{{ $labels.job }} is down\"\n      text: >-\n        {{ $labels.job }}\n        {{ $value }}\n",
            "error_query: sum(rate(x[{{.window}}]))\n",
            "name: '{{path.basename}}'\n",
            "{\"legendFormat\": \"{{job}}\"}\n",
            "- \"{{ x }}\"\n",
            "a: b\n",
            "summary: the job\n  {{ $labels.job }} is down\n",
            "- rules:\n  - summary: \"the job\n      {{ $labels.job }} is down\"\n",
            "steps:\n  - the job\n    {{ x }}\n",
            "text: &x |\n  {{ y }}\n",
            "replace = \"\"\"\n{{version}}\n[x]: {{repository}}\"\"\"\n",
            "# {{ comment }}\na: {b: {c: 1}}\n",
        ] {
            assert!(!is_template(text), "{text}");
        }
    }
}
