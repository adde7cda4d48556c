//! Every reader with the signature of the table: which language, and which companions.

use document::Format::{Json, Json5, Toml, Yaml};
use std::sync::Arc;

use document::{Document, Source, SyntaxError};

use super::os::Distribution;
use super::*;
use crate::packages::LockFile;

type Read = Result<LockFile, SyntaxError>;

/// `Cargo.lock` with the manifests of its workspace.
pub(crate) fn cargo_lock(input: &Input<'_>) -> Read {
    let mut manifests: Vec<Document> = input.companion("Cargo.toml", Toml).into_iter().collect();
    let patterns = manifests.first().map(|manifest| cargo::members(manifest.root())).unwrap_or_default();
    for folder in patterns.iter().flat_map(|pattern| input.companions.folders(pattern)) {
        manifests.extend(input.companion(&format!("{folder}/Cargo.toml"), Toml));
    }
    cargo::read(&input.tree(Toml)?, &manifests)
}

/// `package-lock.json`, `npm-shrinkwrap.json`, `node_modules/.package-lock.json`.
pub(crate) fn npm_lock(input: &Input<'_>) -> Read {
    npm::read(&input.tree(Json)?, input.companion("package.json", Json).as_ref())
}

/// `yarn.lock` of any version: the first one has a format of its own.
pub(crate) fn yarn_lock(input: &Input<'_>) -> Read {
    let berry = input.source.text().lines().any(|line| line.starts_with("__metadata:"));
    if berry {
        let manifest =
            |folder: &str| input.companion(&if folder == "." { "package.json".to_owned() } else { format!("{folder}/package.json") }, Json);
        return yarn_berry::read(&input.tree(Yaml)?, &manifest);
    }
    let (mut file, descriptors) = yarn_classic::read(input.source)?;
    if let Some(manifest) = input.companion("package.json", Json) {
        let patterns = yarn_classic::workspaces(manifest.root());
        let folders = patterns.iter().flat_map(|pattern| input.companions.folders(pattern));
        let members: Vec<Document> = folders.filter_map(|folder| input.companion(&format!("{folder}/package.json"), Json)).collect();
        yarn_classic::join(&mut file, &descriptors, &manifest, &members);
    }
    Ok(file)
}

/// `pnpm-lock.yaml`, whose members are named by their manifests.
pub(crate) fn pnpm_lock(input: &Input<'_>) -> Read {
    let mut file = pnpm::read(&input.tree(Yaml)?)?;
    let identity = |folder: &str| {
        let manifest =
            input.companion(&if folder.is_empty() { "package.json".to_owned() } else { format!("{folder}/package.json") }, Json)?;
        let root = manifest.root();
        Some((tree::text(root, "name").map(str::to_owned), tree::text(root, "version").map(str::to_owned)))
    };
    if let Some((name, version)) = identity("") {
        (file.project, file.project_version) = (name, version);
    }
    for package in file.packages.iter_mut().filter(|package| package.kind == crate::packages::Kind::Member) {
        if let Some((name, version)) = identity(&package.name.clone()) {
            package.name = name.unwrap_or_else(|| package.name.clone());
            package.version = version;
        }
    }
    Ok(file)
}

/// `bun.lock`.
pub(crate) fn bun_lock(input: &Input<'_>) -> Read {
    bun::read(&input.tree(Json5)?)
}

/// `bun.lockb`: only Bun reads it.
pub(crate) fn bun_binary(input: &Input<'_>) -> Read {
    Err(at_start(
        input.source,
        "the binary lock file of bun is read by bun alone: write the text one with `bun install --save-text-lockfile`",
    ))
}

/// `deno.lock`.
pub(crate) fn deno_lock(input: &Input<'_>) -> Read {
    deno::read(&input.tree(Json)?)
}

/// `poetry.lock`.
pub(crate) fn poetry_lock(input: &Input<'_>) -> Read {
    poetry::read(&input.tree(Toml)?, input.companion("pyproject.toml", Toml).as_ref())
}

/// `uv.lock`.
pub(crate) fn uv_lock(input: &Input<'_>) -> Read {
    uv::read(&input.tree(Toml)?)
}

/// `pdm.lock`.
pub(crate) fn pdm_lock(input: &Input<'_>) -> Read {
    pdm::read(&input.tree(Toml)?, input.companion("pyproject.toml", Toml).as_ref())
}

/// `Pipfile.lock`.
pub(crate) fn pipfile_lock(input: &Input<'_>) -> Read {
    pipfile::read(&input.tree(Json)?)
}

