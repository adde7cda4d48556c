//! The identity of a finding across runs.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::Finding;

/// SHA-256 in lower-case hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Fills the fingerprints: rule, path and semantic place, never the message or the line. Findings that agree in all three are told apart by
/// their order in the file.
pub fn fill(findings: &mut [Finding]) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for finding in findings {
        let place = if finding.subject.is_empty() { finding.location.pointer.as_deref().unwrap_or("") } else { &finding.subject };
        let mut hash = Sha256::new();
        for part in ["ent/1", &finding.rule, &finding.location.path, place] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let base = hex(&hash.finalize_reset());
        let ordinal = seen.entry(base.clone()).or_default();
        finding.fingerprint = if *ordinal == 0 { base.clone() } else { sha256_hex(format!("{base}#{ordinal}").as_bytes()) };
        *ordinal += 1;
    }
}
