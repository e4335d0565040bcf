//! The command line. The only module that prints.

mod audit;
mod convert;
mod database;
mod diff;
mod iam_policy;
mod input;
mod key;
mod oidc;
mod password;
mod plan;
mod render;
mod sandbox;
mod serve;
mod signals;
mod telling;
mod user;
mod validate;

use std::error::Error;
use std::fmt;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// A deploy console for Amazon ECS in a browser.
#[derive(Debug, Parser)]
#[command(name = "longshore", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages and the API, and carry out deployments.
    Serve(Box<serve::Serve>),
    /// Serve only a simulated AWS, for any AWS client.
    Sandbox(sandbox::Sandbox),
    /// Manage the people who may sign in.
    User(user::User),
    /// Replace the key that secrets in the database are encrypted with, or do without a lost one.
    Key(key::Key),
    /// Prove that the audit is whole, and hand it out.
    Audit(audit::Audit),
    /// Check task definitions and services, as the pages do.
    Validate(validate::Validate),
    /// Show what differs between two definitions, by meaning.
    Diff(diff::Diff),
    /// Print the body that would be sent for a definition, with placeholders filled in.
    Render(render::Render),
    /// Show what a deploy would do, with every byte, and do nothing.
    Plan(Box<plan::Plan>),
    /// Write definitions in another format.
    Convert(convert::Convert),
    /// Print the IAM policy that Longshore's own credentials need.
    IamPolicy(iam_policy::IamPolicy),
    /// Print the page that lists every rule of the checks.
    Rules,
}

/// How a command ends.
enum Ending {
    /// It did what it was asked.
    Done,
    /// It did, and the answer is no.
    No,
    /// It could not.
    Failed(Failure),
}

/// Why a command could not do what it was asked, in one sentence with the way out.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            words.push_str(": ");
            words.push_str(&error.to_string());
            source = error.source();
        }
        Self(words)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<Result<(), Failure>> for Ending {
    fn from(result: Result<(), Failure>) -> Self {
        match result {
            Ok(()) => Self::Done,
            Err(failure) => Self::Failed(failure),
        }
    }
}

/// Runs the command that the arguments name.
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let ending = match arguments.command {
        Command::Serve(command) => {
            log_to_stderr();
            command.run().await.into()
        }
        Command::Sandbox(command) => {
            log_to_stderr();
            command.run().await.into()
        }
        Command::User(command) => command.run().await.into(),
        Command::Key(command) => command.run().await.into(),
        Command::Audit(command) => command.run().await,
        Command::Validate(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Render(command) => command.run().into(),
        Command::Plan(command) => command.run().await,
        Command::Convert(command) => command.run().into(),
        Command::IamPolicy(command) => command.run().await.into(),
        Command::Rules => {
            say(shared::check::listed::page().trim_end_matches('\n'));
            Ending::Done
        }
    };
    match ending {
        Ending::Done => ExitCode::SUCCESS,
        Ending::No => ExitCode::from(1),
        Ending::Failed(failure) => {
            warn(&format!("longshore: {failure}"));
            ExitCode::from(2)
        }
    }
}

/// Prints a line for people or programs that read the output. Whoever has stopped reading, as
/// `head` does, has had enough.
fn say(line: &str) {
    let _unread = writeln!(std::io::stdout().lock(), "{line}");
}

/// Prints a line for people, beside the output.
#[expect(clippy::print_stderr, reason = "errors belong beside the output")]
fn warn(line: &str) {
    eprintln!("{line}");
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_env("LONGSHORE_LOG")
        // The library of sessions warns of every session that has ended.
        .unwrap_or_else(|_| EnvFilter::new("warn,backend=info,sandbox=info,tower_sessions=error"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
}
