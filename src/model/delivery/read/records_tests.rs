use super::*;

fn messages<T>(read: &Read<T>) -> Vec<String> {
    read.defects.kept.iter().map(ToString::to_string).collect()
}

const GOOD: &str = r#"{"id":"d1","service":"pay","environment":"production","status":"success","sha":"aa","finished_at":"2025-03-03T10:00:00Z","mood":"fine"}"#;

#[test]
fn a_good_line_is_read_and_own_fields_are_welcome() {
    let read = deployments("d.jsonl", GOOD, Layout::JsonLines);
    assert_eq!(messages(&read), Vec::<String>::new());
    assert_eq!(read.records[0].origin.to_string(), "d.jsonl:1");
    assert_eq!(read.records[0].changes, None);
}

#[test]
fn every_defect_has_line_and_column() {
    let text =
        format!("{GOOD}\n\n{}\n{}\n{}\n", GOOD.replace("10:00:00Z", "10:00:00"), GOOD.replace("\"success\"", "\"done\""), &GOOD[..40]);
    let read = deployments("d.jsonl", &text, Layout::JsonLines);
    assert_eq!(read.records.len(), 1);
    let seen = messages(&read);
    assert!(seen[0].starts_with("d.jsonl:3:99: `finished_at` is `2025-03-03T10:00:00`, a date without an offset"), "{seen:?}");
    assert!(seen[1].starts_with("d.jsonl:4:64: `status` is `done`, not one of success, failure"), "{seen:?}");
    assert!(seen[2].starts_with("d.jsonl:5:"), "{seen:?}");
    assert_eq!(read.defects.kept[0].kind, DefectKind::NaiveDate);
}

#[test]
fn what_is_missing_is_named() {
    let read = deployments("d.jsonl", r#"{"id":"d1","environment":"production","sha":"aa"}"#, Layout::JsonLines);
    let seen = messages(&read);
    for name in ["service", "finished_at", "status"] {
        assert!(seen.iter().any(|message| message == &format!("d.jsonl:1:1: `{name}` is missing")), "{name}: {seen:?}");
    }
}

#[test]
fn a_field_that_looks_misspelt_is_only_mentioned() {
    let read = deployments("d.jsonl", &GOOD.replace("mood", "unpland"), Layout::JsonLines);
    assert_eq!(read.records.len(), 1);
    assert_eq!(read.defects.first_blocking(), None);
    let camel = deployments("d.jsonl", &GOOD.replace("mood", "startedAt"), Layout::JsonLines);
    assert!(messages(&camel)[0].contains("did you mean `started_at`?"), "{:?}", messages(&camel));
}

#[test]
fn csv_has_the_same_columns() {
    let text = "id,service,environment,status,sha,finished_at,unplanned,remediates,changes\n\
                d1,pay,production,success,aa,2025-03-03T10:00:00Z,true,d0;d9,\"[{\"\"sha\"\":\"\"c\"\",\"\"committed_at\"\":\"\"2025-03-03T09:00:00Z\"\"}]\"\n\
                d2,pay,production,success,bb,2025-03-04T10:00:00Z,,,\n";
    let read = deployments("d.csv", text, Layout::guess("d.csv", text));
    assert_eq!(messages(&read), Vec::<String>::new());
    assert!(read.records[0].unplanned);
    assert_eq!(read.records[0].remediates, ["d0", "d9"]);
    assert_eq!(read.records[0].changes.as_ref().unwrap()[0].sha, "c");
    assert_eq!(read.records[1].changes, None);
}

#[test]
fn incidents_name_their_cause_in_several_ways_and_the_last_update_wins() {
    let text = r#"{"id":"i1","service":"pay","started_at":"2025-03-04T10:05:00Z","caused_by":"d2","updated":"2025-03-04T12:00:00Z"}
{"id":"i1","service":"pay","started_at":"2025-03-04T10:06:00Z","caused_by":"d3","updated":"2025-03-04T11:00:00Z"}
{"id":"i2","services":["pay","web"],"started_at":"2025-03-04T10:05:00Z","caused_by":{"sha":"abc"}}
{"id":"i3","service":"pay","started_at":"2025-03-04T10:05:00Z","resolved_at":"2025-03-04T10:00:00Z"}
{"id":"i4","service":"pay","started_at":"2025-03-04T10:05:00Z","caused_by":{"moon":1}}"#;
    let read = incidents("i.jsonl", text, Layout::JsonLines);
    assert_eq!(read.records[0].caused_by, Some(CausedBy::Deployment("d2".into())));
    assert_eq!(read.records[1].caused_by, Some(CausedBy::Sha("abc".into())));
    assert_eq!(read.records[1].services, ["pay", "web"]);
    assert_eq!(read.records.len(), 2);
    let kinds: Vec<DefectKind> = read.defects.kept.iter().map(|defect| defect.kind).collect();
    assert_eq!(kinds, [DefectKind::Duplicate, DefectKind::Invalid, DefectKind::Invalid]);
}

#[test]
fn a_list_in_one_document_and_mixed_kinds_are_read_too() {
    let text = format!("[{},{}]", GOOD.replacen('{', "{\"kind\":\"deployment\",", 1), r#"{"kind":"incident","id":"i"}"#);
    let read = deployments("all.json", &text, Layout::guess("all.json", &text));
    assert_eq!((read.records.len(), read.defects.total), (1, 0));
}

#[test]
fn pull_requests_are_read() {
    let text = r#"{"id":7,"merge_sha":"aa","created_at":"2025-03-01T10:00:00Z","merged_at":"2025-03-02T10:00:00Z","additions":3,"labels":["fix"]}"#;
    let read = pulls("p.jsonl", text, Layout::JsonLines);
    assert_eq!(messages(&read), Vec::<String>::new());
    assert_eq!((read.records[0].id.as_str(), read.records[0].additions), ("7", Some(3)));
}
