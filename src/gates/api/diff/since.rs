//! Every API description of the tree against the base of the run: the merge base with a revision that was named, with the target of a pull
//! request, or with the branch where the work came from.

use std::collections::{BTreeMap, BTreeSet};

use model::apis::{Files, Side};
use outside::git::{Git, GitError, Id};
use rule::{Context, FileKind, NotJudged};

use super::inputs::{Pair, Pairs, load, text};

/// API descriptions, as the inventory knows them.
pub(super) const OPENAPI: FileKind = FileKind("openapi");

/// Where work usually comes from, best first.
const TRUNKS: &[&str] = &["origin/HEAD", "origin/main", "origin/master", "origin/trunk", "origin/develop", "main", "master"];

/// What there is to compare between the base of the run and the tree.
pub(super) fn pairs<'d>(cx: &Context<'d>) -> Result<Pairs<'d>, NotJudged> {
    let wanted = wanted(cx);
    let paths: Vec<String> =
        cx.files_of(OPENAPI).filter(|file| file.is_certainly(OPENAPI) && wanted(&file.path)).map(|file| file.path.clone()).collect();
    let git = match Git::open(cx.root()) {
        Ok(git) => git,
        Err(_) if paths.is_empty() => return Ok(Pairs::Absent("no OpenAPI or Swagger document".to_string())),
        Err(error) => return Err(NotJudged::surroundings(format!("no older version of the API to compare with: {error}"), error.fix())),
    };
    let folder = git.folder_of(cx.root());
    let base = match base(cx, &git, &folder) {
        Ok(base) => base,
        Err(_) if paths.is_empty() => return Ok(Pairs::Absent("no OpenAPI or Swagger document".to_string())),
        Err(why) => return Err(why),
    };
    let changed = changed(&git, base, &folder)?;
    let name: String = base.to_string().chars().take(9).collect();
    let mut old = Side::commit(cx, git, base, &name, &folder);
    let mut new = Side::tree(cx);
    let gone: Vec<String> =
        changed.iter().filter(|path| wanted(path) && !paths.contains(path) && old.holds_description(path)).cloned().collect();
    if paths.is_empty() && gone.is_empty() {
        return Ok(Pairs::Absent("no OpenAPI or Swagger document".to_string()));
    }
    let mut pairs = Vec::new();
    for path in paths {
        match compared(cx, &mut old, &mut new, &path, &changed) {
            Ok(pair) => pairs.extend(pair),
            Err(why) => cx.not_judged(why),
        }
    }
    let gone = gone.into_iter().filter_map(|path| {
        let mut pair = load(cx, (&mut old, Some(path.clone())), (&mut new, None))?;
        pair.path = path;
        Some(pair)
    });
    pairs.extend(gone.collect::<Vec<_>>());
    Ok(Pairs::Found(moved(pairs)))
}

/// Which paths are asked for: all, or those below the ones that the setting names.
fn wanted<'d>(cx: &Context<'d>) -> impl Fn(&str) -> bool + use<'d> {
    let only: Vec<&str> =
        cx.setting("only").map_or_else(Vec::new, |list| list.items().map(|item| item.text().trim_end_matches('/')).collect());
    move |path: &str| {
        let below = |only: &&str| path == *only || *only == "." || path.strip_prefix(*only).is_some_and(|rest| rest.starts_with('/'));
        only.is_empty() || only.iter().any(|only| below(&only.trim_start_matches("./")))
    }
}

/// The pair of one description of the tree; `None` where neither it nor what it refers to has changed.
fn compared<'d>(
    cx: &Context<'d>,
    old: &mut Side<'_, 'd>,
    new: &mut Side<'_, 'd>,
    path: &str,
    changed: &BTreeSet<String>,
) -> Result<Option<Pair<'d>>, NotJudged> {
    let revision = new.load(path)?;
    let before = (0..revision.len()).any(|number| changed.contains(revision.path(number as u32)));
    // A file that cannot be read may have been there before.
    if !before && revision.failures().is_empty() {
        return Ok(None);
    }
    let base = if old.is_there(path) { Some(old.load(path)) } else { None };
    match base.transpose() {
        Ok(base) => Ok(Some(Pair { path: path.to_string(), base, revision: Some(revision) })),
        // A broken older version is nobody's fault today, and nothing can be said against it.
        Err(why) => {
            cx.not_judged(NotJudged::surroundings(
                format!("the older version of `{path}` cannot be read: {why}"),
                "compare with another revision: `ent check --base REF`",
            ));
            Ok(None)
        }
    }
}

