//! Area 5: controls, scanners, secrets and keys.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("control-catalog", &["5.1", "5.2"], &["controls"], "catalogue of controls with evidence and RACI")
        .named(&["controls.ent.yaml"])
        .placed(&["controls.{yaml,yml}"])
        .marked(&[within(DATA, &[Mark::Own("ControlCatalog"), Mark::Own("ControlCatalogue")])])
        .telling(&[Mark::Key("controls"), Mark::Key("raci"), Mark::Key("standards")]),
    Class::new("standard", &[], &["controls"], "text of a security standard (ASVS, SAMM, SSDF) in a machine format")
        .named(&["OWASP_Application_Security_Verification_Standard_*.{json,csv}", "ASVS_*.{json,csv}"])
        .marked(&[
            within(
                JSON,
                &[
                    Mark::All(&[Mark::Key("requirements"), Mark::Text("\"req_id\"")]),
                    Mark::All(&[Mark::Key("Requirements"), Mark::Key("ShortName")]),
                ],
            ),
            within(CSV, &[Mark::Begins("chapter_id,chapter_name,section_id")]),
        ]),
    Class::new("oscal", &["5.1", "5.2"], &["controls"], "OSCAL document").marked(&[within(
        DATA,
        &[Mark::All(&[
            Mark::Any(&[
                Mark::Key("catalog"),
                Mark::Key("profile"),
                Mark::Key("component-definition"),
                Mark::Key("system-security-plan"),
                Mark::Key("assessment-plan"),
                Mark::Key("assessment-results"),
                Mark::Key("plan-of-action-and-milestones"),
            ]),
            Mark::Text("oscal-version"),
        ])],
    )]),
    Class::new("security-policy", &["5.2"], &["controls", "scans"], "how to report a vulnerability")
        .named(&["security{,.md,.rst,.txt}", "security.txt", ".well-known/security.txt"])
        .sealed(),
    Class::new("security-insights", &["5.2"], &["controls"], "SECURITY-INSIGHTS of the OpenSSF")
        .named(&["security-insights.{yaml,yml}"])
        .sealed(),
    Class::new("license-file", &[], &["controls", "licenses"], "licence of the project")
        .named(&["{license,licence,copying,unlicense}{,.md,.txt,.rst}", "{license,licence}-*", "licenses/*.txt"])
        .sealed(),
    Class::new("sarif", &["5.3"], &["scans", "controls"], "results of a scanner in SARIF").named(&["*.{sarif,sarif.json}"]).marked(&[
        within(
            JSON,
            &[
                Mark::All(&[Mark::Key("runs"), Mark::Text("\"tool\""), Mark::Text("\"driver\"")]),
                Mark::All(&[Mark::Key("runs"), Mark::Value("version", "2.1.0")]),
            ],
        ),
    ]),
    Class::new("scan-result", &["5.3"], &["scans"], "results of a scanner in its own format").marked(&[
        within(
            JSON,
            &[
                Mark::All(&[Mark::Key("site"), Mark::Text("\"alerts\"")]),
                Mark::All(&[
                    Mark::Key("results"),
                    Mark::Key("errors"),
                    Mark::Any(&[Mark::Text("\"check_id\""), Mark::Text("\"issue_severity\"")]),
                ]),
                Mark::All(&[Mark::Key("ArtifactName"), Mark::Key("Results")]),
                Mark::All(&[Mark::Key("matches"), Mark::Text("\"vulnerability\"")]),
                Mark::All(&[Mark::Key("Issues"), Mark::Text("\"rule_id\"")]),
            ],
        ),
        within(LINES, &[Mark::All(&[Mark::Key("template-id"), Mark::Key("info")])]),
        within(XML, &[Mark::Text("<OWASPZAPReport"), Mark::Text("<issues burpVersion"), Mark::Text("<niktoscan")]),
    ]),
    Class::new("scanner-ignores", &["5.3", "5.6"], &["scans", "vulns", "secrets"], "findings that another scanner is told to ignore")
        .named(&[
            "osv-scanner.toml",
            ".trivyignore",
            ".trivyignore.{yaml,yml}",
            ".grype.{yaml,yml}",
            ".snyk",
            ".gitleaksignore",
            ".gitleaks.toml",
            "gitleaks.toml",
            ".secrets.baseline",
            ".semgrepignore",
            ".bandit",
            "audit.toml",
            "deny.toml",
            ".nsprc",
            "dependency-check-suppression*.xml",
        ])
        .sealed(),
    Class::new("scanner-config", &["5.3"], &["scans", "pipeline"], "settings of a scanner")
        .named(&[
            ".semgrep.{yaml,yml}",
            "semgrep.{yaml,yml}",
            ".github/codeql/*.{yaml,yml}",
            "sonar-project.properties",
            ".checkov.{yaml,yml}",
            "trivy.{yaml,yml}",
            ".tfsec.{yaml,yml,json}",
            ".pre-commit-config.{yaml,yml}",
            "zap*.{conf,yaml,yml}",
        ])
        .sealed(),
    Class::new("secret-inventory", &["5.7a"], &["crypto", "secrets"], "register of secrets with owner and rotation")
        .named(&["secrets/inventory.{yaml,yml}"])
        .marked(&[within(
            DATA,
            &[Mark::Own("SecretInventory"), Mark::All(&[Mark::Key("secrets"), Mark::Text("rotation"), Mark::Text("store")])],
        )]),
    Class::new("key-inventory", &["5.7c"], &["crypto"], "register of keys per environment").named(&["keys/inventory.{yaml,yml}"]).marked(
        &[within(DATA, &[Mark::Own("KeyInventory"), Mark::All(&[Mark::Key("keys"), Mark::Text("environment"), Mark::Text("kms")])])],
    ),
    Class::new("vault-config", &["5.7a"], &["crypto"], "configuration or policy of Vault").marked(&[within(
        &["*.hcl"],
        &[
            Mark::All(&[Mark::Text("path \""), Mark::Text("capabilities")]),
            Mark::All(&[Mark::Text("listener \""), Mark::Any(&[Mark::Text("storage \""), Mark::Text("seal \"")])]),
        ],
    )]),
    Class::new("sops-config", &["5.7a", "5.7c"], &["crypto", "secrets"], "which keys SOPS encrypts with")
        .named(&[".sops.{yaml,yml}"])
        .sealed(),
    Class::new("sops-file", &["5.7a", "5.7c"], &["crypto", "secrets"], "file encrypted by SOPS").marked(&[within(
        DATA,
        &[Mark::All(&[Mark::Any(&[Mark::Key("sops"), Mark::Text("sops:"), Mark::Text("\"sops\"")]), Mark::Text("ENC[AES256_GCM")])],
    )]),
    Class::new("private-key", &[], &["secrets"], "private key")
        .named(&["id_{rsa,dsa,ecdsa,ed25519}", "*.{pfx,p12,jks,keystore}"])
        .marked(&[within(&["*.pem", "*.key", "*.crt", "*.txt"], &[Mark::Text("PRIVATE KEY-----")])]),
    Class::new("certificate", &[], &["crypto"], "certificate")
        .marked(&[within(&["*.pem", "*.crt", "*.cer"], &[Mark::Text("-----BEGIN CERTIFICATE-----")])]),
];
