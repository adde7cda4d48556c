//! The gate `updates`: a bot keeps every dependency up to date, and it can be proved to be at work.

mod activity;
mod cron;
mod dependabot;
mod ecosystems;
mod model;
mod renovate;
mod rules;

use rule::{Context, FileKind, Gate, GateInfo, Loaded, Need, NotJudged, Rule, Setting, SettingKind};

pub use model::Updates as Model;

/// The gate.
pub struct Updates;

const RENOVATE: FileKind = FileKind("renovate-config");
const DEPENDABOT: FileKind = FileKind("dependabot-config");
const LOCK_FILE: FileKind = FileKind("lock-file");
const MANIFEST: FileKind = FileKind("package-manifest");
const WORKFLOW: FileKind = FileKind("github-workflow");
const DOCKERFILE: FileKind = FileKind("dockerfile");
const TERRAFORM_LOCK: FileKind = FileKind("terraform-lock");
const HELM_CHART: FileKind = FileKind("helm-chart");

const SETTINGS: &[Setting] = &[
    Setting {
        key: "active_within",
        kind: SettingKind::Duration,
        default: "P90D",
        doc: "How long ago the bot's last commit may be before it counts as asleep.",
    },
    Setting {
        key: "authors",
        kind: SettingKind::Strings,
        default: "[]",
        doc: "Names or addresses under which a bot of your own commits, beside those of Renovate and Dependabot.",
    },
    Setting {
        key: "min_release_age",
        kind: SettingKind::Duration,
        default: "P3D",
        doc: "How old a release has to be before the bot proposes it.",
    },
];

impl Gate for Updates {
    type Model<'d> = Model<'d>;

    const INFO: GateInfo = GateInfo {
        name: "updates",
        area: 5,
        summary: "a bot keeps every dependency up to date, and is at work",
        kinds: &[RENOVATE, DEPENDABOT, LOCK_FILE, MANIFEST, WORKFLOW, DOCKERFILE, TERRAFORM_LOCK, HELM_CHART],
        needs: &[Need::Git, Need::Clock],
        settings: SETTINGS,
    };

    const RULES: &'static [Rule<Self>] = rules::RULES;

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged> {
        let model = Model::load(cx);
        if model.is_empty() {
            return Ok(Loaded::absent("no dependencies that a bot could update, and no configuration of one"));
        }
        Ok(Loaded::found(model))
    }
}
