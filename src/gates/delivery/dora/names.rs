//! Which service an incident means when it names a deployment.

use std::collections::{BTreeMap, BTreeSet};

use model::delivery::{CausedBy, Deployment, Incident};

/// Names of deployments over all services.
#[derive(Debug, Default)]
pub struct Names {
    services: BTreeMap<CausedByKey, BTreeSet<String>>,
}

type CausedByKey = (u8, String);

impl Names {
    /// The names of all deployments of a feed.
    pub fn of<'d>(deployments: impl IntoIterator<Item = &'d Deployment>) -> Names {
        let mut names = Names::default();
        for deployment in deployments {
            names.note(0, &deployment.id, &deployment.service);
            names.note(1, &deployment.sha, &deployment.service);
            if let Some(version) = &deployment.version {
                names.note(2, version, &deployment.service);
            }
        }
        names
    }

    fn note(&mut self, space: u8, name: &str, service: &str) {
        self.services.entry((space, name.to_ascii_lowercase())).or_default().insert(service.into());
    }

    /// Whether an incident is to be looked at for a service: it hit the service, or it names a deployment that only this service has.
    /// An incident of several services that names a deployment of one of them concerns only that one.
    pub fn concerns(&self, incident: &Incident, service: &str) -> bool {
        let own = incident.services.iter().any(|name| name == service);
        let Some(holders) = self.holders(incident) else {
            return own;
        };
        if incident.services.iter().any(|name| holders.contains(name)) {
            return own && holders.contains(service);
        }
        own || (holders.len() == 1 && holders.contains(service))
    }

    fn holders(&self, incident: &Incident) -> Option<&BTreeSet<String>> {
        let key = match incident.caused_by.as_ref()? {
            CausedBy::Deployment(id) => (0, id),
            CausedBy::Sha(sha) => (1, sha),
            CausedBy::Version(version) => (2, version),
            CausedBy::Pr(_) => return None,
        };
        self.services.get(&(key.0, key.1.to_ascii_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dora::samples::{deployment, incident};

    #[test]
    fn a_named_deployment_decides_the_service() {
        let mut web = deployment("w1", "bb", "2025-01-01T10:00Z");
        web.service = "web".into();
        let names = Names::of(&[deployment("p1", "aa", "2025-01-01T10:00Z"), web]);
        let mut hit = incident("i", "2025-01-01T11:00Z", None);
        hit.services = vec!["pay".into(), "web".into()];
        assert!(names.concerns(&hit, "pay") && names.concerns(&hit, "web"));
        hit.caused_by = Some(CausedBy::Deployment("w1".into()));
        assert!(!names.concerns(&hit, "pay") && names.concerns(&hit, "web"));
        hit.services = vec!["pay".into()];
        assert!(names.concerns(&hit, "web"), "an incident of one service caused by the deployment of another");
    }
}
