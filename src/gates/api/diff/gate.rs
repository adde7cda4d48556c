//! The gate `api-diff`.

use rule::{Context, Gate, GateInfo, Loaded, Need, NotJudged, Sink};

use super::compared::Compared;
use super::{ids, inputs, settings};

/// The gate.
pub struct ApiDiff;

impl Gate for ApiDiff {
    type Model<'d> = Vec<Compared<'d>>;

    const INFO: GateInfo = GateInfo {
        name: "api-diff",
        area: 7,
        summary: "no change of an API description breaks its users",
        kinds: &[],
        needs: &[Need::Git, Need::Clock],
        settings: settings::SETTINGS,
    };

    const RULES: &'static [rule::Rule<Self>] = ids::RULES;

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged> {
        let policy = settings::policy(cx)?;
        let pairs = match inputs::pairs(cx)? {
            inputs::Pairs::Absent(why) => return Ok(Loaded::absent(why)),
            inputs::Pairs::Found(pairs) => pairs,
        };
        let mut compared = Vec::new();
        for (base, revision) in pairs {
            let one = Compared::new(&base, &revision, &policy, cx.today())?;
            one.not_judged.iter().cloned().for_each(|why| cx.not_judged(why));
            compared.push(one);
        }
        Ok(Loaded::found(compared))
    }
}

/// Reports the changes of one family: the rule functions of the generated list.
pub(super) fn report_family<const N: usize>(model: &Vec<Compared<'_>>, _: &Context<'_>, sink: &mut Sink) {
    for compared in model {
        compared.report(N, sink);
    }
}
