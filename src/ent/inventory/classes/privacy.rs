//! Areas 5 and 6: privacy, logs and audit trails.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("ropa", &["5.9"], &["privacy", "csp", "web-privacy", "threats"], "record of processing activities (LGPD art. 37)")
        .placed(&["{ropa,registro-de-tratamento}*.{yaml,yml,json}"])
        .marked(&[within(DATA, &[Mark::Own("Ropa"), Mark::Own("ROPA")])]),
    Class::new("ripd", &["5.9"], &["privacy", "threats"], "data protection impact report (LGPD art. 38)")
        .placed(&["{ripd,dpia}*.{yaml,yml,json}"])
        .marked(&[within(DATA, &[Mark::Own("Ripd"), Mark::Own("RIPD")])]),
    Class::new("data-map", &["5.8", "5.9"], &["privacy", "crypto", "threats"], "which columns hold personal data")
        .marked(&[within(DATA, &[Mark::Own("DataMap")])]),
    Class::new("subject-requests", &["5.9"], &["privacy"], "log of requests of data subjects")
        .marked(&[within(LINES, &[Mark::All(&[Mark::Key("request_id"), Mark::Key("right")])]), within(DATA, &[Mark::Own("DsrEvidence")])]),
    Class::new("fides", &["5.9"], &["privacy"], "resource or policy of Fides").named(&[".fides/**/*.{yaml,yml}"]).marked(&[within(
        YAML,
        &[Mark::All(&[
            Mark::Text("fides_key"),
            Mark::Any(&[Mark::Key("dataset"), Mark::Key("system"), Mark::Key("policy"), Mark::Key("data_category"), Mark::Key("data_use")]),
        ])],
    )]),
    Class::new("retention-job", &["5.9"], &["privacy"], "scheduled job")
        .named(&["crontab", "crontab.txt", "*.crontab", "cron.d/*", "**/cron.d/*"])
        .marked(&[within(DATA, &[Mark::Kube("batch", &["CronJob"])])]),
    Class::new("log-sample", &[], &["privacy", "web-privacy", "secrets"], "log or sample of a log").named(&["*.log"]),
    Class::new("access-log", &[], &["web-privacy", "privacy"], "access log of a web server")
        .placed(&["access*.log", "*{-,_,.}access.log", "nginx*.log"])
        .marked(&[within(&["*.log", "*.txt"], &[Mark::All(&[Mark::Text("\" 200 "), Mark::Text(" HTTP/")])])]),
    Class::new("har", &["7.4"], &["web-privacy", "csp"], "recorded traffic of a browser")
        .named(&["*.har"])
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("log"), Mark::Text("\"creator\""), Mark::Text("\"entries\"")])])]),
    Class::new("cloudtrail-digest", &["6.2"], &["audit"], "digest file of CloudTrail")
        .named(&["*_CloudTrail-Digest_*.json.gz", "*_CloudTrail-Digest_*.json"])
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("digestS3Object"), Mark::Key("digestEndTime")])])]),
    Class::new("cloudtrail-log", &["6.2"], &["audit"], "log file of CloudTrail")
        .named(&["*_CloudTrail_*.json.gz"])
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("Records"), Mark::Text("\"eventVersion\""), Mark::Text("\"eventSource\"")])])]),
    Class::new("cloudtrail-keys", &["6.2"], &["audit"], "public keys of CloudTrail digests")
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("PublicKeyList"), Mark::Text("\"Fingerprint\"")])])]),
    Class::new("audit-policy", &["6.3"], &["audit"], "retention of audit trails, and who may read them")
        .marked(&[within(DATA, &[Mark::Own("AuditPolicy"), Mark::Own("AuditAccessPolicy"), Mark::Kube("audit.k8s.io", &["Policy"])])]),
];
