//! The packages of the tree under check, read once per run for every gate that asks.

use std::sync::Arc;

use document::Source;
use rule::{Context, Fact, FileKind, NotJudged};

use super::materials::{Collector, Materials};
use super::survey::{Files, Found, Paths, Unreadable, inside_packages, survey};

/// Files of a run: read through its store, so that every gate lists them among its inputs.
struct Store<'c, 'd>(&'c Context<'d>);

impl Files for Store<'_, '_> {
    fn source(&self, path: &str) -> Result<Arc<Source>, Unreadable> {
        let limit = self.0.run().store().limits().bytes;
        let size = self.0.files().binary_search_by(|file| file.path.as_str().cmp(path)).map(|at| self.0.files()[at].size);
        if let Some(size) = size.ok().filter(|size| *size > limit) {
            return Err(Unreadable::TooLarge { size, limit });
        }
        match self.0.text(path) {
            Ok(source) => Ok(Arc::new(Source::new(source.id(), source.path(), source.shared_text()))),
            Err(NotJudged::Input { why, .. }) => Err(Unreadable::Refused(why)),
            Err(other) => Err(Unreadable::Refused(other.to_string())),
        }
    }
}

impl Fact for Materials {
    /// Reads all lock files. One that cannot be read leaves a note that no gate can overlook, and the others are read all the same.
    fn load(cx: &Context<'_>) -> Result<Self, NotJudged> {
        let objects = cx.files_of(FileKind("kubernetes-manifest")).map(|file| file.path.clone()).collect();
        let paths = Paths::new(cx.files().iter().map(|file| file.path.clone()).collect()).with_kubernetes(objects);
        let collector = Collector::default();
        survey(&paths, &Store(cx), cx.run().store().limits(), &|found| collector.add(found));
        let gaps = inside_packages(cx.root(), &paths, &Store(cx));
        collector.add(Found { files: Vec::new(), gaps });
        let materials = collector.finish();
        for gap in materials.gaps.iter().filter(|gap| gap.kind.is_defect()) {
            cx.not_judged(NotJudged::Input { path: gap.path.clone(), position: gap.position, why: gap.message.clone() });
        }
        Ok(materials)
    }
}
