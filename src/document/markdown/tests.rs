use std::sync::Arc;

use super::{Markdown, plain_title};
use crate::{Document, Format, Kind, Limits, Position, Source, SourceId, SyntaxError, parse};

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::new(SourceId(0), "a.md", text))
}

fn read(text: &str) -> Result<Document, SyntaxError> {
    parse(source(text), Format::Markdown, &Limits::default())
}

const RUNBOOK: &str = "\u{feff}---\r\nserviço: checkout\r\ntags: [á, b]\r\n---\r\n# Fila *parada* `x`\r\n\r\nVeja [o painel](https://g.example/d?a=(1) \"Título\") e <https://b.example>.\r\n\r\n\
    ## Passos\r\n\r\n1. Rode `kubectl get pods` e\r\n   espere\r\n   - [x] item de [dentro][ref]\r\n2. Avise https://c.example/x_y_z, por favor\r\n\r\n\
    ```Bash title=\"é\"\r\necho é\r\n```\r\n\r\n### Passos\r\n\r\n![alt *a*](img/é.png)\r\n\r\n## Fim\r\n<a id=\"topo\"></a>\r\n\r\n[REF]: <../outro arquivo.md#passos>\r\n";

#[test]
fn everything_is_found_with_its_place() {
    let source = source(RUNBOOK);
    let markdown = Markdown::read(&source);
    let headings: Vec<_> = markdown.headings.iter().map(|h| (h.level, h.text.as_str(), h.anchor.as_str(), source.slice(h.span))).collect();
    assert_eq!(
        headings,
        [
            (1, "Fila parada x", "fila-parada-x", "# Fila *parada* `x`"),
            (2, "Passos", "passos", "## Passos"),
            (3, "Passos", "passos-1", "### Passos"),
            (2, "Fim", "fim", "## Fim"),
        ]
    );
    let links: Vec<_> = markdown.links.iter().map(|l| (l.text.as_str(), l.target.as_str(), source.slice(l.target_span), l.image)).collect();
    assert_eq!(
        links,
        [
            ("o painel", "https://g.example/d?a=(1)", "https://g.example/d?a=(1)", false),
            ("https://b.example", "https://b.example", "https://b.example", false),
            ("dentro", "../outro arquivo.md#passos", "../outro arquivo.md#passos", false),
            ("https://c.example/x_y_z", "https://c.example/x_y_z", "https://c.example/x_y_z", false),
            ("alt a", "img/é.png", "img/é.png", true),
        ]
    );
    let [block] = &markdown.code_blocks[..] else { panic!("{:?}", markdown.code_blocks) };
    assert_eq!((block.language.as_str(), block.info.as_str(), block.text.as_str()), ("bash", "Bash title=\"é\"", "echo é\n"));
    assert_eq!(source.slice(block.text_span).trim_end(), "echo é");
    assert!(source.slice(block.span).starts_with("```Bash") && source.slice(block.span).ends_with("```"));
    assert!(markdown.has_anchor("TOPO") && markdown.has_anchor("passos-1") && !markdown.has_anchor("nada"));
}

#[test]
fn list_items_know_their_text_code_links_and_section() {
    let source = source(RUNBOOK);
    let markdown = Markdown::read(&source);
    let [first, inner, second] = &markdown.list_items[..] else { panic!("{:?}", markdown.list_items) };
    assert_eq!((first.text.as_str(), first.ordered, first.depth), ("Rode kubectl get pods e espere", true, 0));
    assert_eq!((first.codes[0].text.as_str(), source.slice(first.codes[0].span)), ("kubectl get pods", "`kubectl get pods`"));
    assert_eq!((inner.text.as_str(), inner.checked, inner.depth, inner.ordered), ("item de dentro", Some(true), 1, false));
    assert_eq!(inner.links.iter().map(|&n| markdown.links[n].text.as_str()).collect::<Vec<_>>(), ["dentro"]);
    assert!(first.links.is_empty());
    assert_eq!(second.text, "Avise https://c.example/x_y_z, por favor");
    assert_eq!(second.heading.map(|number| markdown.headings[number].text.as_str()), Some("Passos"));
    assert_eq!(source.position(second.span.start), Position { line: 14, column: 1 });
}

