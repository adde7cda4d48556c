//! Links lead somewhere.

use outside::web::{Answer, probe};
use rule::{Context, NotJudged, Place, Sink};

use crate::prose::Page;
use crate::runbooks::Operations;

pub(super) fn dead<'d>(model: &Operations<'d>, cx: &Context<'d>, sink: &mut Sink) {
    let mut urls = Vec::new();
    for page in model.runbooks.iter().chain(&model.postmortems) {
        for (target, place) in targets(page) {
            match judge(&target, page, model, cx) {
                Link::Alive => {}
                Link::Web => urls.push((target, place)),
                Link::Dead(why) => {
                    sink.report(place, why).subject(target);
                }
            }
        }
        related(page, model, cx, sink);
    }
    of_the_web(&urls, cx, sink);
}

/// Links to the web are opened only where the user asked for it: a run of its own accord stays at home.
fn of_the_web(urls: &[(String, Place<'_>)], cx: &Context<'_>, sink: &mut Sink) {
    let Some((first, _)) = urls.first() else { return };
    let unseen = match urls.len() {
        1 => format!("a link to the web was not opened: {first}"),
        count => format!("{count} links to the web were not opened, such as {first}"),
    };
    let fix = match cx.setting_bool("check_urls") {
        Some(false) => return,
        Some(true) if !cx.offline() => return open_all(urls, sink),
        Some(true) => "run without --offline",
        None => "set `gates.runbooks.check_urls` in ent.yaml: true opens them, false leaves them out",
    };
    sink.not_judged(NotJudged::surroundings(unseen, fix));
}

fn open_all(urls: &[(String, Place<'_>)], sink: &mut Sink) {
    let answers = match probe(urls.iter().map(|(url, _)| address(url))) {
        Ok(answers) => answers,
        Err(why) => {
            sink.not_judged(NotJudged::surroundings(format!("links to the web were not opened: {why}"), "try again"));
            return;
        }
    };
    for (url, place) in urls {
        match answers.get(&address(url)) {
            Some(Answer::There) => {}
            Some(Answer::Gone(status)) => {
                sink.report(*place, format!("the link {url} is dead: the server answers {status}")).subject(url.clone());
            }
            Some(Answer::Unknown(why)) => sink.not_judged(NotJudged::surroundings(format!("whether {url} is there: {why}"), "try again")),
            None => sink.not_judged(NotJudged::surroundings(format!("whether {url} is there"), "try again")),
        }
    }
}

/// What is asked for: without the anchor, which servers never see; `//host` means the same as `https://host`.
fn address(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url);
    if url.starts_with("//") { format!("https:{url}") } else { url.to_string() }
}

enum Link {
    Alive,
    Web,
    Dead(String),
}

/// Links of the text, and those of the front matter.
fn targets<'d>(page: &Page<'d>) -> Vec<(String, Place<'d>)> {
    let text = page.blocks().flat_map(|block| &block.links).map(|link| (link.target.clone(), link.place));
    let dashboards = page.list("dashboards").into_iter().map(|node| {
        let node = node.get("url").or_else(|| node.get("link")).unwrap_or(node);
        (node.text().trim().to_string(), Place::Node(node))
    });
    text.chain(dashboards).filter(|(target, _)| !target.is_empty()).collect()
}

fn judge(target: &str, page: &Page<'_>, model: &Operations<'_>, cx: &Context<'_>) -> Link {
    if target.starts_with("//") || target.starts_with("http://") || target.starts_with("https://") {
        return Link::Web;
    }
    // Addresses of other kinds (`mailto:`, `slack:`, `tel:`) and templates are not for following.
    if has_scheme(target) || target.contains("{{") || target.contains("${") {
        return Link::Alive;
    }
    let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = decode(path.split('?').next().unwrap_or(path));
    let Some(path) = resolve(page.path, &path) else {
        return Link::Dead(format!("the link {target} leads out of this tree"));
    };
    if path != page.path && !cx.exists(if path.is_empty() { "." } else { &path }) {
        return Link::Dead(format!("the link {target} is dead: there is no {path}"));
    }
    if anchor.is_empty() || has_anchor(&path, &decode(anchor), page, model, cx) {
        return Link::Alive;
    }
    Link::Dead(format!("the link {target} is dead: {path} has no heading #{anchor}"))
}

fn has_scheme(target: &str) -> bool {
    let scheme = target.split(':').next().unwrap_or("");
    scheme.len() > 1 && scheme.len() < target.len() && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-'))
}

/// The path that a link from a file means, from the root of the tree; `None` where it leaves the tree.
fn resolve(from: &str, link: &str) -> Option<String> {
    if link.is_empty() {
        return Some(from.to_string());
    }
    let folder = if link.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a file has an anchor. Only Markdown is looked into; lines of code (`#L10`) are taken on trust.
fn has_anchor(path: &str, anchor: &str, page: &Page<'_>, model: &Operations<'_>, cx: &Context<'_>) -> bool {
    if !path.ends_with(".md") && !path.ends_with(".markdown") {
        return true;
    }
    let has = |page: &Page<'_>| page.anchors.iter().any(|known| known == anchor || *known == anchor.to_lowercase());
    if path == page.path {
        return has(page);
    }
    match model.runbooks.iter().chain(&model.postmortems).find(|known| known.path == path) {
        Some(known) => has(known),
        None => match cx.text(path) {
            Ok(source) => has(&Page::markdown(source.path(), source, None)),
            Err(why) => {
                cx.not_judged(NotJudged::surroundings(format!("the link to {path}#{anchor}: {why}"), "mend that file"));
                true
            }
        },
    }
}

/// `%20` and its like.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_string())
}

/// `related` names other runbooks, by id or path.
fn related(page: &Page<'_>, model: &Operations<'_>, cx: &Context<'_>, sink: &mut Sink) {
    for node in page.list("related") {
        let name = node.text().trim();
        if name.is_empty() || name.contains("://") || model.runbook(name).is_some() {
            continue;
        }
        let there = resolve(page.path, name).is_some_and(|path| cx.exists(&path));
        if !there {
            sink.report(node, format!("the related runbook {name} does not exist"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_followed_from_the_folder_of_the_file() {
        assert_eq!(resolve("docs/runbooks/a.md", "../slo.yaml").as_deref(), Some("docs/slo.yaml"));
        assert_eq!(resolve("docs/runbooks/a.md", "/README.md").as_deref(), Some("README.md"));
        assert_eq!(resolve("docs/runbooks/a.md", "").as_deref(), Some("docs/runbooks/a.md"));
        assert_eq!(resolve("a.md", "../b.md"), None);
    }

    #[test]
    fn escapes_are_decoded() {
        assert_eq!(decode("plano%20b.md"), "plano b.md");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("revers%C3%A3o"), "reversão");
    }

    #[test]
    fn a_scheme_is_more_than_a_letter() {
        assert!(has_scheme("mailto:a@example.com") && has_scheme("slack://channel"));
        assert!(!has_scheme("docs/a.md") && !has_scheme("c:d"));
    }
}
