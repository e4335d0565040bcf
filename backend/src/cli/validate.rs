//! `longshore validate`: the pages' own checks, for pipelines.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;
use shared::check::{self, Documents, Known, check, listed};
use shared::dialect::Imported;
use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::json::Lines;

use super::input::{self, Kind, Source, Values};
use super::{Ending, Failure, say};

#[derive(Debug, Args)]
pub(super) struct Validate {
    /// The files; - is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What the files are; recognised from their content without it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The task definition that a service file is checked with.
    #[arg(long, value_name = "FILE")]
    task_definition: Option<PathBuf>,
    #[command(flatten)]
    values: Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// What was found in one definition of a file.
#[derive(Debug, Serialize)]
struct Report<'a> {
    file: &'a str,
    /// What the file calls it, where it holds several.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    kind: Option<DocumentKind>,
    issues: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    severity: Severity,
    code: &'a str,
    pointer: &'a str,
    message: &'a str,
    /// Where the rule comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
}

impl Validate {
    pub(super) fn run(self) -> Ending {
        match self.all() {
            Ok(false) => Ending::Done,
            Ok(true) => Ending::No,
            Err(failure) => Ending::Failed(failure),
        }
    }

    /// Checks every file; answers whether one has errors. A file that can't be read ends it, after
    /// the others were checked.
    fn all(&self) -> Result<bool, Failure> {
        input::refuse_two_inputs(self.files.iter().chain(&self.task_definition))?;
        let beside = self
            .task_definition
            .as_deref()
            .map(|path| input::one(path, Some(Kind::TaskDefinition), &self.values))
            .transpose()?;
        let mut errors = false;
        let mut unread = None;
        for path in &self.files {
            match Source::read(path, &self.values) {
                Ok(source) => errors |= self.one(&source, beside.as_ref())?,
                Err(failure) => unread = unread.or(Some(failure)),
            }
        }
        unread.map_or(Ok(errors), Err)
    }

    /// Checks one file; answers whether it has errors.
    fn one(&self, source: &Source, beside: Option<&Document>) -> Result<bool, Failure> {
        let import = match source.import(self.kind) {
            Ok(import) => import,
            Err(error) => {
                let kind = self.kind.map(DocumentKind::from);
                let shown = kind.unwrap_or(DocumentKind::TaskDefinition);
                let issue = crate::planning::unreadable(shown, &error);
                self.print(source, None, kind, &[issue])?;
                return Ok(true);
            }
        };
        source.tell(&import);
        let definition = import.first(DocumentKind::TaskDefinition).or(beside);
        let several = import.documents.len() > 1;
        let mut errors = false;
        for imported in &import.documents {
            let issues = issues(&imported.document, definition);
            errors |= issues.iter().any(|issue| issue.severity == Severity::Error);
            let name = name(imported).filter(|_| several);
            let kind = Some(imported.document.kind());
            self.print(source, name, kind, &issues)?;
        }
        Ok(errors)
    }

    fn print(
        &self,
        source: &Source,
        name: Option<&str>,
        kind: Option<DocumentKind>,
        issues: &[Issue],
    ) -> Result<(), Failure> {
        match self.format {
            Format::Json => {
                let findings = issues.iter().map(|issue| Finding {
                    severity: issue.severity,
                    code: &issue.code,
                    pointer: issue.pointer.as_str(),
                    message: &issue.message,
                    source: listed::source(&issue.code).map(check::Source::words),
                });
                let report = Report {
                    file: &source.name,
                    name,
                    kind,
                    issues: findings.collect(),
                };
                say(&serde_json::to_string(&report)?);
            }
            Format::Text => print_text(source, name, issues),
        }
        Ok(())
    }
}

fn name(imported: &Imported) -> Option<&str> {
    imported.name.as_deref()
}

/// The issues of one document, beside its task definition where there is one.
fn issues(document: &Document, definition: Option<&Document>) -> Vec<Issue> {
    let mut documents = Documents::default();
    match document.kind() {
        DocumentKind::TaskDefinition => documents.task_definition = Some(document),
        DocumentKind::Service => {
            documents.service = Some(document);
            documents.task_definition = definition;
        }
        DocumentKind::RunTask => {
            documents.run_task = Some(document);
            documents.task_definition = definition;
        }
    }
    let mut issues = check(&documents, &Known::default());
    issues.retain(|issue| issue.document == document.kind());
    issues
}

fn print_text(source: &Source, name: Option<&str>, issues: &[Issue]) {
    let file = &source.name;
    let name = name.map(|name| format!(" {name}")).unwrap_or_default();
    if issues.is_empty() {
        say(&format!("{file}:{name} no issues"));
    }
    let lines = Lines::of(&source.text);
    for issue in issues {
        let line = lines
            .line_of(&issue.pointer)
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        say(&format!(
            "{file}{line}:{name} {} {} {}: {}",
            issue.severity.words(),
            issue.code,
            issue.pointer,
            issue.message
        ));
    }
}
