//! Signatures that the parsers fill in: whoever lands the real ones deletes this file.
#![allow(missing_docs)]

use crate::Node;

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

impl Node<'_> {
    pub fn pointer(self) -> String {
        String::new()
    }
}
