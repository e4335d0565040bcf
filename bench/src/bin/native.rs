//! Prints how long the engine takes natively, or, with `--template`, the measured definitions as a
//! CloudFormation template, for comparing with other tools.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::time::Instant;

fn main() {
    if std::env::args().any(|argument| argument == "--template") {
        println!("{}", bench::template());
        return;
    }
    let start = Instant::now();
    let now_ms = || start.elapsed().as_secs_f64() * 1000.0;
    println!("{}", bench::lines(&bench::measure(&now_ms)));
}
