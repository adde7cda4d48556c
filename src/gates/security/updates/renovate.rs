//! The configuration of Renovate.

use document::{Document, Node};
use globset::Glob;

/// Presets of Renovate by namespace; what begins otherwise comes from somewhere else.
const BUILT_IN: &[&str] = &[
    "config",
    "default",
    "group",
    "schedule",
    "npm",
    "docker",
    "helpers",
    "packages",
    "monorepo",
    "security",
    "customManagers",
    "regexManagers",
    "mergeConfidence",
    "preview",
    "replacements",
    "workarounds",
    "abandonments",
    "compatibility",
    "global",
    "bundles",
];

/// The presets of the namespace `config`.
pub(super) const CONFIG_PRESETS: &[&str] = &[
    "config:recommended",
    "config:best-practices",
    "config:base",
    "config:js-app",
    "config:js-lib",
    "config:semverAllDaily",
    "config:semverAllMonthly",
    "config:semverAllWeekly",
];

/// A configuration of Renovate.
pub(crate) struct Renovate<'d> {
    /// The mapping itself, in `package.json` the one under `renovate`.
    pub(super) root: Node<'d>,
}

impl<'d> Renovate<'d> {
    /// The configuration in a file; `None` for a `package.json` that has none.
    pub(super) fn of(document: &'d Document) -> Option<Self> {
        let root = document.root();
        match document.source().path() == "package.json" {
            true => root.get("renovate").map(|root| Renovate { root }),
            false => Some(Renovate { root }),
        }
    }

    pub(super) fn path(&self) -> &'d str {
        self.root.document().source().path()
    }

    /// The presets it extends.
    pub(super) fn presets(&self) -> Vec<Node<'d>> {
        list(self.root, "extends")
    }

    /// Whether it extends a preset, whatever its parameters: `:timezone(…)`.
    pub(super) fn extends(&self, preset: &str) -> bool {
        self.presets().iter().any(|node| bare(node.text()) == preset)
    }

    /// A preset from outside this tree, whose settings nobody here can see.
    pub(super) fn foreign_preset(&self) -> Option<&'d str> {
        self.presets().into_iter().map(Node::text).find(|text| !is_built_in(text))
    }

    /// The rules for single packages.
    pub(super) fn package_rules(&self) -> impl Iterator<Item = Node<'d>> {
        self.root.get("packageRules").into_iter().flat_map(Node::items)
    }

    /// Where it is switched off as a whole, and how.
    pub(super) fn switched_off(&self) -> Option<(Node<'d>, String)> {
        if let Some(enabled) = self.root.get("enabled").filter(|node| node.as_bool() == Some(false)) {
            return Some((enabled, "`enabled: false` switches Renovate off".into()));
        }
        if let Some(managers) = self.root.get("enabledManagers").filter(|node| node.is_sequence() && node.items().next().is_none()) {
            return Some((managers, "`enabledManagers` is empty: Renovate updates nothing".into()));
        }
        if let Some(extends) = self.root.get("extends").filter(|node| node.is_sequence() && node.items().next().is_none()) {
            return Some((extends, "`extends` names no preset".into()));
        }
        for preset in self.presets() {
            let name = bare(preset.text());
            if name == ":disableRenovate" {
                return Some((preset, "the preset `:disableRenovate` switches Renovate off".into()));
            }
            if name.starts_with("config:") && !CONFIG_PRESETS.contains(&name) {
                return Some((preset, format!("there is no preset `{name}`: Renovate stops at it")));
            }
        }
        self.package_rules().find_map(|rule| {
            let off = rule.get("enabled").filter(|node| node.as_bool() == Some(false))?;
            let all = |key: &str| list(rule, key).iter().any(|node| matches!(node.text(), "*" | "**" | ".*" | "/.*/"));
            let matchers = rule.entries().iter().filter(|entry| entry.name().starts_with("match")).count();
            let everything = matchers == 1 && (all("matchPackageNames") || all("matchPackagePatterns"));
            everything.then(|| (off, "a rule for all packages switches every update off".into()))
        })
    }

    /// Whether one of these managers looks at a file.
    pub(super) fn covers(&self, managers: &[&str], path: &str) -> bool {
        managers.iter().any(|manager| self.manages(manager)) && !self.ignores(path)
    }

    fn manages(&self, manager: &str) -> bool {
        let chosen = list(self.root, "enabledManagers");
        let chosen = chosen.is_empty() || chosen.iter().any(|node| node.text() == manager);
        let own = self.root.path([manager, "enabled"]).and_then(Node::as_bool) != Some(false);
        let by_rule = self.package_rules().any(|rule| {
            let matchers = rule.entries().iter().filter(|entry| entry.name().starts_with("match")).count();
            let named = list(rule, "matchManagers").iter().any(|node| node.text() == manager);
            matchers == 1 && named && rule.get("enabled").and_then(Node::as_bool) == Some(false)
        });
        chosen && own && !by_rule
    }

    fn ignores(&self, path: &str) -> bool {
        let included = list(self.root, "includePaths");
        let left_out = !included.is_empty() && !included.iter().any(|node| matches(node.text(), path));
        left_out || list(self.root, "ignorePaths").iter().any(|node| path.contains(node.text()) || matches(node.text(), path))
    }
}

/// The items of a list, or a single text.
pub(super) fn list<'d>(node: Node<'d>, key: &str) -> Vec<Node<'d>> {
    match node.get(key) {
        Some(list) if list.is_sequence() => list.items().collect(),
        Some(single) if single.as_str().is_some() => vec![single],
        _ => Vec::new(),
    }
}

/// A preset without its parameters.
fn bare(preset: &str) -> &str {
    preset.split('(').next().unwrap_or(preset)
}

fn is_built_in(preset: &str) -> bool {
    // A parameter may hold anything: `:timezone(America/Sao_Paulo)`.
    let preset = bare(preset);
    if preset.contains('>') || preset.contains('/') || preset.starts_with('@') {
        return false;
    }
    preset.starts_with(':') || preset.split_once(':').is_some_and(|(namespace, _)| BUILT_IN.contains(&namespace))
}

fn matches(glob: &str, path: &str) -> bool {
    Glob::new(glob).is_ok_and(|glob| glob.compile_matcher().is_match(path))
}

/// Days that a text of Renovate means: `3 days`, `1 week`, `36 hours`. `None` for anything else.
pub(super) fn days(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].trim() {
        "d" | "day" | "days" => 1.0,
        "h" | "hour" | "hours" => 1.0 / 24.0,
        "w" | "week" | "weeks" => 7.0,
        "month" | "months" => 30.0,
        "m" | "min" | "minute" | "minutes" => 1.0 / 1440.0,
        _ => return None,
    };
    Some(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presets_of_renovate_are_told_from_others() {
        for own in ["config:recommended", ":timezone(America/Sao_Paulo)", "helpers:pinGitHubActionDigests", "schedule:weekly"] {
            assert!(is_built_in(own), "{own}");
        }
        for foreign in ["github>acme/renovate-config", "local>acme/renovate", "@acme", "acme:base"] {
            assert!(!is_built_in(foreign), "{foreign}");
        }
    }

    #[test]
    fn ages_are_in_days() {
        assert_eq!(days("3 days"), Some(3.0));
        assert_eq!(days("1 week"), Some(7.0));
        assert_eq!(days("36 hours"), Some(1.5));
        assert_eq!(days("soon"), None);
    }
}
