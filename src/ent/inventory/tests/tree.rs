//! The walk over trees as they are.

use std::fs;
use std::path::Path;

use super::super::{Inventory, Options, Why, walk};
use rule::FileKind;

pub(in super::super) fn write(root: &Path, path: &str, content: impl AsRef<[u8]>) {
    let full = root.join(path);
    fs::create_dir_all(full.parent().unwrap()).unwrap();
    fs::write(full, content).unwrap();
}

pub(in super::super) fn paths(inventory: &Inventory) -> Vec<&str> {
    inventory.files.iter().map(|file| file.path.as_str()).collect()
}

pub(super) fn why(inventory: &Inventory, path: &str) -> Option<Why> {
    inventory.skipped.iter().find(|skipped| skipped.path == path).map(|skipped| skipped.why.clone())
}

#[test]
fn an_empty_tree_and_none_at_all() {
    let root = tempfile::tempdir().unwrap();
    assert_eq!(walk(root.path(), &Options::default()).unwrap(), Inventory::default());
    let missing = walk(&root.path().join("missing"), &Options::default()).unwrap_err();
    assert!(missing.to_string().starts_with("cannot look into "), "{missing}");
    write(root.path(), "file", "");
    assert!(walk(&root.path().join("file"), &Options::default()).is_err());
}

#[test]
fn hidden_files_are_listed_and_version_control_is_not() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), ".github/workflows/ci.yml", "on: push\n");
    write(root.path(), ".git/config", "[core]\n");
    write(root.path(), "sub/.git", "gitdir: elsewhere\n");
    write(root.path(), ".env", "A=b\n");
    let inventory = walk(root.path(), &Options::default()).unwrap();
    assert_eq!(paths(&inventory), [".env", ".github/workflows/ci.yml"]);
    assert!(inventory.skipped.is_empty());
    assert_eq!(inventory.files[1].size, 9);
}

#[test]
fn gitignore_holds_without_a_repository() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), ".gitignore", "*.log\n/out/\n!keep.log\n");
    write(root.path(), "sub/.gitignore", "\u{feff}!a.log\n[\n");
    for path in ["a.log", "keep.log", "out/x.yaml", "sub/a.log", "sub/b.log", "sub/out/y.yaml", "z.yaml"] {
        write(root.path(), path, "x");
    }
    let inventory = walk(root.path(), &Options::default()).unwrap();
    assert_eq!(paths(&inventory), [".gitignore", "keep.log", "sub/.gitignore", "sub/a.log", "sub/out/y.yaml", "z.yaml"]);
    assert_eq!(inventory.ignored, ["a.log", "out/", "sub/b.log"]);
}

#[test]
fn the_repository_around_the_root_counts_and_what_is_above_it_does_not() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), ".gitignore", "*.json\n");
    write(root.path(), "repo/.git/info/exclude", "*.tmp\n");
    write(root.path(), "repo/.gitignore", "*.log\n/ignored/\n");
    for path in ["repo/sub/a.log", "repo/sub/b.json", "repo/sub/c.tmp", "repo/ignored/d.log"] {
        write(root.path(), path, "x");
    }
    let sub = walk(&root.path().join("repo/sub"), &Options::default()).unwrap();
    assert_eq!(paths(&sub), ["b.json"]);
    let asked_for = walk(&root.path().join("repo/ignored"), &Options::default()).unwrap();
    assert_eq!(paths(&asked_for), ["d.log"]);
}

#[test]
fn vendored_folders_are_named_and_not_entered() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "package.json", "{}");
    write(root.path(), "node_modules/a/openapi.yaml", "openapi: 3.1.0\n");
    write(root.path(), "dist/index.html", "");
    write(root.path(), "src/vendor/model.rs", "");
    write(root.path(), "go/go.mod", "module x\n");
    write(root.path(), "go/vendor/y/y.go", "");
    let inventory = walk(root.path(), &Options::default()).unwrap();
    assert_eq!(paths(&inventory), ["go/go.mod", "package.json", "src/vendor/model.rs"]);
    assert_eq!(why(&inventory, "node_modules/"), Some(Why::Vendored("packages of npm")));
    assert_eq!(why(&inventory, "dist/"), Some(Why::Vendored("build output")));
    assert_eq!(why(&inventory, "go/vendor/"), Some(Why::Vendored("vendored dependencies")));
}

#[test]
fn what_is_excluded_is_said() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "fixtures/openapi.yaml", "");
    write(root.path(), "a.yaml", "");
    let options = Options { exclude: vec!["/fixtures/".into()], ..Options::default() };
    let inventory = walk(root.path(), &options).unwrap();
    assert_eq!(paths(&inventory), ["a.yaml"]);
    assert_eq!(why(&inventory, "fixtures/"), Some(Why::Excluded));
    let bad = Options { exclude: vec!["a[z-b]".into()], ..Options::default() };
    assert!(walk(root.path(), &bad).unwrap_err().to_string().contains("a[z-b]"));
}

#[test]
fn files_of_a_helm_chart_are_templates() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "chart/Chart.yaml", "name: x\n");
    write(root.path(), "chart/templates/tests/job.yaml", "apiVersion: batch/v1\nkind: Job\n");
    write(root.path(), "templates/job.yaml", "apiVersion: batch/v1\nkind: Job\n");
    let inventory = walk(root.path(), &Options::default()).unwrap();
    assert_eq!(inventory.of(FileKind("template")).count(), 1);
    assert_eq!(inventory.of(FileKind("kubernetes-manifest")).map(|file| file.path.as_str()).collect::<Vec<_>>(), ["templates/job.yaml"]);
}

#[test]
fn what_stands_far_behind_is_found_where_the_head_promises_it() {
    let root = tempfile::tempdir().unwrap();
    let filler = "# filler filler filler filler filler filler filler\n".repeat(1_000);
    write(
        root.path(),
        "all.yaml",
        format!("apiVersion: v1\nkind: Service\n{filler}---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\n"),
    );
    let schemas = "\"a\":{},".repeat(5_000);
    write(root.path(), "sorted.json", format!("{{\"components\":{{{}\"z\":1}},\"info\":{{}},\"openapi\":\"3.0.0\"}}", schemas));
    write(root.path(), "other.json", format!("{{\"x\":{{{}\"z\":1}},\"openapi\":\"3.0.0\"}}", schemas));
    let inventory = walk(root.path(), &Options::default()).unwrap();
    let of = |kind| inventory.of(FileKind(kind)).map(|file| file.path.as_str()).collect::<Vec<_>>();
    assert_eq!(of("autoscaler"), ["all.yaml"]);
    assert_eq!(of("openapi"), ["sorted.json"]);
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let root = tempfile::tempdir().unwrap();
    for folder in 0..40 {
        write(root.path(), &format!("f{folder}/.gitignore"), "*.tmp\n");
        for file in 0..10 {
            write(root.path(), &format!("f{folder}/s{}/{file}.yaml", file % 3), "openapi: 3.1.0\n");
            write(root.path(), &format!("f{folder}/{file}.tmp"), "");
        }
        fs::create_dir_all(root.path().join(format!("f{folder}/node_modules"))).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("0.yaml", root.path().join(format!("f{folder}/s0/link.yaml"))).unwrap();
    }
    let one = walk(root.path(), &Options { threads: Some(1), ..Options::default() }).unwrap();
    assert_eq!(one.files.len(), 40 * 11);
    assert_eq!(one.ignored.len(), 400);
    for threads in [2, 3, 8, 16] {
        let many = walk(root.path(), &Options { threads: Some(threads), ..Options::default() }).unwrap();
        assert_eq!(one, many, "{threads} threads");
    }
}
