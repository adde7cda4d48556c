//! Records straight from GitHub: fetched, kept in the run like files, and read by the importer that reads exported files.

use jiff::{SignedDuration, Timestamp};
use outside::github::{Github, GithubError, Name, Options, Repository};
use rule::{Context, NotJudged};
use serde_json::Value;

use super::setup::{Setup, Source};

/// What GitHub is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Online {
    /// `OWNER/NAME`; `None`: the repository of the checkout.
    pub name: Option<String>,
    /// Whether its releases are the deployments.
    pub releases: bool,
}

/// Deployments so long before the window are asked for too: what went live first is where the next one begins.
const BEFORE: SignedDuration = SignedDuration::from_hours(24 * 90);

/// Fetches what no file gives, and names it in the setup as if it were files.
pub(super) fn fetch(cx: &Context<'_>, setup: &mut Setup, since: Timestamp) -> Result<(), NotJudged> {
    let Some(online) = setup.online.clone() else { return Ok(()) };
    let options = Options::from_environment(cx.offline());
    let github = Github::connect(&options).map_err(missing)?;
    let name = match &online.name {
        Some(name) => Name::parse(name),
        None => Name::of_checkout(cx.root(), &options.host().unwrap_or_default()),
    };
    let repository = github.repository(name.map_err(missing)?);
    let begin = since.checked_sub(BEFORE).unwrap_or(since).round(jiff::Unit::Second).unwrap_or(since).to_string();
    if setup.source.is_none() {
        let records = if online.releases { repository.released(&begin) } else { repository.delivered(&begin) };
        setup.source = Some(Source::Files(keep(cx, &repository, "deployments", records)?));
    }
    if setup.pulls.is_none() {
        setup.pulls = Some(keep(cx, &repository, "pulls", repository.merged(&begin))?);
    }
    if setup.incidents.is_none() {
        let labels = if setup.import.labels.is_empty() { vec!["incident".to_string()] } else { setup.import.labels.clone() };
        setup.incidents = Some(keep(cx, &repository, "issues", repository.troubles(&labels, &begin))?);
    }
    Ok(())
}

/// Keeps records in the run; the name they are shown under.
fn keep(
    cx: &Context<'_>,
    repository: &Repository<'_>,
    what: &str,
    records: Result<Vec<Value>, GithubError>,
) -> Result<Vec<String>, NotJudged> {
    let shown = format!("github:{}/{what}.json", repository.name());
    let mut text = String::from("[");
    for (place, record) in records.map_err(missing)?.iter().enumerate() {
        text.push_str(if place == 0 { "\n" } else { ",\n" });
        text.push_str(&record.to_string());
    }
    text.push_str("\n]\n");
    cx.run().store().add_bytes(&shown, text.into_bytes());
    Ok(vec![shown])
}

fn missing(error: GithubError) -> NotJudged {
    NotJudged::surroundings(error.to_string(), error.fix())
}
