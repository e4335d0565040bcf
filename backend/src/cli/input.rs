//! Reading definitions for the commands that work on files: from a path or from standard input,
//! in whatever format they are, with placeholders filled from what is given.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use shared::dialect::{self, Import, ImportError};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::placeholder;

use super::{Failure, warn};

/// Values for placeholders.
#[derive(Debug, Default, Args)]
pub(super) struct Values {
    /// A placeholder's value; without a value that of the environment's variable of the name.
    #[arg(long = "var", value_name = "NAME[=VALUE]")]
    given: Vec<String>,
}

/// What a file holds, where its content does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
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

impl Values {
    /// Fills the placeholders of a text that have a value or a default.
    pub(super) fn fill(&self, text: &str) -> Result<String, Failure> {
        let mut values: BTreeMap<String, String> = placeholder::find(text)
            .into_iter()
            .filter_map(|found| found.default.map(|default| (found.name, default)))
            .collect();
        for one in &self.given {
            let (name, value) = if let Some((name, value)) = one.split_once('=') {
                (name, value.to_owned())
            } else {
                let value = std::env::var(one).map_err(|_| {
                        Failure::new(format!(
                            "--var {one} has no value and the environment has no variable {one}; give --var {one}=VALUE"
                        ))
                    })?;
                (one.as_str(), value)
            };
            values.insert(name.to_owned(), value);
        }
        Ok(if values.is_empty() {
            text.to_owned()
        } else {
            placeholder::fill(text, &values)
        })
    }
}

/// A text and what it is called in messages.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: String,
}

impl Source {
    /// Reads a file, or standard input where the path is `-`.
    pub(super) fn read(path: &Path, values: &Values) -> Result<Self, Failure> {
        let standard_input = path == Path::new("-");
        let name = if standard_input {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let read = if standard_input {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        } else {
            std::fs::read_to_string(path)
        };
        let text = read.map_err(|error| {
            Failure::new(format!(
                "cannot read {name}: {error}; check the path and that it is a text in UTF-8"
            ))
        })?;
        Ok(Self {
            text: values.fill(&text)?,
            name,
        })
    }

    /// The definitions that it holds, of one kind where one is asked for.
    pub(super) fn import(&self, kind: Option<Kind>) -> Result<Import, ImportError> {
        dialect::import(&self.text, kind.map(DocumentKind::from))
    }

    /// The definitions; what was not taken over is told.
    pub(super) fn documents(&self, kind: Option<Kind>) -> Result<Vec<Document>, Failure> {
        let import = self
            .import(kind)
            .map_err(|error| Failure::new(format!("{}: {error}", self.name)))?;
        self.tell(&import);
        let documents = import.documents.into_iter();
        Ok(documents.map(|imported| imported.document).collect())
    }

    /// Tells what was assumed and what was not taken over.
    pub(super) fn tell(&self, import: &Import) {
        for note in &import.notes {
            warn(&format!("{}: note: {note}", self.name));
        }
    }
}

/// Reads the only definition of a file.
pub(super) fn one(path: &Path, kind: Option<Kind>, values: &Values) -> Result<Document, Failure> {
    let source = Source::read(path, values)?;
    let mut documents = source.documents(kind)?;
    match (documents.pop(), documents.len()) {
        (Some(document), 0) => Ok(document),
        (_, others) => Err(Failure::new(format!(
            "{} holds {} definitions; choose one with --kind, or give a file with one",
            source.name,
            others + 1
        ))),
    }
}

/// Two inputs cannot both be standard input.
pub(super) fn refuse_two_inputs<'a>(
    paths: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<(), Failure> {
    let dashes = paths
        .into_iter()
        .filter(|path| path.as_path() == Path::new("-"))
        .count();
    if dashes > 1 {
        return Err(Failure::new(
            "- stands for standard input, which can be read once; give files for the others",
        ));
    }
    Ok(())
}
