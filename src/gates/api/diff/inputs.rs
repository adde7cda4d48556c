//! Which descriptions are compared: two that were named, or every changed one against the base of the run.

use std::collections::BTreeMap;

use model::apis::{Files, Named, Side};
use rule::{Context, NotJudged};

use super::since;

/// Two versions of one description; one of them may not be there.
pub struct Pair<'d> {
    /// Path under which reports show it.
    pub path: String,
    /// The older version; `None` where the description is new.
    pub base: Option<Files<'d>>,
    /// The newer version; `None` where the description is gone.
    pub revision: Option<Files<'d>>,
}

/// What there is to compare.
pub enum Pairs<'d> {
    /// Nothing, and what was looked for.
    Absent(String),
    /// Older and newer descriptions.
    Found(Vec<Pair<'d>>),
}

/// A setting that is not empty.
pub(super) fn text<'d>(cx: &Context<'d>, key: &str) -> Option<&'d str> {
    cx.setting_str(key).filter(|text| !text.is_empty())
}

/// The pairs of this run. Parts that cannot be read are noted in the context.
///
/// # Errors
/// A named document that cannot be had, or no base to compare with.
pub fn pairs<'d>(cx: &Context<'d>) -> Result<Pairs<'d>, NotJudged> {
    match (text(cx, "base"), text(cx, "revision")) {
        (Some(base), Some(revision)) => named(cx, base, revision),
        _ => since::pairs(cx),
    }
}

fn named<'d>(cx: &Context<'d>, base: &str, revision: &str) -> Result<Pairs<'d>, NotJudged> {
    let follow = cx.setting_bool("follow_urls") == Some(true);
    let side = |text: &str| Side::named(cx, text).map(|(side, named)| (side.following_urls(follow), named));
    let ((mut old, old_named), (mut new, new_named)) = (side(base)?, side(revision)?);
    match (old_named, new_named) {
        (Named::File(old_path), Named::File(new_path)) => {
            let path = new.shown(&new_path);
            let (base, revision) = both(|| old.load(&old_path), || new.load(&new_path));
            Ok(Pairs::Found(vec![Pair { path, base: Some(base?), revision: Some(revision?) }]))
        }
        (Named::Folder(old_folder), Named::Folder(new_folder)) => {
            let paired = pair_up(descriptions(&old, &old_folder)?, descriptions(&new, &new_folder)?);
            if paired.is_empty() {
                return Ok(Pairs::Absent(format!("neither `{base}` nor `{revision}` holds an API description")));
            }
            let pairs = paired.into_iter().filter_map(|(old_path, new_path)| load(cx, (&mut old, old_path), (&mut new, new_path)));
            Ok(Pairs::Found(pairs.collect()))
        }
        (Named::Folder(_), Named::File(_)) => {
            Err(NotJudged::input(revision, format!("this is a file, and `{base}` is a folder: name two files or two folders")))
        }
        (Named::File(_), Named::Folder(_)) => {
            Err(NotJudged::input(revision, format!("this is a folder, and `{base}` is a file: name two files or two folders")))
        }
    }
}

/// Two things done at the same time.
fn both<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let first = scope.spawn(first);
        let second = second();
        (first.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
    })
}

/// Loads what stands on either side of a pair. A document that cannot be read is noted, and its pair is left out.
pub(super) fn load<'d>(
    cx: &Context<'d>,
    (old, old_path): (&mut Side<'_, 'd>, Option<String>),
    (new, new_path): (&mut Side<'_, 'd>, Option<String>),
) -> Option<Pair<'d>> {
    let path = match (&new_path, &old_path) {
        (Some(path), _) => new.shown(path),
        (None, Some(path)) => old.shown(path),
        (None, None) => return None,
    };
    let (base, revision) = both(|| old_path.map(|path| old.load(&path)).transpose(), || new_path.map(|path| new.load(&path)).transpose());
    let noted = |loaded: Result<Option<Files<'d>>, NotJudged>| loaded.map_err(|why| cx.not_judged(why)).ok();
    match (noted(base), noted(revision)) {
        (Some(base), Some(revision)) => Some(Pair { path, base, revision }),
        _ => None,
    }
}

/// Paths of the descriptions below a folder, by their path relative to it.
fn descriptions(side: &Side<'_, '_>, folder: &str) -> Result<BTreeMap<String, String>, NotJudged> {
    let paths = side.list(folder)?.into_iter().filter(|path| side.holds_description(path));
    let relative = |path: &str| path.strip_prefix(folder).unwrap_or(path).trim_start_matches('/').to_string();
    Ok(paths.map(|path| (relative(&path), path)).collect())
}

/// Pairs by relative path; what is left over by relative path without its extension.
fn pair_up(mut old: BTreeMap<String, String>, mut new: BTreeMap<String, String>) -> Vec<(Option<String>, Option<String>)> {
    let mut pairs: BTreeMap<String, (Option<String>, Option<String>)> = BTreeMap::new();
    let names: Vec<String> = new.keys().filter(|name| old.contains_key(*name)).cloned().collect();
    for name in names {
        pairs.insert(name.clone(), (old.remove(&name), new.remove(&name)));
    }
    let stem = |name: &str| name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_string();
    for (name, path) in new {
        let twin = old.keys().find(|known| stem(known) == stem(&name)).cloned();
        let twin = twin.and_then(|known| old.remove(&known));
        pairs.insert(name, (twin, Some(path)));
    }
    for (name, path) in old {
        pairs.insert(name, (Some(path), None));
    }
    pairs.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_paired_by_path_then_without_extension() {
        let folder = |side: &str, names: &[&str]| names.iter().map(|name| ((*name).to_string(), format!("{side}/{name}"))).collect();
        let some = |path: &str| Some(path.to_string());
        let pairs = pair_up(
            folder("old", &["a.yaml", "b.yaml", "c/d.yaml", "gone.json"]),
            folder("new", &["a.yaml", "b.json", "c/d.yaml", "fresh.yaml"]),
        );
        assert_eq!(
            pairs,
            [
                (some("old/a.yaml"), some("new/a.yaml")),
                (some("old/b.yaml"), some("new/b.json")),
                (some("old/c/d.yaml"), some("new/c/d.yaml")),
                (None, some("new/fresh.yaml")),
                (some("old/gone.json"), None),
            ]
        );
    }
}
