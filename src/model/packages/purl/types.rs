//! What each registered type demands and how it is normalised (the type definitions of the purl specification).

use super::{Purl, PurlError};

/// Whether a type has namespaces.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Namespaces {
    Required,
    Optional,
    Prohibited,
}
use Namespaces::{Optional, Prohibited, Required};

/// The rules of one type: name, namespaces, what is written in lower case (`s` namespace, `n` name, `v` version).
struct TypeRule(&'static str, Namespaces, &'static str);

/// Sorted by name; a type that is not listed has optional namespaces and keeps its case.
const RULES: &[TypeRule] = &[
    TypeRule("alpm", Required, "sn"),
    TypeRule("apk", Required, "sn"),
    TypeRule("bazel", Prohibited, ""),
    TypeRule("bitbucket", Required, "sn"),
    TypeRule("bitnami", Prohibited, "n"),
    TypeRule("brew", Optional, "sn"),
    TypeRule("cargo", Prohibited, ""),
    TypeRule("chrome-extension", Prohibited, ""),
    TypeRule("cocoapods", Prohibited, ""),
    TypeRule("composer", Required, "sn"),
    TypeRule("conda", Prohibited, ""),
    TypeRule("cran", Prohibited, ""),
    TypeRule("deb", Required, "sn"),
    TypeRule("gem", Prohibited, ""),
    TypeRule("git", Required, ""),
    TypeRule("github", Required, "sn"),
    TypeRule("golang", Required, "sn"),
    TypeRule("hackage", Prohibited, ""),
    TypeRule("hex", Optional, "sn"),
    TypeRule("huggingface", Required, "v"),
    TypeRule("julia", Prohibited, ""),
    TypeRule("luarocks", Optional, "sn"),
    TypeRule("maven", Required, ""),
    TypeRule("mlflow", Prohibited, ""),
    TypeRule("npm", Optional, "sn"),
    TypeRule("nuget", Prohibited, ""),
    TypeRule("oci", Prohibited, "n"),
    TypeRule("opam", Prohibited, ""),
    TypeRule("otp", Prohibited, "n"),
    TypeRule("pub", Prohibited, "n"),
    TypeRule("pypi", Prohibited, "n"),
    TypeRule("qpkg", Required, "s"),
    TypeRule("rpm", Required, "s"),
    TypeRule("swift", Required, ""),
    TypeRule("vcpkg", Prohibited, "n"),
    TypeRule("vscode-extension", Required, "sn"),
];

/// Qualifiers that a type cannot do without.
const REQUIRED_QUALIFIERS: &[(&str, &str)] = &[("julia", "uuid"), ("swid", "tag_id")];

/// Hosts whose paths are the same in any case.
const CASELESS_HOSTS: &[&str] = &["bitbucket", "bitbucket.org", "github", "github.com", "gitlab", "gitlab.com"];

/// Of the type `git` the namespace is the host alone, and the whole path on it is the name.
pub(super) fn name_is_path(kind: &str) -> bool {
    kind == "git"
}

/// Normalises the parts, then checks them.
pub(super) fn canonicalise(purl: &mut Purl) -> Result<(), PurlError> {
    if name_is_path(&purl.kind) {
        split_at_host(purl);
    }
    if purl.name.is_empty() {
        return Err(PurlError::NameMissing);
    }
    if let Ok(index) = RULES.binary_search_by(|rule| rule.0.cmp(&purl.kind)) {
        apply(&RULES[index], purl)?;
    }
    special_case(purl);
    check_qualifiers(purl)?;
    check_name(purl)?;
    check_version(purl)
}

fn split_at_host(purl: &mut Purl) {
    let whole = purl.full_name();
    let Some((host, path)) = whole.split_once('/') else { return };
    purl.name = path.trim_matches('/').to_owned();
    purl.namespace = Some(host.to_ascii_lowercase());
    if CASELESS_HOSTS.contains(&host.to_ascii_lowercase().as_str()) {
        purl.name.make_ascii_lowercase();
    }
}

fn apply(rule: &TypeRule, purl: &mut Purl) -> Result<(), PurlError> {
    let TypeRule(_, namespaces, lower) = rule;
    match (namespaces, &purl.namespace) {
        (Required, None) => return Err(PurlError::NamespaceMissing(purl.kind.clone())),
        (Prohibited, Some(namespace)) => {
            return Err(PurlError::NamespaceProhibited { kind: purl.kind.clone(), namespace: namespace.clone() });
        }
        _ => {}
    }
    if lower.contains('s') {
        purl.namespace = purl.namespace.as_ref().map(|namespace| namespace.to_lowercase());
    }
    if lower.contains('n') {
        purl.name = purl.name.to_lowercase();
    }
    if lower.contains('v') {
        purl.version = purl.version.as_ref().map(|version| version.to_lowercase());
    }
    Ok(())
}

fn special_case(purl: &mut Purl) {
    match purl.kind.as_str() {
        "pypi" => purl.name = purl.name.replace('_', "-"),
        "pub" => purl.name = purl.name.replace(|c: char| !c.is_ascii_alphanumeric(), "_"),
        // Databricks registers models in any case as one; Azure does not.
        "mlflow" if purl.qualifier("repository_url").is_some_and(|url| url.contains("databricks")) => {
            purl.name = purl.name.to_lowercase();
        }
        _ => {}
    }
}

fn check_qualifiers(purl: &Purl) -> Result<(), PurlError> {
    match REQUIRED_QUALIFIERS.iter().find(|(kind, key)| *kind == purl.kind && !purl.qualifiers.contains_key(*key)) {
        Some((_, key)) => Err(PurlError::QualifierMissing { kind: purl.kind.clone(), key }),
        None => Ok(()),
    }
}

fn check_name(purl: &Purl) -> Result<(), PurlError> {
    let rule = match purl.kind.as_str() {
        "cpan" if purl.name.contains("::") => "it names a distribution, not a module (`URI-PackageURL`)",
        "chrome-extension" if purl.name.len() != 32 || !purl.name.bytes().all(|byte| (b'a'..=b'p').contains(&byte)) => {
            "it is an extension id of 32 letters from a to p"
        }
        "cocoapods" if purl.name.starts_with('.') || purl.name.contains(|c: char| c == '+' || c.is_whitespace()) => {
            "it may hold no space and no `+` and may not begin with a period"
        }
        _ => return Ok(()),
    };
    Err(PurlError::NameInvalid { kind: purl.kind.clone(), name: purl.name.clone(), rule })
}

fn check_version(purl: &Purl) -> Result<(), PurlError> {
    let (kind, Some(version)) = (purl.kind.as_str(), purl.version.as_deref()) else { return Ok(()) };
    if kind != "chrome-extension" || is_chrome_version(version) {
        return Ok(());
    }
    Err(PurlError::VersionInvalid { kind: kind.to_owned(), version: version.to_owned(), rule: "one to four numbers separated by periods" })
}

fn is_chrome_version(version: &str) -> bool {
    let parts: Vec<&str> = version.split('.').collect();
    parts.len() <= 4 && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn the_table_is_sorted_for_the_binary_search() {
        assert!(RULES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