#[test]
fn sections_end_at_the_next_heading_of_their_rank() {
    let source = source(RUNBOOK);
    let markdown = Markdown::read(&source);
    let steps = markdown.section("PASSOS").unwrap();
    assert_eq!(markdown.list_items_in(steps.body).count(), 3);
    assert_eq!(markdown.code_blocks_in(steps.body).count(), 1);
    assert_eq!(markdown.links_in(steps.body).count(), 3);
    assert_eq!(markdown.links_in(steps.own).count(), 2);
    assert!(source.slice(markdown.section("Fim").unwrap().body).contains("topo"));
    assert_eq!(markdown.section("nada"), None);
    for (title, plain) in
        [("2. Impacto:", "impacto"), ("3) Ação", "ação"), ("1.2 Passos", "passos"), ("🚨 Alerta!", "alerta"), ("5xx", "5xx"), ("§", "§")]
    {
        assert_eq!(plain_title(title), plain);
    }
}

#[test]
fn the_tree_reaches_all_of_it() {
    let document = read(RUNBOOK).unwrap();
    let root = document.root();
    let written = |pointer: &str| document.source().slice(document.at_pointer(pointer).unwrap().span());
    assert_eq!(written("/front_matter/serviço"), "checkout");
    assert_eq!(written("/front_matter/tags/0"), "á");
    assert_eq!(document.position(document.at_pointer("/front_matter/tags/0").unwrap().span().start), Position { line: 3, column: 8 });
    assert_eq!(written("/headings/2"), "### Passos");
    assert_eq!(document.at_pointer("/headings/2/level").unwrap().as_i64(), Some(3));
    assert_eq!(document.at_pointer("/headings/2/anchor").unwrap().text(), "passos-1");
    assert_eq!(written("/links/0/target"), "https://g.example/d?a=(1)");
    assert_eq!(document.at_pointer("/code_blocks/0/language").unwrap().text(), "bash");
    assert_eq!(document.at_pointer("/list_items/1/section").unwrap().text(), "Passos");
    assert_eq!(document.at_pointer("/links/4/image").unwrap().as_bool(), Some(true));
    assert_eq!(root.entries().len(), 5);
    assert!(document.duplicates().is_empty());
}

#[test]
fn front_matter_is_told_from_a_line_across() {
    let kind = |text: &str| read(text).unwrap().root().get("front_matter").map(|node| node.kind());
    assert_eq!(kind("---\na: 1\n---\n"), Some(Kind::Mapping));
    assert_eq!(kind("+++\na = 1\n+++\n# x"), Some(Kind::Mapping));
    assert_eq!(kind("---\n---\n"), Some(Kind::Null));
    assert_eq!(kind("---\n\nJust text, no settings\n\n---\n"), None);
    assert_eq!(kind("---\na: 1\n"), None);
    assert_eq!(kind("# x\n---\na: 1\n---\n"), None);
    assert_eq!(kind(""), None);
    let error = read("---\na: 1\nb: c: d\n---\n# x\n").unwrap_err();
    assert_eq!(error.position, Position { line: 3, column: 5 });
    let error = read("+++\na = 1\nb = \n+++\n").unwrap_err();
    assert_eq!(error.position.line, 3);
}

#[test]
fn hostile_texts_are_read_in_time() {
    let started = std::time::Instant::now();
    for text in [
        "[".repeat(50_000),
        "> ".repeat(20_000),
        "- ".repeat(5_000),
        "*a ".repeat(50_000),
        "`".repeat(50_000),
        "![a](".repeat(20_000),
        "<a ".repeat(50_000),
    ] {
        let document = read(&text).unwrap();
        assert!(document.root().is_mapping());
    }
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
