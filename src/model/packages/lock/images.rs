//! Container images where they are named: in a `Dockerfile`, in services of Compose, in objects of Kubernetes.

use std::collections::HashMap;

use document::{Node, Source, Span, SyntaxError};

use super::lines::lines;
use super::tree::{entries, text};
use crate::packages::{Ecosystem, LockFile, NoteKind, Package, Scope};

/// The registry and the folder that a bare name means.
const DOCKER_HUB: &str = "docker.io";
const OFFICIAL: &str = "library";

/// Adds an image: `[registry/][path/]name[:tag][@sha256:digest]`.
pub(crate) fn add(file: &mut LockFile, reference: &str, scope: Option<Scope>, span: Span) {
    let reference = reference.trim();
    if reference.is_empty() {
        return;
    }
    if reference.contains(['$', '{', '<', ' ']) {
        file.note(NoteKind::Unresolved, reference, "is an image whose name is filled in later, so it is in no list", span);
        return;
    }
    let (named, digest) = reference.split_once('@').map_or((reference, None), |(named, digest)| (named, Some(digest)));
    let after_slash = named.rfind('/').map_or(0, |at| at + 1);
    let (repository, tag) = match named[after_slash..].find(':') {
        Some(at) => (&named[..after_slash + at], Some(&named[after_slash + at + 1..])),
        None => (named, None),
    };
    if tag.is_none() && digest.is_none() {
        file.note(NoteKind::Unpinned, reference, "has neither tag nor digest: whatever is newest is taken", span);
    }
    let name = repository.rsplit('/').next().unwrap_or(repository).to_ascii_lowercase();
    let mut package = Package::new(Ecosystem::Image, name, digest.or(tag), span);
    package.qualifiers.push(("repository_url", whole_name(repository)));
    package.qualifiers.extend(tag.map(|tag| ("tag", tag.to_owned())));
    package.scope = scope;
    let id = file.push(package);
    file.direct.push(id);
}

/// Registry and path in full: `node` is `docker.io/library/node`.
fn whole_name(repository: &str) -> String {
    match repository.split_once('/') {
        None => format!("{DOCKER_HUB}/{OFFICIAL}/{repository}"),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => repository.to_owned(),
        Some(_) => format!("{DOCKER_HUB}/{repository}"),
    }
}

/// Reads a `Dockerfile` (Dockerfile reference, "FROM" and "COPY --from"): the image of the last stage is what runs, all others build it.
pub(crate) fn read_dockerfile(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let mut arguments: HashMap<String, String> = HashMap::new();
    let mut stages: Vec<String> = Vec::new();
    let mut bases: Vec<(String, Span)> = Vec::new();
    let mut last_is_a_stage = false;
    for line in lines(source).filter(|line| !line.trimmed().starts_with('#')) {
        let mut words = line.trimmed().split_ascii_whitespace();
        let Some(instruction) = words.next() else { continue };
        match instruction.to_ascii_uppercase().as_str() {
            "ARG" if stages.is_empty() => {
                arguments
                    .extend(words.filter_map(|word| word.split_once('=')).map(|(key, value)| (key.to_owned(), unquoted(value).to_owned())));
            }
            "FROM" => {
                let words: Vec<&str> = words.filter(|word| !word.starts_with("--")).collect();
                let Some(image) = words.first() else { return Err(line.error("expected an image after FROM")) };
                let image = filled(unquoted(image), &arguments);
                last_is_a_stage = stages.iter().any(|stage| stage.eq_ignore_ascii_case(&image));
                if !last_is_a_stage && image != "scratch" {
                    bases.push((image, line.span()));
                }
                let alias = words.get(1).filter(|word| word.eq_ignore_ascii_case("as")).and_then(|_| words.get(2));
                stages.push(alias.map_or_else(|| stages.len().to_string(), |alias| (*alias).to_owned()));
            }
            "COPY" => {
                let from = words.find_map(|word| word.strip_prefix("--from=")).map(|from| filled(unquoted(from), &arguments));
                let is_image =
                    |from: &String| from.parse::<usize>().is_err() && !stages.iter().any(|stage| stage.eq_ignore_ascii_case(from));
                if let Some(from) = from.filter(is_image).filter(|from| from.contains(['/', ':'])) {
                    add(&mut file, &from, Some(Scope::Build), line.span());
                }
            }
            _ => {}
        }
    }
    if stages.is_empty() && source.path().rsplit('/').next().is_some_and(|name| !name.contains('.')) {
        return Err(super::at_start(source, "expected `FROM image`"));
    }
    let count = bases.len();
    for (at, (image, span)) in bases.into_iter().enumerate() {
        let runs = at + 1 == count && !last_is_a_stage;
        add(&mut file, &image, Some(if runs { Scope::Runtime } else { Scope::Build }), span);
    }
    Ok(file)
}

fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '\''])
}

/// `$NAME`, `${NAME}` and `${NAME:-default}` by what `ARG` says; what nobody says stays.
fn filled(text: &str, arguments: &HashMap<String, String>) -> String {
    let Some(at) = text.find('$') else { return text.to_owned() };
    let rest = &text[at + 1..];
    let (name, default, after) = match rest.strip_prefix('{').and_then(|inner| Some((inner, inner.find('}')?))) {
        Some((inner, end)) => {
            let (name, default) = inner[..end].split_once(":-").map_or((&inner[..end], None), |(name, default)| (name, Some(default)));
            (name, default, &inner[end + 1..])
        }
        None => {
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            (&rest[..end], None, &rest[end..])
        }
    };
    match arguments.get(name).map(String::as_str).filter(|value| !value.is_empty()).or(default) {
        Some(value) => format!("{}{value}{}", &text[..at], filled(after, arguments)),
        None => text.to_owned(),
    }
}

/// Reads the services of Compose; a service that is built here names what comes out, not what goes in.
pub(crate) fn read_compose(root: Node<'_>) -> LockFile {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    for service in entries(root, "services").filter(|service| service.value.get("build").is_none()) {
        if let Some(image) = service.value.get("image") {
            add(&mut file, &filled(image.text(), &HashMap::new()), None, image.span());
        }
    }
    file
}

/// Most objects that one object may hold (`kind: List`), and deepest nesting.
const DEPTH: u32 = 12;

/// Adds the images of an object of Kubernetes: of all its containers, wherever a template holds them.
pub(crate) fn add_kubernetes(file: &mut LockFile, node: Node<'_>, depth: u32) {
    if depth > DEPTH {
        return;
    }
    for entry in node.raw_entries() {
        if matches!(entry.name(), "containers" | "initContainers" | "ephemeralContainers") {
            for image in entry.value.items().filter_map(|container| container.get("image")) {
                add(file, image.text(), Some(Scope::Runtime), image.span());
            }
        } else {
            add_kubernetes(file, entry.value, depth + 1);
        }
    }
    for item in node.items() {
        add_kubernetes(file, item, depth + 1);
    }
}

/// Whether a mapping is an object of Kubernetes.
pub(crate) fn is_kubernetes(root: Node<'_>) -> bool {
    text(root, "apiVersion").is_some() && text(root, "kind").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    fn of(text: &str) -> Vec<(String, Option<Scope>)> {
        let file = read_dockerfile(&Source::new(SourceId(0), "Dockerfile", text)).unwrap();
        file.packages.iter().map(|package| (package.purl().unwrap().to_string(), package.scope)).collect()
    }

    #[test]
    fn stages_arguments_and_copies() {
        let text = "ARG NODE=20\nFROM --platform=linux/amd64 node:${NODE} AS build\nCOPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/\nFROM build AS test\nFROM gcr.io/distroless/nodejs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\nCOPY --from=build /app /app\n";
        assert_eq!(
            of(text),
            [
                ("pkg:oci/uv?repository_url=ghcr.io%2Fastral-sh%2Fuv&tag=0.5".to_owned(), Some(Scope::Build)),
                ("pkg:oci/node?repository_url=docker.io%2Flibrary%2Fnode&tag=20".to_owned(), Some(Scope::Build)),
                (
                    "pkg:oci/nodejs@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855?repository_url=gcr.io%2Fdistroless%2Fnodejs"
                        .to_owned(),
                    Some(Scope::Runtime)
                ),
            ]
        );
        assert_eq!(of("FROM scratch\nCOPY a /\n"), []);
        assert!(read_dockerfile(&Source::new(SourceId(0), "Dockerfile", "hello\n")).is_err());
    }

    #[test]
    fn what_is_filled_in_later_and_what_is_not_pinned_is_noted() {
        let file = read_dockerfile(&Source::new(SourceId(0), "Dockerfile", "ARG BASE\nFROM ${BASE}\nFROM alpine\n")).unwrap();
        let notes: Vec<_> = file.notes.iter().map(|note| (note.kind, note.subject.as_str())).collect();
        assert_eq!(notes, [(NoteKind::Unresolved, "${BASE}"), (NoteKind::Unpinned, "alpine")]);
        assert_eq!(file.packages.len(), 1);
    }
}
