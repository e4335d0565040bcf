//! `longshore diff`: what differs between two definitions, by meaning.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::value::RawValue;
use shared::diff::{self, Change};
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::plan::Effect;

use super::input::{self, Kind, Values};
use super::{Ending, Failure, say};

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The definition before; - is standard input.
    before: PathBuf,
    /// The definition after; - is standard input.
    after: PathBuf,
    /// How to print what differs.
    #[arg(long, value_enum, default_value_t = Format::Words)]
    format: Format,
    /// What the files are; recognised from their content without it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    #[command(flatten)]
    values: Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Words,
    Json,
}

/// One difference, for programs.
#[derive(Debug, Serialize)]
struct Difference<'a> {
    document: DocumentKind,
    pointer: &'a str,
    label: &'a str,
    group: &'a str,
    words: &'a str,
    effect: Effect,
    /// What was there; secret-looking values are masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Box<RawValue>>,
    /// What is there now; secret-looking values are masked.
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Box<RawValue>>,
}

impl Diff {
    /// Ends with "no" when something differs, as `diff` does.
    pub(super) fn run(self) -> Ending {
        match self.changes() {
            Ok(changes) if changes.is_empty() => {
                say(match self.format {
                    Format::Words => "no difference",
                    Format::Json => "[]",
                });
                Ending::Done
            }
            Ok(changes) => match self.print(&changes) {
                Ok(()) => Ending::No,
                Err(failure) => Ending::Failed(failure),
            },
            Err(failure) => Ending::Failed(failure),
        }
    }

    fn changes(&self) -> Result<Vec<Change>, Failure> {
        input::refuse_two_inputs([&self.before, &self.after])?;
        let before = input::one(&self.before, self.kind, &self.values)?;
        let after = input::one(&self.after, self.kind, &self.values)?;
        if before.kind() != after.kind() {
            return Err(Failure::new(format!(
                "{} is a {} and {} a {}; give two of a kind",
                self.before.display(),
                before.kind().words(),
                self.after.display(),
                after.kind().words()
            )));
        }
        Ok(diff::diff(&before, &after))
    }

    fn print(&self, changes: &[Change]) -> Result<(), Failure> {
        match self.format {
            Format::Words => {
                for change in diff::words(changes) {
                    say(&format!("{}: {}", change.group, change.words));
                }
            }
            Format::Json => {
                let raw = |value: Option<Json>| {
                    value
                        .map(|value| RawValue::from_string(value.to_compact()))
                        .transpose()
                };
                let mut differences = Vec::with_capacity(changes.len());
                let said: Vec<_> = changes.iter().map(diff::words_of).collect();
                for (change, said) in changes.iter().zip(&said) {
                    let (before, after) = change.masked();
                    differences.push(Difference {
                        document: change.document,
                        pointer: change.pointer.as_str(),
                        label: &change.label,
                        group: &said.group,
                        words: &said.words,
                        effect: change.effect,
                        before: raw(before)?,
                        after: raw(after)?,
                    });
                }
                say(&serde_json::to_string_pretty(&differences)?);
            }
        }
        Ok(())
    }
}
