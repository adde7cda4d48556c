//! Which tool an ignore file is of.

use document::Format;

use super::{Tool, is_advisory, parse};

pub(super) fn by_name(path: &str) -> Option<Tool> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.trim_start_matches('.');
    Some(match stem {
        _ if stem.starts_with("trivyignore") => Tool::Trivy,
        "osv-scanner.toml" => Tool::OsvScanner,
        "grype.yaml" | "grype.yml" => Tool::Grype,
        "audit.toml" => Tool::CargoAudit,
        "deny.toml" => Tool::CargoDeny,
        _ if stem.starts_with("spectral.") => Tool::Spectral,
        _ if stem.contains("err-ignore") || stem.contains("warn-ignore") || stem.contains("oasdiff") => Tool::Oasdiff,
        _ => return None,
    })
}

pub(super) fn by_content(text: &str) -> Option<Tool> {
    of_toml(text).or_else(|| of_yaml(text)).or_else(|| of_lines(text))
}

fn of_toml(text: &str) -> Option<Tool> {
    let document = parse("file", text, Format::Toml).ok()?;
    let root = document.root();
    let has = |keys: &[&str]| keys.iter().any(|key| root.get(key).is_some());
    if has(&["IgnoredVulns", "PackageOverrides"]) {
        return Some(Tool::OsvScanner);
    }
    if has(&["bans", "licenses", "sources", "graph"]) {
        return Some(Tool::CargoDeny);
    }
    let advisories = root.get("advisories")?;
    if has(&["database", "output", "target", "yanked"]) || advisories.get("severity_threshold").is_some() {
        return Some(Tool::CargoAudit);
    }
    let of_deny =
        ["yanked", "unmaintained", "db-path", "db-urls", "unused-ignored-advisory"].iter().any(|key| advisories.get(key).is_some());
    let tables = advisories.get("ignore").is_some_and(|ignore| ignore.items().any(|item| item.is_mapping()));
    (of_deny || tables).then_some(Tool::CargoDeny)
}

fn of_yaml(text: &str) -> Option<Tool> {
    let document = parse("file", text, Format::Yaml).ok()?;
    let root = document.root();
    if !root.is_mapping() {
        return None;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| root.get(key).is_some());
    let of_grype = ["vulnerability", "fix-state", "package", "namespace"];
    if root.get("ignore").is_some_and(|ignore| ignore.items().any(|item| of_grype.iter().any(|key| item.get(key).is_some()))) {
        return Some(Tool::Grype);
    }
    if has(&["vulnerabilities", "misconfigurations", "secrets"]) {
        return Some(Tool::Trivy);
    }
    has(&["extends", "overrides", "except", "rules"]).then_some(Tool::Spectral)
}

fn of_lines(text: &str) -> Option<Tool> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let of_trivy = |line: &str| line.split_whitespace().next().is_some_and(|first| is_advisory(first) || first.starts_with("AVD-"));
    if lines().next().is_some() && lines().all(of_trivy) {
        return Some(Tool::Trivy);
    }
    lines().any(|line| super::oasdiff::operation(line).is_some()).then_some(Tool::Oasdiff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        let cases = [
            ("a/.trivyignore", Tool::Trivy),
            (".trivyignore.yaml", Tool::Trivy),
            ("osv-scanner.toml", Tool::OsvScanner),
            (".grype.yaml", Tool::Grype),
            (".cargo/audit.toml", Tool::CargoAudit),
            ("deny.toml", Tool::CargoDeny),
            (".spectral.yml", Tool::Spectral),
            ("api/oasdiff-err-ignore.txt", Tool::Oasdiff),
        ];
        for (path, tool) in cases {
            assert_eq!(by_name(path), Some(tool), "{path}");
        }
        assert_eq!(by_name("ignore.txt"), None);
    }

    #[test]
    fn or_by_what_they_hold() {
        let cases = [
            ("[[IgnoredVulns]]\nid = \"GO-2022-0968\"\n", Some(Tool::OsvScanner)),
            ("[advisories]\nignore = [{ id = \"RUSTSEC-2024-0001\", reason = \"x\" }]\n", Some(Tool::CargoDeny)),
            ("[advisories]\nignore = []\n[bans]\n", Some(Tool::CargoDeny)),
            ("[advisories]\nignore = []\n[output]\n", Some(Tool::CargoAudit)),
            ("[advisories]\nignore = [\"RUSTSEC-2024-0001\"]\n", None),
            ("ignore:\n  - vulnerability: CVE-2024-1\n", Some(Tool::Grype)),
            ("vulnerabilities:\n  - id: CVE-2024-1\n", Some(Tool::Trivy)),
            ("extends: [\"spectral:oas\"]\nrules: {operation-tags: off}\n", Some(Tool::Spectral)),
            ("# ours\nCVE-2024-1\nCVE-2024-2 exp:2026-01-01\n", Some(Tool::Trivy)),
            ("GET /users removed the property 'a'\n", Some(Tool::Oasdiff)),
            ("hello\n", None),
            ("", None),
        ];
        for (text, tool) in cases {
            assert_eq!(by_content(text), tool, "{text}");
        }
    }
}
