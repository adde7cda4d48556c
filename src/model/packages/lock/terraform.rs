//! `.terraform.lock.hcl`: provider blocks of Terraform and OpenTofu, as `terraform init` writes them.

use document::{Source, SyntaxError};

use super::lines::lines;
use crate::packages::{Algorithm, Ecosystem, LockFile, Package};

/// Reads a dependency lock file of Terraform.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile { direct_known: true, ..LockFile::default() };
    let mut open: Option<Package> = None;
    let mut last = None;
    for line in lines(source) {
        let text = line.trimmed();
        match (&mut open, text) {
            (_, "") => {}
            (_, text) if text.starts_with('#') || text.starts_with("//") => {}
            (None, _) => {
                let address = text.strip_prefix("provider \"").and_then(|rest| rest.strip_suffix("\" {"));
                let Some(address) = address else { return Err(line.error("expected `provider \"…\" {`")) };
                open = Some(Package::new(Ecosystem::Terraform, address, None, line.span()));
                last = Some(line);
            }
            (Some(package), "}") => {
                if package.version.is_none() {
                    return Err(line.error(format!("provider `{}` has no version", package.name)));
                }
                let id = open.take().map(|package| file.push(package));
                file.direct.extend(id);
            }
            (Some(package), text) => attribute(package, text),
        }
    }
    match (open, last) {
        (Some(_), Some(line)) => Err(line.error("this block has no end")),
        _ => Ok(file),
    }
}

fn attribute(package: &mut Package, text: &str) {
    let value = |text: &str| text.split('"').nth(1).map(str::to_owned);
    if let Some((key, rest)) = text.split_once('=').filter(|(key, _)| key.trim().bytes().all(|byte| byte.is_ascii_lowercase())) {
        match key.trim() {
            "version" => package.version = value(rest),
            "constraints" => package.properties.extend(value(rest).map(|text| ("terraform:constraints", text))),
            _ => {}
        }
        return;
    }
    // `zh:` is the SHA-256 of the provider's archive for one platform; `h1:` hashes the listing of what is in it.
    match value(text) {
        Some(hash) if hash.starts_with("zh:") => package.add_hex(Algorithm::Sha256, &hash[3..], None),
        Some(hash) if hash.starts_with("h1:") => package.properties.push(("terraform:h1", hash)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn providers_with_hashes() {
        let text = "# made by init\nprovider \"registry.terraform.io/hashicorp/aws\" {\n  version     = \"5.1.0\"\n  constraints = \"~> 5.0\"\n  hashes = [\n    \"h1:AAAA=\",\n    \"zh:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\",\n  ]\n}\n";
        let file = read(&Source::new(SourceId(0), ".terraform.lock.hcl", text)).unwrap();
        assert_eq!(file.packages[0].version.as_deref(), Some("5.1.0"));
        assert_eq!(file.packages[0].hashes.len(), 1);
        assert_eq!(file.packages[0].properties.len(), 2);
        assert!(read(&Source::new(SourceId(0), "x", "provider \"a\" {\n")).is_err());
        assert!(read(&Source::new(SourceId(0), "x", "resource \"a\" {\n}\n")).is_err());
    }
}
