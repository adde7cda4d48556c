//! Whatever happens to an input of a gate, the run does not stay green in silence: it fails, is inconclusive, or shows a finding.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Tree, project};

/// The gates that are asked; named, so they are required: what they cannot judge is not green.
const GATES: &[&str] = &["review", "runbooks", "updates", "gamedays", "api-diff"];
const BOT: &str = "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>";

/// Does something to the file at a path, whose bytes were these.
type Mutation = dyn Fn(&Path, &[u8]) + Sync + Send;

/// What is done to a file.
const MUTATIONS: &[(&str, &Mutation)] = &[
    ("delete", &|path, _| std::fs::remove_file(path).unwrap()),
    ("empty", &|path, _| std::fs::write(path, "").unwrap()),
    ("blank", &|path, _| std::fs::write(path, "\n\n").unwrap()),
    ("truncate", &|path, bytes| std::fs::write(path, &bytes[..bytes.len() / 2]).unwrap()),
    ("garble", &|path, bytes| {
        std::fs::write(path, bytes.iter().map(|byte| byte.wrapping_mul(7).wrapping_add(131)).collect::<Vec<_>>()).unwrap()
    }),
    ("rename", &|path, _| std::fs::rename(path, path.with_extension("bak")).unwrap()),
];

/// Mutations by which these gates lose nothing, and why.
const HARMLESS: &[(&str, &str, &str)] = &[
    ("truncate", "slo/pagamentos.yaml", "the name of the objective still stands in it"),
    ("truncate", "slo/pedidos.yaml", "the name of the objective still stands in it"),
    ("truncate", ".github/pull_request_template.md", "half a template still asks something"),
    ("truncate", "docs/revisao-de-codigo.md", "half a guide still says who reads a change, and how soon"),
    ("truncate", ".github/workflows/ci.yml", "the jobs that are left are looked at, and what is gone uses nothing"),
];

/// Words that are switched: path, what stands there, what stands there then.
const SWITCHES: &[(&str, &str, &str)] = &[
    ("renovate.json", "\"config:best-practices\"", "\":disableRenovate\""),
    ("renovate.json", "\"schedule\"", "\"enabled\": false, \"schedule\""),
    ("renovate.json", "\"schedule\"", "\"enabledManagers\": [], \"schedule\""),
    ("renovate.json", "\"schedule\"", "\"enabledManagers\": [\"npm\"], \"schedule\""),
    ("renovate.json", "\"schedule\"", "\"ignorePaths\": [\"services/\"], \"schedule\""),
    ("renovate.json", "before 6am on monday", "* * 31 2 *"),
    ("renovate.json", "\"enabled\": true", "\"enabled\": false"),
    ("renovate.json", "\"minimumReleaseAge\": \"5 days\"", "\"minimumReleaseAge\": \"0 days\""),
    ("ent.yaml", "    critical: true\n    owner: pedidos\n", "    owner: pedidos\n    critical: maybe\n"),
    ("ent.yaml", "services:", "teams:"),
    ("ent.yaml", "    check_urls: false", "    check_urls: true\n    review_interval: P1D\n    max_words: 5"),
    ("docs/runbooks/pedidos-latencia.md", "last_reviewed: 2026-10-20", "last_reviewed: 2020-10-20"),
    ("docs/runbooks/pedidos-latencia.md", "last_reviewed: 2026-10-20", "last_reviewed: 2099-10-20"),
    ("docs/runbooks/pedidos-latencia.md", "service: pedidos", "service: outro"),
    ("docs/runbooks/pedidos-latencia.md", "PedidosLatenciaAlta", "PedidosLento"),
    ("docs/runbooks/pedidos-erros.md", "playbook: error-spike", "playbook: outro"),
    ("docs/runbooks/pedidos-erros.md", "last_exercised: 2026-10-15", "last_exercised: never"),
    ("monitoring/pedidos.rules.yaml", "alert: PedidosLatenciaAlta", "record: pedidos_latencia"),
    ("monitoring/pedidos.rules.yaml", "pedidos-latencia.md", "pedidos-lento.md"),
    (".github/workflows/ci.yml", "pull_request:\n  push:\n    branches: [main]", "workflow_dispatch:"),
    (".github/CODEOWNERS", "@aurora/pedidos", "aurora/pedidos"),
    (".github/CODEOWNERS", "@aurora/pedidos", "@aurora/ninguem"),
    (".github/CODEOWNERS", "/services/pedidos/", "/servicos/pedidos/"),
    (".github/CODEOWNERS", "/services/pedidos/", "!/services/pedidos/"),
    (".github/CODEOWNERS", "*                       @aurora/plataforma", ""),
    (".github/review-standard.yaml", "first_response: P1D", "first_response: logo"),
    (".github/review-standard.yaml", "{area: tests,", "{area: sorte,"),
    (".github/rulesets/trunk.json", "\"active\"", "\"disabled\""),
    (".github/rulesets/trunk.json", "non_fast_forward", "creation"),
    (".github/rulesets/trunk.json", "~DEFAULT_BRANCH", "refs/heads/outro"),
    (".github/rulesets/trunk.json", "\"required_approving_review_count\": 1", "\"required_approving_review_count\": 0"),
    ("pulls.jsonl", "\"approvers\": [\"bia\"]", "\"approvers\": [\"ana\"]"),
    ("pulls.jsonl", "\"first_review_at\": \"2026", "\"first_review_at\": \"ontem 2026"),
    ("ent.yaml", "pulls: [pulls.jsonl]", "pulls: [pedidos.jsonl]"),
    ("ent.yaml", "protection: {source: files}", "protection: {tier: 5}"),
    ("ent.yaml", "trunk: main", "trunk: outro"),
    ("gamedays/2026-10-15-pedidos-banco.yaml", "date: 2026-10-15", "date: 2020-10-15"),
    ("gamedays/2026-10-15-pedidos-banco.yaml", "environment: staging", "environment: production"),
    ("gamedays/2026-10-15-pedidos-banco.yaml", "results:", "outcome:"),
    ("gamedays/2026-10-15-pedidos-banco.yaml", "op: lte", "op: about"),
    ("docs/postmortems/2026-09-14-pagamentos-pix.md", "status: done", "status: open"),
    ("api/pedidos.openapi.yaml", "openapi: 3.1.0", "openapi: 9.1.0"),
    ("api/pedidos.openapi.yaml", "/pedidos/{id}:", "/pedidos/{id}/v2:"),
    ("api/pedidos.openapi.yaml", "#/components/schemas/Pedido", "../../etc/passwd"),
    ("api/pedidos.openapi.yaml", "#/components/schemas/Pedido", "#/components/schemas/Outro"),
    ("api/pedidos.openapi.yaml", "#/components/schemas/Pedido", "pedido.yaml"),
    ("api/pedidos.openapi.yaml", "required: [id, total]", "required: [id]"),
    ("api/pedidos.openapi.yaml", "total: {type: integer", "total: {type: string"),
    ("docs/postmortems/2026-09-14-pagamentos-pix.md", "incident: inc-2026-0914", "incident: inc-2026-0915"),
];

