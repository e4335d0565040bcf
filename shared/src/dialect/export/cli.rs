//! AWS CLI commands, in scripts that can be read before they are run.

use super::file_name;
use crate::dialect::note::Notes;
use crate::dialect::place::Place;
use crate::document::Document;
use crate::issue::DocumentKind;
use crate::json::Json;
use crate::plan::TASK_DEFINITION_ARN;
use crate::pointer::Pointer;
use crate::schema::{self, Scope};

/// The scripts: one that registers and creates, one that registers and updates.
pub(super) fn write(documents: &[Document], notes: &mut Notes) -> Vec<(String, String)> {
    let of = |kind| documents.iter().filter(move |one| one.kind() == kind);
    let services: Vec<&Document> = of(DocumentKind::Service).collect();
    let revisions: Vec<&Document> = of(DocumentKind::TaskDefinition).collect();
    let mut files = runs(documents);
    if services.is_empty() {
        if !revisions.is_empty() {
            files.push(("register.sh".to_owned(), script(&revisions, &[])));
        }
        return files;
    }
    let created: Vec<String> = services.iter().map(|service| create(service)).collect();
    let updated: Vec<String> = services
        .iter()
        .map(|service| update(service, notes))
        .collect();
    if revisions.is_empty() && services.iter().any(|one| super::waits(one.json())) {
        notes.assumed(
            &Place::named("taskDefinition"),
            "the revision is not registered here; set TASK_DEFINITION_ARN before you run a script",
        );
    }
    files.extend(
        [("create-service", created), ("update-service", updated)]
            .into_iter()
            .map(|(name, commands)| (file_name(name, 1, "sh"), script(&revisions, &commands))),
    );
    files
}

/// A script for each run-task request.
fn runs(documents: &[Document]) -> Vec<(String, String)> {
    documents
        .iter()
        .filter(|one| one.kind() == DocumentKind::RunTask)
        .zip(1..)
        .map(|(request, count)| {
            let command = command("run-task", request.json());
            (file_name("run-task", count, "sh"), script(&[], &[command]))
        })
        .collect()
}

fn script(revisions: &[&Document], commands: &[String]) -> String {
    let mut text = "#!/bin/sh\nset -eu\n".to_owned();
    for (at, revision) in revisions.iter().enumerate() {
        let register = format!(
            "aws ecs register-task-definition --cli-input-json {}",
            quote(&revision.text())
        );
        // The services wait for the first one.
        if at == 0 && !commands.is_empty() {
            text.extend([
                "\nTASK_DEFINITION_ARN=$(",
                &register,
                " \\\n  --query taskDefinition.taskDefinitionArn --output text)\n",
            ]);
        } else {
            text.extend(["\n", &register, "\n"]);
        }
    }
    for command in commands {
        text.push('\n');
        text.push_str(command);
        text.push('\n');
    }
    text
}

fn create(service: &Document) -> String {
    let mut json = service.json().clone();
    if json.get("serviceName").is_none() {
        json.rename(&Pointer::parse("/service"), "serviceName");
    }
    without(&mut json, Scope::Update);
    command("create-service", &json)
}

fn update(service: &Document, notes: &mut Notes) -> String {
    let mut json = service.json().clone();
    if json.get("service").is_none() {
        json.rename(&Pointer::parse("/serviceName"), "service");
    }
    let left = without(&mut json, Scope::Create);
    for name in left {
        notes.left(
            &Place::named(&name),
            "update-service does not take this; it stands in create-service.sh alone",
        );
    }
    command("update-service", &json)
}

/// Takes away what a call does not take, and tells what that was.
fn without(json: &mut Json, scope: Scope) -> Vec<String> {
    let root = schema::root(DocumentKind::Service);
    let mut left = Vec::new();
    if let Json::Object(members) = json {
        members.retain(|(name, _)| {
            let taken = root.member(name).is_none_or(|member| member.scope != scope);
            if !taken && name != "serviceName" && name != "service" {
                left.push(name.clone());
            }
            taken
        });
    }
    left
}

fn command(name: &str, json: &Json) -> String {
    let text = quote(&json.to_pretty());
    // The token stands between single quotes, which are closed around the variable.
    let text = if super::waits(json) {
        text.replace(TASK_DEFINITION_ARN, "'\"$TASK_DEFINITION_ARN\"'")
    } else {
        text
    };
    format!("aws ecs {name} --cli-input-json {text}")
}

/// A text as one word of a POSIX shell.
fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn a_shell_reads_the_text_back() {
        for text in ["", "it's", "'", "a\n$b `c` \\ \"d\" !", "''"] {
            assert_eq!(shlex::split(&quote(text)), Some(vec![text.to_owned()]));
        }
    }
}
