//! Any bytes as JSON: the verdict is that of `serde_json`, except that an empty text is null, a number of any size is a number, and our
//! limit of depth is another.
#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let ours = shared::read(bytes, document::Format::Json);
    if let Some(document) = &ours {
        shared::walk(document);
    }
    if let Some(document) = shared::read(bytes, document::Format::Json5) {
        shared::walk(&document);
    }
    let without_mark = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    match serde_json::from_slice::<serde_json::Value>(without_mark) {
        Ok(_) => assert!(ours.is_some(), "refused"),
        Err(error) => {
            let said = error.to_string();
            let meant = bytes.is_empty() || said.starts_with("number out of range") || said.starts_with("recursion limit");
            assert!(ours.is_none() || meant, "accepted: {said}");
        }
    }
});
