//! The gate `sbom`: bills of materials that are kept in the tree are valid, complete and fit for their purpose.

mod documents;
pub mod faults;
pub mod score;

use rule::{Context, FileKind, Gate, GateInfo, Loaded, NotJudged, Rule, Setting, SettingKind, Severity};

use documents::{Examined, element, fault, threshold};
pub use documents::{below, open};

/// The gate.
pub struct Sbom;

/// Name of the gate.
pub(crate) const NAME: &str = "sbom";

const CYCLONEDX: FileKind = FileKind("cyclonedx");

/// What the rules look at.
pub struct Bills<'d> {
    pub(crate) examined: Vec<Examined<'d>>,
}

const SETTINGS: &[Setting] = &[
    Setting {
        key: "profile",
        kind: SettingKind::Choice(&["none", "ntia", "cisa-2025", "bsi-2.1"]),
        default: "none",
        doc: "The authority by whose list of elements every bill of materials is judged.",
    },
    Setting {
        key: "min_score",
        kind: SettingKind::Number,
        default: "0",
        doc: "The score, from 0 to 10, that every bill of materials has to reach.",
    },
];

impl Gate for Sbom {
    type Model<'d> = Bills<'d>;
    const INFO: GateInfo = GateInfo { name: NAME, area: 5, summary: "x", kinds: &[CYCLONEDX], needs: &[], settings: SETTINGS };
    const RULES: &'static [Rule<Self>] = RULES;
    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Bills<'d>>, NotJudged> {
        let mut examined = Vec::new();
        for file in cx.files_of(CYCLONEDX) {
            examined.extend(documents::examine(cx, &file.path).map_err(|why| cx.not_judged(why)));
        }
        if examined.is_empty() {
            return Ok(Loaded::absent("no bill of materials"));
        }
        Ok(Loaded::found(Bills { examined }))
    }
}

const RULES: &[Rule<Sbom>] = &[
    Rule::<Sbom>::new("sbom/document-invalid", Severity::Error, fault::<0>),
    Rule::<Sbom>::new("sbom/property-unknown", Severity::Warning, fault::<1>),
    Rule::<Sbom>::new("sbom/reference-dangling", Severity::Error, fault::<2>),
    Rule::<Sbom>::new("sbom/reference-duplicated", Severity::Error, fault::<3>),
    Rule::<Sbom>::new("sbom/primary-component-missing", Severity::Error, fault::<4>),
    Rule::<Sbom>::new("sbom/component-unreachable", Severity::Warning, fault::<5>),
    Rule::<Sbom>::new("sbom/dependency-cycle", Severity::Info, fault::<6>),
    Rule::<Sbom>::new("sbom/hash-length-wrong", Severity::Error, fault::<7>),
    Rule::<Sbom>::new("sbom/purl-invalid", Severity::Error, fault::<9>),
    Rule::<Sbom>::new("sbom/purl-mismatch", Severity::Error, fault::<10>),
    Rule::<Sbom>::new("sbom/cpe-invalid", Severity::Error, fault::<11>),
    Rule::<Sbom>::new("sbom/license-expression-invalid", Severity::Error, fault::<12>),
    Rule::<Sbom>::new("sbom/license-deprecated", Severity::Warning, fault::<13>),
    Rule::<Sbom>::new("sbom/url-invalid", Severity::Error, fault::<14>),
    Rule::<Sbom>::new("sbom/date-invalid", Severity::Error, fault::<15>),
    Rule::<Sbom>::new("sbom/key-duplicated", Severity::Warning, fault::<16>),
    Rule::<Sbom>::new("sbom/profile-element-missing", Severity::Error, element::<0>),
    Rule::<Sbom>::new("sbom/format-too-old", Severity::Warning, element::<1>),
    Rule::<Sbom>::new("sbom/completeness-undeclared", Severity::Warning, element::<2>),
    Rule::<Sbom>::new("sbom/score-below-threshold", Severity::Error, threshold),
];
