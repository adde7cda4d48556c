//! Pull requests: how long they wait, who read them, how they got in.

pub(super) mod calendar;
pub(super) mod figures;

use jiff::Timestamp;
use model::delivery::PullRequest;
use model::delivery::read::{Layout, pulls};
use rule::{Context, NotJudged};

use super::settings::{self, seconds_or};

/// Pull requests to the trunk, those that were merged or touched within the window.
#[derive(Debug, Clone)]
pub(crate) struct Pulls {
    /// Of people, in the order of their ids' times.
    pub(crate) people: Vec<PullRequest>,
    /// Of bots.
    pub(crate) bots: Vec<PullRequest>,
    /// Whether the records tell of reviews at all.
    pub(crate) tell_reviews: bool,
}

impl Pulls {
    /// The records of the files that the settings name; `None` where they name none.
    pub(crate) fn of_files(cx: &Context<'_>, trunk: Option<&str>) -> Option<Result<Pulls, NotJudged>> {
        let files = settings::texts(cx, "pulls");
        if files.is_empty() {
            return None;
        }
        let mut records = Vec::new();
        for path in &files {
            match read(cx, path) {
                Ok(more) => records.extend(more),
                Err(why) => return Some(Err(why)),
            }
        }
        let tell = |record: &PullRequest| {
            record.first_review_at.is_some() || record.approved_at.is_some() || !record.approvers.is_empty() || !record.reviewers.is_empty()
        };
        let tell_reviews = records.iter().any(tell);
        Some(Ok(Pulls::of(cx, records, trunk, tell_reviews)))
    }

    /// Sorts records.
    pub(crate) fn of(cx: &Context<'_>, records: Vec<PullRequest>, trunk: Option<&str>, tell_reviews: bool) -> Pulls {
        let names = settings::texts(cx, "bots");
        let window = seconds_or(cx, "window", super::history::WINDOW);
        let since = Timestamp::from_second(cx.now().as_second() - window as i64).unwrap_or(Timestamp::MIN);
        let of_trunk = |record: &PullRequest| record.base.as_deref().is_none_or(|base| trunk.is_none_or(|trunk| base == trunk));
        let recent = |record: &PullRequest| match (record.merged_at, record.closed_at) {
            (Some(merged), _) => merged >= since && merged <= cx.now(),
            (None, closed) => closed.is_none(),
        };
        let mut kept: Vec<PullRequest> = records.into_iter().filter(|record| of_trunk(record) && recent(record)).collect();
        kept.sort_by(|a, b| (a.merged_at, a.created_at, &a.id).cmp(&(b.merged_at, b.created_at, &b.id)));
        let (bots, people) = kept.into_iter().partition(|record| is_bot(record, &names));
        Pulls { people, bots, tell_reviews }
    }

    /// Merged requests of people, oldest merge first.
    pub(crate) fn merged(&self) -> impl DoubleEndedIterator<Item = &PullRequest> {
        self.people.iter().filter(|pull| pull.merged_at.is_some())
    }

    /// Open requests of people that wait for a review: drafts do not.
    pub(crate) fn open(&self) -> impl Iterator<Item = &PullRequest> {
        self.people.iter().filter(|pull| pull.merged_at.is_none() && pull.draft != Some(true))
    }
}

fn read(cx: &Context<'_>, path: &str) -> Result<Vec<PullRequest>, NotJudged> {
    let source = cx.text(path)?;
    let read = pulls(path, source.text(), Layout::guess(path, source.text()));
    match read.defects.kept.iter().find(|defect| defect.kind.blocks()) {
        // A file that was emptied is not a team without requests.
        None if read.records.is_empty() => Err(NotJudged::input(path, "it holds no pull request")),
        Some(defect) => Err(NotJudged::Input { path: defect.file.clone(), position: Some(defect.at), why: defect.message.clone() }),
        None => Ok(read.records),
    }
}

fn is_bot(record: &PullRequest, own: &[String]) -> bool {
    let author = record.author.as_deref().unwrap_or_default();
    record.author_is_bot || author.ends_with("[bot]") || own.iter().any(|name| name.eq_ignore_ascii_case(author))
}

/// Whether somebody other than the author approved; `None` where the records do not tell.
pub(crate) fn approved_by_another(pull: &PullRequest, tell_reviews: bool) -> Option<bool> {
    let author = pull.author.as_deref().unwrap_or_default();
    let another = |name: &String| !name.eq_ignore_ascii_case(author) && !name.ends_with("[bot]");
    if !pull.approvers.is_empty() {
        return Some(pull.approvers.iter().any(another));
    }
    if pull.approved_at.is_some() {
        return Some(pull.reviewers.is_empty() || pull.reviewers.iter().any(another));
    }
    tell_reviews.then_some(false)
}

/// How a request is named in messages.
pub(crate) fn named(pull: &PullRequest) -> String {
    if pull.id.bytes().all(|byte| byte.is_ascii_digit()) { format!("#{}", pull.id) } else { pull.id.clone() }
}
