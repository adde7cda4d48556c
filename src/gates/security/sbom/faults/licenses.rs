//! Licences: expressions that can be read, identifiers that are not retired.

use model::bom::{Component, license};

use super::{Finder, label};

pub(super) fn find(finder: &mut Finder<'_, '_>, pointer: &str, component: &Component) {
    for (place, choice) in component.licenses.iter().enumerate() {
        let here = format!("{pointer}/licenses/{place}");
        let (text, at) = match (&choice.expression, choice.license.as_ref().and_then(|license| license.id.as_ref())) {
            (Some(expression), _) => (expression, format!("{here}/expression")),
            (None, Some(id)) => (id, format!("{here}/license/id")),
            (None, None) => continue,
        };
        if choice.expression.is_some()
            && let Err(why) = license::check(text)
        {
            let message = format!("`{text}`, the licence of `{}`, is no SPDX expression: {why}", label(component));
            finder.report("sbom/license-expression-invalid", &at, message);
            continue;
        }
        for id in license::deprecated(text) {
            finder.report(
                "sbom/license-deprecated",
                &at,
                format!("`{id}`, the licence of `{}`, is deprecated by the SPDX list", label(component)),
            );
        }
    }
}
