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

/// The tokens before the first `#[cfg(test)]`: unit tests stand at the end of their file.
pub(crate) fn without_tests<'t, 's>(tokens: &'t [Token<'s>]) -> &'t [Token<'s>] {
    let marker = ["#", "[", "cfg", "(", "test", ")", "]"];
    let end = tokens.windows(marker.len()).position(|window| window.iter().map(|token| token.text).eq(marker));
    &tokens[..end.unwrap_or(tokens.len())]
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
    fn tests_are_cut_off() {
        let tokens = tokens("fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }");
        assert_eq!(without_tests(&tokens).last().map(|token| token.text), Some("}"));
        assert_eq!(functions(without_tests(&tokens)).len(), 1);
    }
}
