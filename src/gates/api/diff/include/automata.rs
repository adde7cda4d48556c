//! Patterns as automata, with a budget: membership, inclusion, and the shortest string that tells two sets apart.

use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::{Anchored, Input, MatchKind, util::syntax};

use crate::diff::schema::Text;

/// A compiled pattern; its language is all strings in which the pattern is found.
type Dfa = dense::DFA<Vec<u32>>;

/// Bytes one automaton may take.
const MAX_DFA: usize = 2 << 20;
/// States of a product that are visited before the answer is "unknown".
const MAX_STATES: usize = 20_000;
/// Longest pattern that is compiled.
const MAX_PATTERN: usize = 2_000;

/// What a search in a product of automata found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A string.
    Text(String),
    /// There is none.
    Nothing,
    /// The budget is spent, or a pattern is not regular.
    Unknown,
}

/// Patterns that were compiled.
#[derive(Default)]
pub(crate) struct Automata {
    known: HashMap<Text, Option<Rc<Dfa>>>,
}

/// Strings of a length between two bounds, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
}

impl Automata {
    fn get(&mut self, pattern: &Text) -> Option<Rc<Dfa>> {
        if let Some(known) = self.known.get(pattern) {
            return known.clone();
        }
        let built = build(pattern).map(Rc::new);
        self.known.insert(pattern.clone(), built.clone());
        built
    }

    /// Whether the pattern is found in a text; `None` where the pattern is not understood.
    pub(crate) fn matches(&mut self, pattern: &Text, text: &str) -> Option<bool> {
        let dfa = self.get(pattern)?;
        let mut state = start(&dfa)?;
        for &byte in text.as_bytes() {
            state = dfa.next_state(state, byte);
        }
        Some(dfa.is_match_state(dfa.next_eoi_state(state)))
    }

    /// Whether every string has the pattern.
    pub(crate) fn is_universal(&mut self, pattern: &Text) -> bool {
        if matches!(pattern.as_ref(), "" | ".*" | "^.*$" | "^" | "$" | "^.*" | ".*$") {
            return true;
        }
        self.find(&[], Some(pattern), Lengths { min: 0, max: None }) == Found::Nothing
    }

    /// The shortest string of these lengths that has all `with` and not `without`.
    pub(crate) fn find(&mut self, with: &[Text], without: Option<&Text>, lengths: Lengths) -> Found {
        let Some(any) = self.get(&Text::from("^(?s:.*)$")) else { return Found::Unknown };
        let mut machines = vec![(any, true)];
        for (pattern, wanted) in with.iter().map(|pattern| (pattern, true)).chain(without.map(|pattern| (pattern, false))) {
            match self.get(pattern) {
                Some(dfa) => machines.push((dfa, wanted)),
                None => return Found::Unknown,
            }
        }
        search(&machines, lengths)
    }
}

/// One state of the product: a state of each automaton, and the number of characters so far.
type Joint = (Vec<StateID>, u64);

fn search(machines: &[(Rc<Dfa>, bool)], lengths: Lengths) -> Found {
    if lengths.max.is_some_and(|max| max < lengths.min) {
        return Found::Nothing;
    }
    let Some(states) = machines.iter().map(|(dfa, _)| start(dfa)).collect::<Option<Vec<_>>>() else { return Found::Unknown };
    let bytes = representatives(machines);
    // Beyond the last bound that matters, one more character makes no difference.
    let ceiling = lengths.max.map_or(lengths.min, |max| max.saturating_add(1));
    let mut seen: HashSet<Joint> = HashSet::new();
    let mut parents: Vec<(usize, u8)> = vec![(usize::MAX, 0)];
    let mut queue: VecDeque<(usize, Joint)> = VecDeque::from([(0, (states.clone(), 0))]);
    seen.insert((states, 0));
    while let Some((number, (states, length))) = queue.pop_front() {
        if length >= lengths.min && lengths.max.is_none_or(|max| length <= max) && accepted(machines, &states) {
            return spell(&parents, number).map_or(Found::Unknown, Found::Text);
        }
        for &byte in &bytes {
            let grown = if byte & 0xC0 == 0x80 { length } else { (length + 1).min(ceiling) };
            if lengths.max.is_some_and(|max| grown > max) {
                continue;
            }
            let next: Vec<StateID> = machines.iter().zip(&states).map(|((dfa, _), &state)| dfa.next_state(state, byte)).collect();
            if machines.iter().zip(&next).any(|((dfa, wanted), &state)| *wanted && dfa.is_dead_state(state)) {
                continue;
            }
            let joint = (next, grown);
            if seen.insert(joint.clone()) {
                if seen.len() > MAX_STATES {
                    return Found::Unknown;
                }
                parents.push((number, byte));
                queue.push_back((parents.len() - 1, joint));
            }
        }
    }
    Found::Nothing
}

