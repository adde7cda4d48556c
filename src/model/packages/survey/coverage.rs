//! What a bill of materials would not show: files that could not be read, manifests without a lock file, formats nobody reads.

use document::{Format, Limits, Position, SyntaxError};

use super::{Files, PackageFile, Paths, Unread, Unreadable, folder_of};
use crate::packages::lock::Defect;
use crate::packages::{LockFile, LockFormat, NoteKind, printable};

/// Kinds of what is not covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GapKind {
    /// A lock file that is not of its format, or cannot be read.
    Unparsable,
    /// A lock file with markers of an unfinished merge.
    Conflicted,
    /// A lock file that only its own tool reads.
    Binary,
    /// A lock file over the size limit.
    TooLarge,
    /// A manifest that asks for packages, and no lock file.
    ManifestWithoutLock,
    /// A lock file of a format that is not read.
    UnknownFormat,
    /// Two lock files of one manifest that hold other versions.
    LocksDisagree,
    /// A lock file that came along with an installed package.
    InsidePackages,
    /// A requirement without an exact version.
    Unpinned,
    /// A version that the tree does not say.
    Unresolved,
    /// A name or version that no registry accepts.
    Hostile,
    /// A package that another one needs is not in the file, or the file ends too early.
    Incomplete,
    /// A lock file that holds nothing at all.
    Emptied,
}

impl GapKind {
    /// Whether what a lock file holds stays unknown: then nothing about the tree can be judged.
    pub fn is_defect(self) -> bool {
        matches!(self, GapKind::Unparsable | GapKind::Conflicted | GapKind::TooLarge | GapKind::Emptied)
    }
}

/// Something that is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// What kind.
    pub kind: GapKind,
    /// The file.
    pub path: String,
    /// Package, requirement or other file that it is about; empty for the file as a whole.
    pub subject: String,
    /// What there is to say, to be read after the file's name.
    pub message: String,
    /// Line and column, where there is a place.
    pub position: Option<Position>,
    /// The bytes of the place, end exclusive.
    pub bytes: Option<(u32, u32)>,
}

impl Gap {
    /// A gap about a file as a whole.
    pub fn of_file(kind: GapKind, path: &str, message: impl Into<String>) -> Gap {
        Gap { kind, path: path.to_owned(), subject: String::new(), message: message.into(), position: None, bytes: None }
    }

    fn at(kind: GapKind, path: &str, error: &SyntaxError) -> Gap {
        let mut gap = Gap::of_file(kind, path, error.message.clone());
        (gap.position, gap.bytes) = (Some(error.position), Some((error.span.start, error.span.end)));
        gap
    }
}

/// The gap of a file that could not be read.
pub(super) fn of_unread(file: &PackageFile) -> Option<Gap> {
    let path = file.path.as_str();
    if file.format.id == "bun-binary" {
        return Some(Gap::of_file(
            GapKind::Binary,
            path,
            "only Bun reads its binary lock file; `bun install --save-text-lockfile` writes the text one",
        ));
    }
    Some(match file.content.as_ref().err()? {
        Unread::Defect(Defect::Conflict(error)) => Gap::at(GapKind::Conflicted, path, error),
        Unread::Defect(Defect::Binary(error)) => Gap::at(GapKind::Binary, path, error),
        Unread::Defect(Defect::Malformed(error)) => Gap::at(GapKind::Unparsable, path, error),
        Unread::Unreadable(why @ Unreadable::TooLarge { .. }) => Gap::of_file(GapKind::TooLarge, path, why.to_string()),
        Unread::Unreadable(Unreadable::NotText(error)) => Gap::at(GapKind::Unparsable, path, error),
        Unread::Unreadable(why) => Gap::of_file(GapKind::Unparsable, path, why.to_string()),
    })
}

/// The gaps that a reader noted.
pub(super) fn of_notes(path: &str, file: &LockFile) -> Vec<Gap> {
    let kind = |note| match note {
        NoteKind::Unpinned => Some(GapKind::Unpinned),
        NoteKind::Unresolved => Some(GapKind::Unresolved),
        NoteKind::Hostile => Some(GapKind::Hostile),
        NoteKind::Missing | NoteKind::Cut => Some(GapKind::Incomplete),
        NoteKind::Include | NoteKind::Emptied => None,
    };
    let gap = |note: &crate::packages::Note| {
        Some(Gap {
            kind: kind(note.kind)?,
            path: path.to_owned(),
            subject: printable(&note.subject),
            message: printable(&note.message),
            position: None,
            bytes: Some((note.span.start, note.span.end)),
        })
    };
    file.notes.iter().filter_map(gap).collect()
}

