//! Folders that hold other people's files or what a tool made: listed once, not entered.

/// A folder's name, and what has to stand beside or inside it so that it is what the name says.
struct Vendored {
    name: &'static str,
    /// A file beside the folder, or at the root of nothing: empty if the name says enough.
    beside: &'static [&'static str],
    /// A file inside the folder that shows it as well.
    inside: &'static [&'static str],
    what: &'static str,
}

const fn always(name: &'static str, what: &'static str) -> Vendored {
    Vendored { name, beside: &[], inside: &[], what }
}

const MANIFESTS: &[&str] = &["go.mod", "composer.json", "Gemfile", "Cargo.toml", "package.json", "pyproject.toml", "setup.py", "mix.exs"];
const JS: &[&str] = &["package.json"];

const FOLDERS: &[Vendored] = &[
    always("node_modules", "packages of npm"),
    always("bower_components", "packages of Bower"),
    always("jspm_packages", "packages of jspm"),
    always(".pnpm-store", "packages of pnpm"),
    always("__pycache__", "cache of Python"),
    always(".venv", "environment of Python"),
    Vendored { name: "venv", beside: &[], inside: &["pyvenv.cfg"], what: "environment of Python" },
    Vendored { name: "env", beside: &[], inside: &["pyvenv.cfg"], what: "environment of Python" },
    always("site-packages", "packages of Python"),
    always(".tox", "environments of tox"),
    always(".nox", "environments of nox"),
    always(".mypy_cache", "cache of mypy"),
    always(".pytest_cache", "cache of pytest"),
    always(".ruff_cache", "cache of ruff"),
    always(".terraform", "modules and providers of Terraform"),
    always(".terragrunt-cache", "cache of Terragrunt"),
    always(".gradle", "cache of Gradle"),
    always(".bundle", "packages of Bundler"),
    always(".next", "output of Next.js"),
    always(".nuxt", "output of Nuxt"),
    always(".svelte-kit", "output of SvelteKit"),
    always(".parcel-cache", "cache of Parcel"),
    always(".turbo", "cache of Turborepo"),
    always(".dart_tool", "cache of Dart"),
    always("third_party", "third-party code"),
    always("third-party", "third-party code"),
    always("thirdparty", "third-party code"),
    always("3rdparty", "third-party code"),
    Vendored {
        name: "vendor",
        beside: MANIFESTS,
        inside: &["modules.txt", "autoload.php", "bundle", "github.com", "cache"],
        what: "vendored dependencies",
    },
    Vendored { name: "target", beside: &["Cargo.toml", "pom.xml", "build.sbt"], inside: &["CACHEDIR.TAG"], what: "build output" },
    Vendored { name: "dist", beside: JS, inside: &[], what: "build output" },
    Vendored { name: "dist", beside: &["pyproject.toml", "setup.py"], inside: &[], what: "build output" },
    Vendored {
        name: "build",
        beside: &["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"],
        inside: &[],
        what: "build output",
    },
    Vendored { name: "build", beside: JS, inside: &["index.html", "static", "asset-manifest.json"], what: "build output" },
    Vendored { name: "deps", beside: &["mix.exs"], inside: &[], what: "packages of Mix" },
    Vendored { name: "_build", beside: &["mix.exs", "rebar.config", "dune-project"], inside: &[], what: "build output" },
    Vendored { name: "Pods", beside: &["Podfile"], inside: &["Manifest.lock"], what: "packages of CocoaPods" },
    Vendored { name: "Carthage", beside: &["Cartfile"], inside: &[], what: "packages of Carthage" },
    Vendored { name: "packages", beside: &["packages.config"], inside: &[], what: "packages of NuGet" },
    Vendored { name: "obj", beside: &[], inside: &["project.assets.json"], what: "build output" },
    Vendored { name: "charts", beside: &["Chart.lock"], inside: &[], what: "charts that this chart depends on" },
];

/// Folders of version control, of which nothing is said.
pub(super) const VERSION_CONTROL: &[&str] = &[".git", ".hg", ".svn", ".jj", ".bzr", ".pijul", "CVS"];

/// What a folder of this name holds if it is not the project's own; `beside` tells whether a name stands beside it, `inside` whether one stands in it.
pub(super) fn what(name: &str, beside: impl Fn(&str) -> bool, inside: impl Fn(&str) -> bool) -> Option<&'static str> {
    FOLDERS
        .iter()
        .filter(|folder| folder.name == name)
        .find(|folder| {
            (folder.beside.is_empty() && folder.inside.is_empty())
                || folder.beside.iter().any(|file| beside(file))
                || folder.inside.iter().any(|file| inside(file))
        })
        .map(|folder| folder.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_two_meanings_needs_a_witness() {
        let none = |_: &str| false;
        assert_eq!(what("node_modules", none, none), Some("packages of npm"));
        assert_eq!(what("vendor", none, none), None);
        assert_eq!(what("vendor", |file| file == "go.mod", none), Some("vendored dependencies"));
        assert_eq!(what("target", none, |file| file == "CACHEDIR.TAG"), Some("build output"));
        assert_eq!(what("target", none, none), None);
        assert_eq!(what("src", |_| true, |_| true), None);
    }
}
