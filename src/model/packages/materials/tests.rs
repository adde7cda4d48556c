use std::sync::Arc;

use document::{Limits, Source, SourceId};

use super::*;
use crate::packages::lock::{Input, NoCompanions, read};
use crate::packages::{Ecosystem, format_of};

fn file(path: &str, text: &str) -> PackageFile {
    let format = format_of(path).unwrap();
    let source = Arc::new(Source::new(SourceId(0), path, text));
    let input = Input { source: &source, limits: &Limits::default(), companions: &NoCompanions };
    PackageFile { path: path.into(), format, content: Ok(read(format, &input).unwrap()) }
}

fn collect(files: Vec<PackageFile>) -> Materials {
    let collector = Collector::default();
    for file in files {
        collector.add(Found { files: vec![file], gaps: Vec::new() });
    }
    collector.finish()
}

const SHA1: &str = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
const OTHER: &str = "adc83b19e793491b1c6ea0fd8b46cd9f32e592fc";

fn yarn(hash: &str) -> String {
    format!(
        "a@^1:\n  version \"1.0.0\"\n  resolved \"https://registry.yarnpkg.com/a/-/a-1.0.0.tgz#{hash}\"\n  dependencies:\n    b \"^2\"\n\nb@^2:\n  version \"2.0.0\"\n"
    )
}

#[test]
fn what_two_files_hold_is_one_component() {
    let materials = collect(vec![file("x/yarn.lock", &yarn(SHA1)), file("y/yarn.lock", &yarn(SHA1))]);
    let references: Vec<_> = materials.components.iter().map(|one| one.reference.as_str()).collect();
    assert_eq!(references, ["pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"]);
    assert_eq!(materials.components[0].dependencies, [1]);
    assert_eq!(materials.components[0].occurrences.len(), 2);
    assert_eq!(materials.components[0].conflict, None);
    assert_eq!(materials.projects.len(), 2);
    // Nobody says what is asked for: it is what nobody else needs.
    assert_eq!(materials.projects[0].direct, BTreeSet::from([0]));
    assert!(!materials.projects[0].direct_known);
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let make =
        || vec![file("x/yarn.lock", &yarn(SHA1)), file("y/yarn.lock", &yarn(OTHER)), file("z/go.sum", "example.org/m v1.0.0 h1:AAA=\n")];
    let (forward, mut backward) = (make(), make());
    backward.reverse();
    let (forward, backward) = (collect(forward), collect(backward));
    assert_eq!(format!("{:?}", forward.projects), format!("{:?}", backward.projects));
    for (a, b) in forward.components.iter().zip(&backward.components) {
        assert_eq!(
            (&a.reference, &a.dependencies, &a.occurrences, &a.conflict, &a.package.hashes),
            (&b.reference, &b.dependencies, &b.occurrences, &b.conflict, &b.package.hashes)
        );
    }
}

#[test]
fn one_version_with_two_hashes_is_a_conflict() {
    let materials = collect(vec![file("x/yarn.lock", &yarn(SHA1)), file("y/yarn.lock", &yarn(OTHER))]);
    let conflict = materials.components[0].conflict.as_ref().unwrap();
    assert_ne!(conflict.first.hex, conflict.second.hex);
    assert_ne!(conflict.first_place.0, conflict.second_place.0);
}

#[test]
fn several_wheels_are_no_conflict() {
    let sum = |digit: &str| format!("sha256:{}", digit.repeat(64));
    let requirements = format!("a==1 --hash={} --hash={}\n", sum("a"), sum("b"));
    let other = format!("a==1 --hash={} --hash={}\n", sum("a"), sum("c"));
    let materials = collect(vec![file("x/requirements.txt", &requirements), file("y/requirements.txt", &other)]);
    assert_eq!(materials.components.len(), 1);
    assert_eq!(materials.components[0].conflict, None);
}

#[test]
fn filtering_leaves_no_edge_to_nowhere() {
    let mut materials = collect(vec![file("yarn.lock", &yarn(SHA1))]);
    materials.components[1].package.scope = Some(Scope::Development);
    let materials = materials.without(&[Scope::Development]);
    assert_eq!(materials.components.len(), 1);
    assert!(materials.components[0].dependencies.is_empty());
    assert_eq!(materials.components[0].package.ecosystem, Ecosystem::Npm);
}

fn described() -> Described<'static> {
    Described {
        kind: "application",
        fallback_name: "tree",
        timestamp: "2020-01-01T00:00:00Z".into(),
        tool_version: "0.0.0",
        version: crate::bom::SpecVersion::V1_6,
    }
}

