//! The rules, by theme.

mod branches;
mod change;
mod ci;
mod documents;
mod owners;
mod protection;
mod pulls;
mod releases;
mod trunk;

use rule::Rule;
use rule::Severity::{Error, Info, Warning};

use super::Review;

pub(super) use self::trunk::{merged_within_day, of_people, revert_count};

pub(super) const RULES: &[Rule<Review>] = &[
    Rule::<Review>::new("review/ci-missing-on-change", Error, ci::missing),
    Rule::<Review>::new("review/codeowners-missing", Warning, owners::missing).opt_in(),
    Rule::<Review>::new("review/codeowners-overlooked", Error, owners::overlooked),
    Rule::<Review>::new("review/codeowners-too-large", Error, owners::too_large),
    Rule::<Review>::new("review/codeowners-syntax-invalid", Error, owners::syntax),
    Rule::<Review>::new("review/codeowners-owner-invalid", Error, owners::invalid),
    Rule::<Review>::new("review/codeowners-owner-unknown", Error, owners::unknown),
    Rule::<Review>::new("review/codeowners-duplicate-pattern", Warning, owners::duplicates),
    Rule::<Review>::new("review/codeowners-pattern-matches-nothing", Error, owners::unmatched),
    Rule::<Review>::new("review/codeowners-pattern-shadowed", Warning, owners::shadowed),
    Rule::<Review>::new("review/codeowners-file-unowned", Warning, owners::unowned),
    Rule::<Review>::new("review/standard-missing", Error, documents::standard_missing).opt_in(),
    Rule::<Review>::new("review/standard-incomplete", Error, documents::standard_incomplete),
    Rule::<Review>::new("review/template-missing", Warning, documents::template_missing).opt_in(),
    Rule::<Review>::new("review/template-empty", Warning, documents::template_empty),
    Rule::<Review>::new("review/guide-missing", Info, documents::guide_missing).opt_in(),
    Rule::<Review>::new("review/branch-too-old", Error, branches::too_old),
    Rule::<Review>::new("review/branch-dormant", Info, branches::dormant),
    Rule::<Review>::new("review/too-many-active-branches", Warning, branches::too_many).opt_in(),
    Rule::<Review>::new("review/branch-has-many-authors", Warning, branches::many_authors).opt_in(),
    Rule::<Review>::new("review/branch-far-behind-trunk", Warning, branches::far_behind).opt_in(),
    Rule::<Review>::new("review/trunk-frozen", Info, branches::frozen),
    Rule::<Review>::new("review/merges-too-rare", Warning, trunk::too_rare).opt_in(),
    Rule::<Review>::new("review/merges-too-slow", Warning, trunk::slow_merges),
    Rule::<Review>::new("review/revert-rate-high", Warning, trunk::reverts),
    Rule::<Review>::new("review/direct-push", Warning, trunk::direct_push).opt_in(),
    Rule::<Review>::new("review/merge-method", Warning, trunk::merge_method),
    Rule::<Review>::new("review/release-branch-commit-not-from-trunk", Error, releases::not_from_trunk).opt_in(),
    Rule::<Review>::new("review/change-too-large", Error, change::too_large),
    Rule::<Review>::new("review/change-touches-many-files", Error, change::many_files),
    Rule::<Review>::new("review/refactor-mixed-with-behaviour", Info, change::mixed),
    Rule::<Review>::new("review/tests-missing", Warning, change::tests_missing).opt_in(),
    Rule::<Review>::new("review/branch-protection-below-tier", Error, protection::below_tier),
    Rule::<Review>::new("review/trunk-red-too-long", Error, protection::red_too_long).opt_in(),
    Rule::<Review>::new("review/first-response-too-late", Error, pulls::response_late),
    Rule::<Review>::new("review/review-too-slow", Warning, pulls::review_slow),
    Rule::<Review>::new("review/cycle-too-slow", Warning, pulls::cycle_slow).opt_in(),
    Rule::<Review>::new("review/merged-without-review", Error, pulls::without_review),
    Rule::<Review>::new("review/self-merged", Warning, pulls::self_merged).opt_in(),
    Rule::<Review>::new("review/approval-stale", Warning, pulls::stale).opt_in(),
    Rule::<Review>::new("review/approved-faster-than-readable", Info, pulls::too_fast).opt_in(),
    Rule::<Review>::new("review/description-empty", Warning, pulls::description),
];
