//! Trees that want to hurt: the walk ends, opens nothing but files, leaves the tree nowhere, and says what it did not look at.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use super::super::{Inventory, Options, Why, walk};
use super::tree::{paths, why, write};
use rule::FileKind;

fn inventory(root: &Path) -> Inventory {
    walk(root, &Options::default()).unwrap()
}

fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn special_files_are_never_opened() {
    let root = tempfile::tempdir().unwrap();
    fifo(&root.path().join("openapi.yaml"));
    fifo(&root.path().join(".gitignore"));
    let _socket = std::os::unix::net::UnixListener::bind(root.path().join("a.json")).unwrap();
    symlink("/dev/zero", root.path().join("b.json")).unwrap();
    symlink("openapi.yaml", root.path().join("c.yaml")).unwrap();
    let inventory = inventory(root.path());
    assert!(inventory.files.is_empty());
    assert_eq!(why(&inventory, "openapi.yaml"), Some(Why::Special("FIFO")));
    assert_eq!(why(&inventory, ".gitignore"), Some(Why::Special("FIFO")));
    assert_eq!(why(&inventory, "a.json"), Some(Why::Special("socket")));
    assert_eq!(why(&inventory, "b.json"), Some(Why::LinkOutside));
    assert_eq!(why(&inventory, "c.yaml"), Some(Why::LinkToSkipped("openapi.yaml".into())));
}

#[test]
fn links_never_lead_out_of_the_tree_and_list_nothing_twice() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "secret.yaml", "openapi: 3.1.0\n");
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "api/v1.yaml", "openapi: 3.1.0\n");
    write(root.path(), ".gitignore", "gen.yaml\n");
    write(root.path(), "gen.yaml", "openapi: 3.1.0\n");
    write(root.path(), ".git/config", "token\n");
    symlink(outside.path(), root.path().join("out")).unwrap();
    symlink(outside.path().join("secret.yaml"), root.path().join("out.yaml")).unwrap();
    symlink("../../../../../../../../../../etc/passwd", root.path().join("passwd")).unwrap();
    symlink("..", root.path().join("api/loop")).unwrap();
    symlink("self", root.path().join("self")).unwrap();
    symlink("nowhere", root.path().join("dangling")).unwrap();
    symlink("api/v1.yaml", root.path().join("again.yaml")).unwrap();
    symlink("api", root.path().join("folder")).unwrap();
    symlink("gen.yaml", root.path().join("tracked-1.yaml")).unwrap();
    symlink("gen.yaml", root.path().join("tracked-2.yaml")).unwrap();
    symlink(".git/config", root.path().join("config")).unwrap();
    let inventory = inventory(root.path());
    assert_eq!(paths(&inventory), [".gitignore", "api/v1.yaml", "tracked-1.yaml"]);
    assert!(inventory.files[2].is(FileKind("openapi")));
    for path in ["out", "out.yaml", "passwd"] {
        assert_eq!(why(&inventory, path), Some(Why::LinkOutside), "{path}");
    }
    for path in ["self", "dangling"] {
        assert_eq!(why(&inventory, path), Some(Why::LinkBroken), "{path}");
    }
    assert_eq!(why(&inventory, "api/loop"), Some(Why::LinkWithin("the root".into())));
    assert_eq!(why(&inventory, "folder"), Some(Why::LinkWithin("api/".into())));
    assert_eq!(why(&inventory, "again.yaml"), Some(Why::LinkWithin("api/v1.yaml".into())));
    assert_eq!(why(&inventory, "tracked-2.yaml"), Some(Why::LinkWithin("tracked-1.yaml".into())));
    assert_eq!(why(&inventory, "config"), Some(Why::LinkToSkipped(".git/config".into())));
}

#[test]
fn the_name_of_a_link_counts_for_the_file_it_leads_to() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "config/bot.json", "{}");
    symlink("config/bot.json", root.path().join("renovate.json")).unwrap();
    let inventory = inventory(root.path());
    assert_eq!(paths(&inventory), ["config/bot.json"]);
    assert!(inventory.files[0].is_certainly(FileKind("renovate-config")));
}

