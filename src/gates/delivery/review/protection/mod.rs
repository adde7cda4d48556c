//! What guards the trunk: classic branch protection and rulesets, as a file declares them or as GitHub answers.

pub(super) mod files;
mod read;

pub(crate) use read::{classic, rules};

/// What guards a branch. `None`: nobody could look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Guard {
    /// Nobody may rewrite it.
    pub(crate) no_force_push: Option<bool>,
    /// Nobody may delete it.
    pub(crate) no_deletion: Option<bool>,
    /// How many have to approve a change.
    pub(crate) approvals: Option<u64>,
    /// A change has to be tested with what the branch has become (or goes through the merge queue).
    pub(crate) up_to_date: Option<bool>,
    /// Somebody else has to approve what was pushed last.
    pub(crate) last_push: Option<bool>,
    /// How many status checks have to pass.
    pub(crate) checks: Option<u64>,
    /// Code owners have to approve.
    pub(crate) code_owners: Option<bool>,
    /// A push takes approvals away.
    pub(crate) dismiss_stale: Option<bool>,
    /// It holds for administrators too.
    pub(crate) administrators: Option<bool>,
    /// Whether there may be more that nobody could look at: what is not met here may be met there.
    pub(crate) partial: bool,
}

/// The highest tier.
pub(crate) const TIERS: u8 = 5;

/// How far a branch is guarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The highest tier whose demands, and those of all below it, are met.
    pub(crate) tier: u8,
    /// What is missing for the tier that was asked for.
    pub(crate) missing: Vec<&'static str>,
    /// What nobody could look at, for that tier.
    pub(crate) unknown: Vec<&'static str>,
}

impl Guard {
    /// A branch that nothing guards.
    pub(crate) fn none() -> Guard {
        let no = Some(false);
        Guard {
            no_force_push: no,
            no_deletion: no,
            approvals: Some(0),
            up_to_date: no,
            last_push: no,
            checks: Some(0),
            code_owners: no,
            dismiss_stale: no,
            administrators: no,
            partial: false,
        }
    }

    /// Two guards of one branch: of each demand the stricter one holds.
    pub(crate) fn and(self, other: Guard) -> Guard {
        Guard {
            no_force_push: either(self.no_force_push, other.no_force_push),
            no_deletion: either(self.no_deletion, other.no_deletion),
            approvals: most(self.approvals, other.approvals),
            up_to_date: either(self.up_to_date, other.up_to_date),
            last_push: either(self.last_push, other.last_push),
            checks: most(self.checks, other.checks),
            code_owners: either(self.code_owners, other.code_owners),
            dismiss_stale: either(self.dismiss_stale, other.dismiss_stale),
            administrators: either(self.administrators, other.administrators),
            partial: self.partial || other.partial,
        }
    }

    /// The demands of a tier, as OpenSSF Scorecard grades them.
    fn demands(&self, tier: u8) -> Vec<(Option<bool>, &'static str)> {
        let at_least = |count: Option<u64>, least: u64| count.map(|count| count >= least);
        let demands = match tier {
            1 => vec![(self.no_force_push, "force pushes are refused"), (self.no_deletion, "deletion is refused")],
            2 => vec![
                (at_least(self.approvals, 1), "somebody approves"),
                (self.up_to_date, "changes are up to date with the trunk (or go through a merge queue)"),
                (self.last_push, "somebody else approves the last push"),
            ],
            3 => vec![(at_least(self.checks, 1), "a status check passes")],
            4 => vec![(at_least(self.approvals, 2), "two approve"), (self.code_owners, "code owners approve")],
            _ => vec![(self.dismiss_stale, "a push takes approvals away"), (self.administrators, "administrators are bound too")],
        };
        let unsure = |(met, words): (Option<bool>, _)| (met.filter(|met| *met || !self.partial), words);
        demands.into_iter().map(unsure).collect()
    }

    /// How far the branch is guarded, and what is missing for a tier.
    pub(crate) fn standing(&self, asked: u8) -> Standing {
        let mut standing = Standing { tier: 0, missing: Vec::new(), unknown: Vec::new() };
        let mut whole = true;
        for tier in 1..=TIERS {
            let demands = self.demands(tier);
            whole &= demands.iter().all(|(met, _)| *met == Some(true));
            if whole {
                standing.tier = tier;
            }
            if tier <= asked {
                standing.missing.extend(demands.iter().filter(|(met, _)| *met == Some(false)).map(|(_, words)| *words));
                standing.unknown.extend(demands.iter().filter(|(met, _)| met.is_none()).map(|(_, words)| *words));
            }
        }
        standing
    }
}

/// One that is met is enough; what nobody could look at may be met.
fn either(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn most(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    Some(one?.max(other?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_build_on_each_other() {
        let mut guard = Guard::none();
        assert_eq!(guard.standing(1).missing.len(), 2);
        (guard.no_force_push, guard.no_deletion) = (Some(true), Some(true));
        assert_eq!(guard.standing(3).tier, 1);
        (guard.checks, guard.code_owners) = (Some(3), Some(true));
        assert_eq!(guard.standing(3).tier, 1, "a check does not stand in for a review");
        (guard.approvals, guard.up_to_date, guard.last_push) = (Some(2), Some(true), Some(true));
        assert_eq!(guard.standing(3), Standing { tier: 4, missing: Vec::new(), unknown: Vec::new() });
        guard.administrators = None;
        guard.dismiss_stale = Some(true);
        assert_eq!(guard.standing(5).unknown, ["administrators are bound too"]);
    }

    #[test]
    fn the_stricter_demand_holds() {
        let one = Guard { approvals: Some(1), no_deletion: Some(true), ..Guard::none() };
        let other = Guard { approvals: Some(2), administrators: None, ..Guard::none() };
        let both = one.and(other);
        assert_eq!((both.approvals, both.no_deletion, both.administrators), (Some(2), Some(true), None));
        let partial = Guard { partial: true, ..both };
        assert_eq!((partial.standing(1).missing.len(), partial.standing(1).unknown), (0, vec!["force pushes are refused"]));
    }
}
