//! The engine of declarative rules: one selector, one local predicate, one message.

use std::borrow::Cow;

use document::jsonpath::Path;
use document::{Node, SyntaxError};
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::entry::{Entry, severity};
use super::functions::Function;
use super::template;
use crate::{Context, Effect, File, FileKind, NotJudged, Place, RuleInfo, Severity, Sink, strict};

/// The declarative part of a rule file, as written: `{name}` of the matrix is not yet replaced.
#[derive(Debug, Clone)]
pub struct Declaration {
    severity: Severity,
    default: bool,
    files: Vec<String>,
    matrix: Vec<(String, Vec<String>)>,
    member: Option<String>,
    given: Vec<String>,
    then: Vec<Then>,
    message: String,
}

#[derive(Debug, Clone)]
struct Then {
    field: Option<String>,
    function: Function,
}

/// One declarative rule, or one member of a declarative family, ready to run.
#[derive(Debug, Clone)]
pub struct DeclarativeRule {
    /// Its standing.
    pub info: RuleInfo,
    files: GlobSet,
    kinds: Vec<String>,
    given: Vec<Path>,
    then: Vec<Then>,
    message: String,
}

impl Declaration {
    pub(super) fn parse(root: Node<'_>) -> Result<Option<Self>, SyntaxError> {
        let declarative = ["severity", "given", "then", "message", "matrix", "member", "files", "default"];
        if root.get("given").is_none() {
            return match declarative.iter().find_map(|key| root.entry(key)) {
                Some(entry) => {
                    Err(strict::error_at(entry.key, format!("`{}` belongs to a declarative rule, which needs `given`", entry.name()), None))
                }
                None => Ok(None),
            };
        }
        let list = |key: &str| root.get(key).map_or(Ok(Vec::new()), |node| strict::texts(node, key));
        let then = strict::required(root, "then")?;
        let then = if then.is_sequence() { then.items().map(Then::parse).collect::<Result<_, _>>()? } else { vec![Then::parse(then)?] };
        let given = strict::required(root, "given")?;
        let mut matrix = Vec::new();
        for entry in root.get("matrix").map(|node| strict::mapping(node, "matrix")).transpose()?.into_iter().flat_map(Node::entries) {
            matrix.push((entry.name().to_string(), strict::texts(entry.value, entry.name())?));
        }
        let declaration = Declaration {
            severity: severity(root)?,
            default: root.get("default").map_or(Ok(true), |node| strict::boolean(node, "default"))?,
            files: list("files")?,
            member: root.get("member").map(|node| strict::text(node, "member").map(str::to_string)).transpose()?,
            given: strict::texts(given, "given")?,
            message: strict::text(strict::required(root, "message")?, "message")?.to_string(),
            matrix,
            then,
        };
        if declaration.matrix.is_empty() != declaration.member.is_none() {
            return Err(strict::error_at(
                root,
                "`matrix` and `member` come together",
                Some("`member` is the id of one member, with `{name}` for each axis".into()),
            ));
        }
        declaration.compile("check", "", 1, None).map_err(|why| strict::error_at(given, why, None))?;
        Ok(Some(declaration))
    }

    /// The rules it stands for: itself, or one per cell of the matrix.
    pub fn rules(&self, entry: &Entry, gate: &'static str, area: u8) -> Vec<DeclarativeRule> {
        let Some(member) = &self.member else {
            return self.compile(&entry.id, gate, area, None).into_iter().collect();
        };
        cells(&self.matrix)
            .iter()
            .filter_map(|cell| self.substitute(cell).compile(&replace(member, cell), gate, area, Some(entry.id.clone())).ok())
            .collect()
    }

    fn substitute(&self, cell: &[(String, String)]) -> Declaration {
        let mut declared = self.clone();
        declared.given.iter_mut().for_each(|given| *given = replace(given, cell));
        declared.message = replace(&self.message, cell);
        for then in &mut declared.then {
            then.field = then.field.as_deref().map(|field| replace(field, cell));
        }
        declared
    }

