//! Which service a path belongs to.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// The paths of several services.
#[derive(Debug, Clone)]
pub struct ServicePaths {
    set: GlobSet,
    /// Service of each glob.
    owners: Vec<usize>,
}

impl ServicePaths {
    /// From the globs of each service. A path without a wildcard stands for itself and all below it.
    ///
    /// # Errors
    /// What is wrong with a glob.
    pub fn new<'s>(services: impl IntoIterator<Item = &'s [String]>) -> Result<ServicePaths, String> {
        let mut builder = GlobSetBuilder::new();
        let mut owners = Vec::new();
        for (service, globs) in services.into_iter().enumerate() {
            for glob in globs {
                for pattern in patterns(glob) {
                    let built = GlobBuilder::new(&pattern).literal_separator(true).build();
                    builder.add(built.map_err(|error| format!("`{glob}` is no glob: {}", error.kind()))?);
                    owners.push(service);
                }
            }
        }
        let set = builder.build().map_err(|error| error.to_string())?;
        Ok(ServicePaths { set, owners })
    }

    /// The services that any of the paths belongs to, each once, in order.
    pub fn touched<'p>(&self, paths: impl IntoIterator<Item = &'p String>) -> Vec<usize> {
        let mut services: Vec<usize> = paths.into_iter().flat_map(|path| self.set.matches(path)).map(|glob| self.owners[glob]).collect();
        services.sort_unstable();
        services.dedup();
        services
    }
}

fn patterns(glob: &str) -> Vec<String> {
    let glob = glob.trim_start_matches("./").trim_end_matches('/');
    match glob.contains(['*', '?', '[', '{']) {
        true => vec![glob.into()],
        false => vec![glob.into(), format!("{glob}/**")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_paths_fan_out_and_a_folder_means_all_below() {
        let globs: [&[String]; 2] =
            [&["services/pay/**".into(), "libs".into()], &["services/web/".into(), "libs/**".into(), "*.md".into()]];
        let paths = ServicePaths::new(globs).unwrap();
        let touched = |path: &str| paths.touched([&path.to_string()]);
        assert_eq!(touched("services/pay/a/b.rs"), [0]);
        assert_eq!(touched("services/web/x"), [1]);
        assert_eq!(touched("libs/money/x"), [0, 1]);
        assert_eq!(touched("README.md"), [1]);
        assert_eq!(touched("docs/README.md"), [0usize; 0]);
        assert!(ServicePaths::new([["a[".to_string()].as_slice()]).is_err());
    }
}
