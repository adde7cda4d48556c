//! Any bytes as TOML: read or refused, never a panic.
#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Some(document) = shared::read(bytes, document::Format::Toml) {
        shared::walk(&document);
    }
});
