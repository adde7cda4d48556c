//! Digests: names of algorithms, lengths, and the serial number that follows from the content.

use sha1::{Digest as _, Sha1};

/// Algorithms as CycloneDX writes them, with the number of hexadecimal digits.
const ALGORITHMS: &[(&str, usize)] = &[
    ("MD5", 32),
    ("SHA-1", 40),
    ("SHA-256", 64),
    ("SHA-384", 96),
    ("SHA-512", 128),
    ("SHA3-256", 64),
    ("SHA3-384", 96),
    ("SHA3-512", 128),
    ("BLAKE2b-256", 64),
    ("BLAKE2b-384", 96),
    ("BLAKE2b-512", 128),
    ("BLAKE3", 64),
    ("Streebog-256", 64),
    ("Streebog-512", 128),
];

/// An algorithm as CycloneDX writes it, from any usual spelling; unknown ones stay as they are.
pub fn canonical_algorithm(name: &str) -> String {
    let plain = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
    let known = ALGORITHMS.iter().find(|(known, _)| plain(known) == plain(name));
    known.map_or_else(|| name.to_owned(), |(known, _)| (*known).to_owned())
}

/// How many hexadecimal digits a digest of this algorithm has; `None` for unknown algorithms.
pub fn hex_length(algorithm: &str) -> Option<usize> {
    ALGORITHMS.iter().find(|(known, _)| *known == algorithm).map(|(_, length)| *length)
}

/// A UUID of version 5 (RFC 9562) in the namespace of URLs: the same name gives the same UUID.
pub fn uuid_v5(name: &[u8]) -> String {
    uuid_of(in_namespace_of_urls().chain_update(name))
}

/// The digest behind such a UUID, to be fed with the name.
pub(crate) fn in_namespace_of_urls() -> Sha1 {
    const URL_NAMESPACE: [u8; 16] = [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];
    Sha1::new().chain_update(URL_NAMESPACE)
}

/// The UUID of a digest that was fed.
pub(crate) fn uuid_of(digest: Sha1) -> String {
    let digest = digest.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_algorithms_meet() {
        assert_eq!(canonical_algorithm("sha256"), "SHA-256");
        assert_eq!(canonical_algorithm("SHA512"), "SHA-512");
        assert_eq!(canonical_algorithm("blake2b-256"), "BLAKE2b-256");
        assert_eq!(canonical_algorithm("crc32"), "crc32");
        assert_eq!(hex_length("SHA-1"), Some(40));
    }

    /// The example of RFC 9562 is in the DNS namespace; this one was worked out with Python's `uuid.uuid5(uuid.NAMESPACE_URL, "ent")`.
    #[test]
    fn a_uuid_follows_from_its_name() {
        assert_eq!(uuid_v5(b"ent"), "733d2437-373e-5918-bd1e-a1d17dad0de8");
    }
}
