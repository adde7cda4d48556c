//! The table of formats: what each is called, whose packages it holds, what it carries, who reads it.

use document::SyntaxError;

use super::lock::{self, Input};
use super::{Ecosystem, LockFile};

/// What a file of a format is to its project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// What a package manager wrote after solving: every package with its exact version.
    Lock,
    /// What people wrote: direct dependencies, exact versions only where they chose one.
    Manifest,
    /// What is installed.
    Installed,
    /// What pipelines and containers name: actions and images. People write it, and no package manager solves it.
    Reference,
}

impl Role {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Role::Lock => "lock file",
            Role::Manifest => "manifest",
            Role::Installed => "installed",
            Role::Reference => "reference",
        }
    }
}

/// What of a package a format carries. `false` means that the file does not hold it, not that it is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carries {
    /// Hashes of what is delivered.
    pub hashes: bool,
    /// Who needs whom.
    pub edges: bool,
    /// What for.
    pub scope: bool,
    /// Licences.
    pub licenses: bool,
    /// Where from (registry, repository, folder).
    pub origin: bool,
}

/// One format.
pub struct LockFormat {
    /// Its id in tables and properties.
    pub id: &'static str,
    /// Names of its files: a file name, one with `*`, or the last folders and the name.
    pub names: &'static [&'static str],
    /// Whose packages it holds.
    pub ecosystem: Ecosystem,
    /// What its files are.
    pub role: Role,
    /// Versions that are read, as people say them.
    pub versions: &'static str,
    /// What it carries.
    pub carries: Carries,
    /// Files beside it that add to it, for people.
    pub joined: &'static str,
    /// Who reads it.
    pub read: fn(&Input<'_>) -> Result<LockFile, SyntaxError>,
}

impl std::fmt::Debug for LockFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LockFormat").field("id", &self.id).finish_non_exhaustive()
    }
}

/// `h` hashes, `e` edges, `s` scope, `l` licences, `o` origin.
const fn carries(letters: &str) -> Carries {
    let bytes = letters.as_bytes();
    let mut carries = Carries { hashes: false, edges: false, scope: false, licenses: false, origin: false };
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'h' => carries.hashes = true,
            b'e' => carries.edges = true,
            b's' => carries.scope = true,
            b'l' => carries.licenses = true,
            b'o' => carries.origin = true,
            _ => panic!("unknown letter"),
        }
        at += 1;
    }
    carries
}

type Reader = fn(&Input<'_>) -> Result<LockFile, SyntaxError>;

#[allow(clippy::too_many_arguments, reason = "one row of the table below")]
const fn row(
    id: &'static str,
    names: &'static [&'static str],
    ecosystem: Ecosystem,
    role: Role,
    versions: &'static str,
    letters: &str,
    joined: &'static str,
    read: Reader,
) -> LockFormat {
    LockFormat { id, names, ecosystem, role, versions, carries: carries(letters), joined, read }
}

use Ecosystem as E;
use Role::{Installed, Lock, Manifest, Reference};

