//! SPDX 2.2 and 2.3 as JSON: checked, read into the model and written from it.

mod read;
mod write;

pub(crate) use read::read;
pub(crate) use write::write;

use document::Node;

use crate::bom::grammar::{check_spdx, shorten};
use crate::bom::read::Complaint;

/// What the specification forbids in an SPDX document.
pub(crate) fn check(root: Node<'_>) -> Vec<Complaint> {
    let named = root.get("spdxVersion");
    let version = match named.and_then(Node::as_str) {
        Some("SPDX-2.2") => 0,
        Some("SPDX-2.3") => 1,
        other => {
            let message = match other {
                Some(text) => format!("there is no version `{}` of SPDX that is read here", shorten(text)),
                None => "`spdxVersion` is missing".to_owned(),
            };
            let at = named.unwrap_or(root);
            let help = Some("known versions are SPDX-2.2 and SPDX-2.3".to_owned());
            return vec![Complaint { span: at.span(), place: at.pointer(), message, help }];
        }
    };
    let found = check_spdx(root, version).into_iter().map(|found| {
        let node = if found.key { found.at.key().unwrap_or(found.at) } else { found.at };
        Complaint { span: node.span(), place: found.at.pointer(), message: found.message, help: found.help }
    });
    found.collect()
}

/// Kinds of components and the purposes of packages that mean the same.
const PURPOSES: &[(&str, &str)] = &[
    ("application", "APPLICATION"),
    ("framework", "FRAMEWORK"),
    ("library", "LIBRARY"),
    ("container", "CONTAINER"),
    ("operating-system", "OPERATING-SYSTEM"),
    ("device", "DEVICE"),
    ("firmware", "FIRMWARE"),
    ("file", "FILE"),
];

/// Algorithms as CycloneDX and as SPDX write them.
const ALGORITHMS: &[(&str, &str)] = &[
    ("MD5", "MD5"),
    ("SHA-1", "SHA1"),
    ("SHA-256", "SHA256"),
    ("SHA-384", "SHA384"),
    ("SHA-512", "SHA512"),
    ("SHA3-256", "SHA3-256"),
    ("SHA3-384", "SHA3-384"),
    ("SHA3-512", "SHA3-512"),
    ("BLAKE2b-256", "BLAKE2b-256"),
    ("BLAKE2b-384", "BLAKE2b-384"),
    ("BLAKE2b-512", "BLAKE2b-512"),
    ("BLAKE3", "BLAKE3"),
];

/// In front of the names of CycloneDX properties that SPDX keeps as annotations.
const PROPERTY: &str = "cdx:property:";

/// In front of the identifiers of packages.
const PACKAGE: &str = "SPDXRef-Package-";

/// An identifier of SPDX from any text: letters, digits, `.` and `-`.
fn identifier(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '.' { c } else { '-' }).collect();
    let mut short = String::new();
    for c in plain.chars() {
        if !(c == '-' && short.ends_with('-')) {
            short.push(c);
        }
    }
    short.trim_matches('-').to_owned()
}

/// The identifier that a component gets in SPDX from its `bom-ref`.
fn element_id(bom_ref: &str) -> String {
    if bom_ref.starts_with("SPDXRef-") { bom_ref.to_owned() } else { format!("{PACKAGE}{}", identifier(bom_ref)) }
}

#[cfg(test)]
mod tests;
