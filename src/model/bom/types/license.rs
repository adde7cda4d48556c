//! Licences as CycloneDX says them.

use serde_json::Value;

use super::Property;
use crate::bom::record::records;

records! {
    /// Either a licence or an expression.
    LicenseChoice {
        /// One licence.
        license: Option<License>,
        /// An SPDX expression.
        expression: Option<String>,
        /// `declared` or `concluded`, of an expression (1.6).
        acknowledgement: Option<String>,
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
    }

    /// One licence: by its SPDX id or by a name.
    License {
        /// Identifier within the document.
        #[serde(rename = "bom-ref")]
        bom_ref: Option<String>,
        /// SPDX id.
        id: Option<String>,
        /// Name of one that has no SPDX id.
        name: Option<String>,
        /// `declared` or `concluded` (1.6).
        acknowledgement: Option<String>,
        /// Its text.
        text: Option<AttachedText>,
        /// Where it is.
        url: Option<String>,
        /// Terms of a commercial licence (1.5).
        licensing: Option<Value>,
        /// Names and values of other tools.
        properties: Vec<Property>,
    }

    /// A text, perhaps encoded.
    AttachedText {
        /// Media type.
        content_type: Option<String>,
        /// `base64`.
        encoding: Option<String>,
        /// The text.
        content: String,
    }
}

impl LicenseChoice {
    /// One licence by its SPDX id.
    pub fn id(id: impl Into<String>) -> Self {
        LicenseChoice { license: Some(License { id: Some(id.into()), ..License::default() }), ..LicenseChoice::default() }
    }

    /// One licence that has no SPDX id.
    pub fn name(name: impl Into<String>) -> Self {
        LicenseChoice { license: Some(License { name: Some(name.into()), ..License::default() }), ..LicenseChoice::default() }
    }

    /// An SPDX expression.
    pub fn expression(expression: impl Into<String>) -> Self {
        LicenseChoice { expression: Some(expression.into()), ..LicenseChoice::default() }
    }

    /// What a package manager's text says: an id, an expression, or a name where it is neither.
    pub fn from_text(text: &str) -> Self {
        let text = text.trim();
        if crate::bom::license::is_listed(text) {
            Self::id(text)
        } else if crate::bom::license::check(text).is_ok() {
            Self::expression(text)
        } else {
            Self::name(text)
        }
    }

    /// The id, expression or name.
    pub fn text(&self) -> Option<&str> {
        let license = self.license.as_ref();
        self.expression.as_deref().or_else(|| license.and_then(|license| license.id.as_deref().or(license.name.as_deref())))
    }
}
