//! The mutation suite: a base description, single edits over the whole direction table, every position, both ways, and the verdict that the law
//! asks for.

mod documents;
mod operations;
mod schemas;

use rule::Severity;

use super::change::Change;
use super::law::{Direction, Effect, severity};
use super::policy::Policy;
use super::testing::changes;

/// Shared schemas of every base description.
const SHARED: &str = "
components:
  schemas:
    Name: {type: string, maxLength: 40}
    SameName: {type: string, maxLength: 40}
    Short: {type: string, maxLength: 20}
    Tree: {type: object, properties: {value: {type: integer}, children: {type: array, items: {$ref: '#/components/schemas/Tree'}}}}
    SameTree: {type: object, properties: {children: {type: array, items: {$ref: '#/components/schemas/SameTree'}}, value: {type: integer}}}
    NarrowTree: {type: object, properties: {value: {type: integer, minimum: 0}, children: {type: array, items: {$ref: '#/components/schemas/NarrowTree'}}}}
    Forest: {type: object, properties: {value: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Forest'}}}}
";

/// Where a schema stands: what is sent, by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Request,
    Response,
    WebhookRequest,
    WebhookResponse,
    CallbackRequest,
    CallbackResponse,
}

impl Position {
    const ALL: [Position; 6] = [
        Position::Request,
        Position::Response,
        Position::WebhookRequest,
        Position::WebhookResponse,
        Position::CallbackRequest,
        Position::CallbackResponse,
    ];

    /// Who sends: the provider's own calls swap the directions.
    fn direction(self) -> Direction {
        match self {
            Position::Request | Position::WebhookResponse | Position::CallbackResponse => Direction::Request,
            _ => Direction::Response,
        }
    }

    /// A description with the schema at this place and nothing else that can change.
    fn description(self, version: &str, schema: &str) -> String {
        let body = |schema: &str| format!("{{required: true, content: {{application/json: {{schema: {schema}}}}}}}");
        let answer = |schema: &str| format!("{{'200': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}}}");
        let still = "{type: object, properties: {still: {type: string}}}";
        let moving = format!("{{type: object, properties: {{p: {schema}, still: {{type: string}}}}}}");
        let operation = |request: bool, response: bool| {
            let (a, b) = (if request { &moving } else { still }, if response { &moving } else { still });
            format!("{{requestBody: {}, responses: {}", body(a), answer(b))
        };
        let plain = operation(self == Position::Request, self == Position::Response);
        let hook = operation(self == Position::WebhookRequest, self == Position::WebhookResponse);
        let back = operation(self == Position::CallbackRequest, self == Position::CallbackResponse);
        let webhooks = if version.starts_with("3.0") { "x-webhooks" } else { "webhooks" };
        format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths:\n  /a: {{post: {plain}, callbacks: {{done: {{'{{$request.body#/url}}': {{post: {back}}}}}}}}}}}}}\n{webhooks}:\n  event: {{post: {hook}}}}}\n{SHARED}"
        )
    }
}

/// What an edit weighs for who sends in this direction, forwards and backwards: the law, and the two rows of the table that are policy.
fn wanted(code: char, direction: Direction) -> (Severity, Severity) {
    let request = direction == Direction::Request;
    match code {
        // A property comes; that it goes again is policy in requests, where servers mostly ignore what they do not know.
        '+' => (Severity::Info, if request { Severity::Warning } else { Severity::Info }),
        '!' => (severity(Effect::Narrows, direction), if request { Severity::Warning } else { Severity::Error }),
        // A default that goes changes what the server does.
        'd' => (Severity::Info, if request { Severity::Warning } else { Severity::Info }),
        _ => (severity(effect(code), direction), severity(effect(code).inverted(), direction)),
    }
}

fn effect(code: char) -> Effect {
    match code {
        'n' => Effect::Narrows,
        'w' => Effect::Widens,
        'i' => Effect::Incomparable,
        'u' => Effect::Unknown,
        _ => Effect::None,
    }
}

/// The worst thing that was found.
fn verdict(changes: &[Change]) -> Severity {
    changes.iter().map(|change| change.severity).max().unwrap_or(Severity::Info)
}

fn told(changes: &[Change]) -> String {
    changes.iter().map(|change| format!("\n    {} {:?} {:?}: {}", change.id, change.severity, change.effect, change.message)).collect()
}

/// Runs edits in all positions and both ways; returns what went otherwise than the law says.
fn run(version: &str, edits: &[schemas::Edit]) -> Vec<String> {
    let mut wrong = Vec::new();
    for &(old, new, code) in edits {
        for position in Position::ALL {
            let (forwards, backwards) = wanted(code, position.direction());
            for (from, to, wanted) in [(old, new, forwards), (new, old, backwards)] {
                let found = changes(&position.description(version, from), &position.description(version, to), &Policy::default());
                let listed = found.iter().all(|change| super::ids::listed(&change.id).is_some());
                if verdict(&found) != wanted || !listed {
                    wrong.push(format!("{version} {position:?} {from} → {to}: {wanted} expected{}", told(&found)));
                }
            }
        }
    }
    wrong
}

#[test]
fn edits_of_schemas_weigh_what_the_law_says() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (version, lists) in [("3.0.3", [schemas::COMMON, schemas::OLD]), ("3.1.0", [schemas::COMMON, schemas::MODERN])] {
        for list in lists {
            count += list.len();
            wrong.extend(run(version, list));
        }
    }
    assert!(count >= 300, "only {count} edits");
    assert!(wrong.is_empty(), "{} of {} runs went wrong:\n{}", wrong.len(), count * 12, wrong.join("\n"));
}

#[test]
fn a_new_spelling_of_the_whole_description_is_no_change() {
    for (old, new) in [
        ("{type: string, nullable: true}", "{type: [string, 'null']}"),
        ("{type: number, maximum: 5, exclusiveMaximum: true}", "{type: number, exclusiveMaximum: 5}"),
        ("{type: string, nullable: true, enum: [a, null]}", "{enum: [a, null]}"),
        ("{type: integer, format: int32, minimum: 1}", "{type: integer, format: int32, minimum: 1}"),
        ("{type: string, nullable: true}", "{oneOf: [{type: string}, {type: 'null'}]}"),
    ] {
        for position in Position::ALL {
            let found = changes(&position.description("3.0.3", old), &position.description("3.1.0", new), &Policy::default());
            assert_eq!(verdict(&found), Severity::Info, "{position:?} {old} → {new}{}", told(&found));
        }
    }
}
