//! Other people's formats: definitions read from them and written in them.
//!
//! What a dialect says is taken over, or a note says in words what was not and where. Nothing here
//! judges a definition; that is for [`check`](crate::check).

mod cloudformation;
mod coerce;
mod compose;
mod ecspresso;
mod export;
mod hcl;
mod import;
mod members;
mod note;
mod place;
mod plain;
mod recognize;
mod run;
mod terraform;
mod yaml;

use serde::{Deserialize, Serialize};

use crate::document::{Document, ReadError};
use crate::issue::DocumentKind;
use crate::json::{MAX_BYTES, ParseError};

pub use export::{Export, Format, export};
pub use import::{import, import_files};
pub use note::{Note, NoteKind};
pub use yaml::YamlError;

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Dialect {
    /// What `--cli-input-json` and `--cli-input-yaml` take.
    Cli,
    /// What Describe, Register, Create and Update commands print.
    Described,
    /// The files of ecspresso.
    Ecspresso,
    /// A template, a resource or the properties of one.
    #[serde(rename = "cloudformation")]
    CloudFormation,
    /// A docker-compose file.
    Compose,
    /// `docker run` commands.
    DockerRun,
}

impl Dialect {
    /// What it is called in sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Cli => "AWS CLI input",
            Self::Described => "AWS CLI output",
            Self::Ecspresso => "ecspresso",
            Self::CloudFormation => "CloudFormation",
            Self::Compose => "docker-compose",
            Self::DockerRun => "docker run",
        }
    }
}

/// What was read from a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What the text is written in.
    pub dialect: Dialect,
    /// The definitions, in the order of the text; at least one.
    pub documents: Vec<Imported>,
    /// What was not taken over, and what was assumed.
    pub notes: Vec<Note>,
}

/// One definition that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// What the text calls it, such as the logical id of a resource.
    pub name: Option<String>,
    /// The definition.
    pub document: Document,
}

impl Import {
    /// The first definition of a kind.
    pub fn first(&self, kind: DocumentKind) -> Option<&Document> {
        self.documents
            .iter()
            .map(|imported| &imported.document)
            .find(|document| document.kind() == kind)
    }
}

/// Reads every definition of a text, of one kind where one is asked for, and leaves the notes
/// aside.
///
/// # Errors
/// Why the text holds no such definition, with the way out.
pub fn read_all(text: &str, kind: Option<DocumentKind>) -> Result<Vec<Document>, ImportError> {
    let import = import(text, kind)?;
    Ok(import
        .documents
        .into_iter()
        .map(|imported| imported.document)
        .collect())
}

/// Why a text holds no definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is JSON, and no definition.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It looks like YAML and is not.
    #[error(transparent)]
    Yaml(#[from] YamlError),
    /// It is more than is read.
    #[error("the text has {0} bytes; Longshore reads at most {MAX_BYTES}, give it one definition")]
    TooLarge(usize),
    /// It is a shell command that cannot be split into words.
    #[error("line {line}: a quote is opened and not closed; close it, or paste the whole command")]
    OpenQuote {
        /// The line that the command starts in, from 1.
        line: usize,
    },
    /// It is a `docker run` command without an image.
    #[error("line {line}: this `docker run` names no image; paste the whole command")]
    NoImage {
        /// The line that the command starts in, from 1.
        line: usize,
    },
    /// A template without a task definition and a service.
    #[error(
        "this template has no AWS::ECS::TaskDefinition and no AWS::ECS::Service; give the template that has them"
    )]
    NoResource,
    /// A compose file without services.
    #[error("this docker-compose file has no services; give the file that has them")]
    NoComposeService,
    /// The configuration of ecspresso, which names the files that hold the definitions.
    #[error(
        "this is the configuration of ecspresso; give it together with the files that it names: {0}"
    )]
    EcspressoConfig(String),
    /// A language that is a program.
    #[error("this looks like {language}; {way_out}")]
    Program {
        /// The language.
        language: &'static str,
        /// What to do instead.
        way_out: &'static str,
    },
    /// Nothing that is known.
    #[error(
        "this is neither a task definition nor a service, in JSON or YAML, nor a CloudFormation template, a docker-compose file or a `docker run` command; check what was pasted"
    )]
    Unknown,
}

impl From<ParseError> for ImportError {
    fn from(error: ParseError) -> Self {
        Self::Read(error.into())
    }
}

impl ImportError {
    /// The line of the text, from 1, where one can be told.
    pub const fn line(&self) -> Option<usize> {
        match self {
            Self::Read(error) => error.line(),
            Self::Yaml(error) => Some(error.line),
            Self::OpenQuote { line } | Self::NoImage { line } => Some(*line),
            _ => None,
        }
    }
}
