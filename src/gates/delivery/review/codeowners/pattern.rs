//! Patterns of CODEOWNERS. GitHub reads those of gitignore without negation, ranges and an escaped `#`; GitLab reads shell patterns.

use regex::Regex;

use super::Host;

/// A pattern that can be matched with paths.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    /// What every path that matches begins with.
    prefix: String,
    expression: Regex,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Why no path can match it.
    pub(crate) fn new(text: &str, host: Host) -> Result<Pattern, String> {
        let (prefix, expression) = match host {
            Host::GitHub => {
                refuse(text)?;
                (prefix(text), github(text))
            }
            Host::GitLab => {
                let text = normal(text);
                (prefix(&text), gitlab(&text))
            }
        };
        let expression = Regex::new(&expression).map_err(|_| "it is too large".to_string())?;
        Ok(Pattern { prefix, expression })
    }

    /// Whether a path of a file, relative to the top of the repository, matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        path.starts_with(&self.prefix) && self.expression.is_match(path)
    }

    /// The first folder of every path that matches, where there is one.
    pub(crate) fn first_folder(&self) -> Option<&str> {
        self.prefix.split_once('/').map(|(folder, _)| folder)
    }
}

/// What GitHub's documentation names as having no meaning.
fn refuse(text: &str) -> Result<(), String> {
    let why = if text.starts_with('!') {
        "GitHub knows no negation (`!`) in CODEOWNERS"
    } else if text.starts_with("\\#") {
        "GitHub knows no escaped `#` at the start of a pattern"
    } else if text.contains(['[', ']']) {
        "GitHub knows no ranges and no sections (`[ ]`) in CODEOWNERS"
    } else if text.contains("***") {
        "three asterisks in a row mean nothing"
    } else {
        return Ok(());
    };
    Err(why.into())
}

/// The literal start of a pattern that is bound to the top.
fn prefix(text: &str) -> String {
    let anchored = text.trim_end_matches('/').contains('/');
    let text = text.strip_prefix('/').unwrap_or(text);
    let end = text.find(['*', '?', '[', '\\']).unwrap_or(text.len());
    // The last literal segment may be a folder or a file: only whole folders are sure.
    let end = text[..end].rfind('/').map_or(0, |slash| slash + 1);
    if anchored { text[..end].to_string() } else { String::new() }
}

/// The regular expression of a pattern of GitHub. A slash at the start or in the middle binds it to the top; a folder means all below it,
/// `folder/*` only the files that lie in it.
fn github(text: &str) -> String {
    let bound = text.trim_end_matches('/').contains('/');
    let body = text.trim_matches('/');
    if body.is_empty() {
        // `/` alone matches nothing: `$^` needs the end before the start.
        return "^[^\\s\\S]$".into();
    }
    let mut out = String::from(if bound || body == "**" { "^" } else { "^(?:.*/)?" });
    let segments: Vec<&str> = body.split('/').collect();
    let last = segments.len() - 1;
    let mut needs_slash = false;
    for (at, segment) in segments.iter().enumerate() {
        if *segment == "**" {
            out.push_str(match (at, at == last) {
                (0, true) => ".+",
                (0, false) => "(?:.+/)?",
                (_, true) => "/.+",
                (_, false) => "(?:/.+)?",
            });
            needs_slash = at > 0;
            continue;
        }
        if needs_slash {
            out.push('/');
        }
        out.push_str(&segment_expression(segment, Host::GitHub));
        needs_slash = true;
    }
    out.push_str(match (text.ends_with('/'), segments[last]) {
        (true, "**") | (false, "*" | "**") => "$",
        (true, _) => "/.*$",
        (false, _) => "(?:/.*)?$",
    });
    out
}

/// How GitLab spells a pattern before it matches: relative patterns match at any depth, a folder all below it.
fn normal(text: &str) -> String {
    if text == "*" {
        return "/**/*".into();
    }
    let text = text.strip_prefix("\\#").map_or_else(|| text.to_string(), |rest| format!("#{rest}"));
    let text = if text.starts_with('/') { text } else { format!("/**/{text}") };
    if text.ends_with('/') { format!("{text}**/*") } else { text }
}

/// The regular expression of a normal pattern of GitLab: `**/` is any number of folders, `*` stays inside one.
fn gitlab(text: &str) -> String {
    let mut out = String::from("^");
    let segments: Vec<&str> = text.trim_start_matches('/').split('/').collect();
    let last = segments.len() - 1;
    for (at, segment) in segments.iter().enumerate() {
        match (*segment, at == last) {
            ("**", false) => out.push_str("(?:[^/]+/)*"),
            (segment, end) => {
                out.push_str(&segment_expression(segment, Host::GitLab));
                out.push_str(if end { "" } else { "/" });
            }
        }
    }
    out + "$"
}

