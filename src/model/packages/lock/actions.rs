//! Workflows of GitHub Actions and `action.yml`: actions, reusable workflows and images. Format: "Workflow syntax" and "Metadata syntax" of GitHub.

use document::{Document, Node, Span, SyntaxError};

use super::images;
use super::tree::{entries, items, root_with, text};
use crate::packages::{Ecosystem, LockFile, Package, Scope};

/// Reads a workflow, or the description of an action.
pub(crate) fn read(document: &Document) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let Some(root) = root_with(document, &["jobs", "on", "runs"])? else { return Ok(file) };
    for job in entries(root, "jobs").map(|job| job.value) {
        uses(&mut file, job);
        let container = job.get("container");
        container.into_iter().for_each(|node| image(&mut file, node.get("image").unwrap_or(node)));
        let services = entries(job, "services").filter_map(|service| service.value.get("image"));
        services.for_each(|node| image(&mut file, node));
        items(job, "steps").for_each(|step| uses(&mut file, step));
    }
    if let Some(runs) = root.get("runs") {
        items(runs, "steps").for_each(|step| uses(&mut file, step));
        let node = runs.get("image").filter(|node| node.text().starts_with("docker://"));
        node.into_iter().for_each(|node| image(&mut file, node));
    }
    Ok(file)
}

fn image(file: &mut LockFile, node: Node<'_>) {
    let name = node.text().trim();
    images::add(file, name.strip_prefix("docker://").unwrap_or(name), Some(Scope::Build), node.span());
}

/// `owner/repository[/path]@ref` or `docker://image`; what begins with `./` is of this repository.
fn uses(file: &mut LockFile, node: Node<'_>) {
    let (Some(target), Some(at)) = (text(node, "uses"), node.get("uses")) else { return };
    if target.starts_with("docker://") {
        return image(file, at);
    }
    if target.starts_with("./") || target.starts_with("../") {
        return;
    }
    let Some(package) = package(target, at.span()) else { return };
    let id = file.push(package);
    file.direct.push(id);
}

fn package(target: &str, span: Span) -> Option<Package> {
    let (place, reference) = target.split_once('@')?;
    let mut parts = place.splitn(3, '/');
    let name = format!("{}/{}", parts.next()?, parts.next()?);
    let mut package = Package::new(Ecosystem::GitHub, name, Some(reference.trim()), span);
    package.subpath = parts.next().filter(|path| !path.is_empty()).map(str::to_owned);
    package.scope = Some(Scope::Build);
    Some(package)
}
