//! What names a component: package URL, CPE, digests, links, times.

use std::collections::BTreeMap;

use model::bom::{BomFormat, Component, SpecVersion, digest, grammar};
use model::packages::purl::{Purl, PurlError};

use super::{Finder, components, label};

/// Types whose purls name a place or an image, not what the component is called.
const NAMED_OTHERWISE: &[&str] =
    &["generic", "oci", "docker", "github", "gitlab", "bitbucket", "git", "githubactions", "swid", "huggingface", "mlflow"];

pub(super) fn find(finder: &mut Finder<'_, '_>, pointer: &str, component: &Component) {
    if let Some(text) = &component.purl {
        match Purl::parse(text) {
            // Scanners name the standard library of Go without a namespace; what is meant is clear.
            Err(PurlError::NamespaceMissing(kind)) if kind == "golang" => {}
            Err(why) => drop(finder.report("sbom/purl-invalid", &format!("{pointer}/purl"), format!("`{text}`: {why}"))),
            Ok(purl) => mismatch(finder, pointer, component, &purl),
        }
    }
    if let Some(cpe) = component.cpe.as_ref().filter(|cpe| !grammar::is_cpe(cpe)) {
        finder.report(
            "sbom/cpe-invalid",
            &format!("{pointer}/cpe"),
            format!("`{cpe}` is no CPE name (2.3 has eleven parts after `cpe:2.3:`)"),
        );
    }
    for (place, hash) in component.hashes.iter().enumerate() {
        let here = format!("{pointer}/hashes/{place}/content");
        match digest::hex_length(&hash.alg) {
            Some(length) if hash.content.len() != length => {
                let message = format!(
                    "a {} digest has {length} hexadecimal digits, this one of `{}` has {}",
                    hash.alg,
                    label(component),
                    hash.content.len()
                );
                finder.report("sbom/hash-length-wrong", &here, message);
            }
            _ => {}
        }
    }
    if urls_are_free(finder) {
        for (place, link) in component.external_references.iter().enumerate().filter(|(_, link)| !grammar::is_iri_reference(&link.url)) {
            finder.report("sbom/url-invalid", &format!("{pointer}/externalReferences/{place}/url"), format!("`{}` is no URL", link.url));
        }
    }
}

/// The JSON schemas check URLs from 1.3 on; there a wrong one is a fault of the document.
fn urls_are_free(finder: &Finder<'_, '_>) -> bool {
    finder.opened.format != BomFormat::CycloneDxJson || finder.opened.cyclonedx_version() == Some(SpecVersion::V1_2)
}

fn mismatch(finder: &mut Finder<'_, '_>, pointer: &str, component: &Component, purl: &Purl) {
    let name = format!("{pointer}/purl");
    if let (Some(version), Some(stated)) = (purl.version(), component.version.as_deref().filter(|version| !version.is_empty()))
        && !NAMED_OTHERWISE.contains(&purl.kind())
        && bare_version(version) != bare_version(stated)
    {
        finder.report("sbom/purl-mismatch", &name, format!("the component says version `{stated}`, its package URL `{version}`"));
        return;
    }
    if NAMED_OTHERWISE.contains(&purl.kind()) {
        return;
    }
    let plain = |text: &str| text.to_lowercase().replace(['_', '.', ':', '/', '@'], "-").trim_matches('-').to_owned();
    let own = [plain(&component.name), plain(&component.full_name())];
    let theirs = [
        plain(purl.name()),
        plain(&purl.full_name()),
        // A part of a package is called by both.
        plain(&format!("{}/{}", purl.name(), purl.subpath().unwrap_or_default())),
        plain(&format!("{}/{}", purl.full_name(), purl.subpath().unwrap_or_default())),
    ];
    if !own.iter().any(|own| theirs.contains(own)) {
        finder.report(
            "sbom/purl-mismatch",
            &name,
            format!("the component is called `{}`, its package URL says `{}`", component.full_name(), purl.full_name()),
        );
    }
}

/// A version without what only some say: `v` and `go` in front, the epoch of distributions.
fn bare_version(text: &str) -> String {
    let text = match text.split_once(':') {
        Some((epoch, rest)) if !epoch.is_empty() && epoch.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => text,
    };
    let digit = |rest: &&str| rest.starts_with(|c: char| c.is_ascii_digit());
    let bare = text.strip_prefix('v').or(text.strip_prefix("go")).filter(digit).unwrap_or(text);
    bare.to_lowercase()
}

/// The same package twice, with different digests of the same algorithm.
pub(super) fn conflicts(finder: &mut Finder<'_, '_>) {
    let bom = finder.bom;
    let mut seen: BTreeMap<(String, &str), (&str, String)> = BTreeMap::new();
    for (pointer, component) in components(bom) {
        let Some(purl) = component.purl.as_deref().and_then(|text| Purl::parse(text).ok()).filter(|purl| purl.version().is_some()) else {
            continue;
        };
        for hash in &component.hashes {
            let known = seen.entry((purl.to_string(), &hash.alg)).or_insert((&hash.content, pointer.clone()));
            // One component may be delivered as several files (wheels and an sdist), each with its own digest.
            if known.1 != pointer && !known.0.eq_ignore_ascii_case(&hash.content) {
                let message = format!("`{purl}` stands twice with different {} digests", hash.alg);
                let other = known.1.clone();
                finder.report("sbom/hash-conflict", &format!("{pointer}/hashes"), message).help =
                    Some(format!("the other is {other}; find out which file is the real one"));
                break;
            }
        }
    }
}

/// Times and links of the document itself.
pub(super) fn document(finder: &mut Finder<'_, '_>) {
    let bom = finder.bom;
    if let Some(time) = bom.metadata.as_ref().and_then(|metadata| metadata.timestamp.as_deref())
        && !grammar::is_date_time(time)
    {
        finder.report("sbom/date-invalid", "/metadata/timestamp", format!("`{time}` is no time with an offset (RFC 3339)"));
    }
    for (place, one) in bom.vulnerabilities.iter().enumerate() {
        for (key, time) in
            [("created", &one.created), ("published", &one.published), ("updated", &one.updated), ("rejected", &one.rejected)]
        {
            if let Some(time) = time.as_deref().filter(|time| !grammar::is_date_time(time)) {
                finder.report(
                    "sbom/date-invalid",
                    &format!("/vulnerabilities/{place}/{key}"),
                    format!("`{time}` is no time with an offset (RFC 3339)"),
                );
            }
        }
    }
    if urls_are_free(finder) {
        for (place, link) in bom.external_references.iter().enumerate().filter(|(_, link)| !grammar::is_iri_reference(&link.url)) {
            finder.report("sbom/url-invalid", &format!("/externalReferences/{place}/url"), format!("`{}` is no URL", link.url));
        }
    }
}