/// A description that is gone and one that is new with the same title, if no other has it, are one that was moved.
fn moved(mut pairs: Vec<Pair<'_>>) -> Vec<Pair<'_>> {
    let title = |files: &Option<Files<'_>>| {
        let files = files.as_ref()?;
        files.node(files.root()).path(["info", "title"]).map(|title| title.text().to_string())
    };
    let mut titles: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for (number, pair) in pairs.iter().enumerate() {
        match (&pair.base, &pair.revision) {
            (None, revision) => titles.entry(title(revision).unwrap_or_default()).or_default().1.push(number),
            (base, None) => titles.entry(title(base).unwrap_or_default()).or_default().0.push(number),
            _ => {}
        }
    }
    let mut taken = BTreeSet::new();
    for (title, (gone, new)) in titles {
        if let ([gone], [new], false) = (gone.as_slice(), new.as_slice(), title.is_empty()) {
            pairs[*new].base = pairs[*gone].base.take();
            taken.insert(*gone);
        }
    }
    let mut number = 0;
    pairs.retain(|_| {
        number += 1;
        !taken.contains(&(number - 1))
    });
    pairs.sort_by(|a, b| a.path.cmp(&b.path));
    pairs
}

/// Paths below the directory of the run that differ from a commit.
fn changed(git: &Git, base: Id, folder: &str) -> Result<BTreeSet<String>, NotJudged> {
    let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let changed = git.changed_since(base).map_err(|error| NotJudged::surroundings(error.to_string(), error.fix()))?;
    Ok(changed.iter().filter_map(|path| path.strip_prefix(&prefix).map(str::to_string)).collect())
}

/// The commit to compare with.
fn base(cx: &Context<'_>, git: &Git, folder: &str) -> Result<Id, NotJudged> {
    if let Some(revision) = cx.base().or_else(|| text(cx, "base")) {
        return git.merge_base(revision).map_err(|error| missing(git, revision, &error));
    }
    let nothing = "there is no older version of the API to compare with";
    let Some(head) = git.head() else {
        return Err(NotJudged::surroundings(format!("{nothing}: the repository has no commit"), "commit, and run again"));
    };
    let trunk = TRUNKS.iter().find(|name| git.resolve(name).is_ok());
    let start = trunk.map_or(Ok(head), |name| git.merge_base(name)).map_err(|error| missing(git, trunk.unwrap_or(&"HEAD"), &error))?;
    // On the trunk itself, with nothing changed: what did the last commit do?
    if start != head || changed(git, head, folder)?.iter().any(|path| may_describe(path)) {
        return Ok(start);
    }
    match git.resolve("HEAD^") {
        Ok(parent) => Ok(parent),
        Err(_) if git.is_shallow() => Err(NotJudged::surroundings(format!("{nothing}: {}", GitError::Shallow), GitError::Shallow.fix())),
        Err(_) => Err(NotJudged::surroundings(format!("{nothing}: this is the first commit"), "name one: `ent check --base REF`")),
    }
}

fn may_describe(path: &str) -> bool {
    ["yaml", "yml", "json"].iter().any(|extension| path.rsplit('.').next() == Some(extension))
}

fn missing(git: &Git, revision: &str, error: &GitError) -> NotJudged {
    let why = format!("the base `{revision}` cannot be had: {error}");
    if git.is_shallow() {
        return NotJudged::surroundings(format!("{why} (the clone is shallow)"), GitError::Shallow.fix());
    }
    let fix = match revision.split_once('/') {
        Some((remote, branch)) => format!("run `git fetch {remote} {branch}` (GitHub Actions: actions/checkout with `fetch-depth: 0`)"),
        None => "name a branch, a tag or a commit of this repository with `--base REF`".to_string(),
    };
    NotJudged::surroundings(why, fix)
}
