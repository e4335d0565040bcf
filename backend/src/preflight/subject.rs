//! What a plan is about, read from its own bytes, with what AWS has of the service where the plan
//! leaves that as it is.

use shared::json::{self, Json};
use shared::plan::{Effect, Plan, PlanKind, Step, TASK_DEFINITION_ARN};
use shared::preflight::Line;

use super::line::Look;
use crate::aws::{Aws, last_part};

/// What a plan is about.
#[derive(Debug, Default)]
pub(super) struct Subject {
    /// The task definitions of which tasks are started.
    pub(super) starts: Vec<Started>,
    /// The service as it will be; nothing where the plan touches none.
    pub(super) service: Option<Json>,
    /// Whether the service is created.
    pub(super) is_new: bool,
    /// How many tasks of the service run now.
    pub(super) running: u64,
    /// How many tasks are wanted, and how many run at most while it rolls.
    pub(super) tasks: Option<(u64, u64)>,
}

/// A task definition of which tasks are started.
#[derive(Debug)]
pub(super) struct Started {
    /// Its body.
    pub(super) definition: Json,
    /// The call that starts tasks of it: a service, or `RunTask`.
    pub(super) request: Json,
    /// Whether it is a task of its own.
    pub(super) is_one_off: bool,
    /// Whether its images are looked up anew by their tags. ECS keeps to the digests of the
    /// deployment that first ran a revision while it only adds tasks.
    pub(super) resolves_tags: bool,
}

impl Started {
    pub(super) fn text<'a>(&'a self, member: &str) -> Option<&'a str> {
        self.definition.get(member).and_then(Json::as_str)
    }

    pub(super) fn containers(&self) -> &[Json] {
        list(&self.definition, "containerDefinitions")
    }

    /// Whether tasks have network interfaces of their own.
    pub(super) fn is_awsvpc(&self) -> bool {
        self.text("networkMode") == Some("awsvpc")
    }

    /// Whether the tasks run on Fargate; nothing where a capacity provider or a default decides.
    pub(super) fn on_fargate(&self) -> Option<bool> {
        let of_type = |name: &str| name == "FARGATE" || name == "FARGATE_SPOT";
        let launch_type = self.request.get("launchType").and_then(Json::as_str);
        let strategy = list(&self.request, "capacityProviderStrategy");
        if let Some(launch_type) = launch_type {
            return Some(of_type(launch_type));
        }
        if !strategy.is_empty() {
            let mut providers = strategy
                .iter()
                .filter_map(|item| item.get("capacityProvider").and_then(Json::as_str));
            return Some(providers.all(of_type));
        }
        None
    }
}

impl Subject {
    /// Reads a plan; lines for what could not be read.
    pub(super) async fn of(aws: &Aws, plan: &Plan) -> (Self, Vec<Line>) {
        let mut subject = Self {
            tasks: plan
                .forecast
                .as_ref()
                .map(|forecast| (forecast.desired, forecast.most)),
            ..Self::default()
        };
        let mut unread = Vec::new();
        let mut registered = None;
        for step in &plan.steps {
            let Some(body) = step.body().and_then(|body| json::parse(body).ok()) else {
                continue;
            };
            match step {
                Step::RegisterTaskDefinition { .. } => registered = Some(body),
                Step::CreateService { .. } => {
                    subject.is_new = true;
                    subject.service = Some(body.clone());
                    subject
                        .start(aws, plan, registered.as_ref(), body, &mut unread)
                        .await;
                }
                Step::UpdateService { .. } => {
                    let body = subject.over_current(aws, plan, &body, &mut unread).await;
                    subject.service = Some(body.clone());
                    if starts_tasks(plan, &body, subject.running) {
                        subject
                            .start(aws, plan, registered.as_ref(), body, &mut unread)
                            .await;
                    }
                }
                Step::RunTask { .. } => {
                    subject
                        .start(aws, plan, registered.as_ref(), body, &mut unread)
                        .await;
                    if let Some(started) = subject.starts.last_mut() {
                        started.is_one_off = true;
                        started.resolves_tags = true;
                    }
                }
                Step::TagResource { .. }
                | Step::UntagResource { .. }
                | Step::WaitForSteadyState
                | Step::WaitForTask
                | Step::WaitForNoTasks
                | Step::DeleteService { .. }
                | Step::WaitForDeletion
                | Step::RegisterScalableTarget { .. } => {}
            }
        }
        (subject, unread)
    }

