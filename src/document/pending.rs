//! Signatures that the parsers fill in: whoever lands the real ones deletes this file.
#![allow(missing_docs)]

use std::sync::Arc;

use crate::{Document, Format, Limits, Node, Source, SourceId, SyntaxError};

pub mod jsonpath {
    use crate::Node;

    #[derive(Debug, Clone)]
    pub struct Path;

    impl Path {
        pub fn parse(_text: &str) -> Result<Path, String> {
            Ok(Path)
        }

        pub fn select<'d>(&self, node: Node<'d>) -> Vec<Node<'d>> {
            vec![node]
        }
    }
}

pub fn parse(source: Arc<Source>, _format: Format, _limits: &Limits) -> Result<Document, SyntaxError> {
    let span = source.whole();
    Err(SyntaxError { span, position: source.position(0), path: source.path().into(), message: "no parser has landed".into(), help: None })
}

impl Source {
    pub fn from_bytes(id: SourceId, path: impl Into<String>, bytes: &[u8], _limits: &Limits) -> Result<Source, SyntaxError> {
        Ok(Source::new(id, path, String::from_utf8_lossy(bytes).into_owned()))
    }
}

impl Node<'_> {
    pub fn pointer(self) -> String {
        String::new()
    }
}
