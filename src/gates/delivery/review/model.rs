//! What the gate looks at.

use document::{Document, Node, Source};
use rule::{Context, NotJudged};

use super::codeowners::{CodeOwners, Coverage, Host, PLACES};
use super::history::History;
use super::history::change::Change;
use super::platform::Platform;
use super::protection::files::{Declared, declared};
use super::pulls::Pulls;
use super::pulls::calendar::Calendar;
use super::standard::{self, Standard};
use super::tree::Tree;
use super::{CONTRIBUTING, GUIDE, PIPELINES, TEMPLATE, WORKFLOW, host, settings, trunk};

/// The CODEOWNERS file that counts.
pub(super) struct Owners<'d> {
    /// Its text.
    pub(super) source: &'d Source,
    /// As its host reads it.
    pub(super) file: CodeOwners,
    /// What it does to the files of the tree.
    pub(super) coverage: Coverage,
}

/// A CODEOWNERS that its host does not load.
pub(super) struct TooLarge {
    /// Its path.
    pub(super) path: &'static str,
    /// The size from which on it is not loaded, in bytes.
    pub(super) limit: u64,
}

/// All that bears on review.
pub struct Review<'d> {
    /// Files, and the repository where there is one.
    pub(super) tree: Tree,
    /// Name of the trunk.
    pub(super) trunk: Option<String>,
    /// The CODEOWNERS that counts, unless it is too large for its host.
    pub(super) owners: Option<Result<Owners<'d>, TooLarge>>,
    /// CODEOWNERS files that the host does not read, with the one that it reads.
    pub(super) overlooked: Vec<(&'static str, Option<&'static str>)>,
    /// Workflows of GitHub Actions.
    pub(super) workflows: Vec<&'d Document>,
    /// Whether a workflow could not be read.
    pub(super) unread: bool,
    /// A pipeline of another system, by its path.
    pub(super) elsewhere: Option<&'d str>,
    /// The review standard.
    pub(super) standard: Option<Standard<'d>>,
    /// Templates of pull requests.
    pub(super) templates: Vec<&'d str>,
    /// Guides for reviewers.
    pub(super) guides: Vec<&'d str>,
    /// Branches and trunk, or why they cannot be read.
    pub(super) history: Result<History, NotJudged>,
    /// The change at hand, where there is history.
    pub(super) change: Option<Result<Change, NotJudged>>,
    /// What GitHub says, or why nobody asked.
    pub(super) platform: Result<Platform, NotJudged>,
    /// Pull requests, from files or from GitHub.
    pub(super) pulls: Result<Pulls, NotJudged>,
    /// When people work.
    pub(super) calendar: Result<Calendar, NotJudged>,
    /// Protection of the trunk as files declare it.
    pub(super) declared: Vec<Declared<'d>>,
}

/// GitHub loads only files under 3 MB.
const GITHUB_BYTES: u64 = 3 << 20;

