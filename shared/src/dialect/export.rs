//! Documents written in other people's formats.

mod cli;

use serde::{Deserialize, Serialize};

use super::note::{Note, Notes};
use super::place::Place;
use super::{cloudformation, ecspresso, terraform, yaml};
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::placeholder;
use crate::plan::TASK_DEFINITION_ARN;

/// What documents are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// One JSON file each, as `--cli-input-json` takes it.
    Json,
    /// Shell scripts of AWS CLI commands.
    AwsCli,
    /// A template in YAML.
    #[serde(rename = "cloudformation-yaml")]
    CloudFormationYaml,
    /// A template in JSON.
    #[serde(rename = "cloudformation-json")]
    CloudFormationJson,
    /// Resources of the `hashicorp/aws` provider.
    Terraform,
    /// The files of ecspresso.
    Ecspresso,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Json,
        Self::AwsCli,
        Self::CloudFormationYaml,
        Self::CloudFormationJson,
        Self::Terraform,
        Self::Ecspresso,
    ];

    /// Its name on the command line and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::AwsCli => "aws-cli",
            Self::CloudFormationYaml => "cloudformation-yaml",
            Self::CloudFormationJson => "cloudformation-json",
            Self::Terraform => "terraform",
            Self::Ecspresso => "ecspresso",
        }
    }

    /// The format of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// What it is called in sentences.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Json => "JSON for the AWS CLI and SDKs",
            Self::AwsCli => "AWS CLI commands",
            Self::CloudFormationYaml => "CloudFormation (YAML)",
            Self::CloudFormationJson => "CloudFormation (JSON)",
            Self::Terraform => "Terraform",
            Self::Ecspresso => "ecspresso",
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The files, by name and text.
    pub files: Vec<(String, String)>,
    /// What the format has no place for, and what to look at.
    pub notes: Vec<Note>,
}

/// Writes documents in a format. A service that waits for its revision refers to the task
/// definition beside it, in the way of the format.
pub fn export(documents: &[Document], format: Format) -> Export {
    let mut notes = Notes::default();
    let files = match format {
        Format::Json => json(documents),
        Format::AwsCli => cli::write(documents, &mut notes),
        Format::CloudFormationYaml => {
            let template = cloudformation::write(documents, &mut notes);
            vec![("template.yaml".to_owned(), yaml::write(&template))]
        }
        Format::CloudFormationJson => {
            let template = cloudformation::write(documents, &mut notes);
            vec![("template.json".to_owned(), template.to_pretty() + "\n")]
        }
        Format::Terraform => vec![(
            "main.tf".to_owned(),
            terraform::write(documents, &mut notes),
        )],
        Format::Ecspresso => ecspresso::write(documents, &mut notes),
    };
    tell_open(documents, format, &mut notes);
    if !matches!(format, Format::Json | Format::AwsCli)
        && documents
            .iter()
            .any(|one| one.kind() == DocumentKind::RunTask)
    {
        notes.left(
            &Place::ROOT,
            format!(
                "{} has no place for a run-task request; write it as aws-cli",
                format.words()
            ),
        );
    }
    Export {
        files,
        notes: notes.finish(),
    }
}

/// The name of a document's file, numbered where there are several of a kind.
fn file_name(stem: &str, count: usize, end: &str) -> String {
    if count > 1 {
        format!("{stem}-{count}.{end}")
    } else {
        format!("{stem}.{end}")
    }
}

fn json(documents: &[Document]) -> Vec<(String, String)> {
    let mut counts = [0, 0, 0];
    documents
        .iter()
        .map(|document| {
            let (at, stem) = match document.kind() {
                DocumentKind::TaskDefinition => (0, "task-definition"),
                DocumentKind::Service => (1, "service"),
                DocumentKind::RunTask => (2, "run-task"),
            };
            let count = counts.get_mut(at).map_or(0, |count: &mut usize| {
                *count += 1;
                *count
            });
            (file_name(stem, count, "json"), document.text() + "\n")
        })
        .collect()
}

/// Says which placeholders are still open; ecspresso fills its own.
fn tell_open(documents: &[Document], format: Format, notes: &mut Notes) {
    if format == Format::Json {
        return;
    }
    let mut open: Vec<String> = documents
        .iter()
        .flat_map(|document| placeholder::find(&document.json().to_compact()))
        .filter(|found| format != Format::Ecspresso || !found.token.starts_with("{{"))
        .map(|found| crate::clip::clip(&found.name))
        .collect();
    open.sort();
    open.dedup();
    open.truncate(20);
    if !open.is_empty() {
        notes.assumed(
            &Place::ROOT,
            format!(
                "placeholders are written as they stand: {}; fill them in before you use the files",
                open.join(", ")
            ),
        );
    }
}

/// Whether a service waits for the revision that is registered with it.
fn waits(service: &Json) -> bool {
    service.get("taskDefinition").and_then(Json::as_str) == Some(TASK_DEFINITION_ARN)
}
