//! `mix.lock` (Elixir) and `rebar.lock` (Erlang). Formats: `Hex.SCM` (hex.pm), "rebar3: dependencies".

use std::collections::HashMap;

use document::{Source, Span, SyntaxError};

use super::terms::{Term, Value, elixir, erlang};
use crate::packages::lock_file::error_at;
use crate::packages::without_credentials;
use crate::packages::{Algorithm, Ecosystem, LockFile, Origin, Package, PackageId};

/// The organisation's repository that needs no mention.
const HEXPM: &str = "hexpm";

/// Reads a `mix.lock`.
pub(crate) fn read_mix(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { edges_known: true, ..LockFile::default() };
    let Some(term) = elixir(source)? else { return Ok(file) };
    let Value::Map(entries) = term.value else { return Err(error_at(source, term.span, "expected a map `%{…}`")) };
    let mut wants: Vec<(PackageId, String)> = Vec::new();
    let mut by_app: HashMap<String, PackageId> = HashMap::new();
    for (key, value) in &entries {
        let app = key.text().unwrap_or("");
        let package = match value.items().first().and_then(Term::text) {
            Some("hex") => hex_package(value, key.span),
            Some("git") => git_package(app, value, key.span),
            _ => None,
        };
        let Some(package) = package else { return Err(error_at(source, value.span, "expected `{:hex, …}` or `{:git, …}`")) };
        let id = file.push(package);
        by_app.insert(app.to_owned(), id);
        let dependencies = value.items().get(5).filter(|_| is(value, "hex")).map_or(&[][..], Term::items);
        wants.extend(dependencies.iter().filter_map(|dependency| Some((id, dependency.items().first()?.text()?.to_owned()))));
    }
    for (from, app) in wants {
        file.packages[from as usize].dependencies.extend(by_app.get(&app));
    }
    Ok(file)
}

fn is(value: &Term, kind: &str) -> bool {
    value.items().first().and_then(Term::text) == Some(kind)
}

/// `{:hex, :name, "version", "inner checksum", [managers], [dependencies], "repository", "outer checksum"}`; older files end earlier.
fn hex_package(value: &Term, span: Span) -> Option<Package> {
    let [_, name, version, rest @ ..] = value.items() else { return None };
    let mut package = Package::new(Ecosystem::Hex, name.text()?, Some(version.text()?), span);
    if let Some(inner) = rest.first().and_then(Term::text) {
        package.properties.push(("hex:inner_checksum", inner.to_owned()));
    }
    match rest.get(3).and_then(Term::text) {
        None | Some(HEXPM | "") => {}
        Some(repository) => package.origin = Origin::OtherRegistry(repository.to_owned()),
    }
    if let Some(outer) = rest.get(4).and_then(Term::text) {
        package.add_hex(Algorithm::Sha256, outer, None);
    }
    Some(package)
}

/// `{:git, "url", "commit", [options]}`.
fn git_package(app: &str, value: &Term, span: Span) -> Option<Package> {
    let [_, url, commit, ..] = value.items() else { return None };
    let mut package = Package::new(Ecosystem::Hex, app, None, span);
    package.origin = Origin::Repository { url: without_credentials(url.text()?), commit: commit.text().map(str::to_owned) };
    Some(package)
}

/// Reads a `rebar.lock`: a list of locks, or since version 1.1 `{"version", [locks]}.` and a list of hashes.
pub(crate) fn read_rebar(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let terms = erlang(source)?;
    let Some(first) = terms.first() else { return Ok(file) };
    let locks = match (&first.value, first.items()) {
        (Value::Tuple(_), [version, locks]) => {
            file.format_version = version.text().map(str::to_owned);
            locks
        }
        (Value::List(_), _) => first,
        _ => return Err(error_at(source, first.span, "expected a list of locks")),
    };
    for lock in locks.items() {
        let (package, level) = rebar_package(lock).ok_or_else(|| error_at(source, lock.span, "expected `{name, source, level}`"))?;
        let id = file.push(package);
        if level == "0" {
            file.direct.push(id);
        }
    }
    // `pkg_hash` is the inner checksum, `pkg_hash_ext` the one of the archive.
    if let Some(outer) = terms.get(1).and_then(|hashes| hashes.keyword("pkg_hash_ext")) {
        for package in &mut file.packages {
            if let Some(hex) = outer.keyword(&package.name).and_then(Term::text) {
                package.add_hex(Algorithm::Sha256, hex, None);
            }
        }
    }
    Ok(file)
}

fn rebar_package(lock: &Term) -> Option<(Package, &str)> {
    let [app, from, level] = lock.items() else { return None };
    let Value::Number(level) = &level.value else { return None };
    let package = match from.items() {
        [kind, name, version, ..] if kind.text() == Some("pkg") => Package::new(Ecosystem::Hex, name.text()?, version.text(), lock.span),
        [kind, url, reference, ..] if kind.text() == Some("git") => {
            let mut package = Package::new(Ecosystem::Hex, app.text()?, None, lock.span);
            let commit = reference.items().get(1).and_then(Term::text).map(str::to_owned);
            package.origin = Origin::Repository { url: without_credentials(url.text()?), commit };
            package
        }
        _ => Package::new(Ecosystem::Hex, app.text()?, None, lock.span),
    };
    Some((package, level))
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn mix_edges_and_hashes() {
        let outer = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let text = format!(
            "%{{\n  \"a\": {{:hex, :a_pkg, \"1.0.0\", \"inner\", [:mix], [{{:b, \"~> 1.0\", [hex: :b, repo: \"hexpm\", optional: false]}}], \"hexpm\", \"{outer}\"}},\n  \"b\": {{:git, \"https://u:p@example.org/b.git\", \"da39a3ee5e6b4b0d3255bfef95601890afd80709\", []}},\n}}\n"
        );
        let file = read_mix(&Source::new(SourceId(0), "mix.lock", text)).unwrap();
        assert_eq!(file.packages[0].name, "a_pkg");
        assert_eq!(file.packages[0].hashes[0].hex, outer);
        assert_eq!(file.packages[0].dependencies, [1]);
        let Origin::Repository { url, .. } = &file.packages[1].origin else { panic!("a repository") };
        assert_eq!(url, "https://example.org/b.git");
        assert!(read_mix(&Source::new(SourceId(0), "mix.lock", "%{\"a\": 1}")).is_err());
    }

    #[test]
    fn rebar_levels() {
        let text = "{\"1.2.0\",\n[{<<\"cowboy\">>,{pkg,<<\"cowboy\">>,<<\"2.9.0\">>},0},\n {<<\"cowlib\">>,{git,\"https://example.org/cowlib\",{ref,\"abcdef0\"}},1}]}.\n[\n{pkg_hash_ext,[{<<\"cowboy\">>, <<\"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855\">>}]}\n].\n";
        let file = read_rebar(&Source::new(SourceId(0), "rebar.lock", text)).unwrap();
        assert_eq!(file.direct, [0]);
        assert_eq!(file.packages[0].hashes.len(), 1);
        assert_eq!(file.format_version.as_deref(), Some("1.2.0"));
    }
}
