//! What lies between two states of the tree: files, lines, renames.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Git, GitError, Id};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is new.
    Added,
    /// It is gone.
    Deleted,
    /// Its content or mode is another.
    Modified,
    /// It lies elsewhere, perhaps with other content.
    Renamed,
}

/// One file of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// Its path, relative to the top; of a deleted file, where it was.
    pub path: String,
    /// Where a renamed file was.
    pub before: Option<String>,
    /// What became of it.
    pub state: FileState,
    /// Lines added.
    pub added: usize,
    /// Lines deleted.
    pub deleted: usize,
    /// Lines added or deleted that differ in more than white space, where that was asked for; else all.
    pub meaningful: usize,
}

/// Files of one change that are compared; what is larger is too large by any measure.
const MOST_FILES: usize = 5_000;

impl Git {
    /// What a commit changes against another (against nothing: `None`), with renames found; sorted by path.
    pub fn changes(&self, from: Option<Id>, to: Id) -> Result<Vec<FileChange>, GitError> {
        let read = |error: git2::Error| GitError::object(to, &error);
        let tree = |id: Id| self.raw().find_commit(id.into()).and_then(|commit| commit.tree());
        let (before, after) = (from.map(tree).transpose().map_err(read)?, tree(to).map_err(read)?);
        let diff = |options: &mut git2::DiffOptions| self.raw().diff_tree_to_tree(before.as_ref(), Some(&after), Some(options));
        changes(&diff, Depth::Lines).map_err(read)
    }

    /// What the working tree changes against a commit, and how much of it is more than white space; files that are not tracked, and not ignored, count as new.
    pub fn changes_in_tree(&self, from: Id) -> Result<Vec<FileChange>, GitError> {
        let read = |error: git2::Error| GitError::object(from, &error);
        let tree = self.raw().find_commit(from.into()).and_then(|commit| commit.tree()).map_err(read)?;
        let diff = |options: &mut git2::DiffOptions| self.raw().diff_tree_to_workdir_with_index(Some(&tree), Some(options));
        changes(&diff, Depth::Meaning).map_err(read)
    }

