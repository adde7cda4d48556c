//! Any two texts as descriptions of an API, the second one behind a zero byte: loaded and compared, never a panic, never without end.
#![no_main]

mod shared;

use document::{Document, Format};
use gate_api::diff::{Policy, compare};
use model::apis::{Api, Files, Opener, defects};

/// The other document under every path.
struct Other<'d>(&'d Document);

impl<'d> Opener<'d> for Other<'d> {
    fn open(&mut self, path: &str) -> Result<&'d Document, String> {
        assert!(!path.starts_with('/') && !path.split('/').any(|part| part == ".."), "{path} leaves the root");
        if path.len() % 2 == 0 { Ok(self.0) } else { Err("there is no such file".to_string()) }
    }
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut sides = bytes.splitn(2, |byte| *byte == 0);
    let (first, second) = (sides.next().unwrap_or_default(), sides.next().unwrap_or_default());
    let (Some(base), Some(revision)) = (shared::read(first, Format::Yaml), shared::read(second, Format::Yaml)) else { return };
    let old = Files::load("a/base.yaml", &base, &mut Other(&revision));
    let new = Files::load("a/revision.yaml", &revision, &mut Other(&base));
    let _ = (defects(&old), defects(&new), old.urls(), new.urls());
    let (Some(mut old), Some(mut new)) = (Api::read(&old), Api::read(&new)) else { return };
    old.set_aside(&mut new);
    let _ = compare(&old, &new, &Policy::default(), jiff::civil::date(2026, 11, 25));
    for (one, other) in [(&old, &old), (&new, &new)] {
        let changes = compare(one, other, &Policy::default(), jiff::civil::date(2026, 11, 25));
        assert!(changes.is_empty(), "a description differs from itself: {changes:?}");
    }
});
