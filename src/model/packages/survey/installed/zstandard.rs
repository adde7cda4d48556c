//! Texts packed with Zstandard (RFC 8878): several frames one after another, as tools write them that want to reach into an archive, and frames
//! to be skipped between them.

use std::io::{self, Cursor, Read};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

/// Reads all frames as one.
pub(super) struct Frames(State);

enum State {
    Between(Cursor<Vec<u8>>),
    Within(Box<StreamingDecoder<Cursor<Vec<u8>>, FrameDecoder>>),
    Over,
}

impl Frames {
    pub(super) fn new(bytes: Vec<u8>) -> Frames {
        Frames(State::Between(Cursor::new(bytes)))
    }
}

impl Read for Frames {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.0, State::Over) {
                State::Over => return Ok(0),
                State::Between(rest) => self.0 = next(rest)?,
                State::Within(mut frame) => {
                    let read = frame.read(into)?;
                    self.0 = if read > 0 || into.is_empty() { State::Within(frame) } else { State::Between(frame.into_inner()) };
                    if read > 0 || into.is_empty() {
                        return Ok(read);
                    }
                }
            }
        }
    }
}

/// Begins the next frame; one that is to be skipped is (its first four bits may be anything).
fn next(mut rest: Cursor<Vec<u8>>) -> io::Result<State> {
    const SKIPPED: u32 = 0x184D_2A50;
    let at = rest.position();
    let mut head = Vec::new();
    rest.by_ref().take(8).read_to_end(&mut head)?;
    let word = |at: usize| head.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    match (word(0), word(4)) {
        (None, _) if head.is_empty() => Ok(State::Over),
        (Some(magic), Some(length)) if magic & !0xf == SKIPPED => {
            rest.set_position(at + 8 + u64::from(length));
            Ok(State::Between(rest))
        }
        _ => {
            rest.set_position(at);
            let frame = StreamingDecoder::new(rest).map_err(io::Error::other)?;
            Ok(State::Within(Box::new(frame)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    fn unpacked(bytes: Vec<u8>) -> io::Result<String> {
        let mut text = String::new();
        Frames::new(bytes).read_to_string(&mut text).map(|_| text)
    }

    #[test]
    fn frames_follow_each_other() {
        let frame = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        let skipped = [&0x184D_2A53_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"abc"].concat();
        assert_eq!(unpacked([frame("one "), skipped.clone(), frame("two"), skipped].concat()).unwrap(), "one two");
        assert_eq!(unpacked(Vec::new()).unwrap(), "");
        assert!(unpacked(b"no frame".to_vec()).is_err());
        assert!(unpacked(frame("cut in the middle").split_off(4)).is_err());
        let mut half = frame(&"0123456789".repeat(100));
        half.truncate(half.len() / 2);
        assert!(unpacked(half).is_err());
    }
}
