//! Reading commits fast: from the commit-graph file where there is one, else the raw header of the object.

use super::graph_file::GraphFile;
use super::{Git, GitError, Id};

/// What a commit says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Commit {
    /// Its parents, in order.
    pub parents: Vec<Id>,
    /// Committer time, seconds since 1970.
    pub committed: i64,
    /// Author time; `None` where the commit-graph answered, which does not hold it.
    pub authored: Option<i64>,
    /// Topological level: larger than that of every parent. `None` where nobody has worked it out.
    pub generation: Option<u32>,
}

/// Author and words of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Message {
    /// Author time, seconds since 1970.
    pub authored: i64,
    /// Author's name.
    pub author: String,
    /// Author's address.
    pub email: String,
    /// Committer's address.
    pub committer: String,
    /// First line of the message.
    pub subject: String,
    /// The rest of the message.
    pub body: String,
}

impl Message {
    /// The commit that this one says it takes back (`This reverts commit …`).
    pub fn reverts(&self) -> Option<&str> {
        let rest = self.body.split("This reverts commit ").nth(1)?;
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        rest.get(..end).filter(|id| (7..=64).contains(&id.len()))
    }
}

impl Message {
    /// The commit that this one says it was picked from (the last trailer of `git cherry-pick -x`).
    pub fn picked_from(&self) -> Option<&str> {
        let rest = self.body.rsplit("(cherry picked from commit ").next().filter(|rest| rest.len() < self.body.len())?;
        let id = rest.split(')').next()?;
        (id.len() >= 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit())).then_some(id)
    }
}

/// A reader of commits.
pub struct Commits<'g> {
    git: &'g Git,
    odb: git2::Odb<'g>,
    graph: Option<GraphFile>,
}

impl<'g> Commits<'g> {
    pub(super) fn new(git: &'g Git) -> Result<Self, GitError> {
        let odb = git.raw().odb().map_err(|error| GitError::References { why: error.message().into() })?;
        Ok(Commits { git, odb, graph: GraphFile::open(git) })
    }

    /// Without the commit-graph file: for comparison.
    pub fn without_graph(mut self) -> Self {
        self.graph = None;
        self
    }

    /// Whether a commit-graph file answers.
    pub fn has_graph(&self) -> bool {
        self.graph.is_some()
    }

    /// A commit.
    pub fn read(&self, id: Id) -> Result<Commit, GitError> {
        match self.graph.as_ref().and_then(|graph| graph.find(id)) {
            Some(commit) => Ok(commit),
            None => self.with_bytes(id, parse_header),
        }
    }

    /// Author time of a commit.
    pub fn authored(&self, id: Id) -> Result<i64, GitError> {
        self.with_bytes(id, |bytes| parse_header(bytes).and_then(|commit| commit.authored))
    }

    /// Author and words of a commit.
    pub fn message(&self, id: Id) -> Result<Message, GitError> {
        self.with_bytes(id, parse_message)
    }

    fn with_bytes<T>(&self, id: Id, parse: impl Fn(&[u8]) -> Option<T>) -> Result<T, GitError> {
        let object = self.odb.read(id.into()).map_err(|error| GitError::object(id, &error))?;
        let parsed = if object.kind() == git2::ObjectType::Commit { parse(object.data()) } else { None };
        parsed.ok_or_else(|| GitError::Object { id: id.to_string(), why: "it is no well-formed commit".into() })
    }

    /// The paths that a commit changes against its first parent (against nothing, for a commit without parents): trees only.
    pub fn touched(&self, id: Id) -> Result<Vec<String>, GitError> {
        let failed = |error: git2::Error| GitError::object(id, &error);
        let commit = self.git.raw().find_commit(id.into()).map_err(failed)?;
        let tree = commit.tree().map_err(failed)?;
        let before = match commit.parent_id(0) {
            Ok(_) => Some(commit.parent(0).and_then(|parent| parent.tree()).map_err(failed)?),
            Err(_) => None,
        };
        let mut options = git2::DiffOptions::new();
        options.skip_binary_check(true).include_typechange(true);
        let diff = self.git.raw().diff_tree_to_tree(before.as_ref(), Some(&tree), Some(&mut options)).map_err(failed)?;
        let mut paths = Vec::new();
        for delta in diff.deltas() {
            for path in [delta.old_file().path_bytes(), delta.new_file().path_bytes()].into_iter().flatten() {
                let path = String::from_utf8_lossy(path).into_owned();
                if paths.last() != Some(&path) {
                    paths.push(path);
                }
            }
        }
        Ok(paths)
    }
}

