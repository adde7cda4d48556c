//! Runs the binary in a scrubbed environment, and makes small trees for it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The clock of the tests, unless one is given.
pub const NOW: &str = "2026-11-01T12:00:00Z";

/// A directory that goes away with the test.
pub struct Tree(tempfile::TempDir);

impl Tree {
    /// An empty one.
    pub fn new() -> Self {
        Tree(tempfile::tempdir().unwrap())
    }

    /// One with files.
    pub fn with<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let tree = Tree::new();
        files.into_iter().for_each(|(path, text)| tree.write(path, text));
        tree
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file and the folders it needs.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Reads a file.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path().join(path)).unwrap()
    }

    /// Runs git here, with fixed names and a given date.
    pub fn git(&self, date: &str, author: &str, args: &[&str]) {
        let (name, address) = author.split_once(" <").unwrap_or((author, "dev@example.com>"));
        let address = address.trim_end_matches('>');
        let output = Command::new("git")
            .args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"])
            .args(args)
            .current_dir(self.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .envs([("GIT_AUTHOR_NAME", name), ("GIT_COMMITTER_NAME", name)])
            .envs([("GIT_AUTHOR_EMAIL", address), ("GIT_COMMITTER_EMAIL", address)])
            .envs([("GIT_AUTHOR_DATE", date), ("GIT_COMMITTER_DATE", date)])
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs `ent` here.
    pub fn ent(&self, args: &[&str]) -> Run {
        ent_in(self.path(), args)
    }
}

/// What a run of the binary gave.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| panic!("no JSON ({why}):\n{}\n{}", self.stdout, self.stderr))
    }

    /// Asserts the exit code, showing the output when it is another.
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// A command of the binary with nothing inherited but what a program needs to start.
pub fn command(directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ent"));
    command.args(args).current_dir(directory).env_clear();
    for name in ["PATH", "HOME", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    if !args.contains(&"--now") {
        command.args(["--now", NOW]);
    }
    command
}

/// Runs the binary in a directory.
pub fn ent_in(directory: &Path, args: &[&str]) -> Run {
    command(directory, args).output().unwrap().into()
}

/// The project's root.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The shared data beside the project, where it is there.
#[allow(dead_code, reason = "areas come and go with the data they read")]
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os("ENT_SHARED").map(PathBuf::from);
    named.into_iter().chain([project().join("../shared")]).find(|path| path.is_dir())
}
