//! `longshore iam-policy`: the policy that Longshore's own credentials need.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use shared::document::Document;
use shared::iam_policy::{self, Scope};
use shared::issue::DocumentKind;
use shared::json::Json;

use super::input::{self, Source, Values};
use super::{Failure, say, warn};
use crate::aws::{Access, Aws, last_part, partition};

#[derive(Debug, Args)]
pub(super) struct IamPolicy {
    /// The definitions that are to be deployed, whose roles and clusters limit the policy; - is
    /// standard input. Without any, AWS is asked for what runs.
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to print the policy.
    #[arg(long, value_enum, default_value_t = Format::Json)]
    format: Format,
    /// The account, where the files' roles do not tell it.
    #[arg(long, requires = "files")]
    account: Option<String>,
    /// The AWS region, where the usual places do not say.
    #[arg(long)]
    region: Option<String>,
    /// The AWS profile.
    #[arg(long, conflicts_with = "files")]
    profile: Option<String>,
    /// An AWS endpoint other than AWS's own.
    #[arg(long, value_name = "URL", conflicts_with = "files")]
    endpoint_url: Option<String>,
    #[command(flatten)]
    values: Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Terraform,
}

impl IamPolicy {
    pub(super) async fn run(self) -> Result<(), Failure> {
        let (scope, notes) = if self.files.is_empty() {
            let aws = Aws::connect(&Access::Account {
                region: self.region.clone(),
                profile: self.profile.clone(),
                endpoint_url: self.endpoint_url.clone(),
                role: None,
            })
            .await?;
            Box::pin(aws.policy_scope()).await
        } else {
            self.of_files()?
        };
        let policy = iam_policy::build(&scope, notes);
        for note in &policy.notes {
            warn(&format!("note: {note}"));
        }
        let text = match self.format {
            Format::Json => &policy.json,
            Format::Terraform => &policy.terraform,
        };
        say(text.trim_end_matches('\n'));
        Ok(())
    }

    fn of_files(&self) -> Result<(Scope, Vec<String>), Failure> {
        input::refuse_two_inputs(&self.files)?;
        let mut scope = Scope::default();
        let mut notes = Vec::new();
        for path in &self.files {
            for document in Source::read(path, &self.values)?.documents(None)? {
                add(&mut scope, &mut notes, &document);
            }
        }
        let region = std::env::var("AWS_REGION").or_else(|_| std::env::var("AWS_DEFAULT_REGION"));
        let region = self.region.clone().or(region.ok());
        partition(region.as_deref().unwrap_or_default()).clone_into(&mut scope.partition);
        scope.region = region.unwrap_or_else(|| "*".to_owned());
        let of_role = scope
            .task_roles
            .iter()
            .chain(&scope.service_roles)
            .find_map(|role| role.split(':').nth(4).filter(|account| !account.is_empty()))
            .map(str::to_owned);
        scope.account = self
            .account
            .clone()
            .or(of_role)
            .unwrap_or_else(|| "*".to_owned());
        Ok((scope, notes))
    }
}

/// Notes the roles and the cluster that a document names.
fn add(scope: &mut Scope, notes: &mut Vec<String>, document: &Document) {
    let json = document.json();
    let text = |of: &Json, member: &str| of.get(member).and_then(Json::as_str).map(str::to_owned);
    let overrides = json.get("overrides").unwrap_or(&Json::Null);
    let mut roles = Vec::new();
    for member in ["taskRoleArn", "executionRoleArn"] {
        roles.extend(text(json, member).map(|role| (role, true)));
        roles.extend(text(overrides, member).map(|role| (role, true)));
    }
    if document.kind() == DocumentKind::Service {
        roles.extend(text(json, "role").map(|role| (role, false)));
    }
    let of_ecs = iam_policy::roles_of_ecs(json);
    roles.extend(of_ecs.into_iter().map(|role| (role, false)));
    for (role, is_of_tasks) in roles {
        if !role.starts_with("arn:") {
            notes.push(format!(
                "{role} is no ARN of a role, so it may not be passed: fill it in, or add its ARN."
            ));
        } else if is_of_tasks {
            scope.task_roles.insert(role);
        } else {
            scope.service_roles.insert(role);
        }
    }
    if document.kind() != DocumentKind::TaskDefinition {
        let cluster = text(json, "cluster").unwrap_or_else(|| "default".to_owned());
        scope.clusters.insert(last_part(&cluster).to_owned());
    }
}