    fn compile(&self, id: &str, gate: &'static str, area: u8, family: Option<String>) -> Result<DeclarativeRule, String> {
        let mut files = GlobSetBuilder::new();
        let (globs, kinds): (Vec<_>, Vec<_>) = self.files.iter().cloned().partition(|name| name.contains(['*', '/', '.']));
        for glob in &globs {
            files.add(Glob::new(glob).map_err(|why| why.to_string())?);
        }
        // A family's selectors are checked cell by cell: with the axes still in them they are no JSONPath.
        let paths = self.given.iter().filter(|_| self.matrix.is_empty() || family.is_some());
        let given = paths.map(|given| Path::parse(given).map_err(|why| format!("`{given}`: {why}"))).collect::<Result<_, _>>()?;
        let info = RuleInfo {
            id: Cow::Owned(id.to_string()),
            gate,
            area,
            severity: self.severity,
            default: self.default,
            family: family.map(Cow::Owned),
            effect: Effect::Judges,
        };
        let files = files.build().map_err(|why| why.to_string())?;
        Ok(DeclarativeRule { info, files, kinds, given, then: self.then.clone(), message: self.message.clone() })
    }
}

impl Then {
    fn parse(node: Node<'_>) -> Result<Self, SyntaxError> {
        let node = strict::mapping(node, "then")?;
        strict::check_keys(node, &["field", "function", "options"])?;
        let field = node.get("field").map(|field| strict::text(field, "field").map(str::to_string)).transpose()?;
        Ok(Then { field, function: Function::parse(node)? })
    }
}

impl DeclarativeRule {
    /// Whether it looks at files of its own choice, beside those of its gate.
    pub fn chooses_files(&self) -> bool {
        !self.files.is_empty() || !self.kinds.is_empty()
    }

    fn looks_at(&self, file: &File, gate_kinds: &[FileKind]) -> bool {
        if self.chooses_files() {
            // Rules, waivers and baseline of `ent` itself are no subject of a broad glob.
            return !file.path.starts_with(".ent/") && self.files.is_match(&file.path)
                || file.kinds.iter().any(|kind| self.kinds.iter().any(|name| name == kind.0));
        }
        file.kinds.iter().any(|kind| gate_kinds.contains(kind))
    }

    /// The files it would look at.
    pub fn files<'d>(&self, gate_kinds: &[FileKind], cx: &Context<'d>) -> impl Iterator<Item = &'d File> {
        cx.files().iter().filter(move |file| self.looks_at(file, gate_kinds))
    }

    pub(crate) fn check(&self, gate_kinds: &[FileKind], cx: &Context<'_>, sink: &mut Sink) {
        for file in self.files(gate_kinds, cx) {
            match cx.open(&file.path) {
                Ok(document) => document.roots().for_each(|root| self.check_root(root, sink)),
                // A glob may catch files of any language; only a file whose class is certain is malformed.
                Err(why) if file.certain || !self.chooses_files() => sink.not_judged(why),
                Err(why) => sink.not_judged(NotJudged::surroundings(format!("{}: {why}", self.info.id), "narrow the `files` of the rule")),
            }
        }
    }

    fn check_root(&self, root: Node<'_>, sink: &mut Sink) {
        let mut seen = std::collections::BTreeSet::new();
        let mut selected = Vec::new();
        for path in &self.given {
            match path.try_select(root, Path::VISITS) {
                Ok(nodes) => selected.extend(nodes),
                // What was not looked at to the end is not passed.
                Err(exhausted) => {
                    let file = root.document().source().path();
                    let why = format!("{}: `given` looks at more than {} nodes of {file}", self.info.id, exhausted.visits);
                    sink.not_judged(NotJudged::surroundings(why, "narrow the `given` of the rule"));
                }
            }
        }
        for node in selected {
            if !seen.insert(node.id()) {
                continue;
            }
            for then in &self.then {
                self.check_node(node, then, sink);
            }
        }
    }

    fn check_node(&self, node: Node<'_>, then: &Then, sink: &mut Sink) {
        match then.field.as_deref() {
            None => self.judge(node, Some(node), &then.function, sink),
            Some("@key") => node.entries().iter().for_each(|entry| self.judge(node, Some(entry.key), &then.function, sink)),
            Some(field) => self.judge(node, node.path(field.split('.')), &then.function, sink),
        }
    }

    fn judge(&self, node: Node<'_>, value: Option<Node<'_>>, function: &Function, sink: &mut Sink) {
        if function.holds(value) {
            return;
        }
        // What is missing has no place: its owner's key is the nearest one.
        let place = value.map_or(Place::KeyOf(node), Place::Node);
        sink.report(place, template::fill(&self.message, node, value));
    }
}

fn replace(text: &str, cell: &[(String, String)]) -> String {
    cell.iter().fold(text.to_string(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

fn cells(matrix: &[(String, Vec<String>)]) -> Vec<Vec<(String, String)>> {
    matrix.iter().fold(vec![Vec::new()], |cells, (name, values)| {
        cells.iter().flat_map(|cell| values.iter().map(|value| [cell.clone(), vec![(name.clone(), value.clone())]].concat())).collect()
    })
}
