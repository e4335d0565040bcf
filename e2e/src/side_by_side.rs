//! Does the same with many things, a few at a time. Each worker has a thread and a runtime of its
//! own, so that one that waits for a program to start holds up nobody.

use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use tokio::runtime::Builder;

/// Does it with all of them, and answers what went wrong, in words.
///
/// # Errors
///
/// When a worker can't be started, or panicked.
pub fn side_by_side<T: Send>(
    n_workers: usize,
    things: impl IntoIterator<Item = T, IntoIter: Send>,
    work: impl AsyncFn(T) -> Result<()> + Sync,
) -> Result<Vec<String>> {
    let waiting = Mutex::new(things.into_iter());
    let failures = Mutex::new(Vec::new());
    let one = || -> Result<()> {
        // What the work starts beside itself, such as proxies, runs while the work blocks.
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        while let Some(thing) = next(&waiting) {
            if let Err(error) = runtime.block_on(work(thing)) {
                let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                failures.push(format!("{error:#}"));
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..n_workers).map(|_| scope.spawn(one)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker
                .join()
                .ok()
                .context("a worker panicked")
                .and_then(|ended| ended)
        })
    })?;
    Ok(failures
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner))
}

fn next<T>(waiting: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    waiting
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .next()
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn everything_is_done_once_and_failures_are_told() {
        let failures = side_by_side(3, 0..10, async |number| {
            anyhow::ensure!(number % 4 != 0, "{number}");
            Ok(())
        });
        let mut failures = failures.unwrap();
        failures.sort();
        assert_eq!(failures, ["0", "4", "8"]);
    }
}
