//! Where packages come from: one variant per registry or system of names.

/// A system of package names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Ecosystem {
    /// crates.io and other Cargo registries.
    Cargo,
    /// npm and registries of its kind.
    Npm,
    /// JavaScript Registry (jsr.io).
    Jsr,
    /// Python Package Index.
    PyPi,
    /// Go modules.
    Go,
    /// Maven repositories.
    Maven,
    /// RubyGems.
    Gem,
    /// Composer (Packagist).
    Composer,
    /// NuGet.
    NuGet,
    /// Hex (Elixir, Erlang).
    Hex,
    /// pub.dev (Dart, Flutter).
    Pub,
    /// Conan (C, C++).
    Conan,
    /// Swift packages, named by the place of their repository.
    Swift,
    /// CocoaPods.
    CocoaPods,
    /// Hackage (Haskell).
    Hackage,
    /// CRAN (R).
    Cran,
    /// Bioconductor (R). The purl specification has no type for it.
    Bioconductor,
    /// Julia packages.
    Julia,
    /// Providers of Terraform and OpenTofu. The purl specification has no type for them.
    Terraform,
    /// Actions and reusable workflows of GitHub.
    GitHub,
    /// Container images.
    Image,
    /// Debian and Ubuntu packages.
    Deb,
    /// Alpine and Wolfi packages.
    Apk,
    /// Files that are fetched by URL.
    Generic,
}

impl Ecosystem {
    /// The type of its package URLs; `None` where the specification has none.
    pub fn purl_type(self) -> Option<&'static str> {
        Some(match self {
            Ecosystem::Cargo => "cargo",
            Ecosystem::Npm => "npm",
            Ecosystem::PyPi => "pypi",
            Ecosystem::Go => "golang",
            Ecosystem::Maven => "maven",
            Ecosystem::Gem => "gem",
            Ecosystem::Composer => "composer",
            Ecosystem::NuGet => "nuget",
            Ecosystem::Hex => "hex",
            Ecosystem::Pub => "pub",
            Ecosystem::Conan => "conan",
            Ecosystem::Swift => "swift",
            Ecosystem::CocoaPods => "cocoapods",
            Ecosystem::Hackage => "hackage",
            Ecosystem::Cran => "cran",
            Ecosystem::Julia => "julia",
            Ecosystem::GitHub => "github",
            Ecosystem::Image => "oci",
            Ecosystem::Deb => "deb",
            Ecosystem::Apk => "apk",
            Ecosystem::Jsr | Ecosystem::Terraform | Ecosystem::Generic => "generic",
            Ecosystem::Bioconductor => return None,
        })
    }

    /// Its name in OSV records; `None` where OSV has none, or where the distribution's release belongs to it.
    pub fn osv(self) -> Option<&'static str> {
        Some(match self {
            Ecosystem::Cargo => "crates.io",
            Ecosystem::Npm => "npm",
            Ecosystem::PyPi => "PyPI",
            Ecosystem::Go => "Go",
            Ecosystem::Maven => "Maven",
            Ecosystem::Gem => "RubyGems",
            Ecosystem::Composer => "Packagist",
            Ecosystem::NuGet => "NuGet",
            Ecosystem::Hex => "Hex",
            Ecosystem::Pub => "Pub",
            Ecosystem::Conan => "ConanCenter",
            Ecosystem::Swift => "SwiftURL",
            Ecosystem::Hackage => "Hackage",
            Ecosystem::Cran => "CRAN",
            Ecosystem::Bioconductor => "Bioconductor",
            Ecosystem::Julia => "Julia",
            Ecosystem::GitHub => "GitHub Actions",
            Ecosystem::Deb => "Debian",
            Ecosystem::Apk => "Alpine",
            Ecosystem::Jsr | Ecosystem::CocoaPods | Ecosystem::Terraform | Ecosystem::Image | Ecosystem::Generic => return None,
        })
    }

    /// Its name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Ecosystem::Cargo => "Cargo",
            Ecosystem::Jsr => "JSR",
            Ecosystem::Gem => "RubyGems",
            Ecosystem::Composer => "Composer",
            Ecosystem::Conan => "Conan",
            Ecosystem::Swift => "Swift",
            Ecosystem::CocoaPods => "CocoaPods",
            Ecosystem::Terraform => "Terraform",
            Ecosystem::Image => "container images",
            Ecosystem::Generic => "files",
            named => named.osv().unwrap_or("packages"),
        }
    }

    /// What separates the namespace from the name in the names its tools write: the last one counts.
    pub fn separator(self) -> Option<char> {
        match self {
            Ecosystem::Maven => Some(':'),
            Ecosystem::Npm | Ecosystem::Jsr | Ecosystem::Go | Ecosystem::Composer | Ecosystem::Swift | Ecosystem::GitHub => Some('/'),
            Ecosystem::Terraform | Ecosystem::Deb | Ecosystem::Apk => Some('/'),
            _ => None,
        }
    }
}
