//! Arguments → `cli::main` → exit code, nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    ent::cli::main()
}
