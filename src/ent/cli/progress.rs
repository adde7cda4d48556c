//! Progress for people at a terminal: on standard error, after a moment, never in a pipeline.

use std::io::IsTerminal;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::global::Global;

/// What is over sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often the line is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// A line that says how far something is, as long as it lives.
pub(crate) struct Progress(Option<Shown>);

struct Shown {
    bar: ProgressBar,
    /// Dropped when it is over: what waits for the moment to show it gives up.
    over: Option<Sender<()>>,
    waiting: Option<JoinHandle<()>>,
}

impl Progress {
    /// Counts to a total.
    pub(crate) fn of(global: &Global, what: &'static str, total: usize) -> Progress {
        Progress::start(global, what, ProgressBar::new(total as u64), "{msg} {bar:30} {pos} of {len}")
    }

    /// Something whose end nobody knows.
    pub(crate) fn open(global: &Global, what: &'static str) -> Progress {
        Progress::start(global, what, ProgressBar::no_length(), "{spinner} {msg} {elapsed}")
    }

    fn start(global: &Global, what: &'static str, bar: ProgressBar, template: &str) -> Progress {
        if !is_wanted(global) {
            return Progress(None);
        }
        bar.set_draw_target(ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = bar.with_style(style).with_message(what);
        let (over, is_over) = mpsc::channel::<()>();
        let shown = bar.clone();
        let waiting = std::thread::spawn(move || {
            if is_over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        Progress(Some(Shown { bar, over: Some(over), waiting: Some(waiting) }))
    }

    /// So many more are done.
    pub(crate) fn step(&self, done: usize) {
        if let Some(shown) = &self.0 {
            shown.bar.inc(done as u64);
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        drop(self.over.take());
        if let Some(waiting) = self.waiting.take() {
            let _ = waiting.join();
        }
        self.bar.finish_and_clear();
    }
}

fn is_wanted(global: &Global) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0" && value != "false");
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    !global.quiet && !global.no_progress && !dumb && !set("CI") && std::io::stderr().is_terminal()
}
