//! Real histories, where they are at hand: what is found, to be read.

use std::collections::BTreeMap;

use super::policy::Policy;
use super::testing::{changes_of_files, shared};

#[test]
#[ignore = "prints; run with --nocapture to read what is found"]
fn a_year_of_a_real_api() {
    let Some(root) = shared("data/api-specs") else { return };
    let started = std::time::Instant::now();
    let changes = changes_of_files(&root, "twilio-v2010-2024.json", "twilio-v2010-2025.json", &Policy::default());
    println!("{:?}", started.elapsed());
    let mut by_id: BTreeMap<(String, String), usize> = BTreeMap::new();
    for change in &changes {
        *by_id.entry((change.severity.to_string(), change.id.clone())).or_default() += 1;
    }
    println!("{by_id:#?}");
    for change in &changes {
        println!(
            "{} {} {:?} [{}] {} ({}) w={:?} why={:?} prop={:?}",
            change.severity,
            change.id,
            change.effect,
            change.uses.len(),
            change.message,
            change.uses.first().cloned().unwrap_or_default(),
            change.witness(),
            change.why,
            change.property
        );
    }
}