/// One segment: `*`, `?`, escapes, and on GitLab ranges.
fn segment_expression(segment: &str, host: Host) -> String {
    if segment == "*" {
        return "[^/]+".into();
    }
    let mut out = String::new();
    let mut rest = segment.chars();
    while let Some(next) = rest.next() {
        match next {
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '\\' => rest.next().into_iter().for_each(|escaped| out.push_str(&regex::escape(&escaped.to_string()))),
            '[' if host == Host::GitLab && rest.as_str().get(1..).is_some_and(|after| after.contains(']')) => {
                out.push_str(&range(&mut rest));
            }
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    out
}

/// A range after its `[`: `a-z]`, `!ab]`, `^ab]`.
fn range(rest: &mut std::str::Chars<'_>) -> String {
    let text = rest.as_str();
    let negated = text.starts_with(['!', '^']);
    let inside = if negated { &text[1..] } else { text };
    let end = inside.find(']').unwrap_or(inside.len());
    let class: String = inside[..end].chars().map(|c| if "\\[^&~".contains(c) { format!("\\{c}") } else { c.to_string() }).collect();
    *rest = inside.get(end + 1..).unwrap_or_default().chars();
    match (class.is_empty(), negated) {
        (true, _) => String::new(),
        (false, true) => format!("[^/{class}]"),
        (false, false) => format!("[{class}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: Host, table: &[(&str, &[&str], &[&str])]) {
        for (pattern, yes, no) in table {
            let pattern_of = Pattern::new(pattern, host).unwrap();
            yes.iter().for_each(|path| assert!(pattern_of.matches(path), "{pattern} must match {path}"));
            no.iter().for_each(|path| assert!(!pattern_of.matches(path), "{pattern} must not match {path}"));
        }
    }

    #[test]
    fn patterns_of_github_as_its_documentation_has_them() {
        check(
            Host::GitHub,
            &[
                ("*", &["a", "a/b/c.rs"], &[]),
                ("**", &["a", "a/b"], &[]),
                ("*.js", &["web/app.js", "app.js"], &["web/app.ts"]),
                ("/build/logs/", &["build/logs/a/b.txt"], &["x/build/logs/b.txt", "build/logs"]),
                ("docs/*", &["docs/start.md"], &["docs/build/app.md", "x/docs/a.md"]),
                ("/*", &["README.md"], &["docs/README.md"]),
                ("apps/", &["x/apps/a.rs", "apps/b"], &["apps", "myapps/a"]),
                ("/docs/", &["docs/a/b.md"], &["x/docs/a.md"]),
                ("**/logs", &["build/logs/a.txt", "logs/a"], &["build/logsa.txt"]),
                ("/apps/github", &["apps/github", "apps/github/x.rs"], &["apps/githubs"]),
                ("a/**/b.rs", &["a/b.rs", "a/x/y/b.rs"], &["x/a/b.rs"]),
                ("/src/**", &["src/a/b", "src/a"], &["lib/src/a", "src"]),
                ("/src/**/", &["src/a/b"], &["lib/a"]),
                ("a?.rs", &["x/ab.rs"], &["a/.rs"]),
                ("with\\ space.md", &["docs/with space.md"], &["with.md"]),
                ("/", &[], &["a", ""]),
            ],
        );
        for refused in ["!docs/", "docs/[ab].md", "\\#a", "***/a", "[Docs]"] {
            assert!(Pattern::new(refused, Host::GitHub).is_err(), "{refused}");
        }
    }

    #[test]
    fn patterns_of_gitlab_as_its_documentation_has_them() {
        check(
            Host::GitLab,
            &[
                ("*", &["a", ".x/b"], &[]),
                ("README.md", &["README.md", "a/b/README.md"], &["README.md/x"]),
                ("internal/README.md", &["internal/README.md", "docs/api/internal/README.md"], &["README.md"]),
                ("/docs", &["docs"], &["docs/a.md"]),
                ("/docs/", &["docs/a.md", "docs/a/b.md"], &["x/docs/a.md", "docs"]),
                ("/docs/*", &["docs/a.md"], &["docs/a/b.md"]),
                ("/docs/**", &["docs/a.md"], &["docs/a/b.md"]),
                ("/docs/**/*.md", &["docs/a.md", "docs/a/b/c.md"], &["docs/a.txt"]),
                ("lib/", &["x/lib/a", "lib/a/b"], &["lib"]),
                ("/a[bc].rb", &["ab.rb", "ac.rb"], &["ad.rb"]),
                ("/a[!bc].rb", &["ad.rb"], &["ab.rb"]),
                ("\\#pound.rb", &["#pound.rb"], &["pound.rb"]),
                ("a\\ b/", &["a b/c"], &["a/b/c"]),
            ],
        );
    }

    #[test]
    fn the_first_folder_is_known_where_a_pattern_is_bound_to_the_top() {
        let first = |text: &str, host| Pattern::new(text, host).unwrap().first_folder().map(str::to_string);
        assert_eq!(first("/services/pay/", Host::GitHub).as_deref(), Some("services"));
        assert_eq!(first("services/*/x", Host::GitHub).as_deref(), Some("services"));
        assert_eq!(first("/serv*/x", Host::GitHub), None);
        assert_eq!(first("apps/", Host::GitHub), None);
        assert_eq!(first("/services/pay/", Host::GitLab).as_deref(), Some("services"));
        assert_eq!(first("services/pay/", Host::GitLab), None);
    }
}
