//! Which files write comments how.

use super::{BlockMark, LineMark, Special, Start, StringMark, Syntax};

const fn anywhere(mark: &'static str) -> LineMark {
    LineMark { mark, at: Start::Anywhere }
}

const fn after_blank(mark: &'static str) -> LineMark {
    LineMark { mark, at: Start::AfterBlank }
}

const fn line_start(mark: &'static str) -> LineMark {
    LineMark { mark, at: Start::FirstOnLine }
}

const fn block(open: &'static str, close: &'static str) -> BlockMark {
    BlockMark { open, close, nests: false }
}

const fn nested(open: &'static str, close: &'static str) -> BlockMark {
    BlockMark { open, close, nests: true }
}

/// A string of one line with backslash escapes.
const fn string(quote: &'static str) -> StringMark {
    StringMark { open: quote, close: quote, escapes: true, lines: false }
}

/// A string of many lines with backslash escapes.
const fn long(quote: &'static str) -> StringMark {
    StringMark { open: quote, close: quote, escapes: true, lines: true }
}

/// A string in which a backslash is a character like any other. A doubled quote inside it reads as two strings, which is as good.
const fn raw(open: &'static str, close: &'static str) -> StringMark {
    StringMark { open, close, escapes: false, lines: true }
}

const SLASHES: &[LineMark] = &[anywhere("//")];
const STARS: &[BlockMark] = &[block("/*", "*/")];
const C_STRINGS: &[StringMark] = &[string("\""), string("'")];

const fn syntax(line: &'static [LineMark], block: &'static [BlockMark], strings: &'static [StringMark]) -> Syntax {
    Syntax { line, block, strings, special: Special::None }
}

static C: Syntax = syntax(SLASHES, STARS, C_STRINGS);
static TEXT_BLOCKS: Syntax = syntax(SLASHES, STARS, &[long("\"\"\""), string("\""), string("'")]);
static NESTED_C: Syntax = syntax(SLASHES, &[nested("/*", "*/")], &[raw("\"\"\"", "\"\"\""), string("\""), string("'")]);
static DART: Syntax = syntax(SLASHES, STARS, &[long("\"\"\""), long("'''"), string("\""), string("'")]);
static CSHARP: Syntax = syntax(SLASHES, STARS, &[raw("\"\"\"", "\"\"\""), raw("@\"", "\""), string("\""), string("'")]);
static GO: Syntax = syntax(SLASHES, STARS, &[raw("`", "`"), string("\""), string("'")]);
static RUST: Syntax = Syntax { line: SLASHES, block: &[nested("/*", "*/")], strings: &[long("\"")], special: Special::Rust };
static JAVASCRIPT: Syntax =
    Syntax { line: SLASHES, block: STARS, strings: &[long("`"), string("\""), string("'")], special: Special::JavaScript };
