//! Real histories, where they are at hand.

use rule::Severity;

use super::policy::Policy;
use super::testing::{changes_of_files, shared};

/// Read by hand against both documents: what a year of a real API breaks is told, and nothing else.
#[test]
fn a_year_of_a_real_api() {
    let Some(root) = shared("data/api-specs") else { return };
    let changes = changes_of_files(&root, "twilio-v2010-2024.json", "twilio-v2010-2025.json", &Policy::default());
    let count = |severity: Severity| changes.iter().filter(|change| change.severity == severity).count();
    // Ten lists of usage categories grew in responses, three statuses went, a property became an object, the health check went.
    assert_eq!((count(Severity::Error), count(Severity::Warning)), (15, 0));
    assert!(changes.iter().all(|change| !change.id.ends_with("schema-undecided") && !change.id.ends_with("schema-replaced")));
    let mut ids: Vec<&str> = changes.iter().filter(|change| change.severity == Severity::Error).map(|change| change.id.as_str()).collect();
    ids.dedup();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(
        ids,
        [
            "api-path-removed-without-deprecation",
            "request-property-type-changed",
            "response-property-enum-value-added",
            "response-success-status-removed"
        ]
    );
}
