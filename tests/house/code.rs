//! Rust as far as the house's rules need it: code without its comments and the insides of its literals, cut into words
//! and signs that remember their line.

/// A word or a sign of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) text: &'t str,
    pub(crate) line: usize,
}

/// The words and signs of `text`; comments are left out, a literal is one token.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = text[at..].chars().next() {
        let length = length(&text[at..], first);
        let piece = &text[at..at + length];
        if !first.is_whitespace() && !piece.starts_with("//") && !piece.starts_with("/*") {
            found.push(Token { text: piece, line });
        }
        line += piece.matches('\n').count();
        at += length;
    }
    found
}

/// How many bytes belong together at the start of `rest`.
fn length(rest: &str, first: char) -> usize {
    match first {
        '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
        '/' if rest.starts_with("/*") => block_comment(rest),
        '"' => quoted(rest, 1, '"'),
        '\'' => character_or_lifetime(rest),
        _ if first == '_' || first.is_alphanumeric() => word_or_literal(rest),
        _ => first.len_utf8(),
    }
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if rest[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// The end of a literal that began before `start` and ends at the next `end` without a backslash.
fn quoted(rest: &str, start: usize, end: char) -> usize {
    let mut escaped = false;
    for (at, character) in rest[start..].char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == end => return start + at + end.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

fn character_or_lifetime(rest: &str) -> usize {
    let mut characters = rest[1..].chars();
    match (characters.next(), characters.next()) {
        (Some('\\'), _) | (Some(_), Some('\'')) => quoted(rest, 1, '\''),
        _ => 1 + rest[1..].find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len() - 1),
    }
}

fn word_or_literal(rest: &str) -> usize {
    let word = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
    let after = &rest[word..];
    match &rest[..word] {
        "r" | "br" | "cr" if after.starts_with(['"', '#']) => raw(rest, word).unwrap_or(word),
        "b" | "c" if after.starts_with('"') => quoted(rest, word + 1, '"'),
        "b" if after.starts_with('\'') => quoted(rest, word + 1, '\''),
        _ => word,
    }
}

/// A raw string; nothing for a raw identifier such as `r#type`.
fn raw(rest: &str, start: usize) -> Option<usize> {
    let hashes = rest[start..].bytes().take_while(|&byte| byte == b'#').count();
    let open = start + hashes;
    let body = rest[open..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&end).map_or(rest.len(), |at| open + 1 + at + end.len()))
}

const TEST_ONLY: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

/// A module that exists only in tests: where its name stands, and the file that `#[path]` gives it.
struct TestModule<'t> {
    name: usize,
    file: Option<&'t str>,
}

/// The module that the tokens at `at` declare for tests only, if they do.
fn test_module<'t>(tokens: &[Token<'t>], at: usize) -> Option<TestModule<'t>> {
    let text = |index: usize| tokens.get(index).map_or("", |token| token.text);
    if (0..TEST_ONLY.len()).any(|offset| text(at + offset) != TEST_ONLY[offset]) {
        return None;
    }
    let (mut next, mut file) = (at + TEST_ONLY.len(), None);
    while text(next) == "#" {
        if text(next + 2) == "path" {
            file = Some(text(next + 4).trim_matches('"'));
        }
        next += tokens.get(next..)?.iter().position(|token| token.text == "]")? + 1;
    }
    (text(next) == "mod").then_some(TestModule { name: next + 1, file })
}

/// The tokens that end up in the program: without modules that exist only in tests.
pub(crate) fn without_tests<'t>(tokens: &[Token<'t>]) -> Vec<Token<'t>> {
    let (mut kept, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        match test_module(tokens, at) {
            Some(module) => at = after(tokens, module.name + 1),
            None => {
                kept.push(tokens[at]);
                at += 1;
            }
        }
    }
    kept
}

