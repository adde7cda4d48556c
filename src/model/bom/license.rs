//! SPDX licence identifiers and expressions.

use spdx::{Expression, ParseMode};

/// Identifiers that the licence list got after the one the CycloneDX schemas carry.
const YOUNGER_THAN_CYCLONEDX: &[&str] = &[
    "BSD-2-Clause-pos-unchanged",
    "BSD-3-Clause-OpenWebUI",
    "BSD-Source-Code-no-disclaimer",
    "BSD-Source-alt-GPL",
    "BSD-ask-to-endorse",
    "Brian-Gladman-3-Clause-no-conversion",
    "Bugroff",
    "CC-BY-NC-3.0-IGO",
    "FDK-MPEG-H",
    "GFDL-1.1-invariants",
    "GFDL-1.1-no-invariants",
    "GFDL-1.2-invariants",
    "GFDL-1.2-no-invariants",
    "GFDL-1.3-invariants",
    "GFDL-1.3-no-invariants",
    "Google-Patent-WebM",
    "Hippocratic-3.0-core",
    "Informatica",
    "MVT-1.1",
    "NOASSERTION",
    "Spelling-Provider-LGPL-exception",
    "atc-game",
];

/// Why a text is no SPDX licence expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why} at `{term}`")]
pub struct LicenseError {
    /// What is wrong.
    pub why: String,
    /// The part of the expression that is meant.
    pub term: String,
}

/// Reads an expression by the rules of the SPDX specification; deprecated identifiers are tolerated.
///
/// # Errors
/// The first term that is unknown or out of place.
pub fn check(text: &str) -> Result<Expression, LicenseError> {
    let mode = ParseMode { allow_deprecated: true, allow_postfix_plus_on_gpl: true, ..ParseMode::STRICT };
    Expression::parse_mode(text, mode).map_err(|error| LicenseError {
        why: error.reason.to_string(),
        term: text.get(error.span.clone()).filter(|term| !term.is_empty()).unwrap_or(text).to_owned(),
    })
}

/// Whether a text is a licence identifier of the SPDX list, in the list's own spelling.
pub fn is_listed(id: &str) -> bool {
    !id.ends_with('+') && spdx::license_id(id).is_some() && !YOUNGER_THAN_CYCLONEDX.contains(&id)
}

/// Whether CycloneDX accepts a text as the `id` of a licence: a listed licence or exception.
pub fn is_cyclonedx_id(id: &str) -> bool {
    is_listed(id) || spdx::exception_id(id).is_some() && !YOUNGER_THAN_CYCLONEDX.contains(&id)
}

/// The identifier of the SPDX list that a text was probably meant for.
pub fn nearest(text: &str) -> Option<&'static str> {
    let imprecise = spdx::imprecise_license_id(text).filter(|(_, length)| *length == text.len()).map(|(id, _)| id.name);
    let lower = text.to_lowercase();
    imprecise.or_else(|| {
        let names = spdx::identifiers::LICENSES.iter().map(|license| license.name).filter(|name| is_listed(name));
        let scored = names.map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name));
        scored.min().filter(|(distance, name)| *distance <= 1 + name.len() / 5).map(|(_, name)| name)
    })
}

/// The identifiers in a text (an id or an expression) that the SPDX list calls deprecated.
pub fn deprecated(text: &str) -> Vec<String> {
    let Ok(expression) = check(text) else { return Vec::new() };
    let mut ids: Vec<String> = expression
        .requirements()
        .filter_map(|one| one.req.license.id())
        .filter(|id| id.is_deprecated())
        .map(|id| id.name.to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// Whether a text (an id or an expression) demands that what is built from the work is given away too, whichever alternative is chosen.
pub fn is_copyleft(text: &str) -> bool {
    check(text).is_ok_and(|expression| !expression.evaluate(|one| !one.license.id().is_some_and(spdx::LicenseId::is_copyleft)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_read_by_the_specification() {
        for good in ["MIT", "MIT OR Apache-2.0", "GPL-2.0-only WITH Classpath-exception-2.0", "(MIT AND LicenseRef-acme) OR GPL-2.0+"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["", "MIT OR", "MIT/Apache-2.0", "Acme-1.0", "MIT AND (Apache-2.0"] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert_eq!(check("MIT OR Acme-1.0").unwrap_err().term, "Acme-1.0");
    }

    #[test]
    fn the_list_knows_its_members() {
        assert!(is_listed("MIT") && !is_listed("mit") && !is_listed("MIT+") && !is_listed("NOASSERTION"));
        assert!(is_cyclonedx_id("Classpath-exception-2.0") && !is_listed("Classpath-exception-2.0"));
        assert!(is_copyleft("GPL-3.0-only AND MIT") && !is_copyleft("GPL-3.0-only OR MIT"));
        assert_eq!((nearest("Apache-2"), nearest("mit"), nearest("Acme House Licence")), (Some("Apache-2.0"), Some("MIT"), None));
        assert_eq!(deprecated("GPL-2.0 OR MIT"), ["GPL-2.0"]);
        assert!(deprecated("GPL-2.0-only").is_empty());
    }
}
