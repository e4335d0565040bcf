//! `longshore validate`, `diff` and `render`: the pages' own checks, for pipelines.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;
use shared::check::{Documents, Known, check};
use shared::diff;
use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::json;
use shared::normal::normal;

use super::{Ending, Failure, say};

#[derive(Debug, Args)]
pub(super) struct Validate {
    /// The files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What the files are; recognised from their content without it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The task definition that a service or a run-task request is checked with.
    #[arg(long, value_name = "FILE")]
    task_definition: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The definition before.
    before: PathBuf,
    /// The definition after.
    after: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Render {
    /// The definition.
    file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    TaskDefinition,
    Service,
    RunTask,
}

impl From<Kind> for DocumentKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::TaskDefinition => Self::TaskDefinition,
            Kind::Service => Self::Service,
            Kind::RunTask => Self::RunTask,
        }
    }
}

/// What was found in one file.
#[derive(Debug, Serialize)]
struct Report<'a> {
    file: String,
    kind: Option<DocumentKind>,
    issues: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    severity: Severity,
    code: &'a str,
    pointer: &'a str,
    message: &'a str,
}

impl Validate {
    pub(super) fn run(self) -> Ending {
        let beside = match self.task_definition.as_deref().map(|path| {
            let text = text(path)?;
            Document::read(&text, Some(DocumentKind::TaskDefinition))
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
        }) {
            None => None,
            Some(Ok(document)) => Some(document),
            Some(Err(failure)) => return Ending::Failed(failure),
        };
        let mut errors = false;
        for file in &self.files {
            match self.one(file, beside.as_ref()) {
                Ok(found) => errors |= found,
                Err(failure) => return Ending::Failed(failure),
            }
        }
        if errors { Ending::No } else { Ending::Done }
    }

    /// Checks one file; answers whether it has errors.
    fn one(&self, file: &Path, beside: Option<&Document>) -> Result<bool, Failure> {
        let text = text(file)?;
        let (kind, issues) = match Document::read(&text, self.kind.map(DocumentKind::from)) {
            Ok(document) => {
                let mut documents = Documents {
                    task_definition: beside,
                    ..Documents::default()
                };
                match document.kind() {
                    DocumentKind::TaskDefinition => documents.task_definition = Some(&document),
                    DocumentKind::Service => documents.service = Some(&document),
                    DocumentKind::RunTask => documents.run_task = Some(&document),
                }
                let mut issues = check(&documents, &Known::default());
                issues.retain(|issue| issue.document == document.kind());
                (Some(document.kind()), issues)
            }
            Err(error) => {
                let kind = self.kind.map(DocumentKind::from);
                let shown = kind.unwrap_or(DocumentKind::TaskDefinition);
                (kind, vec![crate::planning::unreadable(shown, &error)])
            }
        };
        match self.format {
            Format::Json => print_json(file, kind, &issues)?,
            Format::Text => print_text(file, &text, &issues),
        }
        Ok(issues.iter().any(|issue| issue.severity == Severity::Error))
    }
}

fn print_json(file: &Path, kind: Option<DocumentKind>, issues: &[Issue]) -> Result<(), Failure> {
    let report = Report {
        file: file.display().to_string(),
        kind,
        issues: issues
            .iter()
            .map(|issue| Finding {
                severity: issue.severity,
                code: &issue.code,
                pointer: issue.pointer.as_str(),
                message: &issue.message,
            })
            .collect(),
    };
    say(&serde_json::to_string(&report)?);
    Ok(())
}

fn print_text(file: &Path, text: &str, issues: &[Issue]) {
    if issues.is_empty() {
        say(&format!("{}: no issues", file.display()));
    }
    for issue in issues {
        let line = json::line_of(text, &issue.pointer)
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        let severity = match issue.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        };
        say(&format!(
            "{}{line}: {severity} {} {}: {}",
            file.display(),
            issue.code,
            issue.pointer,
            issue.message
        ));
    }
}

impl Diff {
    /// Ends with "no" when something differs, as `diff` does.
    pub(super) fn run(self) -> Ending {
        let both = document(&self.before).and_then(|before| Ok((before, document(&self.after)?)));
        let (before, after) = match both {
            Ok(both) => both,
            Err(failure) => return Ending::Failed(failure),
        };
        if before.kind() != after.kind() {
            return Ending::Failed(Failure::new(
                "one file is a task definition and the other a service; give two of a kind",
            ));
        }
        let changes = diff::diff(&before, &after);
        if changes.is_empty() {
            say("no difference");
            return Ending::Done;
        }
        for change in diff::words(&changes) {
            say(&format!("{}: {}", change.group, change.words));
        }
        Ending::No
    }
}

impl Render {
    pub(super) fn run(self) -> Result<(), Failure> {
        say(&normal(&document(&self.file)?).text());
        Ok(())
    }
}

fn document(path: &Path) -> Result<Document, Failure> {
    Document::read(&text(path)?, None)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

fn text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::new(format!(
            "cannot read {}: {error}; check the path and that it is a text file",
            path.display()
        ))
    })
}