/// Behind the `;` or the block at `at`.
fn after(tokens: &[Token<'_>], at: usize) -> usize {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate().skip(at) {
        match token.text {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    tokens.len()
}

/// The files, without `.rs`, of the modules that `path` declares for tests only.
pub(crate) fn test_files(path: &str, tokens: &[Token<'_>]) -> Vec<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let own = match path.rsplit('/').next() {
        Some("mod.rs" | "lib.rs" | "main.rs") => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    };
    let modules = (0..tokens.len()).filter_map(|at| test_module(tokens, at));
    let files = modules.map(|module| match module.file {
        Some(file) => format!("{folder}/{}", file.trim_end_matches(".rs")),
        None => format!("{own}/{}", tokens.get(module.name).map_or("", |name| name.text)),
    });
    files.collect()
}

/// A function with a body: its name, the line of `fn`, and how many lines it takes up to its closing brace.
pub(crate) struct Function<'t> {
    pub(crate) name: &'t str,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

/// Every function with a body, inner ones too.
pub(crate) fn functions<'t>(tokens: &[Token<'t>]) -> Vec<Function<'t>> {
    let mut found = Vec::new();
    for (index, pair) in tokens.windows(2).enumerate() {
        let [word, name] = pair else { continue };
        let named = name.text.starts_with(|c: char| c == '_' || c.is_alphabetic());
        if word.text != "fn" || !named {
            continue;
        }
        if let Some(end) = body_end(&tokens[index..]) {
            found.push(Function { name: name.text, line: word.line, lines: end - word.line + 1 });
        }
    }
    found
}

/// The line of the brace that closes the body of the function `tokens` begins with; nothing when it has no body.
fn body_end(tokens: &[Token<'_>]) -> Option<usize> {
    let (mut braces, mut others) = (0usize, 0usize);
    for token in tokens {
        match token.text {
            "(" | "[" => others += 1,
            ")" | "]" => others = others.checked_sub(1)?,
            ";" if braces == 0 && others == 0 => return None,
            "{" => braces += 1,
            "}" => {
                braces = braces.checked_sub(1)?;
                if braces == 0 && others == 0 {
                    return Some(token.line);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(code: &str) -> Vec<&str> {
        tokens(code).into_iter().map(|token| token.text).collect()
    }

    #[test]
    fn literals_and_comments_hide_their_insides() {
        let code = r##"a /* { /* fn */ } */ "fn \" {" b'{' 'x' '\'' r#"fn " {"# b"}" 'life // fn {
        r#type é"##;
        let expected = ["a", r#""fn \" {""#, "b'{'", "'x'", r"'\''", "r#\"fn \" {\"#", "b\"}\"", "'life", "r", "#", "type", "é"];
        assert_eq!(texts(code), expected);
        assert_eq!(tokens(code).last().map(|token| token.line), Some(2));
    }

    #[test]
    fn functions_are_measured_to_their_closing_brace() {
        let code = "trait T { fn none(&self) -> [u8; 2]; }\nfn one() { let c = '}'; }\nfn three<'a>(x: fn(u8) -> u8)\nwhere u8: Copy {\n}";
        let tokens = tokens(code);
        let found: Vec<_> = functions(&tokens).iter().map(|function| (function.name, function.line, function.lines)).collect();
        assert_eq!(found, [("one", 2, 1), ("three", 3, 3)]);
    }

    #[test]
    fn tests_are_cut_out() {
        let code = "#[cfg(test)] mod one; fn a() {} #[cfg(test)] fn b() {} #[cfg(test)] #[path = \"x/t.rs\"] mod t; \
            #[cfg(test)] mod tests { fn c() {} } fn d() {}";
        let tokens = tokens(code);
        let names: Vec<&str> = functions(&without_tests(&tokens)).iter().map(|function| function.name).collect();
        assert_eq!(names, ["a", "b", "d"]);
        assert_eq!(test_files("src/a/mod.rs", &tokens), ["src/a/one", "src/a/x/t", "src/a/tests"]);
        assert_eq!(test_files("src/a/b.rs", &tokens), ["src/a/b/one", "src/a/x/t", "src/a/b/tests"]);
    }
}
