//! `longshore render`: the body that would be sent for a definition.

use std::path::PathBuf;

use clap::Args;
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::placeholder;
use shared::plan::TASK_DEFINITION_ARN;
use shared::pointer::Pointer;
use shared::schema::{self, Scope};

use super::input::{self, Kind, Values};
use super::{Failure, say, warn};

#[derive(Debug, Args)]
pub(super) struct Render {
    /// The definition; - is standard input.
    file: PathBuf,
    /// Print a service as `UpdateService` takes it; as `CreateService` does without.
    #[arg(long)]
    update: bool,
    /// What the file is; recognised from its content without it.
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    #[command(flatten)]
    values: Values,
}

impl Render {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut document = input::one(&self.file, self.kind, &self.values)?;
        if self.update {
            for_update(&mut document)?;
        }
        let text = document.text();
        for found in placeholder::find(&text)
            .iter()
            .filter(|found| found.certain)
        {
            warn(&format!(
                "{}: {} is not filled in; give --var {}=VALUE",
                self.file.display(),
                found.token,
                found.name
            ));
        }
        if text.contains(TASK_DEFINITION_ARN) {
            warn(&format!(
                "{}: {TASK_DEFINITION_ARN} stands for the revision that a deploy registers",
                self.file.display()
            ));
        }
        say(&text);
        Ok(())
    }
}

/// A service as `UpdateService` takes it: by another name, and without what is chosen once.
fn for_update(document: &mut Document) -> Result<(), Failure> {
    if document.kind() != DocumentKind::Service {
        return Err(Failure::new(format!(
            "--update is for services, and this is a {}; leave it out",
            document.kind().words()
        )));
    }
    let json = document.json_mut();
    if json.get("service").is_none() {
        json.rename(&Pointer::parse("/serviceName"), "service");
    }
    let root = schema::root(DocumentKind::Service);
    if let Json::Object(members) = json {
        members.retain(|(name, _)| {
            let chosen_once = root
                .member(name)
                .is_some_and(|member| member.scope == Scope::Create);
            if chosen_once {
                warn(&format!(
                    "{name} is left out: it can only be given when a service is created"
                ));
            }
            !chosen_once
        });
    }
    Ok(())
}