#[test]
fn its_own_document_does_not_drift() {
    let materials = collect(vec![file("x/yarn.lock", &yarn(SHA1))]);
    let bom = to_bom(&materials, &described());
    assert_eq!(drift(&materials, &bom), []);
}

#[test]
fn every_kind_of_drift_is_told() {
    let bom = to_bom(&collect(vec![file("yarn.lock", &yarn(SHA1))]), &described());
    let kinds = |text: &str| {
        let drifts = drift(&collect(vec![file("yarn.lock", text)]), &bom);
        drifts.into_iter().map(|one| (one.kind, one.package)).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&yarn(OTHER)), [(DriftKind::Hash, "pkg:npm/a@1.0.0".into())]);
    assert_eq!(kinds(&yarn(SHA1).replace("2.0.0", "2.0.1")), [(DriftKind::Version, "pkg:npm/b".into())]);
    let more = format!("{}\nc@^1:\n  version \"1.0.0\"\n", yarn(SHA1));
    assert_eq!(kinds(&more), [(DriftKind::Missing, "pkg:npm/c".into())]);
    let fewer = yarn(SHA1).split("\nb@").next().unwrap().to_owned();
    assert_eq!(kinds(&fewer), [(DriftKind::Extra, "pkg:npm/b".into())]);
}

#[test]
fn the_document_holds_the_graph_and_says_how_complete_it_is() {
    let bom = to_bom(&collect(vec![file("x/yarn.lock", &yarn(SHA1)), file("y/go.sum", "example.org/m v1.0.0 h1:AAA=\n")]), &described());
    let of = |reference: &str| bom.dependencies.iter().find(|one| one.reference == reference).map(|one| one.depends_on.clone());
    assert_eq!(of("project").unwrap(), ["project:x", "project:y"]);
    assert_eq!(of("pkg:npm/a@1.0.0").unwrap(), ["pkg:npm/b@2.0.0"]);
    assert_eq!(of("pkg:golang/example.org/m@v1.0.0"), None, "go.sum says nothing of edges");
    let unknown = bom.compositions.iter().find(|one| one.aggregate == "unknown").unwrap();
    assert!(unknown.dependencies.contains(&"pkg:golang/example.org/m@v1.0.0".to_owned()));
}

#[test]
fn the_streamed_document_is_the_same_as_the_whole_one() {
    let full = collect(vec![file("x/yarn.lock", &yarn(SHA1)), file("y/go.sum", "example.org/m v1.0.0 h1:AAA=\n")]);
    for materials in [full, collect(Vec::new())] {
        for version in crate::bom::SpecVersion::ALL.into_iter().filter(|version| *version >= crate::bom::SpecVersion::V1_4) {
            let described = Described { version, ..described() };
            let written = crate::bom::write(&to_bom(&materials, &described), crate::bom::BomFormat::CycloneDxJson, version).unwrap();
            let mut streamed = Vec::new();
            write_json(&materials, &described, &mut streamed).unwrap();
            assert_eq!((String::from_utf8(streamed).unwrap(), written.lost), (written.text, Vec::new()), "{version}");
        }
    }
}

#[test]
fn the_serial_number_follows_from_every_part_of_the_set_and_not_from_the_time() {
    let number = |materials: &Materials, described: &Described<'_>| to_bom(materials, described).serial_number.unwrap();
    let make = || collect(vec![file("x/yarn.lock", &yarn(SHA1)), file("y/go.sum", "example.org/m v1.0.0 h1:AAA=\n")]);
    let first = number(&make(), &described());
    assert!(first.starts_with("urn:uuid:"));
    assert_eq!(first, number(&make(), &Described { timestamp: "2030-01-01T00:00:00Z".into(), ..described() }));
    assert_ne!(first, number(&make(), &Described { fallback_name: "other", ..described() }));
    let changes: [fn(&mut Material); 10] = [
        |one| one.reference.push('x'),
        |one| one.purl = None,
        |one| one.package.version = None,
        |one| one.package.scope = Some(Scope::Build),
        |one| one.package.origin = crate::packages::Origin::Toolchain,
        |one| one.package.hashes.clear(),
        |one| one.package.licenses.push("MIT".into()),
        |one| one.package.properties.push(("a", "b".into())),
        |one| one.dependencies.clear(),
        |one| one.occurrences.clear(),
    ];
    let mut seen = BTreeSet::from([first]);
    for (at, change) in changes.into_iter().enumerate() {
        let mut materials = make();
        let one = materials.components.iter_mut().find(|one| one.reference.starts_with("pkg:npm/a@")).unwrap();
        change(one);
        assert!(seen.insert(number(&materials, &described())), "change {at}");
    }
}