/// `pylock.toml`, `pylock.name.toml`.
pub(crate) fn pylock(input: &Input<'_>) -> Read {
    pylock::read(&input.tree(Toml)?)
}

/// `requirements*.txt`.
pub(crate) fn requirements_txt(input: &Input<'_>) -> Read {
    let name = input.source.path().rsplit('/').next().unwrap_or_default();
    match requirements::read(input.source) {
        // A text in a folder `requirements` need not be one of pip's.
        Err(_) if !name.contains("requirements") => Ok(LockFile::default()),
        read => read,
    }
}

/// `go.mod` with its `go.sum`.
pub(crate) fn go_mod(input: &Input<'_>) -> Read {
    let work = go_workspace(input);
    let workspace = work.as_ref().map(|(source, way)| go::Workspace { source, way: way.clone() });
    let mut file = go::read_mod(input.source, workspace.as_ref())?;
    if let Some(sum) = input.companions.source("go.sum") {
        let more = work.and_then(|(_, way)| input.companions.source(&format!("{way}go.work.sum")));
        go::join_sum(&mut file, &sum, more.as_deref())?;
    }
    Ok(file)
}

/// The `go.work` above a module that lists it, and the way up to its folder.
fn go_workspace(input: &Input<'_>) -> Option<(Arc<Source>, String)> {
    let path = input.source.path();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    (0..=parts.len()).find_map(|up| {
        let way = "../".repeat(up);
        let work = input.companions.source(&format!("{way}go.work"))?;
        go::lists(&work, &parts[parts.len() - up..].join("/")).then_some((work, way))
    })
}

/// `go.sum` where no `go.mod` stands beside it; with one, that one has read it.
pub(crate) fn go_sum(input: &Input<'_>) -> Read {
    if input.companions.source("go.mod").is_some() {
        return Ok(LockFile::default());
    }
    go::read_sum(input.source)
}

/// `vendor/modules.txt`.
pub(crate) fn go_vendor(input: &Input<'_>) -> Read {
    go::read_vendor(input.source)
}

/// `gradle.lockfile`.
pub(crate) fn gradle_lock(input: &Input<'_>) -> Read {
    gradle::read(input.source)
}

/// `gradle/verification-metadata.xml`.
pub(crate) fn gradle_metadata(input: &Input<'_>) -> Read {
    gradle_verification::read(input.source)
}

/// `gradle/libs.versions.toml`.
pub(crate) fn gradle_catalog(input: &Input<'_>) -> Read {
    maven::read_catalog(&input.tree(Toml)?)
}

/// `pom.xml` with the parents that the tree holds.
pub(crate) fn pom_xml(input: &Input<'_>) -> Read {
    maven::read_pom(input.source, &|path| input.companions.source(path))
}

/// `Gemfile.lock`, `gems.locked`.
pub(crate) fn gemfile_lock(input: &Input<'_>) -> Read {
    let mut file = gemfile::read(input.source)?;
    if let Some(manifest) = input.companions.source("Gemfile").or_else(|| input.companions.source("gems.rb")) {
        gemfile::join(&mut file, &manifest);
    }
    Ok(file)
}

/// `composer.lock`.
pub(crate) fn composer_lock(input: &Input<'_>) -> Read {
    composer::read(&input.tree(Json)?, input.companion("composer.json", Json).as_ref())
}

/// `packages.lock.json`.
pub(crate) fn nuget_lock(input: &Input<'_>) -> Read {
    nuget::read_lock(&input.tree(Json)?)
}

/// `project.assets.json`, `*.deps.json`.
pub(crate) fn nuget_assets(input: &Input<'_>) -> Read {
    nuget::read_assets(&input.tree(Json)?)
}

/// `packages.config`.
pub(crate) fn nuget_config(input: &Input<'_>) -> Read {
    nuget_xml::read_config(input.source)
}

/// `Directory.Packages.props`.
pub(crate) fn nuget_central(input: &Input<'_>) -> Read {
    nuget_xml::read_central(input.source)
}

/// `paket.lock`.
pub(crate) fn paket_lock(input: &Input<'_>) -> Read {
    paket::read(input.source)
}

/// `mix.lock`.
pub(crate) fn mix_lock(input: &Input<'_>) -> Read {
    hex::read_mix(input.source)
}

/// `rebar.lock`.
pub(crate) fn rebar_lock(input: &Input<'_>) -> Read {
    hex::read_rebar(input.source)
}

/// `pubspec.lock`.
pub(crate) fn pubspec_lock(input: &Input<'_>) -> Read {
    pub_dev::read(&input.tree(Yaml)?)
}

