//! The threads of the walk: each takes a folder, reads it, and gives back the folders in it, until none is left.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::classify::Classifier;
use super::folder::{self, Folder, Found};

/// Folders that wait, and how many are being read.
#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Folder>,
    busy: usize,
}

#[derive(Debug, Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next folder; nothing when no folder waits and none is being read.
    fn next(&self) -> Option<Folder> {
        let mut queue = self.lock();
        loop {
            if let Some(folder) = queue.waiting.pop() {
                queue.busy += 1;
                return Some(folder);
            }
            if queue.busy == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Marks a folder as read even when reading it panics, so that no other thread waits for ever.
struct Busy<'s> {
    shared: &'s Shared,
    inner: Vec<Folder>,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut queue = self.shared.lock();
        queue.waiting.append(&mut self.inner);
        queue.busy -= 1;
        self.shared.changed.notify_all();
    }
}

/// Reads the folder and all folders in it.
pub(super) fn run(root: Folder, threads: usize) -> Found {
    let shared = Shared { queue: Mutex::new(Queue { waiting: vec![root], busy: 0 }), changed: Condvar::new() };
    let mut all = Found::default();
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| work(&shared))).collect();
        all.merge(work(&shared));
        for other in others {
            match other.join() {
                Ok(found) => all.merge(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    all
}

fn work(shared: &Shared) -> Found {
    let mut found = Found::default();
    let mut classifier = Classifier::new();
    while let Some(folder) = shared.next() {
        let mut busy = Busy { shared, inner: Vec::new() };
        folder::read(&folder, &mut classifier, &mut found, &mut busy.inner);
    }
    found
}
