//! A task that runs once: started once, watched to its end, judged by its exit codes and by who
//! ended it.

use shared::deployment::{JournalEvent, StoppedContainer, Verdict};
use shared::json::{self, Json};
use shared::plan::{Plan, PlanKind, Step};

use super::call::{Call, Outcome, Repeat};
use super::carry_out::Done;
use super::ensure::{arn, with_revision};
use super::job::{Halt, Job};
use super::outlook::Outlook;
use super::patience::Patience;
use super::task_log::TaskLog;
use crate::aws::{AwsError, OneOffTask, StoppedTask, last_part};
use crate::{evidence, explain};

/// A task may stay invisible so many looks after it was started.
const UNSEEN: u32 = 10;
/// So long it may take until a task that was told to stop has stopped: the longest `stopTimeout`
/// of ECS, and what it takes around it.
const LONGEST_STOP_MS: i64 = 180_000;

/// Ensures that the task is started. The client token makes a second call the same one; where an
/// endpoint does not know tokens, the name under which it is started tells.
pub(super) async fn started(
    job: &mut Job<'_>,
    step: usize,
    body: &str,
    registered: Option<&str>,
) -> Result<Done, Halt> {
    if let Some(arn) = job.shown(step, "RunTask").and_then(arn) {
        return Ok(started_as(arn));
    }
    let body = with_revision(body, registered);
    let request = json::parse(&body).unwrap_or(Json::Null);
    let started_by = request
        .get("startedBy")
        .and_then(Json::as_str)
        .filter(|name| job.plan.id.get(..8).is_some_and(|id| name.contains(id)))
        .map(str::to_owned);
    let cluster = job.plan.target.cluster.clone();
    let call = Call {
        step,
        operation: "RunTask",
        body: &body,
        yields: true,
        repeat: Repeat::AfterLooking,
    };
    let started = job
        .try_call(
            &call,
            |aws| {
                let body = &body;
                async move { aws.run_task(body).await }
            },
            |aws, _| {
                let (cluster, started_by) = (&cluster, &started_by);
                async move {
                    match started_by {
                        Some(name) => aws.task_started_by(cluster, name).await,
                        None => Ok(None),
                    }
                }
            },
            |arn: &String| Outcome::of(format!("started the task {}", last_part(arn)), arn),
        )
        .await?;
    let arn = started.map_err(|error| {
        let what = match explain::unplaced(&error) {
            Some(words) => format!("{} {words}", error.words()),
            None => error.words(),
        };
        Halt::Over(Verdict::Failed, format!("{what} {}", job.standing()))
    })?;
    Ok(started_as(arn))
}

fn started_as(arn: String) -> Done {
    Done {
        task_arn: Some(arn),
        ..Done::default()
    }
}

/// Whether a plan has a task run before its service is touched.
pub(super) fn has_gate(plan: &Plan) -> bool {
    let is_task = |step: &Step| matches!(step, Step::RunTask { .. });
    plan.kind != PlanKind::OneOffTask && plan.steps.iter().any(is_task)
}

/// That a task which an earlier deployment gave up waiting for still runs, or may; nothing where it
/// does not.
pub(super) fn still_runs(
    arn: &str,
    found: &Result<Option<OneOffTask>, AwsError>,
) -> Option<String> {
    let id = last_part(arn);
    match found {
        Ok(Some(task)) if task.stopped.is_none() => {
            Some(format!("The task {id} of an earlier deployment still runs"))
        }
        // AWS knows no such task, as of another region or account.
        Ok(_) | Err(AwsError::Refused { .. }) => None,
        Err(error) => Some(format!(
            "{} It cannot be told whether the task {id} of an earlier deployment still runs",
            error.words()
        )),
    }
}

/// Ends a deployment whose gate would run beside one that an earlier deployment gave up waiting
/// for: the same work would be done twice at once.
pub(super) async fn ensure_alone(job: &Job<'_>) -> Result<(), Halt> {
    if !has_gate(&job.plan) {
        return Ok(());
    }
    let cluster = &job.plan.target.cluster;
    for arn in job.store.tasks_left(&job.id).await? {
        let arn = &arn;
        let found = job
            .try_look(|aws| async move { aws.one_off_task(cluster, arn).await })
            .await?;
        if let Some(what) = still_runs(arn, &found) {
            return Err(Halt::Over(
                Verdict::Failed,
                format!(
                    "{what}, and another beside it would do the same work at once. Wait for its end, or stop it in ECS, then deploy again. The plan was not begun, and nothing was changed."
                ),
            ));
        }
    }
    Ok(())
}

