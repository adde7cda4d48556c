//! What there is to update, and which bot calls it by which name.

use rule::{Context, File};

use super::{DOCKERFILE, HELM_CHART, LOCK_FILE, MANIFEST, TERRAFORM_LOCK, WORKFLOW};

/// One ecosystem as the bots see it.
#[derive(Debug)]
pub(crate) struct Ecosystem {
    /// Name for people.
    pub(super) name: &'static str,
    /// Ecosystems of Dependabot that update it; none where it cannot.
    pub(super) dependabot: &'static [&'static str],
    /// Managers of Renovate that update it.
    pub(super) renovate: &'static [&'static str],
    locks: &'static [&'static str],
    /// Files that declare dependencies, and a word that only one that really does has.
    manifests: &'static [(&'static str, &'static str)],
    /// Whether the folders below a project usually belong to it.
    workspaces: bool,
}

const fn ecosystem(name: &'static str, dependabot: &'static [&'static str], renovate: &'static [&'static str]) -> Ecosystem {
    Ecosystem { name, dependabot, renovate, locks: &[], manifests: &[], workspaces: false }
}

impl Ecosystem {
    const fn locks(mut self, locks: &'static [&'static str]) -> Self {
        self.locks = locks;
        self
    }

    const fn manifests(mut self, manifests: &'static [(&'static str, &'static str)]) -> Self {
        self.manifests = manifests;
        self
    }

    const fn workspaces(mut self) -> Self {
        self.workspaces = true;
        self
    }
}

const PYTHON: &[&str] = &["pip_requirements", "pip_setup", "pip-compile", "pipenv", "poetry", "pep621", "setup-cfg"];

static ECOSYSTEMS: &[Ecosystem] = &[
    ecosystem("Cargo", &["cargo"], &["cargo"]).locks(&["Cargo.lock"]).manifests(&[("Cargo.toml", "dependencies")]).workspaces(),
    ecosystem("npm", &["npm", "bun"], &["npm", "bun"])
        .locks(&["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"])
        .manifests(&[("package.json", "ependencies\"")])
        .workspaces(),
    ecosystem("Python", &["pip", "uv"], PYTHON).locks(&["poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"]).manifests(&[
        ("pyproject.toml", "dependencies"),
        ("requirements*.txt", "="),
        ("requirements*.in", ""),
        ("Pipfile", "packages"),
        ("setup.py", "install_requires"),
        ("setup.cfg", "install_requires"),
    ]),
    ecosystem("Go", &["gomod"], &["gomod"]).locks(&["go.sum"]).manifests(&[("go.mod", "require")]),
    ecosystem("RubyGems", &["bundler"], &["bundler"])
        .locks(&["Gemfile.lock", "gems.locked"])
        .manifests(&[("Gemfile", "gem"), ("gems.rb", "gem")]),
    ecosystem("Composer", &["composer"], &["composer"]).locks(&["composer.lock"]).manifests(&[("composer.json", "\"require")]),
    ecosystem("Maven", &["maven"], &["maven"]).manifests(&[("pom.xml", "<dependency>")]).workspaces(),
    ecosystem("Gradle", &["gradle"], &["gradle"])
        .locks(&["gradle.lockfile"])
        .manifests(&[("build.gradle", "dependencies"), ("build.gradle.kts", "dependencies"), ("libs.versions.toml", "[libraries]")])
        .workspaces(),
    ecosystem("NuGet", &["nuget"], &["nuget"])
        .locks(&["packages.lock.json"])
        .manifests(&[
            ("*.csproj", "PackageReference"),
            ("*.fsproj", "PackageReference"),
            ("*.vbproj", "PackageReference"),
            ("Directory.Packages.props", "PackageVersion"),
            ("packages.config", "<package "),
        ])
        .workspaces(),
    ecosystem("pub", &["pub"], &["pub"]).locks(&["pubspec.lock"]).manifests(&[("pubspec.yaml", "dependencies:")]),
    ecosystem("Hex", &["mix"], &["mix"]).locks(&["mix.lock"]).manifests(&[("mix.exs", "deps")]),
    ecosystem("Swift", &["swift"], &["swift"]).locks(&["Package.resolved"]).manifests(&[("Package.swift", ".package(")]),
    ecosystem("CocoaPods", &[], &["cocoapods"]).locks(&["Podfile.lock"]).manifests(&[("Podfile", "pod ")]),
    ecosystem("Terraform", &["terraform", "opentofu"], &["terraform"]).locks(&[".terraform.lock.hcl"]),
    ecosystem("Helm", &["helm"], &["helmv3"]).locks(&["Chart.lock"]).manifests(&[("Chart.yaml", "dependencies:")]),
    ecosystem("Docker", &["docker"], &["dockerfile"]).manifests(&[
        ("Dockerfile", "FROM "),
        ("Dockerfile.*", "FROM "),
        ("*.dockerfile", "FROM "),
        ("Containerfile", "FROM "),
        ("Containerfile.*", "FROM "),
    ]),
    ecosystem("GitHub Actions", &["github-actions"], &["github-actions"]).manifests(&[("*.yml", "uses:"), ("*.yaml", "uses:")]),
];

/// An ecosystem of this tree with the files that a bot has to reach.
#[derive(Debug)]
pub(crate) struct Found<'d> {
    /// Which.
    pub(super) ecosystem: &'static Ecosystem,
    /// One file for each folder, sorted.
    pub(super) files: Vec<&'d File>,
}

