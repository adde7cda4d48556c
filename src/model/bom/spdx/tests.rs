use std::sync::Arc;

use document::{Document, Format, Limits, Source, SourceId};

use super::*;
use crate::bom::{
    Bom, BomFormat, Component, Dependency, ExternalReference, Hash, LicenseChoice, Metadata, Organization, Property, SpecVersion,
    from_json, write,
};

fn parse(text: &str) -> Document {
    document::parse(Arc::new(Source::new(SourceId(0), "bom.spdx.json", text)), Format::Json, &Limits::default()).unwrap()
}

fn sample() -> Bom {
    let library = |name: &str, purl: &str, license: LicenseChoice| Component {
        bom_ref: Some(purl.into()),
        purl: Some(purl.into()),
        version: Some("1.0.0".into()),
        licenses: vec![license],
        hashes: vec![Hash::new("sha256", "00".repeat(32))],
        ..Component::new("library", name)
    };
    let mut scoped = library("core", "pkg:npm/%40acme/core@1.0.0", LicenseChoice::from_text("MIT OR Apache-2.0"));
    scoped.group = Some("@acme".into());
    scoped.scope = Some("optional".into());
    scoped.supplier = Some(Organization { name: Some("Acme".into()), ..Organization::default() });
    scoped.external_references = vec![
        ExternalReference::new("distribution", "https://example.org/core.tgz"),
        ExternalReference::new("vcs", "https://example.org/core.git"),
    ];
    let mut plain = library("left-pad", "pkg:npm/left-pad@1.0.0", LicenseChoice::name("Acme House Licence"));
    plain.properties = vec![Property::new("ent:line", "12")];
    let root = Component {
        bom_ref: Some("pkg:npm/shop@2.0.0".into()),
        purl: Some("pkg:npm/shop@2.0.0".into()),
        ..Component::new("application", "shop")
    };
    let mut bom = Bom {
        metadata: Some(Metadata { component: Some(root), timestamp: Some("2026-01-31T12:00:00Z".into()), ..Metadata::default() }),
        components: vec![scoped, plain],
        dependencies: vec![
            Dependency::new("pkg:npm/%40acme/core@1.0.0", vec![]),
            Dependency::new("pkg:npm/left-pad@1.0.0", vec![]),
            Dependency::new("pkg:npm/shop@2.0.0", vec!["pkg:npm/%40acme/core@1.0.0".into(), "pkg:npm/left-pad@1.0.0".into()]),
        ],
        ..Bom::default()
    };
    bom.seal().unwrap();
    bom
}

#[test]
fn what_both_formats_can_say_survives_the_way_there_and_back() {
    let bom = sample();
    let written = write(&bom, BomFormat::SpdxJson, SpecVersion::V1_6).unwrap();
    assert_eq!(written.lost, []);
    let document = parse(&written.text);
    let opened = from_json(&document);
    assert!(opened.complaints.is_empty(), "{:?}", opened.complaints);
    assert!(opened.lost.is_empty(), "{:?}", opened.lost);
    let back = opened.bom.unwrap();
    assert_eq!(back.serial_number, bom.serial_number);
    assert_eq!(back.components, bom.components);
    assert_eq!(back.dependencies, bom.dependencies);
    assert_eq!(back.metadata.unwrap().component, bom.metadata.unwrap().component);
}

#[test]
fn what_spdx_cannot_say_is_listed() {
    let mut bom = sample();
    bom.services.push(crate::bom::Service { name: "api".into(), ..Default::default() });
    bom.components[0].mime_type = Some("text/plain".into());
    let lost = write(&bom, BomFormat::SpdxJson, SpecVersion::V1_6).unwrap().lost;
    let pointers: Vec<&str> = lost.iter().map(|loss| loss.pointer.as_str()).collect();
    assert_eq!(pointers, ["/components/0/mime-type", "/services"]);
}

#[test]
fn mistakes_have_places() {
    let text = write(&sample(), BomFormat::SpdxJson, SpecVersion::V1_6).unwrap().text;
    let broken = text.replace("\"SPDXRef-DOCUMENT\",\n  \"name\"", "\"DOCUMENT\",\n  \"name\"").replace("\"SHA256\"", "\"SHA-256\"");
    let document = parse(&broken);
    let found: Vec<String> = check(document.root()).into_iter().map(|found| format!("{} {:?}", found.place, found.help)).collect();
    assert_eq!(
        found,
        [
            "/SPDXID None",
            "/packages/1/checksums/0/algorithm Some(\"did you mean `SHA256`?\")",
            "/packages/2/checksums/0/algorithm Some(\"did you mean `SHA256`?\")",
        ]
    );
    let old = parse("{\"spdxVersion\": \"SPDX-1.2\"}");
    assert_eq!(check(old.root())[0].place, "/spdxVersion");
}
