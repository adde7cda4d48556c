//! How owners are spelt.

use document::Span;

use super::{Host, Owner};

/// Owners of words, each with what is wrong with it.
pub(super) fn read(words: &[(String, Span)], host: Host) -> Vec<Owner> {
    words.iter().map(|(text, span)| Owner { text: text.clone(), span: *span, fault: fault(text, host) }).collect()
}

/// What is wrong with the spelling of an owner: `@user`, `@organisation/team` (GitLab: `@group/sub/group`, `@@role`) or an address.
fn fault(owner: &str, host: Host) -> Option<&'static str> {
    if let Some(role) = owner.strip_prefix("@@") {
        return role_fault(role, host);
    }
    if let Some(name) = owner.strip_prefix('@') {
        let parts: Vec<&str> = name.split('/').collect();
        let deep = host == Host::GitHub && parts.len() > 2;
        return (deep || !parts.iter().all(|part| plain(part))).then_some("it is neither @user nor @organisation/team");
    }
    match owner.split_once('@') {
        None => Some("an owner begins with @, or is an address"),
        Some((user, domain)) => {
            let parts: Vec<&str> = domain.split('.').collect();
            let good = !user.is_empty() && parts.len() > 1 && parts.iter().all(|part| plain(part));
            (!good).then_some("it is no address")
        }
    }
}

fn role_fault(role: &str, host: Host) -> Option<&'static str> {
    if host == Host::GitHub {
        return Some("GitHub knows no roles (`@@`)");
    }
    let role = role.to_ascii_lowercase();
    let known = ["developer", "maintainer", "owner"].contains(&role.strip_suffix('s').unwrap_or(&role));
    (!known).then_some("it is no role: @@developer, @@maintainer or @@owner")
}

fn plain(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_owners() {
        for good in ["@ana", "@acme/team-a", "@ana_acme", "ana@example.com", "ana+x@mail.example.org"] {
            assert_eq!(fault(good, Host::GitHub), None, "{good}");
        }
        for bad in ["ana", "@", "@acme/", "@/team", "@acme/a/b", "ana@", "@ana,", "a@b@c.d", "@@owner", "a@b", "<ana@example.com>"] {
            assert!(fault(bad, Host::GitHub).is_some(), "{bad}");
        }
        for good in ["@acme/sub/team", "@@maintainers", "@@Owner"] {
            assert_eq!(fault(good, Host::GitLab), None, "{good}");
        }
        assert!(fault("@@guest", Host::GitLab).is_some());
    }
}
