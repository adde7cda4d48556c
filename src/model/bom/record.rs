//! How the nouns of a bill of materials are written down: one macro, so that every record keeps what it does not know.

use serde_json::{Map, Value};

/// What CycloneDX says beside the fields the house has names for; kept, so that nothing is lost between reading and writing.
pub type Rest = Map<String, Value>;

/// Whether a field is left out when it is written.
pub(crate) trait Absent {
    fn absent(&self) -> bool;
}

impl<T> Absent for Option<T> {
    fn absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Absent for Vec<T> {
    fn absent(&self) -> bool {
        self.is_empty()
    }
}

impl Absent for String {
    fn absent(&self) -> bool {
        false
    }
}

pub(crate) fn absent<T: Absent>(field: &T) -> bool {
    field.absent()
}

/// Declares records: public fields in the order in which they are written, names as CycloneDX JSON has them.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty,)* })*) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[serde(default, skip_serializing_if = "crate::bom::record::absent")]
                pub $field: $kind,
            )*
            /// What the house has no name for.
            #[serde(flatten)]
            pub rest: crate::bom::record::Rest,
        }
    )* };
}
pub(crate) use records;
