//! Every rule there is: coded, declarative, and the user's own under `.ent/rules/`.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use document::SyntaxError;
use rule::book::declarative::DeclarativeRule;
use rule::book::{self, Entry, Words};
use rule::{AnyGate, Effect, NotJudged, RuleInfo, strict};

use crate::gates::{self, GATES, LOCAL};

/// The rules of this program and of one repository.
#[derive(Default)]
pub struct Catalogue {
    user: Vec<(Entry, &'static dyn AnyGate)>,
}

impl Catalogue {
    /// The catalogue with the user rules of a directory.
    ///
    /// # Errors
    /// A user rule that is malformed, or whose id names no gate.
    pub fn load(root: &Path) -> Result<Catalogue, NotJudged> {
        let mut user = Vec::new();
        for (path, id) in user_files(&root.join(".ent/rules")) {
            let shown = format!(".ent/rules/{id}.yaml");
            let bytes = std::fs::read(&path).map_err(|why| NotJudged::input(&shown, why.to_string()))?;
            let entry = book::read(&shown, &bytes, &id)?;
            let name = id.split('/').next().unwrap_or_default();
            let Some(gate) = gates::find(name) else {
                let known = GATES.iter().map(|gate| gate.info().name);
                let hint = strict::did_you_mean(name, known).unwrap_or_else(|| format!("use `{}/…` for rules of your own", LOCAL));
                return Err(NotJudged::input(shown, format!("`{name}` is no gate; {hint}")));
            };
            if entry.declaration.is_none() {
                return Err(NotJudged::input(shown, "a rule of your own needs `given`, `then` and `message`"));
            }
            user.push((entry, gate));
        }
        Ok(Catalogue { user })
    }

    /// The rules of a gate: coded ones first, then declarative ones, then the user's; families member by member.
    pub fn rules_of(&self, gate: &dyn AnyGate) -> Result<Vec<RuleInfo>, SyntaxError> {
        let declared = self.declarative_of(gate)?;
        Ok(gate.rules().into_iter().chain(declared.into_iter().map(|rule| rule.info)).collect())
    }

    /// The declarative rules of a gate, built in and the user's.
    pub fn declarative_of(&self, gate: &dyn AnyGate) -> Result<Vec<DeclarativeRule>, SyntaxError> {
        let info = gate.info();
        let own = self.user.iter().filter(|(_, of)| of.info().name == info.name).map(|(entry, _)| entry.clone());
        let mut rules = Vec::new();
        for entry in book::entries_of(info.name)?.into_iter().chain(own) {
            if let Some(declaration) = &entry.declaration {
                rules.extend(declaration.rules(&entry, info.name, info.area));
            }
        }
        Ok(rules)
    }

    /// All rules of all gates in blueprint order, then those that belong to no gate.
    pub fn all(&self) -> Result<Vec<RuleInfo>, SyntaxError> {
        let mut rules = Vec::new();
        for gate in GATES {
            rules.extend(self.rules_of(*gate)?);
        }
        rules.extend(crate::policy::rules());
        Ok(rules)
    }

    /// The words of a rule or of a member of a family; empty where the rule book has none.
    ///
    /// # Errors
    /// A file of the rule book that cannot be read.
    pub fn words(&self, rule: &RuleInfo) -> Result<Words, SyntaxError> {
        let file = rule.family.as_deref().unwrap_or(&rule.id);
        if let Some((entry, _)) = self.user.iter().find(|(entry, _)| entry.id == file) {
            return Ok(entry.words_of(&rule.id));
        }
        Ok(book::shared(file).transpose()?.map(|entry| entry.words_of(&rule.id)).unwrap_or_default())
    }

    /// The file of the rule book that a rule's words stand in.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn entry(&self, rule: &RuleInfo) -> Result<Option<Entry>, SyntaxError> {
        let file = rule.family.as_deref().unwrap_or(&rule.id);
        if let Some((entry, _)) = self.user.iter().find(|(entry, _)| entry.id == file) {
            return Ok(Some(entry.clone()));
        }
        book::entry(file).transpose()
    }

    /// What findings of a rule mean for their gate, where they do not simply judge.
    pub fn effects(&self) -> HashMap<String, Effect> {
        let coded = GATES.iter().flat_map(|gate| gate.rules());
        coded.filter(|rule| rule.effect != Effect::Judges).map(|rule| (rule.id.to_string(), rule.effect)).collect()
    }
}

/// Words by rule, looked up once per rule and run.
pub struct WordBook<'c> {
    catalogue: &'c Catalogue,
    infos: HashMap<String, RuleInfo>,
}

impl<'c> WordBook<'c> {
    /// The words of a catalogue's rules.
    ///
    /// # Errors
    /// A rule book that cannot be read: findings without words help nobody.
    pub fn new(catalogue: &'c Catalogue) -> Result<Self, SyntaxError> {
        let infos = catalogue.all()?.into_iter().map(|rule| (rule.id.to_string(), rule)).collect();
        Ok(WordBook { catalogue, infos })
    }

    /// Standing and words of the rules of these ids, sorted by id; an id nobody knows is left out.
    ///
    /// # Errors
    /// A file of the rule book that cannot be read.
    pub fn of<'i>(&self, ids: impl IntoIterator<Item = &'i str>) -> Result<BTreeMap<String, (RuleInfo, Words)>, SyntaxError> {
        let mut words = BTreeMap::new();
        for id in ids {
            if words.contains_key(id) {
                continue;
            }
            if let Some(info) = self.infos.get(id) {
                words.insert(id.to_string(), (info.clone(), self.catalogue.words(info)?));
            }
        }
        Ok(words)
    }
}

fn user_files(folder: &Path) -> Vec<(std::path::PathBuf, String)> {
    let mut files = Vec::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((directory, prefix)) = open.pop() {
        for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            // Symbolic links are neither: nothing outside the tree is read as a rule.
            let Ok(kind) = entry.file_type() else { continue };
            if kind.is_dir() {
                open.push((entry.path(), format!("{prefix}{name}/")));
            } else if kind.is_file()
                && let Some(stem) = name.strip_suffix(".yaml")
            {
                files.push((entry.path(), format!("{prefix}{stem}")));
            }
        }
    }
    files.sort();
    files
}
