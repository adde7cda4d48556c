//! Tags, with the time at which each was made.

use super::commits::signature_time;
use super::{Git, GitError, Id};

/// A tag that leads to a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Name without `refs/tags/`.
    pub name: String,
    /// The commit.
    pub commit: Id,
    /// When: tagger's time of an annotated tag, else (lightweight, or without a tagger) `None`: the committer time of the commit counts.
    pub tagged: Option<i64>,
}

const PREFIX: &str = "refs/tags/";
/// Longest chain of tags of tags that is followed.
const CHAIN: usize = 32;

pub(super) fn tags(git: &Git, wanted: impl Fn(&str) -> bool) -> Result<Vec<Tag>, GitError> {
    let broken = |error: git2::Error| GitError::References { why: error.message().into() };
    let odb = git.raw().odb().map_err(broken)?;
    let mut found = Vec::new();
    for reference in git.raw().references_glob("refs/tags/*").map_err(broken)? {
        let reference = reference.map_err(broken)?;
        let name = String::from_utf8_lossy(reference.name_bytes()).into_owned();
        let Some(short) = name.strip_prefix(PREFIX).filter(|short| wanted(short)) else { continue };
        let target = match reference.target() {
            Some(target) => target,
            None => match reference.resolve().ok().and_then(|resolved| resolved.target()) {
                Some(target) => target,
                None => continue,
            },
        };
        if let Some((commit, tagged)) = peel(&odb, target.into())? {
            found.push(Tag { name: short.into(), commit, tagged });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The commit that a tag leads to and the time of the outermost tagger; `None` for trees and blobs.
fn peel(odb: &git2::Odb<'_>, id: Id) -> Result<Option<(Id, Option<i64>)>, GitError> {
    let mut id = id;
    let mut tagged: Option<Option<i64>> = None;
    for _ in 0..CHAIN {
        let object = odb.read(id.into()).map_err(|error| GitError::object(id, &error))?;
        match object.kind() {
            git2::ObjectType::Commit => return Ok(Some((id, tagged.flatten()))),
            git2::ObjectType::Tag => {
                let malformed = || GitError::Object { id: id.to_string(), why: "it is no well-formed tag".into() };
                let (target, time) = parse(object.data()).ok_or_else(malformed)?;
                tagged.get_or_insert(time);
                id = target;
            }
            _ => return Ok(None),
        }
    }
    Ok(None)
}

fn parse(bytes: &[u8]) -> Option<(Id, Option<i64>)> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let target = lines.next()?.strip_prefix(b"object ")?;
    let target = Id::from_hex(std::str::from_utf8(target).ok()?)?;
    let tagger = lines.take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(b"tagger "));
    Some((target, tagger.map(signature_time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_without_a_tagger_has_no_time_of_its_own() {
        let head = "object 0123456789abcdef0123456789abcdef01234567\ntype commit\ntag v1\n";
        assert_eq!(parse(format!("{head}\nwords").as_bytes()).unwrap().1, None);
        let tagged = format!("{head}tagger A <a@b> 1700000000 +0000\n\ntagger B <b@c> 1 +0000");
        assert_eq!(parse(tagged.as_bytes()).unwrap().1, Some(1_700_000_000));
        assert!(parse(b"object x").is_none());
    }
}
