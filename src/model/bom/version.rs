//! Versions of the specifications and the forms a document can have.

use std::fmt;

/// A version of CycloneDX.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpecVersion {
    /// 1.2 (May 2020).
    V1_2,
    /// 1.3 (May 2021).
    V1_3,
    /// 1.4 (January 2022).
    V1_4,
    /// 1.5 (June 2023).
    V1_5,
    /// 1.6 (April 2024).
    V1_6,
    /// 1.7 (October 2025).
    V1_7,
}

impl SpecVersion {
    /// All, oldest first.
    pub const ALL: [SpecVersion; 6] =
        [SpecVersion::V1_2, SpecVersion::V1_3, SpecVersion::V1_4, SpecVersion::V1_5, SpecVersion::V1_6, SpecVersion::V1_7];

    /// As documents write it.
    pub fn as_str(self) -> &'static str {
        ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"][self as usize]
    }

    /// From what documents write.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str() == text)
    }
}

impl fmt::Display for SpecVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a bill of materials is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BomFormat {
    /// CycloneDX as JSON.
    CycloneDxJson,
    /// CycloneDX as XML.
    CycloneDxXml,
    /// SPDX 2.2 or 2.3 as JSON.
    SpdxJson,
}

impl BomFormat {
    /// All, in the order in which they are offered.
    pub const ALL: [BomFormat; 3] = [BomFormat::CycloneDxJson, BomFormat::CycloneDxXml, BomFormat::SpdxJson];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            BomFormat::CycloneDxJson => "cyclonedx-json",
            BomFormat::CycloneDxXml => "cyclonedx-xml",
            BomFormat::SpdxJson => "spdx-json",
        }
    }

    /// From its name on the command line.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }
}
