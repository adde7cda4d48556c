//! Targets in a file of their own: `kind: DoraTargets`.

use document::{Format, Node, SyntaxError};
use rule::{Context, NotJudged, strict};

use super::duration;
use super::setup::Setup;
use super::targets::{OnUnknown, targets};

/// Reads the file and adds what it says to the setup; gives the length of the window in seconds, where the file says it.
pub(super) fn read(cx: &Context<'_>, path: &str, setup: &mut Setup) -> Result<Option<f64>, NotJudged> {
    let document = cx.open_as(path, Format::Yaml)?;
    file(document.root(), setup).map_err(NotJudged::from)
}

fn file(root: Node<'_>, setup: &mut Setup) -> Result<Option<f64>, SyntaxError> {
    let root = strict::mapping(root, "DoraTargets")?;
    strict::check_keys(root, &["apiVersion", "kind", "metadata", "spec"])?;
    expect(root, "apiVersion", "ent/v1")?;
    expect(root, "kind", "DoraTargets")?;
    let spec = strict::mapping(strict::required(root, "spec")?, "spec")?;
    strict::check_keys(spec, &["window", "on_unknown", "targets", "services", "teams"])?;
    if let Some(node) = spec.get("on_unknown") {
        let known = OnUnknown::NAMES.iter().find(|(word, _)| *word == node.text());
        setup.on_unknown =
            known.map(|(_, value)| *value).ok_or_else(|| strict::error_at(node, "`on_unknown` takes inconclusive, fail or warn", None))?;
    }
    if let Some(node) = spec.get("targets") {
        setup.targets = targets(node)?;
    }
    for item in spec.get("services").into_iter().flat_map(Node::items) {
        service(item, setup)?;
    }
    for item in spec.get("teams").into_iter().flat_map(Node::items) {
        let item = strict::mapping(item, "teams")?;
        strict::check_keys(item, &["name", "targets"])?;
        let name = strict::text(strict::required(item, "name")?, "name")?;
        setup.teams.insert(name.into(), targets(strict::required(item, "targets")?)?);
    }
    let Some(node) = spec.get("window") else { return Ok(None) };
    let wrong = || strict::error_at(node, "`window` takes a duration such as P90D", None);
    duration::seconds(node.text()).map(Some).ok_or_else(wrong)
}

fn service(item: Node<'_>, setup: &mut Setup) -> Result<(), SyntaxError> {
    let item = strict::mapping(item, "services")?;
    strict::check_keys(item, &["name", "team", "paths", "deployments", "targets"])?;
    let name = strict::text(strict::required(item, "name")?, "name")?;
    let service = setup.services.entry(name.into()).or_default();
    if let Some(team) = item.get("team") {
        service.team = Some(strict::text(team, "team")?.into());
    }
    if let Some(paths) = item.get("paths") {
        service.paths = strict::texts(paths, "paths")?;
    }
    if let Some(deployments) = item.get("deployments") {
        strict::check_keys(strict::mapping(deployments, "deployments")?, &["tags"])?;
        service.tags = deployments.get("tags").map(|tags| tags.text().to_string());
    }
    if let Some(node) = item.get("targets") {
        service.targets = targets(node)?;
    }
    Ok(())
}

fn expect(root: Node<'_>, key: &str, wanted: &str) -> Result<(), SyntaxError> {
    let node = strict::required(root, key)?;
    match node.text() == wanted {
        true => Ok(()),
        false => Err(strict::error_at(node, format!("`{key}` is `{}`, not `{wanted}`", node.text()), None)),
    }
}