static PHP: Syntax = syntax(&[anywhere("//"), anywhere("#")], STARS, &[long("\""), long("'")]);
static TERRAFORM: Syntax = syntax(&[anywhere("#"), anywhere("//")], STARS, &[string("\"")]);
static JSONNET: Syntax = syntax(&[anywhere("#"), anywhere("//")], STARS, &[raw("|||", "|||"), long("\""), long("'")]);
static CSS: Syntax = syntax(&[], STARS, C_STRINGS);
static SCSS: Syntax = syntax(&[after_blank("//")], STARS, C_STRINGS);
static PYTHON: Syntax = syntax(&[anywhere("#")], &[], &[long("\"\"\""), long("'''"), string("\""), string("'")]);
static TOML: Syntax = syntax(&[anywhere("#")], &[], &[long("\"\"\""), raw("'''", "'''"), string("\""), single_raw()]);
static RUBY: Syntax = syntax(&[after_blank("#")], &[block("\n=begin", "\n=end")], &[long("\""), long("'")]);
static HASH: Syntax = syntax(&[anywhere("#")], &[], C_STRINGS);
static YAML: Syntax = syntax(&[after_blank("#")], &[], &[value_quote("\""), value_quote("'")]);
static SHELL: Syntax = syntax(&[after_blank("#")], &[], &[long("\""), raw("'", "'")]);
static POWERSHELL: Syntax = syntax(&[after_blank("#")], &[block("<#", "#>")], &[raw("\"", "\""), raw("'", "'")]);
static NIX: Syntax = syntax(&[anywhere("#")], STARS, &[raw("''", "''"), long("\"")]);
static LINES: Syntax = syntax(&[line_start("#")], &[], &[]);
static INI: Syntax = syntax(&[line_start("#"), line_start(";"), after_blank("#"), after_blank(";")], &[], &[]);
static PROPERTIES: Syntax = syntax(&[line_start("#"), line_start("!")], &[], &[]);
static SQL: Syntax = syntax(&[anywhere("--")], &[nested("/*", "*/")], &[raw("'", "'"), raw("\"", "\"")]);
static MARKUP: Syntax = syntax(&[], &[block("<!--", "-->")], &[]);
static MARKDOWN: Syntax = syntax(&[], &[block("<!--", "-->")], &[raw("```", "```"), raw("~~~", "~~~"), one_line_raw("`")]);
static JINJA: Syntax = syntax(&[], &[block("{#", "#}"), block("<!--", "-->")], &[]);
static HANDLEBARS: Syntax = syntax(&[], &[block("{{!--", "--}}"), block("{{!", "}}"), block("<!--", "-->")], &[]);
static GO_TEMPLATE: Syntax = syntax(&[], &[block("{{/*", "*/}}"), block("{{- /*", "*/ -}}"), block("<!--", "-->")], &[]);
static ERB: Syntax = syntax(&[], &[block("<%#", "%>"), block("<!--", "-->")], &[]);
static LUA: Syntax = syntax(&[anywhere("--")], &[block("--[[", "]]")], &[raw("[[", "]]"), string("\""), string("'")]);
static HASKELL: Syntax = syntax(&[anywhere("--")], &[nested("{-", "-}")], &[string("\"")]);
static LISP: Syntax = syntax(&[anywhere(";")], &[nested("#|", "|#")], &[long("\"")]);
static ERLANG: Syntax = syntax(&[anywhere("%")], &[], &[long("\"")]);
static TEX: Syntax = syntax(&[anywhere("%")], &[], &[]);
static GRAPHQL: Syntax = syntax(&[anywhere("#")], &[], &[long("\"\"\""), string("\"")]);
static JULIA: Syntax = syntax(&[anywhere("#")], &[nested("#=", "=#")], &[long("\"\"\""), string("\"")]);

const fn single_raw() -> StringMark {
    StringMark { open: "'", close: "'", escapes: false, lines: false }
}

const fn one_line_raw(quote: &'static str) -> StringMark {
    StringMark { open: quote, close: quote, escapes: false, lines: false }
}

/// A quote that begins a value of YAML; the lexer takes it only where a value may begin.
const fn value_quote(quote: &'static str) -> StringMark {
    StringMark { open: quote, close: quote, escapes: true, lines: true }
}

pub(crate) fn is_yaml(syntax: &Syntax) -> bool {
    std::ptr::eq(syntax, &YAML)
}

pub(crate) fn of_path(path: &str) -> Option<&'static Syntax> {
    let name = path.rsplit('/').next().unwrap_or(path);
    by_name(name).or_else(|| by_extension(&name.rsplit_once('.')?.1.to_ascii_lowercase()))
}