/// Every format, sorted by ecosystem; where several names fit a path the first row wins.
#[rustfmt::skip]
pub static FORMATS: &[LockFormat] = &[
    row("cargo", &["Cargo.lock"], E::Cargo, Lock, "1–4", "heso", "Cargo.toml of all members (scope)", lock::cargo_lock),
    row("npm", &["npm-shrinkwrap.json", "package-lock.json"], E::Npm, Lock, "1–3", "heslo", "package.json (direct, version 1)", lock::npm_lock),
    row("npm-installed", &["node_modules/.package-lock.json"], E::Npm, Installed, "2, 3", "heslo", "", lock::npm_lock),
    row("yarn", &["yarn.lock"], E::Npm, Lock, "1–10", "heso", "package.json of all members (scope, project)", lock::yarn_lock),
    row("pnpm", &["pnpm-lock.yaml"], E::Npm, Lock, "5–9", "heso", "package.json of all members (names)", lock::pnpm_lock),
    row("bun", &["bun.lock"], E::Npm, Lock, "0, 1", "heso", "", lock::bun_lock),
    row("bun-binary", &["bun.lockb"], E::Npm, Lock, "refused", "", "", lock::bun_binary),
    row("deno", &["deno.lock"], E::Npm, Lock, "3–5", "heo", "", lock::deno_lock),
    row("poetry", &["poetry.lock"], E::PyPi, Lock, "1.0–2.1", "heso", "pyproject.toml (direct, project, scope before 2.0)", lock::poetry_lock),
    row("uv", &["uv.lock"], E::PyPi, Lock, "1", "heso", "", lock::uv_lock),
    row("pdm", &["pdm.lock"], E::PyPi, Lock, "3–4.5", "heso", "pyproject.toml (direct, project)", lock::pdm_lock),
    row("pipfile", &["Pipfile.lock"], E::PyPi, Lock, "6", "hso", "", lock::pipfile_lock),
    row("pylock", &["pylock.toml", "pylock.*.toml"], E::PyPi, Lock, "1.0", "heso", "", lock::pylock),
    row("requirements", &["requirements*.txt", "*-requirements.txt", "*.requirements.txt", "requirements/*.txt"], E::PyPi, Manifest, "pip", "heso", "", lock::requirements_txt),
    row("go", &["go.mod"], E::Go, Lock, "all", "o", "go.sum (h1, and packages before go 1.17), go.work (replacements)", lock::go_mod),
    row("go-sum", &["go.sum"], E::Go, Lock, "all", "", "", lock::go_sum),
    row("go-vendor", &["vendor/modules.txt"], E::Go, Installed, "all", "o", "", lock::go_vendor),
    row("gradle", &["gradle.lockfile", "buildscript-gradle.lockfile", "gradle/dependency-locks/*.lockfile"], E::Maven, Lock, "all", "s", "", lock::gradle_lock),
    row("gradle-verification", &["gradle/verification-metadata.xml"], E::Maven, Lock, "1.0–1.3", "h", "", lock::gradle_metadata),
    row("gradle-catalog", &["gradle/libs.versions.toml"], E::Maven, Manifest, "1.0, 1.1", "", "", lock::gradle_catalog),
    row("maven", &["pom.xml"], E::Maven, Manifest, "4.0.0", "s", "parents in the tree", lock::pom_xml),
    row("bundler", &["Gemfile.lock", "gems.locked"], E::Gem, Lock, "1–4", "heso", "Gemfile (scope)", lock::gemfile_lock),
    row("composer", &["composer.lock"], E::Composer, Lock, "1, 2", "heslo", "composer.json (direct, project)", lock::composer_lock),
    row("nuget", &["packages.lock.json"], E::NuGet, Lock, "1, 2", "he", "", lock::nuget_lock),
    row("nuget-assets", &["project.assets.json", "*.deps.json"], E::NuGet, Installed, "3", "he", "", lock::nuget_assets),
    row("nuget-config", &["packages.config"], E::NuGet, Manifest, "all", "s", "", lock::nuget_config),
    row("nuget-central", &["Directory.Packages.props"], E::NuGet, Manifest, "all", "", "", lock::nuget_central),
    row("paket", &["paket.lock"], E::NuGet, Lock, "all", "eso", "", lock::paket_lock),
    row("mix", &["mix.lock"], E::Hex, Lock, "all", "heo", "", lock::mix_lock),
    row("rebar", &["rebar.lock"], E::Hex, Lock, "1.0–1.2", "ho", "", lock::rebar_lock),
    row("pub", &["pubspec.lock"], E::Pub, Lock, "all", "hso", "", lock::pubspec_lock),
    row("conan", &["conan.lock"], E::Conan, Lock, "0.1–0.5", "es", "", lock::conan_lock),
    row("swift", &["Package.resolved"], E::Swift, Lock, "1–3", "o", "", lock::swift_resolved),
    row("cocoapods", &["Podfile.lock"], E::CocoaPods, Lock, "1", "eo", "", lock::podfile_lock),
    row("stack", &["stack.yaml.lock"], E::Hackage, Lock, "all", "ho", "", lock::stack_lock),
    row("cabal", &["cabal.project.freeze"], E::Hackage, Lock, "all", "", "", lock::cabal_freeze),
    row("renv", &["renv.lock"], E::Cran, Lock, "1, 2", "eo", "", lock::renv_lock),
    row("julia", &["Manifest.toml", "JuliaManifest.toml", "Manifest-v*.toml"], E::Julia, Lock, "1, 2", "eo", "Project.toml (direct, project)", lock::julia_manifest),
    row("terraform", &[".terraform.lock.hcl"], E::Terraform, Lock, "all", "h", "", lock::terraform_lock),
    row("github-actions", &[".github/workflows/*.yml", ".github/workflows/*.yaml", "action.yml", "action.yaml"], E::GitHub, Reference, "all", "s", "", lock::github_actions),
    row("dockerfile", &["Dockerfile", "Containerfile", "Dockerfile.*", "Containerfile.*", "*.dockerfile", "*.Dockerfile"], E::Image, Reference, "all", "s", "", lock::dockerfile),
    row("compose", &["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "compose.*.yaml", "compose.*.yml", "docker-compose.*.yaml", "docker-compose.*.yml"], E::Image, Reference, "all", "", "", lock::compose),
    row(KUBERNETES, &["*.yaml with objects of Kubernetes", "*.yml with objects of Kubernetes"], E::Image, Reference, "all", "s", "", lock::kubernetes),
    row("auditable", &["*.cargo-auditable.json"], E::Cargo, Installed, "binaries of cargo auditable", "eso", "", lock::auditable),
    row("python-installed", &["*.dist-info/METADATA", "*.egg-info/PKG-INFO"], E::PyPi, Installed, "1.0–2.5", "l", "", lock::python_installed),
    row("npm-package", &["node_modules/*/package.json", "node_modules/@*/*/package.json"], E::Npm, Installed, "all", "l", "", lock::npm_package),
    row("dpkg", &["var/lib/dpkg/status", "var/lib/dpkg/status.d/*"], E::Deb, Installed, "all", "e", "etc/os-release (distribution)", lock::dpkg_status),
    row("apk", &["lib/apk/db/installed"], E::Apk, Installed, "2", "el", "etc/os-release (distribution)", lock::apk_installed),
];

/// The format whose files are known by what they hold, not by their names.
const KUBERNETES: &str = "kubernetes";

/// The format of objects of Kubernetes.
pub(crate) fn kubernetes() -> Option<&'static LockFormat> {
    FORMATS.iter().find(|format| format.id == KUBERNETES)
}

/// The format of a path, by its name; `None` for a file that is no evidence of packages.
pub fn format_of(path: &str) -> Option<&'static LockFormat> {
    FORMATS.iter().find(|format| format.names.iter().any(|name| fits(path, name)))
}