/// Watches the task of the step before to its end, with its log.
pub(super) async fn ended(job: &mut Job<'_>, step: usize) -> Result<Done, Halt> {
    let Some(arn) = job.started_task(step) else {
        return Err(Halt::Over(
            Verdict::Failed,
            "The journal names no task to wait for.".to_owned(),
        ));
    };
    let cluster = job.plan.target.cluster.clone();
    let id = last_part(&arn).to_owned();
    let mut told = last_status(job, &id);
    let mut unseen = 0;
    let mut outlook = Outlook::of(job);
    let patience = Patience::with(job, step);
    let mut log: Option<TaskLog> = None;
    loop {
        if let Some((by, end)) = job.end_where_stopped() {
            let by = by.to_owned();
            let refused = stop(job, step, &cluster, &arn, &by).await?;
            // Where no answer came, AWS may have stopped it all the same.
            let may_stop = refused.as_ref().is_none_or(AwsError::is_outcome_unknown);
            let longest_ms = if may_stop { LONGEST_STOP_MS } else { 0 };
            let is_over = let_end(job, &cluster, &arn, (told, log), longest_ms).await?;
            // What stands is told anew, now that the task is over.
            let end = job.end_where_stopped().map_or(end, |(_, end)| end);
            return Err(if is_over {
                end
            } else {
                going_on(end, &id, refused.as_ref())
            });
        }
        let read = job.aws.one_off_task(&cluster, &arn).await;
        match read {
            Ok(Some(task)) => {
                unseen = 0;
                outlook.clears(job).await?;
                tell_status(job, &id, &task.last_status, &mut told).await?;
                if log.is_none() {
                    log = TaskLog::of(job, &task.task_definition_arn, &id).await;
                }
                if let Some(log) = &mut log {
                    log.tell(job).await?;
                }
                if let Some(stopped) = &task.stopped {
                    return over(job, &task, stopped).await;
                }
            }
            Ok(None) => {
                unseen += 1;
                if unseen > UNSEEN {
                    return Err(Halt::Over(
                        Verdict::Failed,
                        format!(
                            "ECS does not know the task {id} any more, so how it ended is not known. {}",
                            job.standing()
                        ),
                    ));
                }
            }
            Err(error) => outlook.darkens(job, &error).await?,
        }
        if patience.is_over(job) {
            let how = match outlook.error() {
                Some(error) => format!(
                    "AWS does not tell how the task {id} goes. {}",
                    error.words()
                ),
                None => format!("The task {id} still runs after {}.", job.patience()),
            };
            let next = if job.plan.kind == PlanKind::OneOffTask {
                "run it again"
            } else {
                "deploy again"
            };
            return Err(Halt::Over(
                Verdict::Stuck,
                format!(
                    "{how} It goes on by itself: wait for its end, or stop it in ECS, before you {next}. {}",
                    job.standing()
                ),
            ));
        }
        job.hear_stop(job.pacing.follow_every).await?;
    }
}

/// Writes down how a task is, once for each state.
async fn tell_status(
    job: &mut Job<'_>,
    id: &str,
    status: &str,
    told: &mut Option<String>,
) -> Result<(), Halt> {
    if told.as_deref() == Some(status) {
        return Ok(());
    }
    *told = Some(status.to_owned());
    job.note(JournalEvent::TaskChanged {
        task_id: id.to_owned(),
        last_status: status.to_owned(),
    })
    .await?;
    Ok(())
}

/// The end of a deployment whose task was told to stop, and did not.
fn going_on(end: Halt, id: &str, refused: Option<&AwsError>) -> Halt {
    let Halt::Over(verdict, reason) = end else {
        return end;
    };
    let why = match refused {
        Some(error) => format!("The task {id} could not be stopped. {}", error.words()),
        None => format!("The task {id} was told to stop, and has not for 3 minutes."),
    };
    Halt::Over(
        verdict,
        format!(
            "{reason} {why} It goes on by itself: stop it in ECS, or wait for its end, before the same work begins again."
        ),
    )
}

/// Stops the task, which would go on without us, and says why AWS refused it, if it did. That it is
/// over already is no harm.
async fn stop(
    job: &mut Job<'_>,
    step: usize,
    cluster: &str,
    arn: &str,
    by: &str,
) -> Result<Option<AwsError>, Halt> {
    let member = |name: &str, value: &str| (name.to_owned(), Json::from(value));
    let body = Json::Object(vec![
        member("cluster", cluster),
        member("task", arn),
        member("reason", &format!("Stopped by {by} in Longshore")),
    ])
    .to_compact();
    let call = Call {
        step,
        operation: "StopTask",
        body: &body,
        yields: false,
        repeat: Repeat::Blind,
    };
    let stopped = job
        .try_call(
            &call,
            |aws| {
                let body = &body;
                async move { aws.stop_task(body).await }
            },
            |_, _| async { Ok(None) },
            |()| format!("stopped the task {}", last_part(arn)),
        )
        .await?;
    Ok(stopped.err().inspect(|error| {
        tracing::warn!(deployment.id = %job.id, %error, "a task could not be stopped");
    }))
}