fn accepted(machines: &[(Rc<Dfa>, bool)], states: &[StateID]) -> bool {
    machines.iter().zip(states).all(|((dfa, wanted), &state)| dfa.is_match_state(dfa.next_eoi_state(state)) == *wanted)
}

fn spell(parents: &[(usize, u8)], mut number: usize) -> Option<String> {
    let mut bytes = Vec::new();
    while number != 0 {
        let (parent, byte) = parents[number];
        bytes.push(byte);
        number = parent;
    }
    bytes.reverse();
    String::from_utf8(bytes).ok()
}

/// One byte of each class that the automata tell apart, readable ones first.
fn representatives(machines: &[(Rc<Dfa>, bool)]) -> Vec<u8> {
    let order = (b'a'..=b'z').chain(b'0'..=b'9').chain(b'A'..=b'Z').chain(b' '..=b'/').chain(0..=255);
    let mut seen = HashSet::new();
    order
        .filter(|&byte| {
            let class: Vec<u8> = machines.iter().map(|(dfa, _)| dfa.byte_classes().get(byte)).collect();
            // A byte that begins a character and one that continues it count differently.
            seen.insert((class, byte & 0xC0 == 0x80))
        })
        .collect()
}

fn start(dfa: &Dfa) -> Option<StateID> {
    dfa.start_state_forward(&Input::new("").anchored(Anchored::Yes)).ok()
}

fn build(pattern: &str) -> Option<Dfa> {
    if pattern.len() > MAX_PATTERN {
        return None;
    }
    let text = format!(r"\A(?s:.)*(?:{})(?s:.)*\z", translate(pattern)?);
    let syntax = syntax::Config::new().unicode(true).utf8(true).nest_limit(80);
    dense::Builder::new()
        .syntax(syntax)
        .thompson(thompson::Config::new().nfa_size_limit(Some(MAX_DFA)).shrink(false))
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(MAX_DFA))
                .determinize_size_limit(Some(2 * MAX_DFA)),
        )
        .build(&text)
        .ok()
}

/// From the dialect of JSON Schema (ECMA-262) to the one of the automata; `None` where a construct has no counterpart.
fn translate(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => escape(&mut out, &mut chars, class)?,
            '[' if class => out.push_str(r"\["),
            '[' => {
                class = true;
                out.push('[');
                if chars.peek() == Some(&'^') {
                    out.push('^');
                    chars.next();
                }
                if chars.peek() == Some(&']') {
                    return None;
                }
            }
            ']' if class => {
                class = false;
                out.push(']');
            }
            // Set operations of the other dialect are plain characters here.
            '&' | '~' | '-' if class && chars.peek() == Some(&c) => {
                out.push('\\');
                out.push(c);
            }
            '(' if !class && chars.peek() == Some(&'?') => {
                let rest: String = chars.clone().take(3).collect();
                if !rest.starts_with("?:")
                    && (!rest.starts_with("?<") || matches!(rest.chars().nth(2), Some('=' | '!')))
                    && !rest.starts_with("?i")
                    && !rest.starts_with("?s")
                {
                    return None;
                }
                out.push('(');
            }
            c => out.push(c),
        }
    }
    (!class).then_some(out)
}

