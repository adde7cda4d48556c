//! The gate `api-diff`.

use rule::{Context, Gate, GateInfo, Loaded, Need, NotJudged, Sink};

use super::compared::Compared;
use super::decisions::Ignores;
use super::inputs::Pairs;
use super::shaping::Shaping;
use super::{ids, inputs, settings, since};

/// The gate.
pub struct ApiDiff;

impl Gate for ApiDiff {
    type Model<'d> = Vec<Compared<'d>>;

    const INFO: GateInfo = GateInfo {
        name: "api-diff",
        area: 7,
        summary: "no change of an API description breaks its users",
        kinds: &[since::OPENAPI],
        needs: &[Need::Git, Need::Clock],
        settings: settings::SETTINGS,
    };

    const RULES: &'static [rule::Rule<Self>] = ids::RULES;

    fn load<'d>(cx: &Context<'d>) -> Result<Loaded<Self::Model<'d>>, NotJudged> {
        Ok(match compared(cx)? {
            Ok(model) => Loaded::found(model),
            Err(why) => Loaded::absent(why),
        })
    }
}

/// All pairs of a run, compared by the policy of its settings; where there is none, what was looked for.
///
/// # Errors
/// What keeps all of it from being compared; what keeps only a part is noted in the context.
pub fn compared<'d>(cx: &Context<'d>) -> Result<Result<Vec<Compared<'d>>, String>, NotJudged> {
    let policy = settings::policy(cx)?;
    let shaping = Shaping::of(cx)?;
    let ignores = Ignores::of(cx)?;
    let pairs = match inputs::pairs(cx)? {
        Pairs::Absent(why) => return Ok(Err(why)),
        Pairs::Found(pairs) => pairs,
    };
    let alone = pairs.len() == 1;
    let mut compared = Vec::new();
    for pair in &pairs {
        match Compared::of(pair, &policy, &shaping, cx.today()) {
            Ok(mut one) => {
                ignores.apply(&mut one.changes);
                one.not_judged.iter().cloned().for_each(|why| cx.not_judged(why));
                compared.push(one);
            }
            Err(why) if alone => return Err(why),
            Err(why) => cx.not_judged(why),
        }
    }
    Ok(Ok(compared))
}

/// Reports the changes of one family: the rule functions of the generated list.
pub(super) fn report_family<const N: usize>(model: &Vec<Compared<'_>>, _: &Context<'_>, sink: &mut Sink) {
    for compared in model {
        compared.report(N, sink);
    }
}
