//! The gate `gamedays`: drills that can fail, can be stopped, happen often enough and lead to something; and chaos experiments that are whole.

mod model;
mod rules;

use rule::{Context, FileKind, Gate, GateInfo, Loaded, Need, NotJudged, Rule, Setting, SettingKind};

use crate::runbooks::{GAMEDAY, RUNBOOK};

pub use model::Drills;

/// The gate.
pub struct GameDays;

const EXPERIMENT: FileKind = FileKind("chaos-experiment");
/// Files that say which objectives there are.
const OBJECTIVES: &[FileKind] = &[FileKind("openslo"), FileKind("sloth"), FileKind("pyrra"), FileKind("nobl9"), FileKind("slo-generator")];

const SETTINGS: &[Setting] = &[
    Setting {
        key: "cadence",
        kind: SettingKind::Duration,
        default: "P92D",
        doc: "How long ago the last GameDay of a critical service may be: a quarter.",
    },
    Setting {
        key: "results_within",
        kind: SettingKind::Duration,
        default: "P5D",
        doc: "How long after its date a GameDay has to have results.",
    },
];

impl Gate for GameDays {
    type Model<'d> = Drills<'d>;

    const INFO: GateInfo = GateInfo {
        name: "gamedays",
        area: 10,
        summary: "drills can fail, can be stopped, happen often enough and lead to something",
        kinds: &[GAMEDAY, EXPERIMENT, RUNBOOK, OBJECTIVES[0], OBJECTIVES[1], OBJECTIVES[2], OBJECTIVES[3], OBJECTIVES[4]],
        needs: &[Need::Clock],
        settings: SETTINGS,
    };

    const RULES: &'static [Rule<Self>] = rules::RULES;

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged> {
        let model = Drills::load(cx);
        let critical = cx.services().iter().any(|service| service.critical);
        if model.is_empty() && !critical {
            return Ok(Loaded::absent("no GameDay, no chaos experiment and no critical service"));
        }
        Ok(Loaded::found(model))
    }
}
