//! The gate `sbom`: every package of the tree is known, and the bills of materials that are kept are valid, complete, current and fit for
//! their purpose.

mod coverage;
mod documents;
mod drift;
pub mod faults;
mod generated;
pub mod score;
mod verify;

use std::sync::Arc;

use model::packages::materials::Materials;
use rule::Effect::{Defect, Nothing};
use rule::{Context, FileKind, Gate, GateInfo, Loaded, Measure, NotJudged, Rule, Setting, SettingKind, Severity};

use documents::{Examined, element, fault, threshold};
pub use documents::{below, open};
pub use verify::verify;

/// The gate.
pub struct Sbom;

/// Name of the gate.
pub(crate) const NAME: &str = "sbom";

const LOCK_FILE: FileKind = FileKind("lock-file");
const MANIFEST: FileKind = FileKind("package-manifest");
const CYCLONEDX: FileKind = FileKind("cyclonedx");
const SPDX: FileKind = FileKind("spdx");

/// What the rules look at.
pub struct Bills<'d> {
    /// What the lock files hold.
    pub(crate) materials: Arc<Materials>,
    /// The bills of materials that are kept in the tree.
    pub(crate) examined: Vec<Examined<'d>>,
}

const SETTINGS: &[Setting] = &[
    Setting {
        key: "documents",
        kind: SettingKind::Strings,
        default: "[]",
        doc: "Bills of materials that describe this tree, compared with its lock files whatever they share; unset, those that share half of what they list.",
    },
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
    const INFO: GateInfo = GateInfo {
        name: NAME,
        area: 5,
        summary: "every package of the tree is known; kept bills of materials are valid, complete and agree with the lock files",
        kinds: &[LOCK_FILE, MANIFEST, CYCLONEDX, SPDX],
        needs: &[],
        settings: SETTINGS,
    };
    const RULES: &'static [Rule<Self>] = RULES;
    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Bills<'d>>, NotJudged> {
        let materials = cx.fact::<Materials>()?;
        let mut examined = Vec::new();
        for path in documents::kept(cx) {
            examined.extend(documents::examine(cx, path).map_err(|why| cx.not_judged(why)));
        }
        if examined.is_empty() {
            examined.extend(generated::examine(cx, &materials));
        }
        if materials.files == 0 && materials.gaps.is_empty() && examined.is_empty() {
            return Ok(Loaded::absent("no lock file, no manifest that asks for packages and no bill of materials"));
        }
        let measures = measures(&materials);
        Ok(Loaded::Found { model: Bills { materials, examined }, inputs: Vec::new(), measures })
    }
}

fn measures(materials: &Materials) -> Vec<Measure> {
    let count = |name: &str, number: usize| Measure::known(NAME, name, number as f64, "count");
    let foreign = || materials.components.iter().filter(|component| component.package.is_foreign());
    vec![
        count("lock_files", materials.files),
        count("packages", foreign().count()),
        count("packages_with_hash", foreign().filter(|component| !component.package.hashes.is_empty()).count()),
        count("packages_with_license", foreign().filter(|component| !component.package.licenses.is_empty()).count()),
        count("packages_with_known_dependencies", foreign().filter(|component| component.edges_known).count()),
    ]
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
    Rule::<Sbom>::new("sbom/lock-file-unparsable", Severity::Error, coverage::unparsable).effect(Defect),
    Rule::<Sbom>::new("sbom/lock-file-conflicted", Severity::Error, coverage::conflicted).effect(Defect),
    Rule::<Sbom>::new("sbom/lock-file-too-large", Severity::Error, coverage::too_large).effect(Defect),
    Rule::<Sbom>::new("sbom/lock-file-empty", Severity::Error, coverage::emptied).effect(Defect),
    Rule::<Sbom>::new("sbom/lock-file-binary", Severity::Warning, coverage::binary),
    Rule::<Sbom>::new("sbom/lock-file-unknown", Severity::Info, coverage::unknown),
    Rule::<Sbom>::new("sbom/lock-file-inside-packages", Severity::Info, coverage::inside_packages),
    Rule::<Sbom>::new("sbom/lock-file-incomplete", Severity::Warning, coverage::incomplete),
    Rule::<Sbom>::new("sbom/lock-files-disagree", Severity::Warning, coverage::disagree),
    Rule::<Sbom>::new("sbom/manifest-without-lock-file", Severity::Warning, coverage::without_lock),
    Rule::<Sbom>::new("sbom/dependency-unpinned", Severity::Warning, coverage::unpinned),
    Rule::<Sbom>::new("sbom/dependency-unresolved", Severity::Warning, coverage::unresolved),
    Rule::<Sbom>::new("sbom/name-hostile", Severity::Error, coverage::hostile),
    Rule::<Sbom>::new("sbom/empty", Severity::Error, coverage::empty).effect(Nothing),
    Rule::<Sbom>::new("sbom/hash-conflict", Severity::Error, coverage::hash_conflict),
    Rule::<Sbom>::new("sbom/drift", Severity::Error, drift::check),
];