/// The gap of a lock file that holds nothing at all. No package manager writes one, but where the manifest beside it asks for nothing,
/// nothing is missing.
pub(super) fn of_emptied(path: &str, file: &LockFile, paths: &Paths, files: &dyn Files, limits: &Limits) -> Option<Gap> {
    let note = file.notes.iter().find(|note| note.kind == NoteKind::Emptied)?;
    let (folder, name) = (folder_of(path), path.rsplit('/').next().unwrap_or(path));
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let reading = Reading { files, limits };
    let manifests = ASKS.iter().filter(|asks| asks.locks.contains(&name) && paths.has(&beside(asks.name)));
    let asked: Vec<(&str, bool)> = manifests.map(|asks| (asks.name, (asks.asks)(&beside(asks.name), &reading))).collect();
    let message = match asked.iter().find(|(_, asks)| *asks) {
        Some((manifest, _)) => format!("it is empty, and `{manifest}` beside it asks for packages"),
        None if !asked.is_empty() => return None,
        // The database of an image whose packages each have a file of their own.
        None if paths.iter().any(|other| other.starts_with(&format!("{path}.d/"))) => return None,
        None => "it is empty: no package manager writes such a file, so nobody knows what it held".to_owned(),
    };
    let mut gap = Gap::of_file(GapKind::Emptied, path, message);
    (gap.position, gap.bytes) = (Some(Position { line: 1, column: 1 }), Some((note.span.start, note.span.end)));
    Some(gap)
}

/// Lock files of formats that are not read.
const UNREAD_FORMATS: &[(&str, &str)] = &[
    ("flake.lock", "Nix"),
    ("Chart.lock", "Helm"),
    ("buf.lock", "Buf"),
    ("Cartfile.resolved", "Carthage"),
    ("shard.lock", "Crystal"),
    ("dub.selections.json", "D"),
    ("nimble.lock", "Nim"),
    ("MODULE.bazel.lock", "Bazel"),
    ("maven_install.json", "rules_jvm_external of Bazel"),
    ("conda-lock.yml", "conda"),
    ("conda-lock.yaml", "conda"),
    ("pixi.lock", "pixi"),
    ("spago.lock", "PureScript"),
    ("jsonnetfile.lock.json", "Jsonnet"),
    ("luarocks.lock", "LuaRocks"),
    ("elm-git.lock", "Elm"),
    ("opam.locked", "opam"),
    ("vcpkg-lock.json", "vcpkg"),
];

/// A manifest, what shows that it asks for packages, and the lock files that answer it, in its folder or above.
struct Asks {
    name: &'static str,
    asks: fn(&str, &Reading<'_>) -> bool,
    locks: &'static [&'static str],
}

/// Files with the limits of reading.
struct Reading<'f> {
    files: &'f dyn Files,
    limits: &'f Limits,
}

impl Reading<'_> {
    fn has_any(&self, path: &str, format: Format, keys: &[&[&str]]) -> bool {
        let Ok(source) = self.files.source(path) else { return false };
        let Ok(document) = document::parse(source, format, self.limits) else { return false };
        keys.iter().any(|key| document.root().path(key.iter().copied()).is_some_and(|node| node.children().next().is_some()))
    }

    fn mentions(&self, path: &str, words: &[&str]) -> bool {
        self.files.source(path).is_ok_and(|source| {
            source.text().lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with('#') && !line.starts_with("//") && words.iter().any(|word| line.contains(word))
            })
        })
    }
}