/// `conan.lock`.
pub(crate) fn conan_lock(input: &Input<'_>) -> Read {
    conan::read(&input.tree(Json)?)
}

/// `Package.resolved`.
pub(crate) fn swift_resolved(input: &Input<'_>) -> Read {
    swift::read(&input.tree(Json)?)
}

/// `Podfile.lock`.
pub(crate) fn podfile_lock(input: &Input<'_>) -> Read {
    cocoapods::read(&input.tree(Yaml)?)
}

/// `stack.yaml.lock`.
pub(crate) fn stack_lock(input: &Input<'_>) -> Read {
    stack::read(&input.tree(Yaml)?)
}

/// `cabal.project.freeze`.
pub(crate) fn cabal_freeze(input: &Input<'_>) -> Read {
    cabal::read(input.source)
}

/// `renv.lock`.
pub(crate) fn renv_lock(input: &Input<'_>) -> Read {
    renv::read(&input.tree(Json)?)
}

/// `Manifest.toml` of Julia.
pub(crate) fn julia_manifest(input: &Input<'_>) -> Read {
    julia::read(&input.tree(Toml)?, input.companion("Project.toml", Toml).as_ref())
}

/// `.terraform.lock.hcl`.
pub(crate) fn terraform_lock(input: &Input<'_>) -> Read {
    terraform::read(input.source)
}

/// `METADATA` of an installed package of Python.
pub(crate) fn python_installed(input: &Input<'_>) -> Read {
    installed::read_python(input.source)
}

/// `package.json` of an installed package of npm.
pub(crate) fn npm_package(input: &Input<'_>) -> Read {
    installed::read_npm(&input.tree(Json)?)
}

/// A workflow of GitHub, or the description of an action. A template of one that is none before it is filled in holds nothing yet.
pub(crate) fn github_actions(input: &Input<'_>) -> Read {
    match input.tree(Yaml) {
        Ok(document) => actions::read(&document),
        Err(_) if is_template(input.source.text()) => Ok(LockFile::default()),
        Err(error) => Err(error),
    }
}

/// A `Dockerfile`.
pub(crate) fn dockerfile(input: &Input<'_>) -> Read {
    match is_template(input.source.text()) {
        true => Ok(LockFile::default()),
        false => images::read_dockerfile(input.source),
    }
}

/// Services of Compose.
pub(crate) fn compose(input: &Input<'_>) -> Read {
    match input.tree(Yaml) {
        Ok(document) => Ok(tree::root_with(&document, &[])?.map(images::read_compose).unwrap_or_default()),
        Err(_) if is_template(input.source.text()) => Ok(LockFile::default()),
        Err(error) => Err(error),
    }
}

/// Objects of Kubernetes, one or several.
pub(crate) fn kubernetes(input: &Input<'_>) -> Read {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    match input.tree(Yaml) {
        Ok(document) => {
            document.roots().filter(|root| images::is_kubernetes(*root)).for_each(|root| images::add_kubernetes(&mut file, root, 0));
            Ok(file)
        }
        Err(_) if is_template(input.source.text()) => Ok(file),
        Err(error) => Err(error),
    }
}

/// Whether a text is filled in by another tool (`{{ … }}`, `{% … %}`); GitHub's own expressions are `${{ … }}`.
fn is_template(text: &str) -> bool {
    text.contains("{%") || text.match_indices("{{").any(|(at, _)| !text[..at].ends_with('$'))
}

/// The list that `cargo auditable` puts into a binary.
pub(crate) fn auditable(input: &Input<'_>) -> Read {
    installed::read_auditable(&input.tree(Json)?)
}

/// dpkg's `status`, with the distribution that the root's `os-release` names.
pub(crate) fn dpkg_status(input: &Input<'_>) -> Read {
    os::read_dpkg(input.source, &distribution(input))
}

/// apk's `installed`.
pub(crate) fn apk_installed(input: &Input<'_>) -> Read {
    os::read_apk(input.source, &distribution(input))
}

fn distribution(input: &Input<'_>) -> Distribution {
    // `var/lib/dpkg/status`, `var/lib/dpkg/status.d/name` and `lib/apk/db/installed` stand three or four folders below the root.
    let found = ["../../../etc/os-release", "../../../../etc/os-release", "../../../usr/lib/os-release", "../../../../usr/lib/os-release"]
        .iter()
        .find_map(|path| input.companions.source(path));
    Distribution::of(found.as_deref().map(document::Source::text))
}
