//! Which file is the configuration.

use std::path::{Path, PathBuf};

use super::ConfigError;

/// Names that are looked for in each directory, up to the one that holds `.git`.
const NAMES: [&str; 4] = ["ent.yaml", ".ent.yaml", ".config/ent.yaml", "ent.yml"];

/// A configuration file: where it lies and how people see it.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) on_disk: PathBuf,
    pub(super) shown: String,
}

pub(super) fn find(root: &Path, named: Option<&Path>) -> Result<Option<Found>, ConfigError> {
    if let Some(named) = named {
        let on_disk = root.join(named);
        if !on_disk.is_file() {
            let help = Some("name an existing file with --config, or use --no-config".to_string());
            return Err(ConfigError::plain(format!("the configuration file {} does not exist", named.display()), help));
        }
        return Ok(Some(Found { on_disk, shown: named.to_string_lossy().replace('\\', "/") }));
    }
    let absolute = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let mut up = String::new();
    for directory in absolute.ancestors() {
        if let Some(found) = in_directory(directory, &up)? {
            return Ok(Some(found));
        }
        if directory.join(".git").exists() {
            break;
        }
        up.push_str("../");
    }
    Ok(None)
}

fn in_directory(directory: &Path, up: &str) -> Result<Option<Found>, ConfigError> {
    let mut found = NAMES.iter().filter(|name| directory.join(name).is_file());
    let Some(first) = found.next() else { return Ok(None) };
    if let Some(second) = found.next() {
        let help = Some("keep one of them, or name one with --config".to_string());
        return Err(ConfigError::plain(format!("two configuration files: {up}{first} and {up}{second}"), help));
    }
    Ok(Some(Found { on_disk: directory.join(first), shown: format!("{up}{first}") }))
}
