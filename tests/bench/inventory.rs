//! The walk over 100,000 files, beside a plain walk of the crate `ignore` and `git ls-files` over the same tree in the same run.
//!
//! `cargo bench -p ent --bench inventory [-- FILES]`; times are processor seconds of all threads (where the system tells them) and seconds by the clock,
//! the best of three rounds each.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use ent::inventory::{Inventory, Options, walk};

/// The figure to hold: processor seconds for 100,000 files.
const LIMIT: f64 = 2.0;

fn main() {
    let files = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let folder = match tempfile::tempdir() {
        Ok(folder) => folder,
        Err(error) => return say(&format!("no folder for the tree: {error}")),
    };
    if let Err(error) = plant(folder.path(), files) {
        return say(&format!("the tree could not be written: {error}"));
    }
    say(&format!("{files} files, {} threads", std::thread::available_parallelism().map_or(1, usize::from)));
    let mut seen = Inventory::default();
    let cost = best(|| seen = walk(folder.path(), &Options::default()).unwrap_or_default());
    let classed = seen.files.iter().filter(|file| !file.kinds.is_empty()).count();
    report("ent inventory", cost, seen.files.len());
    report(
        "ent inventory, 1 thread",
        best(|| drop(walk(folder.path(), &Options { threads: Some(1), ..Options::default() }))),
        seen.files.len(),
    );
    let mut count = 0;
    let plain = best(|| count = plain_walk(folder.path()));
    report("ignore, names only", plain, count);
    let git = best(|| count = list_with_git(folder.path()));
    report("git ls-files -o", git, count);
    say(&format!("{classed} of them of a class; {:.2} s of {LIMIT} s per 100,000 files", cost.0 * 100_000.0 / files as f64));
}

#[allow(clippy::print_stdout)]
fn say(text: &str) {
    println!("{text}");
}

fn report(what: &str, (processor, clock): (f64, f64), files: usize) {
    say(&format!("{what:<26} {processor:6.2} s processor  {clock:6.2} s clock  {files:>7} files"));
}

/// Writes `files` files in folders of twenty, as a large repository mixes them: half source code, a third data whose head has to be read.
fn plant(root: &Path, files: usize) -> std::io::Result<()> {
    let yaml = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n".repeat(4);
    let json = format!("{{\"name\": \"x\", \"values\": [{}1]}}", "1, ".repeat(300));
    let openapi = format!("openapi: 3.1.0\ninfo:\n  title: x\npaths:\n{}", "  /a:\n    get: {}\n".repeat(100));
    let names: [(&str, &str); 20] = [
        ("a.rs", "fn main() {}\n"),
        ("b.rs", "fn main() {}\n"),
        ("c.go", "package c\n"),
        ("d.ts", "export {};\n"),
        ("e.ts", "export {};\n"),
        ("f.py", "import os\n"),
        ("g.java", "class G {}\n"),
        ("h.tsx", "export {};\n"),
        ("i.css", "a {}\n"),
        ("j.png", "\u{0}"),
        ("k.yaml", &yaml),
        ("l.yml", &openapi),
        ("m.json", &json),
        ("n.json", &json),
        ("README.md", "# Title\n"),
        ("o.md", "---\ntitle: x\n---\n# Title\n"),
        ("p.sql", "select 1;\n"),
        ("q.html", "<html></html>\n"),
        ("main.tf", "resource \"x\" \"y\" {}\n"),
        ("Cargo.toml", "[package]\n"),
    ];
    std::fs::write(root.join(".gitignore"), "*.log\n/target/\n")?;
    for number in 0..files.saturating_sub(1) {
        let folder = number / 20;
        let path = root.join(format!("area{}/service{}/part{}", folder % 10, folder / 10 % 50, folder / 500));
        let (name, content) = names[number % 20];
        if number % 20 == 0 {
            std::fs::create_dir_all(&path)?;
        }
        std::fs::write(path.join(name), content)?;
    }
    Ok(())
}

fn plain_walk(root: &Path) -> usize {
    let count = std::sync::atomic::AtomicUsize::new(0);
    let walker = ignore::WalkBuilder::new(root).hidden(false).require_git(false).threads(2).build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            let is_file = entry.is_ok_and(|entry| entry.file_type().is_some_and(|kind| kind.is_file()));
            count.fetch_add(usize::from(is_file), std::sync::atomic::Ordering::Relaxed);
            ignore::WalkState::Continue
        })
    });
    count.into_inner()
}

fn list_with_git(root: &Path) -> usize {
    let git = |arguments: &[&str]| Command::new("git").arg("-C").arg(root).args(arguments).output();
    if !root.join(".git").exists() && git(&["init", "-q"]).is_err() {
        return 0;
    }
    git(&["ls-files", "-o", "--exclude-standard"]).map_or(0, |output| output.stdout.iter().filter(|byte| **byte == b'\n').count())
}

/// Processor and clock seconds of the best of three rounds.
fn best(mut work: impl FnMut()) -> (f64, f64) {
    let round = |work: &mut dyn FnMut()| {
        let (processor, clock) = (processor_seconds(), Instant::now());
        work();
        (processor_seconds() - processor, clock.elapsed().as_secs_f64())
    };
    let rounds = [round(&mut work), round(&mut work), round(&mut work)];
    rounds.into_iter().fold((f64::INFINITY, f64::INFINITY), |best, next| (best.0.min(next.0), best.1.min(next.1)))
}

/// Processor time of this process and the children it waited for (Linux; elsewhere nothing, which shows as 0).
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit_once(") ").map_or("", |(_, fields)| fields).split(' ');
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5), in hundredths of a second.
    fields.skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}