#[test]
fn no_mutation_of_an_input_stays_green_in_silence() {
    let shop = shop_with_history();
    let whole = shop.ent(&arguments()).exits(0).json();
    assert_eq!(whole["findings"].as_array().unwrap().len(), 0, "{whole:#}");
    let cases = cases(&shop, &whole);
    assert!(cases.len() >= 150, "only {} mutations", cases.len());

    let next = AtomicUsize::new(0);
    let silent = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if stays_green(&shop, case) {
                        silent.lock().unwrap().push(case.name.clone());
                    }
                }
            });
        }
    });
    let mut silent = silent.into_inner().unwrap();
    silent.sort();
    assert!(silent.is_empty(), "{} mutations stay green in silence:\n{}", silent.len(), silent.join("\n"));
}

/// One mutation, ready to be carried out on a copy.
struct Case {
    name: String,
    path: String,
    mutate: Box<Mutation>,
}

fn cases(shop: &Tree, whole: &serde_json::Value) -> Vec<Case> {
    let gates = whole["gates"].as_array().unwrap().iter().filter(|gate| GATES.contains(&gate["gate"].as_str().unwrap()));
    let mut inputs: Vec<String> =
        gates.flat_map(|gate| gate["inputs"].as_array().unwrap()).map(|input| input["path"].as_str().unwrap().to_string()).collect();
    inputs.extend(["ent.yaml".into(), "services/pedidos/Cargo.lock".into()]);
    inputs.sort();
    inputs.dedup();
    let mut cases = Vec::new();
    for path in inputs.iter().filter(|path| shop.path().join(path).is_file()) {
        for (name, mutate) in MUTATIONS {
            let harmless = HARMLESS.iter().any(|(kind, file, _)| kind == name && file == path);
            // Where a lock file is named, the bot sees it; what is in it is the matter of other gates.
            let by_name = path.ends_with("Cargo.lock");
            if !harmless && !by_name {
                cases.push(Case { name: format!("{name} {path}"), path: path.clone(), mutate: Box::new(mutate) });
            }
        }
    }
    for (path, from, to) in SWITCHES {
        let mutate = move |file: &Path, bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(text.contains(from), "{} does not hold {from}", file.display());
            std::fs::write(file, text.replacen(from, to, 1)).unwrap();
        };
        cases.push(Case { name: format!("switch {path}: {from} -> {to}"), path: (*path).to_string(), mutate: Box::new(mutate) });
    }
    cases
}

fn arguments() -> Vec<&'static str> {
    [&["check"][..], GATES, &["--offline", "--format", "json"]].concat()
}

fn stays_green(shop: &Tree, case: &Case) -> bool {
    let tree = Tree::new();
    copy(shop.path(), tree.path());
    let file: PathBuf = tree.path().join(&case.path);
    let bytes = std::fs::read(&file).unwrap();
    (case.mutate)(&file, &bytes);
    let run = tree.ent(&arguments());
    assert_ne!(run.code, 70, "{}: {}", case.name, run.stderr);
    run.code == 0 && run.json()["findings"].as_array().unwrap().is_empty()
}

fn shop_with_history() -> Tree {
    let tree = Tree::new();
    copy(&project().join("fixtures/shop"), tree.path());
    tree.git("2026-01-05T00:00:00Z", "Ana", &["init", "-q"]);
    tree.git("2026-01-05T00:00:00Z", "Ana", &["add", "-A"]);
    tree.git("2026-01-05T00:00:00Z", "Ana", &["commit", "-q", "-m", "Open the shop"]);
    tree.git("2026-10-20T00:00:00Z", BOT, &["commit", "-q", "--allow-empty", "-m", "Update ms"]);
    tree
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => {
                std::fs::copy(entry.path(), target).unwrap();
            }
        }
    }
}