fn by_name(name: &str) -> Option<&'static Syntax> {
    Some(match name {
        "Makefile" | "GNUmakefile" | "makefile" | "Justfile" | "justfile" | "CMakeLists.txt" => &HASH,
        "Gemfile" | "Rakefile" | "Vagrantfile" | "Podfile" | "Brewfile" | "Fastfile" => &RUBY,
        "BUILD" | "WORKSPACE" | "Tiltfile" | "Snakefile" => &PYTHON,
        "Jenkinsfile" => &TEXT_BLOCKS,
        "Cargo.lock" | "poetry.lock" | "uv.lock" | "Pipfile" => &TOML,
        "CODEOWNERS" | "requirements.txt" | "Procfile" => &LINES,
        "go.mod" | "go.sum" | "go.work" => &C,
        "tsconfig.json" | "jsconfig.json" | "devcontainer.json" => &C,
        _ if name.starts_with("Dockerfile") || name.ends_with(".Dockerfile") || name.starts_with("Containerfile") => &LINES,
        _ if name.starts_with(".env") || name.ends_with(".env") => &LINES,
        _ if name.starts_with("tsconfig.") && name.ends_with(".json") => &C,
        _ if name.starts_with('.') && name.ends_with("ignore") => &LINES,
        _ => return None,
    })
}

fn by_extension(extension: &str) -> Option<&'static Syntax> {
    Some(match extension {
        "c" | "h" | "cc" | "cpp" | "cxx" | "hpp" | "m" | "mm" | "proto" | "zig" | "v" | "sv" | "sol" | "prisma" | "thrift" | "json5"
        | "jsonc" | "cue" | "wgsl" | "glsl" | "bicep" | "fga" => &C,
        "java" | "groovy" | "gradle" => &TEXT_BLOCKS,
        "kt" | "kts" | "swift" | "scala" | "sc" => &NESTED_C,
        "dart" => &DART,
        "cs" => &CSHARP,
        "go" => &GO,
        "rs" => &RUST,
        "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx" => &JAVASCRIPT,
        "php" => &PHP,
        "tf" | "tfvars" | "hcl" => &TERRAFORM,
        "jsonnet" | "libsonnet" => &JSONNET,
        "css" => &CSS,
        "scss" | "sass" | "less" => &SCSS,
        "py" | "pyi" | "bzl" | "star" | "ex" | "exs" => &PYTHON,
        "toml" => &TOML,
        "rb" | "rake" | "gemspec" => &RUBY,
        "yaml" | "yml" => &YAML,
        "sh" | "bash" | "zsh" | "fish" | "ksh" | "bats" => &SHELL,
        "ps1" | "psm1" | "psd1" => &POWERSHELL,
        "nix" => &NIX,
        "pl" | "pm" | "r" | "mk" | "cmake" | "rego" | "conf" | "tcl" | "awk" | "nim" | "bpf" | "cedarschema" => &HASH,
        "cedar" => &C,
        "jl" => &JULIA,
        "ini" | "cfg" | "editorconfig" | "service" | "timer" | "cnf" => &INI,
        "properties" => &PROPERTIES,
        "sql" | "psql" | "ddl" => &SQL,
        "xml" | "html" | "htm" | "xhtml" | "svg" | "vue" | "svelte" | "xsd" | "xsl" | "csproj" | "props" | "targets" | "pom" => &MARKUP,
        "md" | "markdown" | "mdx" => &MARKDOWN,
        "j2" | "jinja" | "jinja2" | "twig" | "liquid" | "njk" => &JINJA,
        "hbs" | "handlebars" | "mustache" => &HANDLEBARS,
        "tpl" | "gotmpl" | "tmpl" => &GO_TEMPLATE,
        "erb" => &ERB,
        "lua" => &LUA,
        "hs" | "elm" | "adb" | "ads" | "vhdl" | "purs" => &HASKELL,
        "lisp" | "clj" | "cljs" | "edn" | "el" | "scm" | "rkt" | "asm" => &LISP,
        "erl" | "hrl" => &ERLANG,
        "tex" | "bib" | "sty" => &TEX,
        "graphql" | "gql" | "graphqls" => &GRAPHQL,
        _ => return None,
    })
}
