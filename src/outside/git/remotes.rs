//! Where a clone came from.

use super::Git;

impl Git {
    /// The address of a remote as it is configured.
    pub fn address_of(&self, remote: &str) -> Option<String> {
        let remote = self.raw().find_remote(remote).ok()?;
        remote.url().ok().map(str::to_string).filter(|address| !address.is_empty())
    }
}
