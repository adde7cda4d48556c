//! What a bill of materials costs: 10,000 packages in one lock file, and a monorepo of 500 lock files.
#![allow(clippy::expect_used, reason = "a bench without its input measures nothing")]

use std::fmt::Write as _;

use document::Limits;
use model::bom::SpecVersion;
use model::packages::materials::{Collector, Described, write_json};
use model::packages::survey::{Folder, Paths, survey};

fn main() {
    divan::main();
}

/// A `package-lock.json` of `count` packages, each needing a few others.
fn package_lock(first: usize, count: usize) -> String {
    let mut text =
        String::from("{\n  \"name\": \"bench\",\n  \"lockfileVersion\": 3,\n  \"packages\": {\n    \"\": { \"name\": \"bench\" }");
    for number in first..first + count {
        let _ = write!(
            text,
            ",\n    \"node_modules/package-{number}\": {{\n      \"version\": \"1.{number}.0\",\n      \"resolved\": \"https://registry.npmjs.org/package-{number}/-/package-{number}-1.{number}.0.tgz\",\n      \"integrity\": \"sha512-{}==\",\n      \"license\": \"MIT\",\n      \"engines\": {{ \"node\": \">=18\" }},\n      \"dependencies\": {{ \"package-{}\": \"^1.0.0\", \"package-{}\": \"^1.0.0\" }}\n    }}",
            "A".repeat(86),
            first + (number * 7) % count,
            first + (number * 13) % count,
        );
    }
    text.push_str("\n  }\n}\n");
    text
}

/// Counts what is written: a document is not held by the program either.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn generate(root: &std::path::Path, paths: Vec<String>) -> usize {
    let limits = Limits::default();
    let collector = Collector::default();
    survey(&Paths::new(paths), &Folder::new(root, limits), &limits, &|found| collector.add(found));
    let described = Described {
        kind: "application",
        fallback_name: "bench",
        timestamp: "2020-01-01T00:00:00Z".into(),
        tool_version: "0",
        version: SpecVersion::V1_6,
    };
    let mut written = Count(0);
    write_json(&collector.finish(), &described, &mut written).map_or(0, |()| written.0)
}

#[divan::bench(sample_count = 10)]
fn ten_thousand_packages(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("package-lock.json"), package_lock(0, 10_000)).expect("a file");
    bencher.bench(|| generate(folder.path(), vec!["package-lock.json".into()]));
}

/// 500 files of 200 kB, 100 MB together; every tenth has packages of its own, the others share theirs.
#[divan::bench(sample_count = 3)]
fn monorepo_of_500_lock_files(bencher: divan::Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut paths = Vec::new();
    for number in 0..500 {
        let path = format!("services/s{number}/package-lock.json");
        std::fs::create_dir_all(folder.path().join(format!("services/s{number}"))).expect("a folder");
        std::fs::write(folder.path().join(&path), package_lock((number % 50) * 500, 500)).expect("a file");
        paths.push(path);
    }
    bencher.bench(|| generate(folder.path(), paths.clone()));
}
