use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// A history in memory: commit `n` has the parents and the date given.
#[derive(Debug, Clone, Default)]
struct Made {
    commits: Vec<(Vec<usize>, i64)>,
    levels: bool,
}

fn id(number: usize) -> Id {
    let mut bytes = [0; 20];
    bytes[..8].copy_from_slice(&(number as u64).to_le_bytes());
    Id(bytes)
}

fn number(id: Id) -> usize {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&id.0[..8]);
    u64::from_le_bytes(bytes) as usize
}

impl Made {
    fn level(&self, commit: usize) -> u32 {
        1 + self.commits[commit].0.iter().map(|parent| self.level(*parent)).max().unwrap_or(0)
    }

    fn ancestors(&self, commit: usize) -> BTreeSet<usize> {
        let mut seen = BTreeSet::new();
        let mut open = vec![commit];
        while let Some(commit) = open.pop() {
            if seen.insert(commit) {
                open.extend(&self.commits[commit].0);
            }
        }
        seen
    }

    /// The definition, word for word.
    fn first_deployments(&self, tips: &[usize], seen: usize) -> BTreeMap<usize, usize> {
        let mut first = BTreeMap::new();
        for (place, tip) in tips.iter().enumerate() {
            for commit in self.ancestors(*tip) {
                first.entry(commit).or_insert(place);
            }
        }
        first.retain(|_, place| *place >= seen);
        first
    }

    fn walked(&self, tips: &[usize], seen: usize) -> BTreeMap<usize, usize> {
        let tips: Vec<Id> = tips.iter().map(|tip| id(*tip)).collect();
        let found = attribute(self, &tips, seen).unwrap();
        let map: BTreeMap<usize, usize> = found.iter().map(|commit| (number(commit.id), commit.tip)).collect();
        assert_eq!(map.len(), found.len(), "no commit counts twice");
        map
    }
}

impl Source for Made {
    fn commit(&self, wanted: Id) -> Result<Commit, GitError> {
        let commit = number(wanted);
        let (parents, committed) = &self.commits[commit];
        Ok(Commit {
            parents: parents.iter().map(|parent| id(*parent)).collect(),
            committed: *committed,
            authored: None,
            generation: self.levels.then(|| self.level(commit)),
        })
    }
}

const YEAR: i64 = 365 * DAY;

fn line(dates: &[i64]) -> Made {
    let commits = dates.iter().enumerate().map(|(n, date)| (n.checked_sub(1).into_iter().collect(), *date)).collect();
    Made { commits, levels: false }
}

#[test]
fn each_commit_goes_to_the_first_deployment_that_holds_it() {
    let history = line(&[YEAR * 50, YEAR * 50 + DAY, YEAR * 50 + 2 * DAY, YEAR * 50 + 3 * DAY]);
    assert_eq!(history.walked(&[0, 2, 3], 1), BTreeMap::from([(1, 1), (2, 1), (3, 2)]));
    assert_eq!(
        history.walked(&[0, 3, 2], 1),
        BTreeMap::from([(1, 1), (2, 1), (3, 1)]),
        "a later deployment of an older commit brings nothing"
    );
}

#[test]
fn parallel_lines_count_a_shared_commit_once() {
    // 0 ← 1 ← 2 (line 1), 1 ← 3 (line 2), 4 merges both.
    let day = |n: i64| YEAR * 50 + n * DAY;
    let history = Made {
        commits: vec![(vec![], day(0)), (vec![0], day(1)), (vec![1], day(2)), (vec![1], day(3)), (vec![2, 3], day(4))],
        levels: false,
    };
    assert_eq!(history.walked(&[0, 2, 3, 4], 1), BTreeMap::from([(1, 1), (2, 1), (3, 2), (4, 3)]));
}

