//! Two descriptions, compared, with the changes at their places in the documents.

use document::Node;
use jiff::civil::Date;
use model::apis::{Api, At, Broken, Files};
use rule::{NotJudged, Place, Sink};

use super::change::Change;
use super::inputs::Pair;
use super::law::{Direction, Effect};
use super::policy::Policy;
use super::shaping::Shaping;
use super::{ids, walk};

/// How many operations a finding lists; `uses_count` has the whole number.
const MAX_USES: usize = 200;

/// A change and the nodes it is about.
pub struct Placed<'d> {
    /// What changed.
    pub change: Change,
    /// Where in the older description.
    pub base: Option<Node<'d>>,
    /// Where in the newer description.
    pub revision: Option<Node<'d>>,
    /// What is left around it in the newer description, where it is gone itself.
    nearest: Option<Node<'d>>,
    /// The full id, and the number of its family.
    listed: Option<(&'static str, usize)>,
    /// The line of an ignore file that is about it.
    pub(super) ignored: Option<String>,
}

/// Two descriptions and what changed between them.
pub struct Compared<'d> {
    /// Path of the newer entry document.
    pub path: String,
    /// All changes, in the order in which they were met.
    pub changes: Vec<Placed<'d>>,
    /// Parts that could not be looked at: references that lead nowhere.
    pub not_judged: Vec<NotJudged>,
}

impl<'d> Compared<'d> {
    /// Compares two versions of a description, or says that one of them is not there.
    ///
    /// # Errors
    /// A description with more parts than are read: nothing can be said about it.
    pub fn of(pair: &Pair<'d>, policy: &Policy, shaping: &Shaping, today: Date) -> Result<Compared<'d>, NotJudged> {
        match (&pair.base, &pair.revision) {
            (Some(base), Some(revision)) => Compared::new(base, revision, policy, shaping, today),
            (Some(base), None) => Ok(Compared::one_sided(pair, base, "document-removed", Effect::Narrows)),
            (None, Some(revision)) => Ok(Compared::one_sided(pair, revision, "document-added", Effect::None)),
            (None, None) => Ok(Compared { path: pair.path.clone(), changes: Vec::new(), not_judged: Vec::new() }),
        }
    }

    /// Compares two descriptions.
    fn new(base: &Files<'d>, revision: &Files<'d>, policy: &Policy, shaping: &Shaping, today: Date) -> Result<Compared<'d>, NotJudged> {
        let (mut old, mut new) = (whole(base)?, whole(revision)?);
        let mut not_judged = model::apis::defects(base);
        not_judged.extend(model::apis::defects(revision));
        not_judged.extend(lost(&old, &new));
        not_judged.extend(lost(&new, &old));
        old.set_aside(&mut new);
        shaping.apply(&mut old.paths, &mut new.paths);
        let changes = walk::compare(&old, &new, policy, today);
        let placed = changes.into_iter().map(|change| Placed {
            listed: ids::listed(&change.id),
            base: change.base.map(|at| base.node(at)),
            revision: change.revision.map(|at| revision.node(at)),
            nearest: change.base.filter(|_| change.revision.is_none()).and_then(|at| survivor(base, at, revision)),
            change,
            ignored: None,
        });
        Ok(Compared { path: shown(revision).to_string(), changes: placed.collect(), not_judged })
    }

    /// A description that only one side has.
    fn one_sided(pair: &Pair<'d>, files: &Files<'d>, id: &str, effect: Effect) -> Compared<'d> {
        let operations = Api::read(files).map_or(0, |api| api.operation_count());
        let message = match effect {
            Effect::None => format!("the API description is new: {operations} operations"),
            _ => format!("the API description is gone, and with it {operations} operations"),
        };
        let change = Change::new(id, effect, Direction::None, message).of("document");
        let base = (effect != Effect::None).then(|| files.node(files.root()));
        let placed = Placed { listed: ids::listed(id), base, revision: None, nearest: None, change, ignored: None };
        Compared { path: pair.path.clone(), changes: vec![placed], not_judged: model::apis::defects(files) }
    }

    /// Reports the changes whose id is in a family.
    pub(super) fn report(&self, family: usize, sink: &mut Sink) {
        for placed in &self.changes {
            debug_assert!(placed.listed.is_some(), "{} is in no family", placed.change.id);
            if let Some((id, _)) = placed.listed.filter(|(_, number)| *number == family) {
                placed.report(id, &self.path, sink);
            }
        }
    }
}

/// The description as a whole, or why it is none that can be compared.
fn whole<'f>(files: &'f Files<'_>) -> Result<Api<'f>, NotJudged> {
    let api = Api::read(files).ok_or_else(|| NotJudged::input(shown(files), "this is no OpenAPI or Swagger document"))?;
    match api.cut_off() {
        Some(cut) => Err(NotJudged::input(shown(files), cut.why.to_string())),
        None => Ok(api),
    }
}

