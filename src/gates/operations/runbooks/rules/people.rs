//! The owner of a runbook or postmortem is somebody.

use rule::{Context, NotJudged, Sink};

use crate::runbooks::Operations;

pub(super) fn owner<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    let owners: Vec<_> = model.runbooks.iter().chain(&model.postmortems).flat_map(|page| page.list("owner")).collect();
    if owners.is_empty() {
        return;
    }
    if model.owners.is_empty() {
        sink.not_judged(NotJudged::surroundings(
            "owners of runbooks: there is neither CODEOWNERS nor a list of teams",
            "add CODEOWNERS, or `teams:` in ent.yaml",
        ));
        return;
    }
    for owner in owners.into_iter().filter(|owner| !model.owners.knows(owner.text())) {
        sink.report(owner, format!("the owner {} is neither in CODEOWNERS nor among the teams", owner.text().trim()));
    }
}