/// Whether the last parts of a path are those of a name, where one part may hold a `*`.
fn fits(path: &str, name: &str) -> bool {
    let mut parts = path.rsplit('/');
    name.rsplit('/').all(|wanted| parts.next().is_some_and(|part| part_fits(part, wanted)))
}

fn part_fits(part: &str, wanted: &str) -> bool {
    match wanted.split_once('*') {
        Some((start, end)) => part.len() >= start.len() + end.len() && part.starts_with(start) && part.ends_with(end),
        None => part == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_formats() {
        let id = |path| format_of(path).map(|format| format.id);
        assert_eq!(id("services/web/package-lock.json"), Some("npm"));
        assert_eq!(id("gradle/verification-metadata.xml"), Some("gradle-verification"));
        assert_eq!(id("verification-metadata.xml"), None);
        assert_eq!(id("requirements-dev.txt"), Some("requirements"));
        assert_eq!(id("rootfs/var/lib/dpkg/status"), Some("dpkg"));
        assert_eq!(id("status"), None);
        assert_eq!(id("App.deps.json"), Some("nuget-assets"));
        assert_eq!(id("Cargo.toml"), None);
    }

    #[test]
    fn ids_are_unique() {
        let mut ids: Vec<_> = FORMATS.iter().map(|format| format.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), FORMATS.len());
    }
}
