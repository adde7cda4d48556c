//! Who may own a runbook: the owners of CODEOWNERS and the teams of `ent.yaml`.

use rule::Context;

use super::CODEOWNERS;
use crate::prose::fold;

/// The known owners.
#[derive(Debug, Default)]
pub(crate) struct Owners {
    names: Vec<String>,
}

impl Owners {
    pub(crate) fn load(cx: &Context<'_>) -> Self {
        let mut names: Vec<String> = cx.teams().iter().map(|team| comparable(team)).collect();
        for file in cx.files_of(CODEOWNERS) {
            match cx.text(&file.path) {
                Ok(source) => names.extend(source.text().lines().flat_map(of_line)),
                Err(why) => cx.not_judged(why),
            }
        }
        Owners { names }
    }

    /// Whether nobody is known at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether an owner is one of them: `@acme/pagamentos`, `acme/pagamentos` and `pagamentos` are the same team.
    pub(crate) fn knows(&self, owner: &str) -> bool {
        let owner = comparable(owner);
        self.names.iter().any(|known| *known == owner || team(known) == owner || team(&owner) == *known)
    }
}

/// The owners a line of CODEOWNERS names; a section's default owners too (`[Docs] @writers`).
fn of_line(line: &str) -> Vec<String> {
    let line = line.split(" #").next().unwrap_or(line).trim();
    if line.starts_with('#') {
        return Vec::new();
    }
    let words = line.split_whitespace().skip(1);
    words.filter(|word| word.contains('@')).map(comparable).collect()
}

fn comparable(owner: &str) -> String {
    fold(owner.trim().trim_start_matches('@'))
}

fn team(owner: &str) -> &str {
    owner.rsplit('/').next().unwrap_or(owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owners(text: &str) -> Owners {
        Owners { names: text.lines().flat_map(of_line).collect() }
    }

    #[test]
    fn a_team_is_known_with_and_without_its_organisation() {
        let owners = owners("# everyone: @ghosts\n*  @acme/plataforma ana@example.com # and @nobody\n[Docs] @writers\n");
        for known in ["@acme/plataforma", "plataforma", "acme/Plataforma", "ana@example.com", "writers"] {
            assert!(owners.knows(known), "{known}");
        }
        for unknown in ["ghosts", "nobody", "acme", "outra/plataforma"] {
            assert!(!owners.knows(unknown), "{unknown}");
        }
    }
}
