//! Every third-party package has a licence that `deny.toml` allows, and comes from the public registry.

use spdx::{Expression, ParseMode};

use crate::tree::{all_packages, none, read};

/// The licences that `deny.toml` allows.
fn allowed() -> Vec<String> {
    let policy: toml_edit::Document<String> = read("deny.toml").parse().expect("deny.toml is TOML");
    let list = policy["licenses"]["allow"].as_array().expect("licenses.allow is a list");
    list.iter().map(|licence| licence.as_str().expect("a licence id").to_owned()).collect()
}

fn permits(expression: &str, allowed: &[String]) -> Result<bool, String> {
    let parsed = Expression::parse_mode(expression, ParseMode::LAX).map_err(|error| error.to_string())?;
    // A licence with an exception is not the licence without it, so it is not in the list.
    Ok(parsed.evaluate(|wanted| wanted.addition.is_none() && wanted.license.id().is_some_and(|id| allowed.iter().any(|a| a == id.name))))
}

#[test]
fn every_package_has_an_allowed_licence() {
    let (allowed, metadata) = (allowed(), all_packages());
    let packages = metadata["packages"].as_array().expect("packages");
    let foreign: Vec<_> = packages.iter().filter(|package| package["source"].is_string()).collect();
    assert!(foreign.len() > 100, "only {} third-party packages found", foreign.len());
    let mut complaints = Vec::new();
    for package in foreign {
        let name = format!("{} {}", package["name"].as_str().unwrap_or("?"), package["version"].as_str().unwrap_or("?"));
        match package["license"].as_str().map(|expression| (expression, permits(expression, &allowed))) {
            Some((_, Ok(true))) => {}
            Some((expression, Ok(false))) => complaints.push(format!("{name}: deny.toml does not allow {expression}")),
            Some((expression, Err(error))) => complaints.push(format!("{name}: {expression}: {error}")),
            None => complaints.push(format!("{name}: declares no licence")),
        }
        if !package["source"].as_str().is_some_and(|source| source.starts_with("registry+")) {
            complaints.push(format!("{name}: does not come from the registry"));
        }
    }
    none(&complaints);
}

#[test]
fn the_judgement_of_licences_can_say_no() {
    let allowed = allowed();
    for (expression, expected) in [
        ("MIT OR GPL-3.0-only", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0-only", false),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
        ("LicenseRef-own", false),
    ] {
        assert_eq!(permits(expression, &allowed), Ok(expected), "{expression}");
    }
    assert!(permits("no licence at all", &allowed).is_err());
}
