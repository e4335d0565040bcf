//! `longshore plan`: what a deploy would do, against AWS as it is or against what was saved of it.

mod ask;

use std::path::{Path, PathBuf};

use ask::Ask;
use clap::{ArgGroup, Args, ValueEnum};
use shared::document::Document;
use shared::issue::{DocumentKind, Issue, Severity};
use shared::plan::{self, Extent, Observed, Wanted};
use shared::wire::{PlanRequest, Preview};

use super::input::{self, Kind, Values};
use super::{Ending, Failure, say, warn};
use crate::aws::{Access, Aws};
use crate::planning::{self, PlanningError};

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(false)))]
pub(super) struct Plan {
    /// The service; - is standard input.
    #[arg(long, value_name = "FILE", group = "what")]
    service: Option<PathBuf>,
    /// The task definition to register, where the revision is not to stay.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["service_revision", "delete", "roll_back_to"])]
    task_definition: Option<PathBuf>,
    /// Go back to an earlier service revision, as `aws ecs describe-service-revisions` prints it.
    #[arg(long, value_name = "FILE", group = "what")]
    service_revision: Option<PathBuf>,
    /// A run-task request: a task to run before the service is touched, which is left alone unless
    /// the task ends well.
    #[arg(long, value_name = "FILE", requires = "service")]
    gate: Option<PathBuf>,
    /// The service file describes the whole service: what it leaves out is taken away.
    #[arg(long, requires = "service")]
    whole: bool,
    /// What `aws ecs describe-services` printed, to compare with instead of asking AWS.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["run_task", "delete", "roll_back_to"])]
    observed_service: Option<PathBuf>,
    /// What `aws ecs describe-task-definition` printed of the revision that runs.
    #[arg(long, value_name = "FILE", requires = "observed_service")]
    observed_task_definition: Option<PathBuf>,
    /// Take the service as one that is not there yet, without asking AWS.
    #[arg(long, conflicts_with_all = ["observed_service", "run_task", "delete", "roll_back_to"])]
    new: bool,
    #[command(flatten)]
    ask: Ask,
    /// How to print the plan.
    #[arg(long, value_enum, default_value_t = Format::Words)]
    format: Format,
    /// The AWS region, where the usual places do not say.
    #[arg(long)]
    region: Option<String>,
    /// The AWS profile.
    #[arg(long)]
    profile: Option<String>,
    /// An AWS endpoint other than AWS's own.
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
    #[command(flatten)]
    values: Values,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Words,
    Json,
}

impl Plan {
    /// Ends with "no" when the plan is refused.
    pub(super) async fn run(self) -> Ending {
        match self.make().await {
            Ok(Ok(preview)) => match self.print(&preview) {
                Ok(()) => Ending::Done,
                Err(failure) => Ending::Failed(failure),
            },
            Ok(Err(issues)) => {
                print_issues(&issues, warn);
                Ending::No
            }
            Err(failure) => Ending::Failed(failure),
        }
    }

    async fn make(&self) -> Result<Result<Preview, Vec<Issue>>, Failure> {
        input::refuse_two_inputs(
            [
                &self.service,
                &self.task_definition,
                &self.service_revision,
                &self.gate,
                &self.ask.run_task,
                &self.observed_service,
                &self.observed_task_definition,
            ]
            .into_iter()
            .flatten(),
        )?;
        let task_definition = self.read(self.task_definition.as_deref(), Kind::TaskDefinition)?;
        if self.ask.is_given() {
            let run_task = self.read(self.ask.run_task.as_deref(), Kind::RunTask)?;
            let aws = self.aws().await?;
            let made = self
                .ask
                .make(&aws, run_task.as_ref(), task_definition.as_ref())
                .await?;
            return judged(made);
        }
        let (service, extent) = self.wanted()?;
        let gate = self.read(self.gate.as_deref(), Kind::RunTask)?;
        if self.new || self.observed_service.is_some() {
            let observed = Observed {
                service: self.read(self.observed_service.as_deref(), Kind::Service)?,
                task_definition: self.read(
                    self.observed_task_definition.as_deref(),
                    Kind::TaskDefinition,
                )?,
                ..Observed::default()
            };
            let latest_revision = observed.task_definition.as_ref().and_then(revision_number);
            let observed = Observed {
                latest_revision,
                ..observed
            };
            let wanted = Wanted {
                task_definition: task_definition.as_ref(),
                service: &service,
                extent,
                gate: gate.as_ref(),
            };
            return Ok(plan::make("preview", &wanted, &observed));
        }
        let request = PlanRequest {
            gate: gate.map(|gate| gate.text()),
            task_definition: task_definition.map(|definition| definition.text()),
            service: service.text(),
            extent,
            draft: None,
        };
        let aws = self.aws().await?;
        judged(planning::make(&aws, &request).await)
    }

