//! Prints how long the engine takes natively.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::time::Instant;

fn main() {
    let start = Instant::now();
    let now_ms = || start.elapsed().as_secs_f64() * 1000.0;
    println!("{}", bench::lines(&bench::measure(&now_ms)));
}
