//! What a runbook tells people to type.

use std::sync::LazyLock;

use regex::Regex;
use rule::{Context, Place, Sink};

use crate::prose::{Block, BlockKind, Line, Page, Section, fold};
use crate::runbooks::Operations;

pub(super) fn step_without_action<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in &model.runbooks {
        let Some(section) = page.section(super::MITIGATION) else { continue };
        let blocks: Vec<_> = page.blocks_of(section).collect();
        let mut steps = 0;
        for (number, block) in blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Step) {
            steps += 1;
            // A code block right after a list belongs to its last item.
            let next = blocks.get(number + 1).filter(|next| next.kind == BlockKind::Code);
            if !acts(block) && next.is_none() {
                sink.report(block.place, format!("the step \"{}\" has neither a command nor a link", shorten(&block.text)));
            }
        }
        if steps == 0 && !blocks.is_empty() && !blocks.iter().any(|block| acts(block)) && !super::fields::is_empty(page, section) {
            sink.report(section.place, "the mitigation has neither a command nor a link");
        }
    }
}

fn acts(block: &Block<'_>) -> bool {
    !block.code.is_empty() || !block.links.is_empty() || block.text.contains("https://")
}

fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(59).chain(['…']).collect() }
}

/// Commands that destroy something: what is shown, and the expression.
const DESTRUCTIVE: &[(&str, &str)] = &[
    ("rm -r", r"(?:^|[\s;&|(])rm\s+(?:-\S+\s+)*(?:-[a-zA-Z]*[rR][a-zA-Z]*|--recursive)(?:\s|$)"),
    (
        "DROP",
        r"(?i)\bdrop\s+(?:table|database|schema|index|view|materialized\s+view|sequence|role|user|column|tablespace|keyspace|collection)\b",
    ),
    ("TRUNCATE", r#"(?i)(?:^|["'`;\s(])truncate\s+(?:table\s+)?[a-z_"]"#),
    ("DELETE without WHERE", r"(?i)\bdelete\s+from\s+[^;]*"),
    ("dropdb", r"(?:^|[\s;&|])dropdb\s"),
    ("dropDatabase()", r"\b(?:dropDatabase|deleteMany)\s*\(\s*(?:\{\s*\})?\s*\)"),
    ("kubectl delete", r"\b(?:kubectl|oc)\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*delete\b"),
    ("kubectl drain", r"\bkubectl\s+(?:-\S+\s+)*drain\b"),
    ("helm uninstall", r"\bhelm\s+(?:-\S+\s+)*(?:uninstall|delete)\b"),
    ("terraform destroy", r"\b(?:terraform|tofu)\s+(?:-\S+\s+)*destroy\b"),
    ("FLUSHALL", r"(?i)\bflush(?:all|db)\b"),
    ("aws … delete", r"\baws\s+(?:-\S+\s+)*[a-z0-9-]+\s+(?:delete|terminate|remove|purge)-[a-z-]+"),
    ("aws s3 rm", r"\baws\s+s3\s+(?:rb\b|rm\b.*--recursive)"),
    ("gcloud … delete", r"\b(?:gcloud|az|gsutil|doctl)\b[^|;&]*\s(?:delete|rm\s+-r)\b"),
    ("docker prune", r"\bdocker\s+(?:system|volume|image|container)\s+(?:prune|rm)\b"),
    ("git reset --hard", r"\bgit\s+(?:reset\s+--hard|clean\s+-\S*[fdx])"),
    ("git push --force", r"\bgit\s+push\b.*\s(?:-f|\+\S+)(?:\s|$)"),
    ("--force", r"(?:^|\s)--force(?:\s|$)"),
    ("kafka-topics --delete", r"\bkafka-\S+\b.*\s--delete\b"),
    ("mkfs", r"\bmkfs(?:\.\w+)?\s"),
    ("dd of=", r"(?:^|[\s;&|])dd\s.*\bof=/dev/"),
];

/// A read-only run, or a question that the command itself asks.
const HARMLESS: &str =
    r"(?:^|\s)(?:--dry-run(?:=(?:client|server))?|--interactive|--help|--what-if)(?:\s|$)|\brm\s+(?:-\S+\s+)*-[a-zA-Z]*[iI]";

/// Words, folded, by which a text asks for a confirmation or names the way back.
const GUARDS: &str = r"\b(?:confirm\w*|certifique\w*|verifique antes|make sure|double[- ]check|approv\w+|aprova\w*|autoriza\w*|second person|segunda pessoa|two people|duas pessoas|back ?up\w*|snapshot\w*|dry[- ]run|only if|so se|somente se|apenas se|after checking|roll(?:ing|ed)? ?back|rollback|undo|revert\w*|revers\w*|desfa\w*|restor\w*|restaur\w*)";

static PATTERNS: LazyLock<Vec<(&str, Regex)>> =
    LazyLock::new(|| DESTRUCTIVE.iter().filter_map(|(name, pattern)| Some((*name, Regex::new(pattern).ok()?))).collect());
static SAFE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(HARMLESS).ok());
static GUARD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(GUARDS).ok());

