//! The rules, by theme.

mod ci;
mod documents;
mod owners;

use rule::Rule;
use rule::Severity::{Error, Info, Warning};

use super::Review;

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
];
