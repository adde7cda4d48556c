//! The packages of a directory, as the verbs need them: read file by file, kept by nobody.

use std::path::Path;

use model::packages::format_of;
use model::packages::materials::{Collector, Materials};
use model::packages::survey::{Folder, Found, Gap, Paths, folder_of, inside_packages, installed, survey};

use crate::cli::error::CliError;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::inventory;
use crate::report::clean;
use rule::{FileKind, NotJudged};

/// How many gaps are told one by one.
const TOLD: usize = 20;

/// Everything that the lock files below a directory hold; a single lock file is its own directory.
pub(super) fn materials(session: &Session<'_>, directory: &Path) -> Result<Materials, CliError> {
    let on_disk = session.root.join(directory);
    let shown = directory.to_string_lossy().into_owned();
    let metadata = std::fs::metadata(&on_disk).map_err(|_| NotJudged::input(&shown, "there is no such file or directory"))?;
    let collector = Collector::default();
    let limits = session.limits();
    let (root, paths) = match metadata.is_dir() {
        true => (on_disk.clone(), paths(session, &on_disk)?),
        false => {
            let name = on_disk.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if format_of(&name).is_none() {
                let help = "`ent sbom capabilities` shows the names of all lock files".to_owned();
                return Err(CliError::usage(format!("{shown} is no lock file that is read"), help));
            }
            (on_disk.parent().map(Path::to_path_buf).unwrap_or_default(), Paths::new(vec![name]))
        }
    };
    let root = if root.as_os_str().is_empty() { Path::new(".").to_path_buf() } else { root };
    let folder = Folder::new(&root, limits);
    let progress = Progress::of(session.global, "reading lock files", paths.iter().filter(|path| paths.format_of(path).is_some()).count());
    survey(&paths, &folder, &limits, &|found| {
        progress.step(found.files.len());
        collector.add(found);
    });
    collector.add(Found { files: Vec::new(), gaps: inside_packages(&root, &paths, &folder) });
    Ok(collector.finish())
}

/// Everything that is installed in a directory or an image.
pub(super) fn installed_materials(session: &Session<'_>, directory: &Path) -> Result<Materials, CliError> {
    let root = session.root.join(directory);
    let shown = directory.to_string_lossy().into_owned();
    let limits = session.limits();
    let _progress = Progress::open(session.global, "looking for what is installed");
    let evidence = match installed::is_oci_layout(&root) {
        true => installed::of_oci_layout(&root, &limits).map_err(|why| NotJudged::input(&shown, why.to_string()))?,
        false => installed::of_folder(&root, &limits).map_err(|why| NotJudged::input(&shown, why.to_string()))?,
    };
    let collector = Collector::default();
    evidence.survey(&limits, &|found| collector.add(found));
    Ok(collector.finish().as_one())
}

/// The files of the tree, and the lock files that version control ignores: what is built is built from them all the same.
fn paths(session: &Session<'_>, root: &Path) -> Result<Paths, CliError> {
    let options = inventory::Options { exclude: session.config.texts("exclude"), ..inventory::Options::default() };
    let tree = inventory::walk(root, &options).map_err(|why| CliError::usage(why.to_string(), None))?;
    let objects = tree.files.iter().filter(|file| file.kinds.contains(&FileKind("kubernetes-manifest")));
    let objects: Vec<String> = objects.map(|file| file.path.clone()).collect();
    let ignored = tree.ignored.into_iter().filter(|path| format_of(path).is_some());
    let mut paths: Vec<String> = tree.files.into_iter().map(|file| file.path).chain(ignored).collect();
    let vendored =
        tree.skipped.into_iter().filter(|skipped| matches!(skipped.why, inventory::Why::Vendored(_))).map(|skipped| skipped.path);
    let left: Vec<String> = vendored.filter_map(|folder| left_by_manager(root, &folder, &paths)).collect();
    paths.extend(left);
    Ok(Paths::new(paths).with_kubernetes(objects))
}

/// What package managers leave in the folders they install into: evidence where no lock file stands beside the folder.
fn left_by_manager(root: &Path, folder: &str, paths: &[String]) -> Option<String> {
    let folder = folder.trim_end_matches('/');
    let beside = folder_of(folder);
    if paths.iter().any(|path| folder_of(path) == beside && format_of(path).is_some()) {
        return None;
    }
    let names = [".package-lock.json", "modules.txt", "project.assets.json"].map(|name| format!("{folder}/{name}"));
    names.into_iter().find(|path| format_of(path).is_some() && root.join(path).is_file())
}

/// `file:line:column: message` of a gap.
pub(super) fn told(gap: &Gap) -> String {
    let at = gap.position.map_or(String::new(), |at| format!(":{}:{}", at.line, at.column));
    let subject = if gap.subject.is_empty() || gap.message.contains(&gap.subject) { String::new() } else { format!("`{}` ", gap.subject) };
    clean(&format!("{}{at}: {subject}{}", gap.path, gap.message)).into_owned()
}

/// Tells people on standard error what is not covered.
pub(super) fn warn(gaps: &[&Gap], quiet: bool) {
    if quiet || gaps.is_empty() {
        return;
    }
    let mut text: String = gaps.iter().take(TOLD).map(|gap| format!("warning: {}\n", told(gap))).collect();
    if gaps.len() > TOLD {
        text.push_str(&format!("warning: {} more; `ent check sbom` shows them all\n", gaps.len() - TOLD));
    }
    output::error(&text);
}
