//! Percent-encoding as package URLs want it.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::PurlError;

/// Encodes everything but letters, digits, `.`, `-`, `_`, `~` and `:`.
pub(super) fn encode(text: &str) -> Cow<'_, str> {
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() + 8);
    for byte in text.bytes() {
        if is_plain(byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Cow::Owned(encoded)
}

/// Encodes each segment and keeps the slashes between them.
pub(super) fn encode_path(text: &str) -> String {
    text.split('/').map(encode).collect::<Vec<_>>().join("/")
}

/// Decodes a component.
pub(super) fn decode(text: &str) -> Result<Cow<'_, str>, PurlError> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    let refuse = || PurlError::Encoding(text.to_owned());
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'%' {
            let pair = bytes.get(at + 1..at + 3).ok_or_else(refuse)?;
            decoded.push(hex(pair).ok_or_else(refuse)?);
            at += 3;
        } else {
            decoded.push(byte);
            at += 1;
        }
    }
    String::from_utf8(decoded).map(Cow::Owned).map_err(|_| refuse())
}

/// Decodes each segment; an encoded slash would change the number of segments and is refused.
pub(super) fn decode_path(text: &str) -> Result<String, PurlError> {
    let mut decoded = Vec::new();
    for segment in text.split('/') {
        let plain = decode(segment)?;
        if plain.contains('/') {
            return Err(PurlError::Slash(segment.to_owned()));
        }
        decoded.push(plain);
    }
    Ok(decoded.join("/"))
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b':')
}

fn hex(pair: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let &[high, low] = pair else { return None };
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