/// Waits until a task that was told to stop has stopped, so that nothing comes beside it, keeps how
/// it ended, and says whether it has. A container has up to two minutes (`stopTimeout`); what takes
/// longer is not waited for.
async fn let_end(
    job: &mut Job<'_>,
    cluster: &str,
    arn: &str,
    (mut told, mut log): (Option<String>, Option<TaskLog>),
    longest_ms: i64,
) -> Result<bool, Halt> {
    let id = last_part(arn);
    let since_ms = job.clock.now_ms();
    let mut unseen = 0;
    loop {
        match job.aws.one_off_task(cluster, arn).await {
            Ok(Some(task)) => {
                tell_status(job, id, &task.last_status, &mut told).await?;
                if let Some(stopped) = &task.stopped {
                    if log.is_none() {
                        log = TaskLog::of(job, &task.task_definition_arn, id).await;
                    }
                    if let Some(log) = &mut log {
                        log.tell(job).await?;
                    }
                    // It may have come to its end in the moment in which it was told to stop.
                    tell_end(job, &task, stopped).await?;
                    return Ok(true);
                }
            }
            // A task that was just started may not be seen yet.
            Ok(None) if unseen < UNSEEN => {
                unseen += 1;
                job.pause(job.pacing.follow_every).await?;
                continue;
            }
            Ok(None) => return Ok(true),
            Err(error) => {
                tracing::warn!(deployment.id = %job.id, %error, "a task that stops could not be looked at");
            }
        }
        if job.clock.now_ms().saturating_sub(since_ms) >= longest_ms {
            return Ok(false);
        }
        job.pause(job.pacing.follow_every).await?;
    }
}

/// Writes down how a task ended, once; says whether it ended well, and in which words.
async fn tell_end(
    job: &mut Job<'_>,
    task: &OneOffTask,
    stopped: &StoppedTask,
) -> Result<(bool, String), Halt> {
    let stopped = evidence::of_task(&job.aws, stopped.clone()).await;
    let essential = essential(job, &task.task_definition_arn).await?;
    let has_failed = stopped.containers.iter().any(|container| {
        essential.is_none_or_contains(&container.name) && container.exit_code != Some(0)
    });
    let ended_well = !has_failed && explain::interrupted(&stopped).is_none();
    let explanation = if ended_well {
        explain::ended_well(&stopped)
    } else {
        explain::failed(&stopped)
    };
    let is_told = job.past.iter().any(|entry| {
        matches!(&entry.event, JournalEvent::TaskStopped { task_id, .. } if *task_id == stopped.id)
    });
    if !is_told {
        job.note(JournalEvent::TaskStopped {
            task_id: stopped.id,
            stop_code: stopped.stop_code,
            reason: stopped.reason,
            explanation: explanation.clone(),
            containers: stopped.containers,
        })
        .await?;
    }
    Ok((ended_well, explanation))
}

/// The verdict on a task that has stopped.
async fn over(job: &mut Job<'_>, task: &OneOffTask, stopped: &StoppedTask) -> Result<Done, Halt> {
    let (ended_well, explanation) = tell_end(job, task, stopped).await?;
    if ended_well {
        return Ok(Done {
            success: Some(format!(
                "The task ended well: {}.",
                exit_codes(&stopped.containers)
            )),
            ..Done::default()
        });
    }
    let what = if job.plan.kind == PlanKind::OneOffTask {
        "The task did not end well.".to_owned()
    } else {
        format!(
            "The task before the deploy did not end well. {}",
            job.standing()
        )
    };
    Err(Halt::Over(Verdict::Failed, format!("{what} {explanation}")))
}

/// The containers whose end ends the task.
#[derive(Debug)]
struct Essential(Option<Vec<String>>);

impl Essential {
    /// Where it is not known which are, all count.
    fn is_none_or_contains(&self, name: &str) -> bool {
        self.0
            .as_ref()
            .is_none_or(|names| names.iter().any(|known| known == name))
    }
}

/// Where AWS does not tell the definition, it is not known.
async fn essential(job: &Job<'_>, arn: &str) -> Result<Essential, Halt> {
    let definition = match job
        .try_look(|aws| async move { aws.task_definition(arn).await })
        .await?
    {
        Ok(definition) => definition,
        Err(error) => {
            tracing::warn!(deployment.id = %job.id, %error, "the definition of a task could not be read");
            return Ok(Essential(None));
        }
    };
    let names = json::parse(&definition.text).ok().and_then(|json| {
        let containers = json
            .get("taskDefinition")?
            .get("containerDefinitions")?
            .as_array()?;
        let names = containers
            .iter()
            .filter(|container| container.get("essential").and_then(Json::as_bool) != Some(false))
            .filter_map(|container| container.get("name")?.as_str().map(str::to_owned));
        Some(names.collect())
    });
    Ok(Essential(names))
}

fn exit_codes(containers: &[StoppedContainer]) -> String {
    let codes: Vec<String> = containers
        .iter()
        .filter_map(|container| {
            let code = container.exit_code?;
            Some(format!("{} with exit code {code}", container.name))
        })
        .collect();
    codes.join(", ")
}

fn last_status(job: &Job<'_>, id: &str) -> Option<String> {
    job.past.iter().rev().find_map(|entry| match &entry.event {
        JournalEvent::TaskChanged {
            task_id,
            last_status,
        } if task_id == id => Some(last_status.clone()),
        _ => None,
    })
}