const ASKS: &[Asks] = &[
    Asks {
        name: "package.json",
        asks: |path, files| files.has_any(path, Format::Json, &[&["dependencies"], &["devDependencies"], &["optionalDependencies"]]),
        locks: &["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock"],
    },
    Asks {
        name: "Cargo.toml",
        asks: |path, files| {
            files.has_any(
                path,
                Format::Toml,
                &[&["dependencies"], &["dev-dependencies"], &["build-dependencies"], &["workspace", "members"]],
            )
        },
        locks: &["Cargo.lock"],
    },
    Asks {
        name: "pyproject.toml",
        asks: |path, files| {
            files.has_any(path, Format::Toml, &[&["project", "dependencies"], &["tool", "poetry", "dependencies"], &["dependency-groups"]])
        },
        locks: &["poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "requirements.txt"],
    },
    Asks {
        name: "Pipfile",
        asks: |path, files| files.has_any(path, Format::Toml, &[&["packages"], &["dev-packages"]]),
        locks: &["Pipfile.lock"],
    },
    Asks { name: "Gemfile", asks: |path, files| files.mentions(path, &["gem "]), locks: &["Gemfile.lock"] },
    Asks { name: "gems.rb", asks: |path, files| files.mentions(path, &["gem "]), locks: &["gems.locked"] },
    Asks {
        name: "composer.json",
        asks: |path, files| files.has_any(path, Format::Json, &[&["require"], &["require-dev"]]),
        locks: &["composer.lock"],
    },
    Asks {
        name: "pubspec.yaml",
        asks: |path, files| files.has_any(path, Format::Yaml, &[&["dependencies"], &["dev_dependencies"]]),
        locks: &["pubspec.lock"],
    },
    Asks { name: "mix.exs", asks: |path, files| files.mentions(path, &["~>", ">="]), locks: &["mix.lock"] },
    Asks { name: "rebar.config", asks: |path, files| files.mentions(path, &["{deps,"]), locks: &["rebar.lock"] },
    Asks {
        name: "build.gradle",
        asks: |path, files| files.mentions(path, &["implementation", "api ", "compileOnly"]),
        locks: &["gradle.lockfile", "gradle/verification-metadata.xml", "gradle/libs.versions.toml"],
    },
    Asks {
        name: "build.gradle.kts",
        asks: |path, files| files.mentions(path, &["implementation(", "api(", "compileOnly("]),
        locks: &["gradle.lockfile", "gradle/verification-metadata.xml", "gradle/libs.versions.toml"],
    },
    Asks { name: "Package.swift", asks: |path, files| files.mentions(path, &[".package("]), locks: &["Package.resolved"] },
    Asks { name: "Podfile", asks: |path, files| files.mentions(path, &["pod "]), locks: &["Podfile.lock"] },
    Asks { name: "conanfile.txt", asks: |path, files| files.mentions(path, &["/"]), locks: &["conan.lock"] },
    Asks { name: "conanfile.py", asks: |path, files| files.mentions(path, &["requires"]), locks: &["conan.lock"] },
    Asks { name: "stack.yaml", asks: |path, files| files.has_any(path, Format::Yaml, &[&["extra-deps"]]), locks: &["stack.yaml.lock"] },
    Asks { name: "paket.dependencies", asks: |path, files| files.mentions(path, &["nuget "]), locks: &["paket.lock"] },
    Asks { name: "Project.toml", asks: |path, files| files.has_any(path, Format::Toml, &[&["deps"]]), locks: &["Manifest.toml"] },
];

/// Projects of .NET carry any name.
const DOTNET: Asks = Asks {
    name: ".csproj",
    asks: |path, files| files.mentions(path, &["<PackageReference"]),
    locks: &["packages.lock.json", "paket.lock", "Directory.Packages.props", "packages.config"],
};

/// What the names of a tree's files alone show.
pub(super) fn of_tree(paths: &Paths, inside: &[(&str, &'static LockFormat)], files: &dyn Files, limits: &Limits) -> Vec<Gap> {
    let mut gaps: Vec<Gap> = inside
        .iter()
        .map(|(path, _)| {
            Gap::of_file(GapKind::InsidePackages, path, "it came along with an installed package and says nothing about what is used here")
        })
        .collect();
    let reading = Reading { files, limits };
    for path in paths.iter().filter(|path| !path.split('/').any(|part| part == "node_modules")) {
        let name = path.rsplit('/').next().unwrap_or(path);
        if let Some((_, system)) = UNREAD_FORMATS.iter().find(|(known, _)| *known == name) {
            gaps.push(Gap::of_file(
                GapKind::UnknownFormat,
                path,
                format!("lock files of {system} are not read, so its packages are in no list"),
            ));
        }
        let asks = ASKS.iter().find(|asks| asks.name == name).or_else(|| is_dotnet(name).then_some(&DOTNET));
        if let Some(asks) = asks.filter(|asks| !is_answered(path, asks.locks, paths)).filter(|asks| (asks.asks)(path, &reading)) {
            let message =
                format!("it asks for packages, and no lock file ({}) says which", asks.locks[..asks.locks.len().min(3)].join(", "));
            gaps.push(Gap::of_file(GapKind::ManifestWithoutLock, path, message));
        }
    }
    gaps
}

/// Most packages of one `node_modules` that are looked into.
const LOOKED_INTO: usize = 5000;

/// Lock files right inside installed packages, where the tree keeps those in version control: one gap for each `node_modules`.
/// The walk of a tree leaves such folders out, so the disk is asked.
pub fn inside_packages(root: &std::path::Path, paths: &Paths, files: &dyn Files) -> Vec<Gap> {
    let ignored = files.source(".gitignore").is_ok_and(|source| source.text().contains("node_modules"));
    let known = |path: &str| matches!(path.rsplit('/').next(), Some("package.json" | "package-lock.json" | "yarn.lock" | "pnpm-lock.yaml"));
    let mut folders: Vec<&str> = paths.iter().filter(|path| known(path)).map(folder_of).filter(|_| !ignored).collect();
    folders.dedup();
    let mut gaps = Vec::new();
    for folder in folders {
        let installed = if folder.is_empty() { "node_modules".to_owned() } else { format!("{folder}/node_modules") };
        let Ok(entries) = std::fs::read_dir(root.join(&installed)) else { continue };
        let mut packages: Vec<_> = entries.flatten().take(LOOKED_INTO).map(|entry| entry.path()).collect();
        packages.sort();
        let names = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"];
        let first = packages.iter().find_map(|package| names.iter().map(|name| package.join(name)).find(|lock| lock.is_file()));
        if let Some(shown) =
            first.as_ref().and_then(|lock| lock.strip_prefix(root).ok()).map(|lock| lock.to_string_lossy().replace('\\', "/"))
        {
            gaps.push(Gap::of_file(
                GapKind::InsidePackages,
                &shown,
                "it came along with an installed package and is not read; `node_modules` is not in .gitignore",
            ));
        }
    }
    gaps
}

fn is_dotnet(name: &str) -> bool {
    [".csproj", ".fsproj", ".vbproj"].iter().any(|end| name.ends_with(end))
}

/// Whether a lock file stands in the manifest's folder or in one above, as it does in workspaces.
fn is_answered(manifest: &str, locks: &[&str], paths: &Paths) -> bool {
    let mut folder = folder_of(manifest);
    loop {
        let at = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        if locks.iter().any(|lock| paths.has(&at(lock))) {
            return true;
        }
        if folder.is_empty() {
            return false;
        }
        folder = folder_of(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::survey::{Folder, Found, survey};
    use std::sync::Mutex;

    fn gaps(files: &[(&str, &str)]) -> Vec<(GapKind, String)> {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let at = folder.path().join(path);
            std::fs::create_dir_all(at.parent().unwrap()).unwrap();
            std::fs::write(at, text).unwrap();
        }
        let paths = Paths::new(files.iter().map(|(path, _)| (*path).to_owned()).collect());
        let limits = Limits { bytes: 2000, ..Limits::default() };
        let all = Mutex::new(Vec::new());
        let take = |found: Found| all.lock().unwrap().extend(found.gaps.into_iter().map(|gap| (gap.kind, gap.path)));
        survey(&paths, &Folder::new(folder.path(), limits), &limits, &take);
        let mut all = all.into_inner().unwrap();
        all.sort();
        all
    }

    #[test]
    fn what_is_not_covered_is_said() {
        let big = format!("{{\"lockfileVersion\": 3, \"x\": \"{}\"}}", "x".repeat(3000));
        let found = gaps(&[
            ("a/package.json", "{\"dependencies\": {\"x\": \"1\"}}"),
            ("b/package.json", "{\"name\": \"b\"}"),
            ("c/package-lock.json", "{\"lockfileVersion\": 3,"),
            ("d/yarn.lock", "<<<<<<< HEAD\na@1:\n  version \"1\"\n=======\nb@1:\n  version \"1\"\n>>>>>>> other\n"),
            ("e/bun.lockb", "#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0\0"),
            ("f/package-lock.json", &big),
            ("g/flake.lock", "{}"),
            ("h/node_modules/x/yarn.lock", ""),
            ("i/requirements.txt", "flask>=1\n"),
            ("j/packages/k/package.json", "{\"dependencies\": {\"x\": \"1\"}}"),
            ("j/pnpm-lock.yaml", "lockfileVersion: '9.0'\n"),
        ]);
        let expected = [
            (GapKind::Unparsable, "c/package-lock.json"),
            (GapKind::Conflicted, "d/yarn.lock"),
            (GapKind::Binary, "e/bun.lockb"),
            (GapKind::TooLarge, "f/package-lock.json"),
            (GapKind::ManifestWithoutLock, "a/package.json"),
            (GapKind::UnknownFormat, "g/flake.lock"),
            (GapKind::InsidePackages, "h/node_modules/x/yarn.lock"),
            (GapKind::Unpinned, "i/requirements.txt"),
        ];
        assert_eq!(found, expected.map(|(kind, path)| (kind, path.to_owned())));
    }

    #[test]
    fn lock_files_that_disagree() {
        let lock = |version: &str| {
            format!(
                "{{\"lockfileVersion\": 3, \"packages\": {{\"\": {{\"dependencies\": {{\"a\": \"1\"}}}}, \"node_modules/a\": {{\"version\": \"{version}\"}}}}}}"
            )
        };
        let pnpm = "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: {specifier: '1', version: 1.0.0}\npackages:\n  a@1.0.0: {resolution: {integrity: x}}\nsnapshots:\n  a@1.0.0: {}\n";
        assert_eq!(
            gaps(&[("package-lock.json", &lock("1.0.1")), ("pnpm-lock.yaml", pnpm)]),
            [(GapKind::LocksDisagree, "pnpm-lock.yaml".to_owned())]
        );
        assert_eq!(gaps(&[("package-lock.json", &lock("1.0.0")), ("pnpm-lock.yaml", pnpm)]), []);
    }
}