    /// The value of a Git attribute of a path, where it is set: `set`, or what stands after `=`. An attribute that is unset is `None`.
    pub fn attribute(&self, path: &str, name: &str) -> Option<String> {
        let value = self.raw().get_attr(Path::new(path), name, git2::AttrCheckFlags::FILE_THEN_INDEX).ok().flatten();
        match git2::AttrValue::from_string(value) {
            git2::AttrValue::True => Some("set".into()),
            git2::AttrValue::String(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Whether a change from one commit to another is already in a third: every file it touches is there as the change left it.
    pub fn contains_change(&self, from: Id, to: Id, there: Id) -> Result<bool, GitError> {
        let read = |error: git2::Error| GitError::object(to, &error);
        let tree = |id: Id| self.raw().find_commit(id.into()).and_then(|commit| commit.tree());
        let (before, after, there) = (tree(from).map_err(read)?, tree(to).map_err(read)?, tree(there).map_err(read)?);
        let diff = self.raw().diff_tree_to_tree(Some(&before), Some(&after), None).map_err(read)?;
        let same = |delta: git2::DiffDelta<'_>| {
            let Some(path) = delta.new_file().path() else { return false };
            let entry = there.get_path(path).ok().map(|entry| entry.id());
            match delta.status() {
                git2::Delta::Deleted => entry.is_none(),
                _ => entry == Some(delta.new_file().id()),
            }
        };
        Ok(diff.deltas().all(same))
    }

    /// The patch id of what lies between two commits: equal for the same change at another place of history. `None` for an empty change.
    pub fn patch_id(&self, from: Option<Id>, to: Id) -> Result<Option<Id>, GitError> {
        let read = |error: git2::Error| GitError::object(to, &error);
        let tree = |id: Id| self.raw().find_commit(id.into()).and_then(|commit| commit.tree());
        let (before, after) = (from.map(tree).transpose().map_err(read)?, tree(to).map_err(read)?);
        let diff = self.raw().diff_tree_to_tree(before.as_ref(), Some(&after), None).map_err(read)?;
        if diff.deltas().len() == 0 {
            return Ok(None);
        }
        diff.patchid(None).map(|id| Some(id.into())).map_err(read)
    }

    /// The best common ancestor of two commits; `None` where they share no history.
    pub fn common_ancestor(&self, one: Id, other: Id) -> Option<Id> {
        self.raw().merge_base(one.into(), other.into()).ok().map(Id::from)
    }

    /// How many commits the first has that the second lacks, and the other way round.
    pub fn ahead_behind(&self, one: Id, other: Id) -> Result<(usize, usize), GitError> {
        self.raw().graph_ahead_behind(one.into(), other.into()).map_err(|error| GitError::object(one, &error))
    }
}

type Diff<'d, 'r> = dyn Fn(&mut git2::DiffOptions) -> Result<git2::Diff<'r>, git2::Error> + 'd;

/// How closely is looked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Lines of commits.
    Lines,
    /// Lines of the working tree, those of white space apart.
    Meaning,
}

fn changes(diff: &Diff<'_, '_>, depth: Depth) -> Result<Vec<FileChange>, git2::Error> {
    let untracked = depth == Depth::Meaning;
    let options = |blank: bool| {
        let mut options = git2::DiffOptions::new();
        options.context_lines(0).ignore_whitespace(blank).ignore_submodules(true);
        options.include_untracked(untracked).recurse_untracked_dirs(untracked).show_untracked_content(untracked);
        options
    };
    let mut whole = diff(&mut options(false))?;
    whole.find_similar(Some(git2::DiffFindOptions::new().renames(true).rename_limit(MOST_FILES)))?;
    let meant = match depth {
        Depth::Lines => None,
        Depth::Meaning => {
            let mut meaning = diff(&mut options(true))?;
            meaning.find_similar(Some(git2::DiffFindOptions::new().renames(true).rename_limit(MOST_FILES)))?;
            Some(counts(&meaning)?)
        }
    };
    let mut found = Vec::new();
    for (place, delta) in whole.deltas().enumerate() {
        let text = |file: git2::DiffFile<'_>| file.path().map(|path| path.to_string_lossy().replace('\\', "/"));
        let Some(path) = text(delta.new_file()).or_else(|| text(delta.old_file())) else { continue };
        let state = match delta.status() {
            git2::Delta::Added | git2::Delta::Untracked | git2::Delta::Copied => FileState::Added,
            git2::Delta::Deleted => FileState::Deleted,
            git2::Delta::Renamed => FileState::Renamed,
            git2::Delta::Modified | git2::Delta::Typechange | git2::Delta::Conflicted => FileState::Modified,
            _ => continue,
        };
        let (added, deleted) = lines(&whole, place)?;
        let meaningful = meant.as_ref().map_or(added + deleted, |meant| meant.get(&path).copied().unwrap_or(0));
        let before = text(delta.old_file()).filter(|_| state == FileState::Renamed);
        found.push(FileChange { path, before, state, added, deleted, meaningful });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Per path, how many lines differ.
fn counts(diff: &git2::Diff<'_>) -> Result<BTreeMap<String, usize>, git2::Error> {
    let mut found = BTreeMap::new();
    for (place, delta) in diff.deltas().enumerate() {
        let path = delta.new_file().path().or(delta.old_file().path()).map(|path| path.to_string_lossy().replace('\\', "/"));
        let (added, deleted) = lines(diff, place)?;
        found.extend(path.map(|path| (path, added + deleted)));
    }
    Ok(found)
}

fn lines(diff: &git2::Diff<'_>, place: usize) -> Result<(usize, usize), git2::Error> {
    // Of a binary file there is no patch, and there are no lines.
    let Some(patch) = git2::Patch::from_diff(diff, place)? else { return Ok((0, 0)) };
    let (_, added, deleted) = patch.line_stats()?;
    Ok((added, deleted))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn git(folder: &Path, args: &[&str]) {
        let output = Command::new("git")
            .args(["-c", "init.defaultBranch=main", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"])
            .args(args)
            .current_dir(folder)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(folder: &Path, files: &[(&str, &str)]) {
        for (path, text) in files {
            std::fs::write(folder.join(path), text).unwrap();
        }
        git(folder, &["add", "-A"]);
        git(folder, &["commit", "-q", "-m", "x"]);
    }

    const TEXT: &str = "one\ntwo\nthree\nfour\nfive\nsix\n";

    #[test]
    fn lines_renames_and_white_space() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        git(path, &["init", "-q"]);
        commit(path, &[("a", TEXT), ("b", TEXT), ("c", "x\ny\n")]);
        git(path, &["mv", "a", "d"]);
        std::fs::remove_file(path.join("c")).unwrap();
        commit(path, &[("b", &TEXT.replace("two", "  two")), ("e", "new\n"), (".gitattributes", "e linguist-generated\n")]);
        let repository = Git::open(path).unwrap();
        let (from, to) = (repository.resolve("HEAD^").unwrap(), repository.head().unwrap());
        let found = repository.changes(Some(from), to).unwrap();
        let of = |path: &str| found.iter().find(|change| change.path == path).unwrap();
        assert_eq!((of("d").state, of("d").before.as_deref()), (FileState::Renamed, Some("a")));
        assert_eq!((of("b").added, of("b").deleted), (1, 1));
        assert_eq!((of("c").state, of("c").deleted), (FileState::Deleted, 2));
        assert_eq!((of("e").state, of("e").added, of("e").meaningful), (FileState::Added, 1, 1));
        assert_eq!(repository.attribute("e", "linguist-generated").as_deref(), Some("set"));
        assert_eq!(repository.attribute("b", "linguist-generated"), None);
        std::fs::write(path.join("f"), "1\n2\n").unwrap();
        std::fs::write(path.join("b"), TEXT.replace("four", " four")).unwrap();
        let in_tree = repository.changes_in_tree(from).unwrap();
        let of = |path: &str| in_tree.iter().find(|change| change.path == path).unwrap();
        assert_eq!((of("b").added, of("b").meaningful, of("f").added, of("f").meaningful), (1, 0, 2, 2));
    }

    #[test]
    fn a_change_that_was_squashed_is_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        git(path, &["init", "-q"]);
        commit(path, &[("a", TEXT)]);
        git(path, &["checkout", "-q", "-b", "topic"]);
        commit(path, &[("a", &TEXT.replace("two", "2"))]);
        commit(path, &[("b", "more\n")]);
        git(path, &["checkout", "-q", "main"]);
        commit(path, &[("z", "between\n")]);
        let repository = Git::open(path).unwrap();
        let of = |name: &str| repository.resolve(name).unwrap();
        let base = repository.common_ancestor(of("topic"), of("main")).unwrap();
        assert!(!repository.contains_change(base, of("topic"), of("main")).unwrap());
        git(path, &["merge", "-q", "--squash", "topic"]);
        git(path, &["commit", "-q", "-m", "squashed"]);
        assert!(repository.contains_change(base, of("topic"), of("main")).unwrap());
        let squashed = repository.patch_id(Some(of("main^")), of("main")).unwrap();
        assert_eq!(squashed, repository.patch_id(Some(base), of("topic")).unwrap());
        assert_eq!(repository.ahead_behind(of("topic"), of("main")).unwrap(), (2, 2));
    }
}