fn escape(out: &mut String, chars: &mut std::iter::Peekable<std::str::Chars<'_>>, class: bool) -> Option<()> {
    let c = chars.next()?;
    let (digits, words, spaces) = ("0-9", "0-9A-Za-z_", r"\t\n\x0B\x0C\r \xA0\x{FEFF}\x{2028}\x{2029}\p{Zs}");
    match c {
        'd' | 'w' | 's' => {
            let set = if c == 'd' {
                digits
            } else if c == 'w' {
                words
            } else {
                spaces
            };
            out.push_str(&if class { set.to_string() } else { format!("[{set}]") });
            // A set begins no range: the hyphen behind it is one.
            if class && chars.next_if_eq(&'-').is_some() {
                out.push_str(r"\-");
            }
        }
        'D' | 'W' | 'S' => {
            let set = if c == 'D' {
                digits
            } else if c == 'W' {
                words
            } else {
                spaces
            };
            out.push_str(&format!("[^{set}]"));
        }
        'u' => {
            let brace = chars.peek() == Some(&'{');
            let hex: String = if brace {
                chars.next();
                chars.by_ref().take_while(|&c| c != '}').collect()
            } else {
                chars.by_ref().take(4).collect()
            };
            u32::from_str_radix(&hex, 16).ok()?;
            out.push_str(&format!("\\x{{{hex}}}"));
        }
        'b' | 'B' if !class => return None,
        '1'..='9' | 'k' | 'c' => return None,
        '0' => out.push_str(r"\x00"),
        'p' | 'P' | 'x' | 'n' | 'r' | 't' | 'f' | 'v' => {
            out.push('\\');
            out.push(c);
        }
        'A' | 'z' | 'Z' | 'a' => out.push(c),
        c if c.is_ascii_alphanumeric() => out.push(c),
        '<' | '>' => out.push(c),
        c if c.is_ascii_punctuation() => {
            out.push('\\');
            out.push(c);
        }
        c => out.push(c),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Lengths = Lengths { min: 0, max: None };

    fn includes(narrow: &str, wide: &str) -> Found {
        Automata::default().find(&[narrow.into()], Some(&wide.into()), ANY)
    }

    #[test]
    fn inclusion_is_decided_by_the_language_not_the_spelling() {
        assert_eq!(includes("^[a-c]+$", "^[a-z]+$"), Found::Nothing);
        assert_eq!(includes("^[a-z]{1,3}$", "^[a-z]+$"), Found::Nothing);
        assert_eq!(includes(r"^\d+$", "^[0-9]*$"), Found::Nothing);
        assert_eq!(includes("^(foo|bar)$", "^(bar|foo)$"), Found::Nothing);
        assert_eq!(includes("abc", "b"), Found::Nothing);
        assert_eq!(includes("^[a-z]+$", "^[a-c]+$"), Found::Text("d".into()));
        assert_eq!(includes(r"^(?=x)", "a"), Found::Unknown);
    }

    #[test]
    fn lengths_take_part() {
        let mut automata = Automata::default();
        let pattern = Text::from("^a*$");
        let short = Text::from("^a{0,3}$");
        assert_eq!(automata.find(std::slice::from_ref(&pattern), Some(&short), Lengths { min: 0, max: Some(3) }), Found::Nothing);
        assert_eq!(automata.find(&[pattern], Some(&short), Lengths { min: 0, max: Some(9) }), Found::Text("aaaa".into()));
    }

    #[test]
    fn everything_is_recognised() {
        let mut automata = Automata::default();
        for pattern in ["", ".*", "^.*$", "^", "a*", "(a|)"] {
            assert!(automata.is_universal(&pattern.into()), "{pattern}");
        }
        for pattern in ["^a", ".+", "^[a-z]*$"] {
            assert!(!automata.is_universal(&pattern.into()), "{pattern}");
        }
    }

    #[test]
    fn hostile_patterns_end_as_unknown() {
        let mut automata = Automata::default();
        for pattern in ["(a?){4000}a{4000}", "((((((((.{60}){60}){60}){60}", "(x+x+)+y{900}[a-z]{900}"] {
            assert!(matches!(automata.find(&[pattern.into()], Some(&"^b$".into()), ANY), Found::Unknown | Found::Text(_)), "{pattern}");
        }
    }

    #[test]
    fn the_dialect_is_the_one_of_json_schema() {
        let mut automata = Automata::default();
        assert_eq!(automata.matches(&r"^\w+\/\d$".into(), "ab/1"), Some(true));
        assert_eq!(automata.matches(&r"^\d$".into(), "٣"), Some(false));
        assert_eq!(automata.matches(&r"^[\w-./:]+$".into(), "a-b/c"), Some(true));
        assert_eq!(automata.matches(&r"é".into(), "caféine"), Some(true));
        assert_eq!(automata.matches(&r"^.$".into(), "é"), Some(true));
    }
}