#[test]
fn content_that_is_no_text() {
    let root = tempfile::tempdir().unwrap();
    let noise: Vec<u8> = (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for name in ["a.yaml", "a.json", "a.md", "a.tf", "a.xml", "a.csv", "Cargo.lock", "a.jsonl", "a.sql", "a.pem"] {
        write(root.path(), &format!("noise/{name}"), &noise);
        write(root.path(), &format!("empty/{name}"), "");
    }
    let inventory = inventory(root.path());
    assert_eq!(inventory.files.len(), 20);
    assert!(inventory.skipped.is_empty());
    assert_eq!(inventory.of(FileKind("lock-file")).count(), 2);
    assert_eq!(inventory.of(FileKind("openapi")).count(), 0);
}

#[test]
fn text_that_wants_to_keep_the_outline_busy() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "deep.json", "[".repeat(100_000));
    write(root.path(), "deep.yaml", "{a: ".repeat(100_000));
    write(root.path(), "keys.json", format!("{{{}", "\"x\":{".repeat(50_000)));
    write(root.path(), "documents.yaml", "---\na: 1\n".repeat(100_000));
    write(root.path(), "dashes.yaml", "- ".repeat(100_000));
    write(root.path(), "quotes.yaml", "\"'\"'".repeat(100_000));
    write(root.path(), "manifest.yaml", format!("apiVersion: v1\nkind: Pod\n{}", "--- {{\n".repeat(100_000)));
    assert_eq!(inventory(root.path()).files.len(), 7);
}

#[test]
fn names_that_are_no_utf8_or_control_a_terminal() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join(OsStr::from_bytes(b"caf\xE9.yaml")), "").unwrap();
    fs::create_dir(root.path().join(OsStr::from_bytes(b"d\xFF"))).unwrap();
    write(root.path(), "\u{1b}[31mred\n.yaml", "openapi: 3.1.0\n");
    write(root.path(), "ação/ñ.yaml", "openapi: 3.1.0\n");
    let inventory = inventory(root.path());
    assert_eq!(paths(&inventory), ["\u{1b}[31mred\n.yaml", "ação/ñ.yaml"]);
    assert!(inventory.files.iter().all(|file| file.is(FileKind("openapi"))));
    assert_eq!(why(&inventory, "caf\u{fffd}.yaml"), Some(Why::NameNotUtf8));
    assert_eq!(why(&inventory, "d\u{fffd}/"), Some(Why::NameNotUtf8));
}

#[test]
fn folders_without_end() {
    let root = tempfile::tempdir().unwrap();
    let deep = vec!["d"; 300].join("/");
    write(root.path(), &format!("{deep}/openapi.yaml"), "openapi: 3.1.0\n");
    let inventory = inventory(root.path());
    assert!(inventory.files.is_empty());
    assert_eq!(inventory.skipped.len(), 1);
    assert_eq!(inventory.skipped[0].why, Why::TooDeep);
}

#[test]
fn what_may_not_be_read_is_said() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), "closed.yaml", "openapi: 3.1.0\n");
    write(root.path(), "openapi.yaml", "openapi: 3.1.0\n");
    write(root.path(), "folder/x.yaml", "openapi: 3.1.0\n");
    for path in ["closed.yaml", "openapi.yaml", "folder"] {
        fs::set_permissions(root.path().join(path), fs::Permissions::from_mode(0o000)).unwrap();
    }
    if fs::File::open(root.path().join("closed.yaml")).is_ok() {
        // Root may read everything; the walk then has nothing to say here.
        return;
    }
    let inventory = inventory(root.path());
    fs::set_permissions(root.path().join("folder"), fs::Permissions::from_mode(0o755)).unwrap();
    let refused = Some(Why::Unreadable("permission denied".into()));
    for path in ["closed.yaml", "openapi.yaml", "folder/"] {
        assert_eq!(why(&inventory, path), refused, "{path}");
    }
    // What its name says is still known, so that the gate that needs the file can say that it cannot read it.
    assert_eq!(inventory.of(FileKind("openapi")).map(|file| file.path.as_str()).collect::<Vec<_>>(), ["openapi.yaml"]);
}

#[test]
fn a_gitignore_that_is_a_link_or_endless_is_not_applied() {
    let root = tempfile::tempdir().unwrap();
    symlink("/dev/zero", root.path().join(".gitignore")).unwrap();
    write(root.path(), "sub/.gitignore", vec![b'*'; 2 << 20]);
    write(root.path(), "sub/a.yaml", "");
    let inventory = inventory(root.path());
    assert_eq!(paths(&inventory), ["sub/.gitignore", "sub/a.yaml"]);
}
