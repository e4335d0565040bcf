//! Measuring and telling, for the programs beside it: each line that they print is what was
//! measured and its median in microseconds, with a tab between.

use std::error::Error;
use std::time::{Duration, Instant};

/// What comes of a program that measures.
pub(crate) type Outcome<T> = Result<T, Box<dyn Error>>;

const MEASURED: usize = 101;

/// The URL of the database and how many rows there are to be, from the command line.
pub(crate) fn arguments() -> Outcome<(String, usize)> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments
        .next()
        .ok_or("the URL of the database is missing")?;
    let rows = arguments
        .next()
        .ok_or("the number of rows is missing")?
        .parse()?;
    Ok((url, rows))
}

/// Does something again and again, and tells the median of how long it takes.
#[expect(clippy::print_stdout, reason = "its output is what it is for")]
pub(crate) async fn say(what: &str, work: impl AsyncFn() -> Outcome<()>) -> Outcome<()> {
    let mut times = Vec::with_capacity(MEASURED);
    for _ in 0..MEASURED {
        let began = Instant::now();
        work().await?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    let median: Duration = times
        .get(MEASURED / 2)
        .copied()
        .ok_or("nothing was measured")?;
    println!("{what}\t{}", median.as_micros());
    Ok(())
}