/// Parents and times from the header of a commit object. A time that cannot be read counts as 1970, as git has it.
fn parse_header(bytes: &[u8]) -> Option<Commit> {
    let mut commit = Commit::default();
    let mut lines = bytes.split(|byte| *byte == b'\n');
    lines.next()?.strip_prefix(b"tree ")?;
    for line in lines {
        if let Some(hex) = line.strip_prefix(b"parent ") {
            commit.parents.push(Id::from_hex(std::str::from_utf8(hex).ok()?)?);
        } else if let Some(author) = line.strip_prefix(b"author ") {
            commit.authored = Some(signature_time(author));
        } else if let Some(committer) = line.strip_prefix(b"committer ") {
            commit.committed = signature_time(committer);
            return Some(commit);
        } else if line.is_empty() {
            return None;
        }
    }
    None
}

/// Seconds of a signature `name <address> seconds zone`.
pub(super) fn signature_time(signature: &[u8]) -> i64 {
    let after = signature.iter().rposition(|byte| *byte == b'>').map_or(&b""[..], |place| &signature[place + 1..]);
    let digits = after.trim_ascii().split(|byte| *byte == b' ').next().unwrap_or_default();
    std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn parse_message(bytes: &[u8]) -> Option<Message> {
    let text = String::from_utf8_lossy(bytes);
    let (header, words) = text.split_once("\n\n").unwrap_or((&text, ""));
    let signature = header.lines().find_map(|line| line.strip_prefix("author "))?;
    let parts = |signature: &str| {
        let (name, rest) = signature.rsplit_once('<').unwrap_or((signature, ""));
        (name.trim().to_string(), rest.split('>').next().unwrap_or_default().to_string())
    };
    let (author, email) = parts(signature);
    let committer = header.lines().find_map(|line| line.strip_prefix("committer ")).map(parts).unwrap_or_default();
    let (subject, body) = words.split_once('\n').unwrap_or((words, ""));
    Some(Message {
        authored: signature_time(signature.as_bytes()),
        author,
        email,
        committer: committer.1,
        subject: subject.trim().into(),
        body: body.trim().into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMIT: &[u8] = b"tree 0123456789abcdef0123456789abcdef01234567\nparent 1123456789abcdef0123456789abcdef01234567\nauthor A > B <a@b> 1700000000 +0100\ncommitter C <c@d> 1700000100 -0300\ngpgsig x\n\nFix it\n\nThis reverts commit abcdef1.\n";

    #[test]
    fn a_header_gives_parents_and_times() {
        let commit = parse_header(COMMIT).unwrap();
        assert_eq!((commit.parents.len(), commit.authored, commit.committed), (1, Some(1_700_000_000), 1_700_000_100));
        assert_eq!(parse_header(b"blob"), None);
        assert_eq!(parse_header(b"tree 01\n\nwords"), None);
    }

    #[test]
    fn a_broken_time_is_1970() {
        assert_eq!(signature_time(b"nobody"), 0);
        assert_eq!(signature_time(b"a <b> yesterday +0000"), 0);
        assert_eq!(signature_time(b"a <b> 12 +0000"), 12);
    }

    #[test]
    fn words_are_split_into_subject_and_body() {
        let message = parse_message(COMMIT).unwrap();
        assert_eq!((message.subject.as_str(), message.body.as_str()), ("Fix it", "This reverts commit abcdef1."));
        assert_eq!((message.author.as_str(), message.email.as_str()), ("A > B", "a@b"));
        assert_eq!(message.committer, "c@d");
        assert_eq!(message.reverts(), Some("abcdef1"));
        assert_eq!(Message::default().reverts(), None);
        let id = "0123456789abcdef0123456789abcdef01234567";
        let body = format!("(cherry picked from commit {})\n(cherry picked from commit {id})", id.replace('0', "1"));
        assert_eq!(Message { body, ..Message::default() }.picked_from(), Some(id));
        assert_eq!(Message { body: "(cherry picked from commit abc)".into(), ..Message::default() }.picked_from(), None);
        assert_eq!(Message::default().picked_from(), None);
    }
}
