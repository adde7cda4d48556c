//! Which paths are compared, and under which name.

use model::apis::PathItem;
use rule::{Context, NotJudged};

use super::inputs::text;
use super::policy::PathFilter;

/// What is done to the paths of both sides before they are compared.
#[derive(Debug, Clone, Default)]
pub struct Shaping {
    /// Paths in which it is not found are left out.
    pub only: Option<PathFilter>,
    /// Paths in which it is found are left out.
    pub unmatch: Option<PathFilter>,
    /// What is taken from the beginning of paths.
    pub strip: Sides,
    /// What is put before paths, after that.
    pub prefix: Sides,
}

/// A text for each side.
#[derive(Debug, Clone, Default)]
pub struct Sides {
    /// For the older description.
    pub base: String,
    /// For the newer one.
    pub revision: String,
}

impl Shaping {
    /// As the settings say it.
    ///
    /// # Errors
    /// `match_path` or `unmatch_path` is no regular expression.
    pub fn of(cx: &Context<'_>) -> Result<Shaping, NotJudged> {
        let own = |key: &str| text(cx, key).unwrap_or_default().to_string();
        let sides = |what: &str| Sides { base: own(&format!("{what}_base")), revision: own(&format!("{what}_revision")) };
        let filter = |key: &str| {
            text(cx, key).map(PathFilter::new).transpose().map_err(|why| {
                NotJudged::surroundings(
                    format!("`{key}` is no regular expression: {why}"),
                    format!("mend `gates.api-diff.{key}` in ent.yaml or `--{}`", key.replace('_', "-")),
                )
            })
        };
        Ok(Shaping { only: filter("match_path")?, unmatch: filter("unmatch_path")?, strip: sides("strip_prefix"), prefix: sides("prefix") })
    }

    /// Does it.
    pub(super) fn apply(&self, base: &mut Vec<PathItem>, revision: &mut Vec<PathItem>) {
        self.shape(base, &self.strip.base, &self.prefix.base);
        self.shape(revision, &self.strip.revision, &self.prefix.revision);
    }

    fn shape(&self, items: &mut Vec<PathItem>, strip: &str, prefix: &str) {
        for item in items.iter_mut().filter(|_| !strip.is_empty() || !prefix.is_empty()) {
            let rest = item.name.strip_prefix(strip).unwrap_or(&item.name);
            item.name = format!("{prefix}{rest}");
        }
        let kept = |name: &str| {
            self.only.as_ref().is_none_or(|only| only.is_match(name)) && self.unmatch.as_ref().is_none_or(|unmatch| !unmatch.is_match(name))
        };
        items.retain(|item| kept(&item.name));
    }
}

#[cfg(test)]
mod tests {
    use model::apis::{Alone, Api, Files};

    use super::super::testing::document;
    use super::*;

    fn paths(shaping: &Shaping) -> (Vec<String>, Vec<String>) {
        let read = |text: &str| {
            let document = document("a.yaml", text);
            let files = Files::load("a.yaml", &document, &mut Alone);
            Api::read(&files).unwrap().paths
        };
        let mut base = read("openapi: 3.0.0\npaths: {/v1/a: {}, /v1/internal/b: {}, /other: {}}\n");
        let mut revision = read("openapi: 3.0.0\npaths: {/a: {}, /internal/b: {}}\n");
        shaping.apply(&mut base, &mut revision);
        let names = |items: Vec<PathItem>| items.into_iter().map(|item| item.name).collect();
        (names(base), names(revision))
    }

    #[test]
    fn prefixes_are_taken_away_and_put_before() {
        let stripped = Shaping { strip: Sides { base: "/v1".into(), revision: String::new() }, ..Shaping::default() };
        assert_eq!(paths(&stripped).0, ["/a", "/internal/b", "/other"]);
        let prefixed = Shaping { prefix: Sides { base: String::new(), revision: "/v1".into() }, ..Shaping::default() };
        assert_eq!(paths(&prefixed).1, ["/v1/a", "/v1/internal/b"]);
    }

    #[test]
    fn paths_are_left_out_by_expression() {
        let shaping = Shaping { unmatch: Some(PathFilter::new("/internal/").unwrap()), ..Shaping::default() };
        assert_eq!(paths(&shaping), (vec!["/v1/a".to_string(), "/other".to_string()], vec!["/a".to_string()]));
        let shaping = Shaping { only: Some(PathFilter::new("^/v1/").unwrap()), ..shaping };
        assert_eq!(paths(&shaping), (vec!["/v1/a".to_string()], Vec::new()));
    }
}
