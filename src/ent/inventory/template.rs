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
    let mut block = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.is_empty() {
            continue;
        }
        let indent = line.len() - trimmed.len();
        if block.is_some_and(|outer| indent > outer) {
            continue;
        }
        block = None;
        if opens(trimmed) {
            return true;
        }
        let body = trimmed.split(" #").next().unwrap_or(trimmed).trim_end();
        if begins_block(body) {
            block = Some(indent);
        } else if values(trimmed).any(opens) {
            return true;
        }
    }
    false
}

fn opens(text: &str) -> bool {
    text.starts_with("{{") || text.starts_with("{%")
}

/// Whether the line ends in the head of a block scalar (`|`, `>`, `|-`, `>2+`).
fn begins_block(line: &str) -> bool {
    let head = line.rsplit_once([' ', ':']).map_or(line, |(_, head)| head);
    head.starts_with(['|', '>']) && head[1..].bytes().all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'))
}

/// The places of a line where a value begins outside quotes: after the key, and after the dash of a list.
fn values(line: &str) -> impl Iterator<Item = &str> {
    let element = line.strip_prefix("- ").map(str::trim_start);
    let rest = element.unwrap_or(line);
    let quoted = rest.starts_with(['"', '\'']);
    let after_key = if quoted {
        rest[1..].split_once(['"', '\'']).map(|(_, tail)| tail.trim_start()).and_then(|tail| tail.strip_prefix([':', '=']))
    } else {
        rest.split_once(": ").or_else(|| rest.split_once(" = ")).map(|(_, value)| value)
    };
    element.into_iter().chain(after_key.map(str::trim_start))
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
            "# {{ comment }}\na: {b: {c: 1}}\n",
        ] {
            assert!(!is_template(text), "{text}");
        }
    }
}