#[test]
fn a_dead_clock_between_two_releases_hides_nothing() {
    // The first deployment (2) reaches 0 only through 1, whose clock says 1970; the window's deployment (3) reaches 0 directly.
    let history = Made {
        commits: vec![(vec![], YEAR * 54), (vec![0], 0), (vec![1], YEAR * 54 + DAY), (vec![0], YEAR * 54 + 2 * DAY)],
        levels: false,
    };
    assert_eq!(history.walked(&[2, 3], 1), BTreeMap::from([(3, 1)]));
}

#[test]
fn a_chain_of_wrong_clocks_of_the_last_century_hides_nothing() {
    let old = YEAR * 30;
    let history = Made {
        commits: vec![
            (vec![], YEAR * 54),
            (vec![0], old),
            (vec![1], old + 1),
            (vec![2], old + 2),
            (vec![3], YEAR * 54 + DAY),
            (vec![0], YEAR * 54 + 2 * DAY),
        ],
        levels: false,
    };
    assert_eq!(history.walked(&[4, 5], 1), BTreeMap::from([(5, 1)]));
}

#[test]
fn a_clock_far_ahead_hides_nothing() {
    let history = Made {
        commits: vec![(vec![], YEAR * 54), (vec![0], YEAR * 68), (vec![1], YEAR * 54 + DAY), (vec![1], YEAR * 54 + 2 * DAY)],
        levels: false,
    };
    assert_eq!(history.walked(&[2, 3], 1), BTreeMap::from([(3, 1)]));
}

#[test]
fn only_the_part_of_history_that_matters_is_read() {
    struct Counting(Made, std::cell::Cell<usize>);
    impl Source for Counting {
        fn commit(&self, id: Id) -> Result<Commit, GitError> {
            self.1.set(self.1.get() + 1);
            self.0.commit(id)
        }
    }
    let dates: Vec<i64> = (0..5_000).map(|n| YEAR * 40 + n * DAY / 4).collect();
    let counting = Counting(line(&dates), std::cell::Cell::new(0));
    let found = attribute(&counting, &[id(100), id(4_900), id(4_999)], 2).unwrap();
    assert_eq!(found.len(), 99);
    assert!(counting.1.get() < 300, "{} commits read", counting.1.get());
}

/// Histories with merges, several roots, and clocks that are wrong by up to `skew`.
fn histories(skew: i64) -> impl Strategy<Value = (Made, Vec<usize>, usize)> {
    let commit = (proptest::collection::vec(any::<prop::sample::Index>(), 0..3), -skew..=skew);
    (proptest::collection::vec(commit, 2..60), proptest::collection::vec(any::<prop::sample::Index>(), 2..8), any::<bool>()).prop_map(
        |(raw, tips, levels)| {
            let mut commits: Vec<(Vec<usize>, i64)> = Vec::new();
            for (number, (parents, wrong)) in raw.iter().enumerate() {
                let mut parents: Vec<usize> = match number {
                    0 => Vec::new(),
                    // Recent parents, as in real histories.
                    _ => parents.iter().map(|parent| number - 1 - parent.index(number.min(8))).collect(),
                };
                parents.dedup();
                commits.push((parents, YEAR * 45 + number as i64 * DAY + wrong));
            }
            let tips: Vec<usize> = tips.iter().map(|tip| tip.index(commits.len())).collect();
            let seen = 1 + tips.len() / 3;
            (Made { commits, levels }, tips, seen)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn the_walk_is_the_definition((history, tips, seen) in histories(0)) {
        prop_assert_eq!(history.walked(&tips, seen), history.first_deployments(&tips, seen));
    }

    #[test]
    fn the_walk_is_the_definition_under_skewed_clocks((history, tips, seen) in histories(15 * DAY)) {
        prop_assert_eq!(history.walked(&tips, seen), history.first_deployments(&tips, seen));
    }

    #[test]
    fn with_levels_no_clock_matters((mut history, tips, seen) in histories(20 * YEAR)) {
        history.levels = true;
        prop_assert_eq!(history.walked(&tips, seen), history.first_deployments(&tips, seen));
    }
}
