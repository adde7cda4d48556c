//! Areas 9 and 10: threat models, and operations.

use super::*;

/// Files in a folder of documents that are no document of its kind.
const ABOUT: &[&str] =
    &["readme{,.pt,.pt-br,_pt,_pt-br}.md", "index.md", "_*.md", "*template*.md", "*modelo*.md", "summary.md", "changelog.md"];

pub(super) const CLASSES: &[Class] = &[
    Class::new("threat-model", &["9.1", "9.2", "9.3"], &["threats"], "threat model (STRIDE, LINDDUN)")
        .placed(&["threatmodel{,s}/*.{yaml,yml}", "threat-model{,s}/*.{yaml,yml}", "**/threatmodel{,s}/*.{yaml,yml}"])
        .marked(&[within(
            DATA,
            &[
                Mark::Own("ThreatModel"),
                Mark::All(&[Mark::Key("elements"), Mark::Any(&[Mark::Key("threats"), Mark::Key("flows")]), Mark::Key("meta")]),
            ],
        )])
        .telling(&[Mark::Key("elements"), Mark::Key("threats"), Mark::Key("flows"), Mark::Key("data_assets"), Mark::Key("mitigations")])
        .except(&["threagile*.{yaml,yml}", "*.otm", "*.tmbom.json"]),
    Class::new("threagile", &["9.1", "9.3"], &["threats"], "threat model of Threagile")
        .marked(&[within(YAML, &[Mark::Key("threagile_version"), Mark::All(&[Mark::Key("technical_assets"), Mark::Key("trust_boundaries")])])]),
    Class::new("threat-dragon", &["9.1", "9.2", "9.3"], &["threats"], "threat model of OWASP Threat Dragon").marked(&[within(
        JSON,
        &[Mark::All(&[Mark::Key("summary"), Mark::Key("detail"), Mark::Any(&[Mark::Text("\"diagrams\""), Mark::Text("\"contributors\"")])])],
    )]),
    Class::new("open-threat-model", &["9.1", "9.3"], &["threats"], "Open Threat Model (OTM)")
        .named(&["*.otm"])
        .marked(&[within(DATA, &[Mark::Key("otmVersion")])]),
    Class::new("tm-bom", &["9.1"], &["threats"], "threat model of the OWASP Threat Model Library")
        .named(&["*.tmbom.json"])
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("trust_zones"), Mark::Key("data_flows")])])]),
    Class::new("pytm", &["9.1"], &["threats"], "threat model of pytm").marked(&[
        within(JSON, &[Mark::All(&[Mark::Key("elements"), Mark::Key("boundaries"), Mark::Key("findings")])]),
        within(&["tm*.py", "*threat*.py", "*pytm*.py"], &[Mark::Text("from pytm"), Mark::Text("import pytm")]),
    ]),
    Class::new("threat-model-other", &["9.1"], &["threats"], "threat model of another tool (Microsoft TMT, threatcl)")
        .named(&["*.tm7", "*.mstm7"])
        .marked(&[within(&["*.hcl"], &[Mark::All(&[Mark::Text("threatmodel \""), Mark::Text("threat ")])])]),
    Class::new("runbook", &["10.1"], &["runbooks", "gamedays"], "runbook or playbook of operations")
        .placed(&[
            "**/{runbook,runbooks,playbook,playbooks,run-books,manuais-de-operacao,procedimentos-operacionais,roteiros-de-operacao}/**/*.{md,markdown}",
            "{runbook,playbook}{,s}{-,_,.}*.{md,markdown}",
            "*{-,_,.}{runbook,playbook}.{md,markdown}",
        ])
        .marked(&[
            within(MARKDOWN, &[Mark::All(&[Mark::Key("alerts"), Mark::Any(&[Mark::Key("service"), Mark::Key("escalation")])])]),
            within(YAML, &[Mark::Own("Runbook"), Mark::All(&[Mark::Key("alerts"), Mark::Key("escalation"), Mark::Key("service")])]),
        ])
        .except(ABOUT),
    Class::new("postmortem", &["10.1"], &["runbooks"], "review of an incident")
        .placed(&[
            "**/{postmortem,postmortems,post-mortem,post-mortems,incident-reviews,pos-incidente,retrospectivas-de-incidentes}/**/*.{md,markdown}",
            "{postmortem,post-mortem}{-,_,.}*.{md,markdown}",
            "*{-,_,.}{postmortem,post-mortem}.{md,markdown}",
        ])
        .marked(&[within(
            MARKDOWN,
            &[Mark::All(&[Mark::Key("incident"), Mark::Any(&[Mark::Key("incident_started_at"), Mark::Key("meeting_at"), Mark::Key("action_items")])])],
        )])
        .except(ABOUT),
    Class::new("gameday", &["10.2"], &["gamedays"], "GameDay with hypothesis, abort conditions and results")
        .named(&["gameday.{yaml,yml}"])
        .placed(&["**/{gameday,gamedays,game-days}/**/*.{yaml,yml}", "gameday{-,_,.}*.{yaml,yml}"])
        .marked(&[within(
            YAML,
            &[Mark::Own("GameDay"), Mark::All(&[Mark::Key("hypothesis"), Mark::Any(&[Mark::Key("steady_state"), Mark::Key("blast_radius")])])],
        )])
        .telling(&[
            Mark::Key("hypothesis"),
            Mark::Key("steady_state"),
            Mark::Key("fault"),
            Mark::Key("blast_radius"),
            Mark::Key("abort"),
            Mark::Key("kpis"),
            Mark::Key("results"),
        ]),
    Class::new("chaos-experiment", &["10.2"], &["gamedays"], "chaos experiment (Chaos Toolkit, Chaos Mesh, Litmus, AWS FIS)").marked(&[within(
        DATA,
        &[
            Mark::All(&[Mark::Key("method"), Mark::Any(&[Mark::Key("steady-state-hypothesis"), Mark::Key("rollbacks")])]),
            Mark::Kube("chaos-mesh.org", &[]),
            Mark::Kube("litmuschaos.io", &[]),
            Mark::All(&[Mark::Key("stopConditions"), Mark::Key("actions")]),
        ],
    )]),
];
