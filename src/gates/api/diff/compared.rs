//! Two descriptions, compared, with the changes at their places in the documents.

use document::Node;
use jiff::civil::Date;
use model::apis::{Api, At, Files};
use rule::{NotJudged, Place, Sink};

use super::change::Change;
use super::policy::Policy;
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
    /// The full id, and the number of its family.
    listed: Option<(&'static str, usize)>,
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
    /// Compares two descriptions. An entry that is no API description is an error that names it.
    pub fn new(base: &Files<'d>, revision: &Files<'d>, policy: &Policy, today: Date) -> Result<Compared<'d>, NotJudged> {
        let read = |files: &Files<'d>| -> Result<(), NotJudged> {
            let known = model::apis::version(files.node(files.root())).is_some();
            if known { Ok(()) } else { Err(NotJudged::input(files.path(0), "this is no OpenAPI or Swagger document")) }
        };
        read(base)?;
        read(revision)?;
        let (Some(old), Some(new)) = (Api::read(base), Api::read(revision)) else {
            return Err(NotJudged::input(revision.path(0), "this is no OpenAPI or Swagger document"));
        };
        let changes = walk::compare(&old, &new, policy, today);
        let mut not_judged = broken(&old);
        not_judged.extend(broken(&new));
        let placed = changes.into_iter().map(|change| Placed {
            listed: ids::listed(&change.id),
            base: change.base.map(|at| base.node(at)),
            revision: change.revision.map(|at| revision.node(at)),
            change,
        });
        Ok(Compared { path: revision.path(0).to_string(), changes: placed.collect(), not_judged })
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

/// What leads nowhere outside schemas was not compared.
fn broken(api: &Api<'_>) -> Vec<NotJudged> {
    let place = |at: At| api.files.node(at);
    let one = |broken: &model::apis::Broken| {
        let node = place(broken.at);
        NotJudged::Input {
            path: api.files.path(broken.at.file).to_string(),
            position: Some(node.document().source().position(node.span().start)),
            why: broken.why.to_string(),
        }
    };
    api.broken.iter().map(one).collect()
}

impl Placed<'_> {
    fn report(&self, id: &'static str, path: &str, sink: &mut Sink) {
        let change = &self.change;
        let place = match (self.revision, self.base) {
            (Some(node), _) | (None, Some(node)) => keyed(node),
            (None, None) => Place::Path(path),
        };
        let mut report = sink.report(place, change.message.clone()).member(id).severity(change.severity).subject(change.subject.clone());
        if let (Some(_), Some(base)) = (self.revision, self.base) {
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