    async fn aws(&self) -> Result<Aws, Failure> {
        let access = Access::Account {
            region: self.region.clone(),
            profile: self.profile.clone(),
            endpoint_url: self.endpoint_url.clone(),
            role: None,
        };
        Ok(Aws::connect(&access).await?)
    }

    /// The service that is wanted, and how much the document says of it.
    fn wanted(&self) -> Result<(Document, Extent), Failure> {
        if let Some(path) = &self.service_revision {
            let source = input::Source::read(path, &self.values)?;
            let document = Document::read_service_revision(&source.text)
                .map_err(|error| Failure::new(format!("{}: {error}", source.name)))?;
            return Ok((document, Extent::Revision));
        }
        let service = self.read(self.service.as_deref(), Kind::Service)?;
        let extent = if self.whole {
            Extent::Whole
        } else {
            Extent::Partial
        };
        let service =
            service.ok_or_else(|| Failure::new("give the service with --service FILE"))?;
        Ok((service, extent))
    }

    fn read(&self, path: Option<&Path>, kind: Kind) -> Result<Option<Document>, Failure> {
        path.map(|path| input::one(path, Some(kind), &self.values))
            .transpose()
    }

    fn print(&self, preview: &Preview) -> Result<(), Failure> {
        match self.format {
            Format::Json => say(&serde_json::to_string_pretty(&preview.plan)?),
            Format::Words => {
                print_words(preview);
                print_issues(&preview.issues, say);
            }
        }
        Ok(())
    }
}

/// A plan that is refused is an answer, unlike one that could not be made.
fn judged(made: Result<Preview, PlanningError>) -> Result<Result<Preview, Vec<Issue>>, Failure> {
    match made {
        Ok(preview) => Ok(Ok(preview)),
        Err(PlanningError::Invalid(issues)) => Ok(Err(issues)),
        Err(error) => Err(error.into()),
    }
}

/// The number of a revision, as `DescribeTaskDefinition` printed it.
fn revision_number(document: &Document) -> Option<u64> {
    let (_, revision) = document
        .aside()
        .iter()
        .find(|(name, _)| name == "revision")?;
    u64::try_from(revision.as_i64()?).ok()
}

fn print_words(preview: &Preview) {
    let plan = &preview.plan;
    say(&match plan.target.service.as_str() {
        "" => format!("cluster {}", plan.target.cluster),
        service => format!("service {service} in cluster {}", plan.target.cluster),
    });
    if plan.steps.is_empty() {
        say("nothing to do: what is asked for is already so");
    }
    for change in &plan.changes {
        say(&format!("{}: {}", change.group, change.words));
    }
    if let Some(forecast) = &plan.forecast {
        say(&forecast.words);
        if let Some(stuck) = &forecast.stuck {
            say(&format!("It cannot progress: {stuck}."));
        }
    }
    for step in &plan.steps {
        say("");
        say(step.name());
        if let Some(body) = step.body() {
            say(body);
        }
    }
    if !plan.steps.is_empty() {
        say("");
        say(&format!("plan {}", preview.hash));
    }
}

fn print_issues(issues: &[Issue], print: fn(&str)) {
    for issue in issues {
        let document = match issue.document {
            DocumentKind::TaskDefinition => "task definition",
            DocumentKind::Service => "service",
            DocumentKind::RunTask => "run-task request",
        };
        if issue.severity == Severity::Advice {
            continue;
        }
        print(&format!(
            "{} {} {document} {}: {}",
            issue.severity.words(),
            issue.code,
            issue.pointer,
            issue.message
        ));
    }
}
