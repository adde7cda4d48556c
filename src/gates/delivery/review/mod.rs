//! The gate `review`: changes are small, soon in the trunk, built and read by somebody who is responsible.

mod ci;
mod codeowners;
mod history;
mod host;
mod measures;
mod model;
mod platform;
mod protection;
mod pulls;
mod rules;
mod settings;
mod standard;
mod tree;
mod trunk;

use rule::{Context, FileKind, Gate, GateInfo, Loaded, Need, NotJudged, Rule};

pub use model::Review as Model;

/// The gate.
pub struct Review;

/// Name of the gate.
pub(crate) const NAME: &str = "review";

const CODEOWNERS: FileKind = FileKind("codeowners");
const WORKFLOW: FileKind = FileKind("github-workflow");
const GITLAB: FileKind = FileKind("gitlab-ci");
const OTHER: FileKind = FileKind("ci-pipeline");
const TEKTON: FileKind = FileKind("tekton-pipeline");
const STANDARD: FileKind = FileKind("review-standard");
const GUIDE: FileKind = FileKind("review-guide");
const CONTRIBUTING: FileKind = FileKind("contributing");
const TEMPLATE: FileKind = FileKind("pull-request-template");
const BRANCH_RULES: FileKind = FileKind("branch-rules");

/// Pipelines of other systems than GitHub Actions.
const PIPELINES: &[FileKind] = &[GITLAB, OTHER, TEKTON];
const KINDS: &[FileKind] = &[CODEOWNERS, WORKFLOW, GITLAB, OTHER, TEKTON, STANDARD, GUIDE, CONTRIBUTING, TEMPLATE, BRANCH_RULES];

impl Gate for Review {
    type Model<'d> = Model<'d>;

    const INFO: GateInfo = GateInfo {
        name: NAME,
        area: 1,
        summary: "changes are small, soon in the trunk, built, and read by somebody responsible",
        kinds: KINDS,
        needs: &[Need::Git, Need::Clock, Need::Network],
        settings: settings::SETTINGS,
    };

    const RULES: &'static [Rule<Self>] = rules::RULES;

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged> {
        let model = Model::load(cx);
        if model.is_empty(cx) {
            return Ok(Loaded::absent("no git history, no CI pipeline, no CODEOWNERS and no guide for reviews"));
        }
        let measures = measures::measures(&model);
        Ok(Loaded::Found { model, inputs: Vec::new(), measures })
    }
}
