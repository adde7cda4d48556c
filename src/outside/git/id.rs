//! Names of objects.

/// The SHA-1 name of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Id(pub [u8; 20]);

impl std::hash::Hash for Id {
    /// The first eight bytes are as good as a hash: they are one.
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        state.write_u64(u64::from_le_bytes(first));
    }
}

impl Id {
    /// The name from 40 hex digits.
    pub fn from_hex(hex: &str) -> Option<Id> {
        let hex = hex.as_bytes();
        let mut id = [0; 20];
        if hex.len() != 40 {
            return None;
        }
        for (byte, pair) in id.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Id(id))
    }
}

fn digit(byte: u8) -> Option<u8> {
    (byte as char).to_digit(16).map(|digit| digit as u8)
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl From<git2::Oid> for Id {
    fn from(oid: git2::Oid) -> Self {
        let mut id = [0; 20];
        let bytes = oid.as_bytes();
        let length = bytes.len().min(20);
        id[..length].copy_from_slice(&bytes[..length]);
        Id(id)
    }
}

impl From<Id> for git2::Oid {
    fn from(id: Id) -> Self {
        git2::Oid::from_bytes(&id.0).unwrap_or(git2::Oid::ZERO_SHA1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_and_back() {
        let hex = "0123456789abcdef0123456789abcdef01234567";
        assert_eq!(Id::from_hex(hex).unwrap().to_string(), hex);
        assert_eq!(Id::from_hex("xyz"), None);
        assert_eq!(git2::Oid::from(Id::from_hex(hex).unwrap()).to_string(), hex);
    }
}