pub(super) fn destructive<'d>(model: &Operations<'d>, _: &Context<'d>, sink: &mut Sink) {
    for page in &model.runbooks {
        for section in &page.sections {
            in_section(page, section, sink);
        }
    }
}

fn in_section(_: &Page<'_>, section: &Section<'_>, sink: &mut Sink) {
    for (number, block) in section.blocks.iter().enumerate() {
        for (line, what) in block.code.iter().filter_map(|line| Some((line, destroys(&line.text)?))) {
            if !is_guarded(&section.blocks, number, line) {
                let message = format!("`{what}` stands here without a confirmation or a way back beside it");
                report(sink, line.place, message, &line.text);
            }
        }
    }
}

fn report(sink: &mut Sink, place: Place<'_>, message: String, command: &str) {
    sink.report(place, message).subject(command.split_whitespace().collect::<Vec<_>>().join(" "));
}

/// What a line of code destroys, if it does.
fn destroys(line: &str) -> Option<&'static str> {
    let line = line.trim_start().trim_start_matches("$ ");
    if line.starts_with('#') || line.starts_with("--") || line.starts_with("//") || matches(&SAFE, line) {
        return None;
    }
    let (what, _) = PATTERNS.iter().find(|(_, pattern)| pattern.is_match(line))?;
    let harmless = *what == "DELETE without WHERE" && fold(line).contains(" where ");
    (!harmless).then_some(*what)
}

/// Whether a confirmation or a way back stands beside a command: in its own block, or in the text right before or after it.
fn is_guarded(blocks: &[Block<'_>], number: usize, line: &Line<'_>) -> bool {
    // The command's own words are no guard: `kubectl delete backup` confirms nothing.
    let own = blocks[number].text.replace(&line.text, " ");
    if matches(&GUARD, &fold(&own)) {
        return true;
    }
    // So do the text right after it, the step it belongs to, and the text above the list or code it stands in.
    let after = blocks.get(number + 1).filter(|block| block.kind == BlockKind::Prose);
    let step = number.checked_sub(1).map(|above| &blocks[above]).filter(|_| blocks[number].kind == BlockKind::Code);
    let above = blocks[..number].iter().rev().find(|block| block.kind == BlockKind::Prose);
    [after, step, above].into_iter().flatten().any(|block| matches(&GUARD, &fold(&block.text)))
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_expression_compiles() {
        assert_eq!(PATTERNS.len(), DESTRUCTIVE.len());
        assert!(SAFE.is_some() && GUARD.is_some());
    }

    #[test]
    fn what_destroys_is_known() {
        for line in [
            "rm -rf /var/lib/pedidos",
            "$ sudo rm -fr cache",
            "psql -c 'DROP TABLE pedidos'",
            "TRUNCATE pagamentos;",
            "DELETE FROM sessoes;",
            "kubectl delete pod pedidos-0",
            "kubectl -n loja delete deployment/pedidos",
            "kubectl --context prod delete ns loja",
            "helm uninstall pedidos",
            "terraform destroy",
            "redis-cli FLUSHALL",
            "aws rds delete-db-instance --db-instance-identifier x",
            "git push origin main -f",
            "npm cache clean --force",
            "git reset --hard HEAD~1",
            "sed -i s/a/b/ x && rm -rf cache",
        ] {
            assert!(destroys(line).is_some(), "{line}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_not() {
        for line in [
            "# rm -rf /",
            "kubectl delete pod x --dry-run=server",
            "kubectl rollout undo deployment/pedidos",
            "kubectl get pods",
            "DELETE FROM sessoes WHERE criada_em < now() - interval '30 days';",
            "git push --force-with-lease",
            "grep -i 'drop' app.log",
            "rm /tmp/a.txt",
            "docker ps",
            "aws s3 ls",
            "terraform plan",
            "rm -ri cache",
            "farm -rf x",
        ] {
            assert!(destroys(line).is_none(), "{line}");
        }
    }
}