/// Folders whose dependencies nobody ships: Renovate's recommended presets leave them out too.
const ASIDE: &[&str] = &[
    "node_modules",
    "bower_components",
    "vendor",
    "third_party",
    "examples",
    "example",
    "__tests__",
    "test",
    "tests",
    "__fixtures__",
    "fixtures",
    "fixture",
    "testdata",
    "test-data",
    "test_data",
    "samples",
];

/// Everything in the tree that a bot could update.
pub(super) fn find<'d>(cx: &Context<'d>) -> Vec<Found<'d>> {
    let kinds = [LOCK_FILE, MANIFEST, WORKFLOW, DOCKERFILE, TERRAFORM_LOCK, HELM_CHART];
    let files: Vec<&File> = cx.files().iter().filter(|file| kinds.iter().any(|kind| file.is(*kind)) && !is_aside(file)).collect();
    let found = ECOSYSTEMS.iter().map(|ecosystem| Found { ecosystem, files: of(ecosystem, &files, cx) });
    found.filter(|found| !found.files.is_empty()).collect()
}

fn is_aside(file: &File) -> bool {
    file.folder().split('/').any(|part| ASIDE.contains(&part))
}

/// The files of an ecosystem: each lock file, and each manifest that no lock file (and, in workspaces, no project above) speaks for.
fn of<'d>(ecosystem: &Ecosystem, files: &[&'d File], cx: &Context<'d>) -> Vec<&'d File> {
    let mut units: Vec<&File> = Vec::new();
    for file in files.iter().filter(|file| ecosystem.locks.contains(&file.name())) {
        if !units.iter().any(|unit| unit.folder() == file.folder()) {
            units.push(file);
        }
    }
    // Sorted by path, a project comes before what is nested in it.
    for file in files.iter().filter(|file| is_workflow_of(ecosystem, file)) {
        let spoken_for = units.iter().any(|unit| {
            let above = unit.folder().is_empty() || file.folder().starts_with(&format!("{}/", unit.folder()));
            unit.folder() == file.folder() || (ecosystem.workspaces && above)
        });
        if !spoken_for && declares(ecosystem, file, cx) {
            units.push(file);
        }
    }
    units.sort_by(|a, b| a.path.cmp(&b.path));
    units
}

/// A workflow is of GitHub Actions alone, and GitHub Actions has nothing but workflows.
fn is_workflow_of(ecosystem: &Ecosystem, file: &File) -> bool {
    file.is(WORKFLOW) == (ecosystem.name == "GitHub Actions")
}

fn declares(ecosystem: &Ecosystem, file: &File, cx: &Context<'_>) -> bool {
    let mark = ecosystem.manifests.iter().find(|(name, _)| is_named(file.name(), name)).map(|(_, mark)| mark);
    mark.is_some_and(|mark| cx.text(&file.path).is_ok_and(|source| source.text().contains(mark)))
}

fn is_named(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => name == pattern,
        Some((before, after)) => name.len() >= before.len() + after.len() && name.starts_with(before) && name.ends_with(after),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_with_one_star() {
        assert!(is_named("requirements-dev.txt", "requirements*.txt") && is_named("Loja.csproj", "*.csproj"));
        assert!(!is_named("requirements.in", "requirements*.txt") && !is_named("Cargo.toml.orig", "Cargo.toml"));
    }

    #[test]
    fn every_ecosystem_of_dependabot_is_known_to_it() {
        let named = ECOSYSTEMS.iter().flat_map(|ecosystem| ecosystem.dependabot);
        let unknown: Vec<_> = named.filter(|name| !super::super::dependabot::ECOSYSTEMS.contains(name)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
