//! What each version of the specifications lets a document hold: tables in the house's own notation, and the checkers that read them.

mod check;
mod formats;
mod notation;
mod prune;
mod shape;
mod tree;
mod xml_check;
mod xml_notation;

pub(crate) use check::fits;
pub use check::{Violation, check_json};
pub use formats::{is_cpe, is_date_time, is_iri_reference};
pub(crate) use prune::prune;
pub use xml_check::{XmlViolation, check_xml, xml_version};

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;
