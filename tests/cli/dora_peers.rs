//! Figures from tags against the same figures made with plain git commands.

use std::process::Command;

use crate::support::project;

#[test]
fn plain_git_commands_give_the_same_figures() {
    let run = Command::new("bash").arg(project().join("tests/peers/dora.sh")).arg(env!("CARGO_BIN_EXE_ent")).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success() && said.contains("8 passed, 0 failed"), "{said}");
}
