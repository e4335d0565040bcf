//! Tells what a text is written in, from its content alone.

use super::note::Notes;
use super::place::Place;
use super::{ImportError, cloudformation, ecspresso, run, yaml};
use crate::clip::clip;
use crate::document::ReadError;
use crate::json::{self, Json, MAX_BYTES, ParseError};

/// A text whose dialect is known.
#[derive(Debug)]
pub(super) enum Source {
    /// ECS's own members.
    Plain(Json),
    /// A template, a resource, or properties.
    CloudFormation(Json),
    /// A docker-compose file.
    Compose(Json),
    /// Shell commands.
    DockerRun(String),
    /// The configuration of ecspresso.
    EcspressoConfig(Json),
}

/// Recognizes a text, and reads it into a tree where it is one.
pub(super) fn recognize(text: &str) -> Result<(Source, Notes), ImportError> {
    if text.len() > MAX_BYTES {
        return Err(ImportError::TooLarge(text.len()));
    }
    let mut notes = Notes::default();
    if run::is_command(text) {
        return Ok((Source::DockerRun(text.to_owned()), notes));
    }
    let start = text.trim_start_matches('\u{feff}').trim_start();
    // JSON is told where its comment stands.
    let comment = start.starts_with("//") || start.starts_with("/*");
    let json =
        if start.starts_with(['{', '[']) || start.is_empty() || comment && program(start).is_none()
        {
            json::parse(text).map_err(|error| unfilled(text, error))?
        } else {
            if let Some(error) = program(start) {
                return Err(error);
            }
            from_yaml(text, &mut notes)?
        };
    Ok((by_content(json), notes))
}

/// Says what stands there where the error is inside of `{{ must_env ... }}`, which JSON reads as
/// two objects.
fn unfilled(text: &str, mut error: ParseError) -> ParseError {
    let line = text
        .lines()
        .nth(error.line.saturating_sub(1))
        .unwrap_or_default();
    let before: String = line.chars().take(error.column.saturating_sub(1)).collect();
    let behind = line.get(before.len()..).unwrap_or_default();
    if before.ends_with('{') && behind.starts_with('{') && behind.contains("}}") {
        error.column -= 1;
        "a placeholder stands here; fill it in, or put it in double quotes"
            .clone_into(&mut error.message);
    }
    error
}

fn from_yaml(text: &str, notes: &mut Notes) -> Result<Json, ImportError> {
    let read = yaml::read(text)?;
    for (line, tag) in read.tags {
        notes.assumed(
            &Place::named(&format!("line {line}")),
            format!(
                "the tag `{}` means nothing here and is passed over",
                clip(&tag)
            ),
        );
    }
    let mut documents = read.documents;
    documents.retain(|document| !document.is_null());
    match documents.pop() {
        Some(Json::String(_) | Json::Number(_) | Json::Bool(_)) if documents.is_empty() => {
            Err(ImportError::Unknown)
        }
        Some(document) if documents.is_empty() => Ok(document),
        Some(document) => {
            documents.push(document);
            Ok(Json::Array(documents))
        }
        None => Err(ImportError::Read(ReadError::NotAnObject("empty"))),
    }
}

fn by_content(json: Json) -> Source {
    let looked_at = match json.as_array() {
        Some([first, ..]) => first,
        _ => &json,
    };
    if cloudformation::is_one(looked_at) {
        Source::CloudFormation(json)
    } else if is_compose(&json) {
        Source::Compose(json)
    } else if ecspresso::is_config(&json) {
        Source::EcspressoConfig(json)
    } else {
        Source::Plain(json)
    }
}

/// Whether it is a compose file; also one of the first version, which has the services outermost.
fn is_compose(json: &Json) -> bool {
    let Some(members) = json.as_object() else {
        return false;
    };
    let is_service = |value: &Json| value.get("image").is_some() || value.get("build").is_some();
    match json.get("services") {
        Some(services) => services.as_object().is_some(),
        None => !members.is_empty() && members.iter().all(|(_, value)| is_service(value)),
    }
}

/// Languages that have to be run to become a definition.
fn program(start: &str) -> Option<ImportError> {
    let line = start
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"))?;
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    if begins(&["local ", "function(", "std."]) {
        Some(ImportError::Program {
            language: "Jsonnet",
            way_out: "render it with `jsonnet` or `ecspresso render` and give the result",
        })
    } else if begins(&[
        "resource \"",
        "data \"",
        "variable \"",
        "module \"",
        "terraform {",
        "locals {",
    ]) {
        Some(ImportError::Program {
            language: "Terraform",
            way_out: "give the output of `aws ecs describe-task-definition` for what it made",
        })
    } else if begins(&["FROM "]) {
        Some(ImportError::Program {
            language: "a Dockerfile",
            way_out: "build the image and give a `docker run` command for it",
        })
    } else {
        None
    }
}