/// The entry's path as reports show it.
fn shown<'d>(files: &Files<'d>) -> &'d str {
    files.document(0).source().path()
}

/// What leads nowhere outside schemas was not compared, unless the other side has the same reference that leads nowhere: then nothing changed
/// there, and the linter says what is wrong with it. What stands in files that were not read may have changed.
fn lost(api: &Api<'_>, other: &Api<'_>) -> Vec<NotJudged> {
    let known = |broken: &Broken| other.broken.iter().any(|same| same.trail == broken.trail && same.why == broken.why);
    let news = api.broken.iter().filter(|broken| broken.why.is_unread() || !known(broken));
    let one = |broken: &Broken| {
        let node = api.files.node(broken.at);
        let node = node.get("$ref").unwrap_or(node);
        NotJudged::Input {
            path: node.document().source().path().to_string(),
            position: Some(node.document().source().position(node.span().start)),
            why: broken.why.to_string(),
        }
    };
    news.map(one).collect()
}

/// The nearest place of the newer description around something that only the older one has.
fn survivor<'d>(base: &Files<'d>, at: At, revision: &Files<'d>) -> Option<Node<'d>> {
    let same = (0..revision.len() as u32).find(|number| revision.path(*number) == base.path(at.file));
    let file = if at.file == 0 { 0 } else { same? };
    let pointer = base.node(at).pointer();
    let mut node = revision.document(file).root();
    let root = node;
    for token in pointer.split('/').skip(1) {
        let token = token.replace("~1", "/").replace("~0", "~");
        let next = if node.is_sequence() { token.parse().ok().and_then(|number| node.items().nth(number)) } else { node.get(&token) };
        match next {
            Some(next) => node = next,
            None => break,
        }
    }
    (node != root).then_some(node)
}

impl Placed<'_> {
    /// The sentence, with the operations that see the change where it does not name one itself.
    fn message(&self) -> String {
        let Change { message, uses, .. } = &self.change;
        match uses.as_slice() {
            [first, ..] if message.contains(first.as_str()) => message.clone(),
            [] => message.clone(),
            [only] => format!("{only}: {message}"),
            [first, rest @ ..] => format!("{first} and {} more: {message}", rest.len()),
        }
    }

    fn report(&self, id: &'static str, path: &str, sink: &mut Sink) {
        let change = &self.change;
        let place = self.revision.or(self.nearest).map_or(Place::Path(path), keyed);
        let mut report = sink.report(place, self.message()).member(id).severity(change.severity).subject(change.subject.clone());
        if let Some(line) = &self.ignored {
            report = report.ignored(line.clone());
        }
        if let Some(base) = self.base {
            report = report.related(keyed(base), "before");
        }
        report = report
            .property("operation", change.uses.first().cloned().unwrap_or_default())
            .property("direction", change.direction.as_str())
            .property("effect", change.effect.as_str())
            .property("uses_count", change.uses.len());
        if change.uses.len() > 1 {
            report = report.property("uses", change.uses.iter().take(MAX_USES).cloned().collect::<Vec<_>>());
        }
        let known = change.oasdiff_id();
        if let Some(witness) = change.witness() {
            report = report.property("witness", witness);
        }
        for (name, value) in
            [("oasdiff_id", known.map(str::to_string)), ("reason", change.why.clone()), ("property", change.property.clone())]
        {
            if let Some(value) = value {
                report = report.property(name, value);
            }
        }
    }
}

/// A mapping is shown at its key: the whole of it says nothing in a line.
fn keyed(node: Node<'_>) -> Place<'_> {
    if node.is_mapping() || node.is_sequence() { Place::KeyOf(node) } else { Place::Node(node) }
}

#[cfg(test)]
mod tests {
    use crate::diff::law::{Direction, Effect};
    use crate::diff::policy::Policy;
    use crate::diff::testing::changes;
    use rule::Severity;

    const BASE: &str = "
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /users/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}
  /users:
    get:
      responses:
        '200': {description: ok, content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/User'}}}}}
components:
  schemas:
    User: {type: object, required: [name], properties: {name: {type: string}}}
";

    #[test]
    fn one_change_of_a_shared_schema_is_one_finding_with_its_uses() {
        let changes = changes(BASE, &BASE.replace("required: [name], ", ""), &Policy::default());
        assert_eq!(changes.len(), 1, "{changes:?}");
        let change = &changes[0];
        assert_eq!(change.id, "response-property-became-optional");
        assert_eq!((change.severity, change.effect, change.direction), (Severity::Error, Effect::Widens, Direction::Response));
        assert_eq!(change.uses, ["GET /users/{id}", "GET /users"]);
        assert_eq!(change.witness(), Some(serde_json::json!({})));
        assert!(change.base.is_some() && change.revision.is_some());
    }

    #[test]
    fn the_same_description_has_no_change() {
        assert!(changes(BASE, BASE, &Policy::default()).is_empty());
    }
}
