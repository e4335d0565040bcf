//! The `longshore` program.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    backend::cli::run().await
}
