//! Area 5: the supply chain.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("lock-file", &[], &["sbom", "vulns", "licenses", "updates"], "exact versions of the dependencies")
        .named(&[
            "Cargo.lock",
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            "bun.lock",
            "bun.lockb",
            "deno.lock",
            "poetry.lock",
            "uv.lock",
            "pdm.lock",
            "Pipfile.lock",
            "pylock.toml",
            "pylock.*.toml",
            "go.sum",
            "Gemfile.lock",
            "gems.locked",
            "composer.lock",
            "pubspec.lock",
            "mix.lock",
            "rebar.lock",
            "packages.lock.json",
            "paket.lock",
            "conan.lock",
            "gradle.lockfile",
            "buildscript-gradle.lockfile",
            "**/gradle/verification-metadata.xml",
            "gradle/verification-metadata.xml",
            "cabal.project.freeze",
            "stack.yaml.lock",
            "renv.lock",
            "Package.resolved",
            "Podfile.lock",
            "Manifest.toml",
            "flake.lock",
            "Chart.lock",
        ])
        .sealed(),
    Class::new(
        "package-manifest",
        &["2.5"],
        &["sbom", "vulns", "licenses", "updates", "telemetry"],
        "dependencies that a project declares",
    )
    .named(&[
        "Cargo.toml",
        "package.json",
        "deno.json",
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        "Pipfile",
        "requirements*.{txt,in}",
        "**/requirements/*.{txt,in}",
        "constraints*.txt",
        "environment.{yaml,yml}",
        "go.mod",
        "go.work",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
        "settings.gradle",
        "settings.gradle.kts",
        "**/gradle/libs.versions.toml",
        "gradle/libs.versions.toml",
        "Gemfile",
        "gems.rb",
        "*.gemspec",
        "composer.json",
        "pubspec.yaml",
        "mix.exs",
        "rebar.config",
        "*.{csproj,fsproj,vbproj}",
        "packages.config",
        "Directory.Packages.props",
        "paket.dependencies",
        "conanfile.{txt,py}",
        "*.cabal",
        "stack.yaml",
        "Package.swift",
        "Podfile",
        "Project.toml",
        "build.sbt",
        "flake.nix",
    ]),
    Class::new("cyclonedx", &["5.4"], &["sbom", "vulns", "licenses"], "bill of materials in CycloneDX")
        .named(&["*.cdx.{json,xml}", "bom.xml"])
        .marked(&[
            within(JSON, &[Mark::Value("bomFormat", "CycloneDX"), Mark::Value("$schema", "http://cyclonedx.org/schema/")]),
            within(XML, &[Mark::Text("http://cyclonedx.org/schema/bom")]),
        ])
        .except(&["bom-1.[0-9].schema.json"]),
    Class::new("spdx", &["5.4"], &["sbom", "vulns", "licenses"], "bill of materials in SPDX")
        .named(&["*.spdx", "*.spdx.{json,yaml,yml,rdf,xml}"])
        .marked(&[
            within(DATA, &[Mark::Value("spdxVersion", "SPDX-"), Mark::All(&[Mark::Key("SPDXID"), Mark::Key("creationInfo")])]),
            within(&["*.json", "*.jsonld"], &[Mark::All(&[Mark::Key("@graph"), Mark::Text("spdx.org/rdf/3")])]),
            within(&["*.txt", "*.tag"], &[Mark::Begins("SPDXVersion: ")]),
        ]),
    Class::new("vex", &["5.6"], &["vulns"], "statements on exploitability (OpenVEX, CSAF)").named(&["*.{openvex,vex}.json"]).marked(&[
        within(JSON, &[Mark::Value("@context", "https://openvex.dev/ns"), Mark::All(&[Mark::Key("document"), Mark::Text("\"csaf_")])]),
    ]),
    Class::new("advisory", &["5.6"], &["vulns"], "record of an advisory database (OSV, RustSec)").marked(&[
        within(JSON, &[Mark::All(&[Mark::Key("id"), Mark::Key("modified"), Mark::Any(&[Mark::Key("affected"), Mark::Key("withdrawn")])])]),
        within(&["RUSTSEC-*.md", "CVE-*.md"], &[Mark::Begins("```toml")]),
    ]),
    Class::new("renovate-config", &["5.5"], &["updates"], "configuration of Renovate")
        .named(&["/renovate.{json,json5}", "/.renovaterc", "/.renovaterc.{json,json5}", ".{github,gitlab}/renovate.{json,json5}"])
        .marked(&[within(&["/package.json"], &[Mark::Key("renovate")])]),
    Class::new("renovate-preset", &["5.5"], &["updates"], "preset of Renovate that a configuration may extend")
        .marked(&[within(&["*.json", "*.json5"], &[Mark::Value("$schema", "https://docs.renovatebot.com/renovate-schema")])])
        .except(&["/renovate.{json,json5}", "/.renovaterc.{json,json5}", ".{github,gitlab}/renovate.{json,json5}"]),
    Class::new("dependabot-config", &["5.5"], &["updates"], "configuration of Dependabot")
        .named(&[".github/dependabot.{yaml,yml}"])
        .sealed(),
    Class::new("signature-bundle", &["5.10"], &["signatures", "evidence"], "Sigstore bundle")
        .named(&["*.{sigstore,sigstore.json}"])
        .marked(&[within(
            &["*.json", "*.bundle"],
            &[
                Mark::Value("mediaType", "application/vnd.dev.sigstore.bundle"),
                Mark::Key("base64Signature"),
                Mark::All(&[Mark::Key("SignedEntryTimestamp"), Mark::Key("Payload")]),
            ],
        )]),
    Class::new("signature", &["5.10"], &["signatures"], "detached signature").named(&["*.{sig,asc,minisig,p7s}"]).sealed(),
    Class::new("public-key", &["5.10"], &["signatures", "evidence"], "public key that signatures are checked with")
        .marked(&[within(&["*.pub", "*.pem", "*.key"], &[Mark::Begins("-----BEGIN PUBLIC KEY-----")])]),
    Class::new("attestation", &["5.10", "6.4"], &["signatures", "evidence", "controls"], "in-toto statement or DSSE envelope")
        .named(&["*.intoto.jsonl", "*.intoto.json"])
        .marked(&[within(
            &["*.json", "*.jsonl", "*.dsse"],
            &[
                Mark::Value("_type", "https://in-toto.io/Statement/"),
                Mark::All(&[Mark::Key("payloadType"), Mark::Key("payload"), Mark::Key("signatures")]),
            ],
        )]),
    Class::new("trusted-root", &["5.10"], &["signatures", "evidence"], "trusted root of Sigstore")
        .marked(&[within(JSON, &[Mark::Value("mediaType", "application/vnd.dev.sigstore.trustedroot")])]),
];
