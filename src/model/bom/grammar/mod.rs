//! What each version of the specifications lets a document hold: tables in the house's own notation, and the checkers that read them.

mod adapt;
mod check;
mod formats;
mod notation;
mod prune;
mod shape;
mod tree;
mod xml_check;
mod xml_notation;

pub use check::{Violation, check_json, strangers};
pub(crate) use check::{check_spdx, fits, is_link_kind, shorten};
pub use formats::{is_cpe, is_date_time, is_iri_reference};
pub(crate) use notation::json_schema;
pub(crate) use prune::prune;
pub(crate) use shape::{Record, Schema, Shape};
pub use xml_check::{XmlViolation, check_xml, xml_version};
pub(crate) use xml_notation::{ElementType, Occurs, Particle, XmlSchema, XmlType, xml_schema};

#[cfg(test)]
mod differential;
#[cfg(test)]
mod tests;