    /// The service as an update leaves it: what the update does not mention stays.
    async fn over_current(
        &mut self,
        aws: &Aws,
        plan: &Plan,
        update: &Json,
        unread: &mut Vec<Line>,
    ) -> Json {
        let target = &plan.target;
        let mut merged = match aws.service(&target.cluster, &target.service).await {
            Ok(Some(service)) => {
                self.running = u64::try_from(service.running).unwrap_or_default();
                service.json
            }
            Ok(None) => Json::object(),
            Err(error) => {
                let look = Look::at("service-exists", target.service.clone());
                unread.push(look.unread("What the service is now", &error));
                Json::object()
            }
        };
        for (member, value) in update.as_object().unwrap_or_default() {
            let at = shared::pointer::Pointer::root().member(member);
            if member == "capacityProviderStrategy" {
                merged.remove(&shared::pointer::Pointer::root().member("launchType"));
            }
            merged.set(&at, value.clone());
        }
        merged
    }

    async fn start(
        &mut self,
        aws: &Aws,
        plan: &Plan,
        registered: Option<&Json>,
        request: Json,
        unread: &mut Vec<Line>,
    ) {
        let named = request
            .get("taskDefinition")
            .and_then(Json::as_str)
            .map(str::to_owned)
            .or_else(|| plan.base.task_definition_arn.clone());
        let definition = match (named.as_deref(), registered) {
            (Some(TASK_DEFINITION_ARN), Some(body)) => body.clone(),
            (Some(reference), _) => match aws.describe_task_definition(reference).await {
                Ok(read) => match json::parse(&read.text) {
                    Ok(answer) => {
                        let found = answer.get("taskDefinition").cloned().unwrap_or(Json::Null);
                        let is_named = request.get("taskDefinition").is_some();
                        // What runs already may go on.
                        if is_named
                            && found.get("status").and_then(Json::as_str) == Some("INACTIVE")
                        {
                            let look = Look::at("task-definition", last_part(reference));
                            unread.push(look.wrong("It was deregistered, so AWS would start no task of it: name a revision that is there, in a new plan."));
                        }
                        found
                    }
                    Err(_) => return,
                },
                Err(error) => {
                    let look = Look::at("task-definition", last_part(reference));
                    unread.push(look.unread("What its tasks consist of", &error));
                    return;
                }
            },
            (None, _) => return,
        };
        self.starts.push(Started {
            definition,
            request,
            is_one_off: false,
            resolves_tags: plan.kind != PlanKind::Scaling,
        });
    }

    /// The role that starts tasks of a definition.
    pub(super) fn execution_role(started: &Started) -> Option<&str> {
        let overrides = started.request.get("overrides");
        overrides
            .and_then(|overrides| overrides.get("executionRoleArn"))
            .and_then(Json::as_str)
            .or_else(|| started.text("executionRoleArn"))
    }
}

/// Whether an update has ECS start tasks, where so many run.
fn starts_tasks(plan: &Plan, service: &Json, running: u64) -> bool {
    match plan.kind {
        // Fewer tasks need nothing that is not there any more.
        PlanKind::Scaling => {
            let desired = service.get("desiredCount").and_then(Json::as_i64);
            desired
                .is_none_or(|desired| u64::try_from(desired).is_ok_and(|desired| desired > running))
        }
        PlanKind::FirstDeploy | PlanKind::NewRevision | PlanKind::Rollback | PlanKind::Restart => {
            true
        }
        PlanKind::ServiceChange => plan
            .changes
            .iter()
            .any(|change| matches!(change.effect, Effect::ReplacesTasks | Effect::Scales)),
        PlanKind::TagChange
        | PlanKind::ScalableTargetChange
        | PlanKind::Deletion
        | PlanKind::OneOffTask
        | PlanKind::Nothing => false,
    }
}

/// A list, or none.
pub(super) fn list<'a>(of: &'a Json, member: &str) -> &'a [Json] {
    of.get(member).and_then(Json::as_array).unwrap_or_default()
}

/// The texts of a list.
pub(super) fn texts(of: &Json, member: &str) -> Vec<String> {
    list(of, member)
        .iter()
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}