impl<'d> Review<'d> {
    pub(super) fn load(cx: &Context<'d>) -> Review<'d> {
        let tree = Tree::load(cx);
        let host = host::host(cx, tree.git.as_ref().ok());
        let trunk = trunk::name(cx, tree.git.as_ref().ok());
        let listed = cx.files_of(WORKFLOW).count();
        let workflows: Vec<_> = cx.files_of(WORKFLOW).filter_map(|file| cx.open_or_note(&file.path)).collect();
        let (owners, overlooked) = owners(cx, host, &tree);
        let standard = cx.exists(standard::PATH).then(|| cx.open_or_note(standard::PATH)).flatten();
        let history = match &tree.git {
            Ok(git) => History::load(cx, git, trunk.as_deref()),
            Err(why) => Err(why.clone()),
        };
        let change = tree.git.as_ref().ok().zip(history.as_ref().ok()).map(|(git, history)| Change::load(cx, git, history));
        let platform = Platform::load(cx, &tree, trunk.as_deref());
        let pulls = Pulls::of_files(cx, trunk.as_deref()).unwrap_or_else(|| match &platform {
            Ok(platform) => platform.pulls.clone(),
            Err(why) => Err(why.clone()),
        });
        let standard = standard.map(|document| Standard { document });
        Review {
            platform,
            pulls,
            calendar: Calendar::of(cx, standard.as_ref()),
            declared: declared(cx, trunk.as_deref().unwrap_or("main")),
            history,
            change,
            trunk,
            owners,
            overlooked,
            unread: workflows.len() < listed,
            workflows,
            elsewhere: PIPELINES.iter().flat_map(|kind| cx.files_of(*kind)).map(|file| file.path.as_str()).min(),
            standard,
            templates: cx.files_of(TEMPLATE).map(|file| file.path.as_str()).collect(),
            guides: guides(cx),
            tree,
        }
    }

    /// Whether nothing of the gate's kind is here.
    pub(super) fn is_empty(&self, cx: &Context<'_>) -> bool {
        let kinds = super::KINDS.iter().any(|kind| cx.files_of(*kind).next().is_some());
        let named = ["pulls", "runs", "repository"].iter().any(|key| !settings::texts(cx, key).is_empty());
        !kinds && !named && self.tree.git.is_err() && self.owners.is_none()
    }
}

type Found<'d> = (Option<Result<Owners<'d>, TooLarge>>, Vec<(&'static str, Option<&'static str>)>);

/// The CODEOWNERS that the host reads, and those that it overlooks.
fn owners<'d>(cx: &Context<'d>, host: Option<Host>, tree: &Tree) -> Found<'d> {
    let there: Vec<&'static str> = PLACES.into_iter().filter(|path| cx.exists(path)).collect();
    let Some(host) = host else {
        if let Some(path) = there.first() {
            let why = format!("{path}: `ent` reads CODEOWNERS as GitHub and GitLab do, and this repository is hosted elsewhere");
            cx.not_judged(NotJudged::surroundings(why, "set `gates.review.host` to one of them if it follows its rules"));
        }
        return (None, Vec::new());
    };
    let limit = cx.setting("codeowners_bytes").and_then(Node::as_i64).map_or(GITHUB_BYTES, i64::unsigned_abs);
    let read = host.places().into_iter().find(|path| there.contains(path));
    let overlooked = there.iter().filter(|path| Some(**path) != read).map(|path| (*path, read)).collect();
    let found = read.and_then(|path| match cx.text(path) {
        Ok(source) if host == Host::GitHub && source.text().len() as u64 >= limit => Some(Err(TooLarge { path, limit })),
        Ok(source) => {
            let file = CodeOwners::read(source, host);
            let coverage = Coverage::of(&file, tree.tracked.iter().map(String::as_str), tree.further.iter().map(String::as_str));
            Some(Ok(Owners { source, file, coverage }))
        }
        Err(why) => {
            cx.not_judged(why);
            None
        }
    });
    (found, overlooked)
}

/// Guides for reviewers: files that are named so and say something, and guides for contributors that speak of reviews.
fn guides<'d>(cx: &Context<'d>) -> Vec<&'d str> {
    let text = |path: &str| cx.text(path).map(|source| source.text().to_lowercase()).unwrap_or_default();
    let says = |path: &str| !text(path).trim().is_empty();
    let speaks = |path: &str| {
        let text = text(path);
        ["review", "revis", "merge request", "pull request"].iter().any(|word| text.contains(word))
    };
    let own = cx.files_of(GUIDE).map(|file| file.path.as_str()).filter(|path| says(path));
    own.chain(cx.files_of(CONTRIBUTING).map(|file| file.path.as_str()).filter(|path| speaks(path))).collect()
}

/// Whether the setting says that CI is elsewhere.
pub(super) fn ci_elsewhere(cx: &Context<'_>) -> bool {
    settings::text(cx, "ci") == Some("elsewhere")
}
