//! Prints how long the engine takes natively, or the measured definitions, for measuring elsewhere:
//! with `--template` as a CloudFormation template, with `--task-definition` or `--service` one of
//! them as JSON.
#![expect(clippy::print_stdout, reason = "its output is what it is for")]

use std::time::Instant;

fn main() {
    let printed = match std::env::args().nth(1).as_deref() {
        Some("--template") => bench::template(),
        Some("--task-definition") => bench::readable(&bench::task_definition("1.27", "eu")),
        Some("--service") => bench::readable(&bench::service()),
        _ => {
            let start = Instant::now();
            let now_ms = || start.elapsed().as_secs_f64() * 1000.0;
            bench::lines(&bench::measure(&now_ms))
        }
    };
    println!("{printed}");
}
