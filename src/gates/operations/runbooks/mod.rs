//! The gate `runbooks`: playbooks that are complete, fresh, reachable from alerts and rehearsed; and postmortems that lead to something.

mod alerts;
mod incidents;
mod model;
mod owners;
mod rules;

use rule::{Context, FileKind, Gate, GateInfo, Loaded, Need, NotJudged, Rule, Setting, SettingKind};

pub use model::Operations;
pub(crate) use model::{is_called, open, runbook_pages};

/// The gate.
pub struct Runbooks;

pub(crate) const RUNBOOK: FileKind = FileKind("runbook");
pub(crate) const POSTMORTEM: FileKind = FileKind("postmortem");
pub(crate) const GAMEDAY: FileKind = FileKind("gameday");
const PROMETHEUS_RULES: FileKind = FileKind("prometheus-rules");
const SLOTH: FileKind = FileKind("sloth");
const CODEOWNERS: FileKind = FileKind("codeowners");
const DELIVERY_LOG: FileKind = FileKind("delivery-log");

const SETTINGS: &[Setting] = &[
    Setting {
        key: "review_interval",
        kind: SettingKind::Duration,
        default: "P90D",
        doc: "How old `last_reviewed` may be where a runbook sets no `review_interval` of its own.",
    },
    Setting {
        key: "review_error_after",
        kind: SettingKind::Duration,
        default: "P180D",
        doc: "From this age of `last_reviewed` on an overdue review is an error.",
    },
    Setting {
        key: "max_words",
        kind: SettingKind::Integer,
        default: "1000",
        doc: "Words after which a runbook is too long: about two pages.",
    },
    Setting {
        key: "check_urls",
        kind: SettingKind::Bool,
        default: "null",
        doc: "Whether links to the web are opened: true opens them, false leaves them out on purpose; unset, the gate says that it did not look.",
    },
    Setting {
        key: "postmortem_days",
        kind: SettingKind::Integer,
        default: "5",
        doc: "Business days between the end of an incident and the meeting on its postmortem.",
    },
    Setting {
        key: "holidays",
        kind: SettingKind::Strings,
        default: "[]",
        doc: "Dates (`2026-12-25`) that are no business days, beside Saturdays and Sundays.",
    },
];

impl Gate for Runbooks {
    type Model<'d> = Operations<'d>;

    const INFO: GateInfo = GateInfo {
        name: "runbooks",
        area: 10,
        summary: "playbooks are complete, fresh, reachable from alerts and rehearsed; postmortems lead to something",
        kinds: &[RUNBOOK, POSTMORTEM, GAMEDAY, PROMETHEUS_RULES, SLOTH, CODEOWNERS, DELIVERY_LOG],
        needs: &[Need::Clock],
        settings: SETTINGS,
    };

    const RULES: &'static [Rule<Self>] = rules::RULES;

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged> {
        let model = Operations::load(cx);
        let critical = cx.services().iter().any(|service| service.critical);
        if model.is_empty() && !critical {
            return Ok(Loaded::absent("no runbook, no postmortem, no alert that calls anybody and no critical service"));
        }
        Ok(Loaded::found(model))
    }
}
