//! `ent waiver add`.

use clap::Args as ClapArgs;
use jiff::civil::Date;

use super::super::error::CliError;
use super::super::session::{Session, unreadable};
use super::super::{ExitCode, output};
use super::{not_passed, today, write};
use crate::policy::{NewWaiver, Pattern, WAIVERS_PATH};

/// Arguments of `ent waiver add`.
#[derive(ClapArgs)]
pub(super) struct Args {
    /// A rule's id or GATE/*
    #[arg(value_name = "RULE")]
    rule: String,
    /// Who answers for it
    #[arg(long)]
    owner: String,
    /// Why it is right
    #[arg(long)]
    reason: String,
    /// The last day on which it holds, YYYY-MM-DD
    #[arg(long, value_name = "DATE", alias = "until")]
    expires: Date,
    /// The advisory it is about, or an alias of it
    #[arg(long)]
    id: Option<String>,
    /// The package it is about
    #[arg(long)]
    package: Option<String>,
    /// The one version it is about
    #[arg(long)]
    package_version: Option<String>,
    /// The operation of an API that it is about, such as "GET /users"
    #[arg(long)]
    operation: Option<String>,
    /// A path, folder or glob
    #[arg(long)]
    path: Option<String>,
    /// The one finding it is about
    #[arg(long)]
    fingerprint: Option<String>,
    /// Who agreed; repeatable
    #[arg(long)]
    approved_by: Vec<String>,
    /// The ticket that tracks it
    #[arg(long)]
    ticket: Option<String>,
}

pub(super) fn run(args: &Args, session: &Session<'_>) -> Result<ExitCode, CliError> {
    let rules = session.catalogue.all().map_err(unreadable)?;
    if !Pattern::new(&args.rule).matches_any(rules.iter().map(|rule| rule.id.as_ref())) {
        let hint = rule::strict::did_you_mean(&args.rule, rules.iter().map(|rule| rule.id.as_ref()));
        return Err(CliError::usage(format!("unknown rule `{}`", args.rule), hint));
    }
    let expires = not_passed(args.expires, session)?;
    if args.reason.trim().is_empty() || args.owner.trim().is_empty() {
        return Err(CliError::usage("a waiver needs an owner and a reason", None));
    }
    let mut waiver = NewWaiver::default();
    waiver.set("rule", args.rule.as_str()).set("owner", args.owner.as_str()).set("reason", args.reason.as_str());
    let optional = [
        ("id", &args.id),
        ("package", &args.package),
        ("version", &args.package_version),
        ("operation", &args.operation),
        ("path", &args.path),
        ("fingerprint", &args.fingerprint),
        ("ticket", &args.ticket),
    ];
    for (key, value) in optional {
        waiver.set(key, value.as_deref().unwrap_or_default());
    }
    waiver.set("approved_by", args.approved_by.clone()).set("created", today(session)).set("expires", expires);
    waiver.scope_key().map_err(|why| CliError::usage(why, None))?;
    write(session, &[waiver])?;
    output::print(&format!("added to {WAIVERS_PATH}\n"))?;
    Ok(ExitCode::PASSED)
}
