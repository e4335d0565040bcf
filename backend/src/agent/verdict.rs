//! How a rollout ended, from what ECS says. Pure.
//!
//! "As many tasks run as are wanted" is also true after a rollback, and before a rollout is done.
//! So the verdict follows our own ECS deployment: by ECS's record of it where there is one, and by
//! its rolloutState and its place where there is none.

use shared::deployment::{Rollout, Verdict};
use shared::wire::EcsDeployment;

use crate::aws::{Service, last_part};

/// Why ECS ended a rollout whose pause ran out, which it calls the failure of a hook.
const UNANSWERED: &str = "the pause ran out, and nobody had answered it";

/// What is ours.
#[derive(Debug, Clone, Default)]
pub(super) struct Ours {
    /// The ECS deployment that we follow.
    pub(super) own: Option<String>,
    /// The one before it.
    pub(super) previous: Option<String>,
    /// The one by which we went back, where that took an update of the service.
    pub(super) back_out: Option<String>,
    /// How many tasks were asked for, where that was.
    pub(super) desired: Option<i64>,
    /// Whether the answer of the call that asked for it was lost, so that it may never have been.
    pub(super) is_unanswered: bool,
    /// Whether AWS's answers show by now what our call changed.
    pub(super) is_settled: bool,
    /// When ours was created, by AWS's clock.
    pub(super) created_at_ms: Option<i64>,
    /// When the one before was created, by AWS's clock.
    pub(super) previous_created_at_ms: Option<i64>,
    /// The revision of the one before, such as `nginx:3`.
    pub(super) base_revision: Option<String>,
    /// The revision that the service is to run, such as `nginx:4`, where that is known.
    pub(super) wanted_revision: Option<String>,
    /// What somebody else began meanwhile and is told of.
    pub(super) told_of: Option<String>,
    /// Whether auto scaling moves the count, where that is known.
    pub(super) is_auto_scaled: Option<bool>,
    /// Whether AWS has shown it to us; until then an answer without it may be an old one.
    pub(super) was_seen: bool,
    /// What keeps ECS from its next step, by its own words.
    pub(super) hindrance: Option<Hindrance>,
}

/// What keeps ECS from the next step of a rollout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hindrance {
    /// It finds no place for tasks.
    NoPlace,
    /// By the percentages it may neither start a task nor stop one.
    Percentages,
}

impl Hindrance {
    /// By what ECS says of a service. Source: "Amazon ECS service event messages".
    pub(super) fn of(message: &str) -> Option<Self> {
        if message.contains("unable to place") || message.contains("No Container Instances") {
            Some(Self::NoPlace)
        } else if message.contains("unable to stop or start tasks") {
            Some(Self::Percentages)
        } else {
            None
        }
    }
}

/// Where a rollout is, by ECS's own record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// It is under way.
    Going,
    /// It is done.
    Successful,
    /// It failed or was stopped, and ECS is going back.
    RollingBack,
    /// It failed, and the service is back to what ran before.
    RolledBack,
    /// It failed, and going back failed too.
    RollbackFailed,
    /// It stopped without going back.
    Stopped,
}

impl Phase {
    pub(super) fn of(rollout: &Rollout) -> Self {
        match rollout.status.as_str() {
            "SUCCESSFUL" => Self::Successful,
            "ROLLBACK_REQUESTED" | "ROLLBACK_IN_PROGRESS" => Self::RollingBack,
            "ROLLBACK_SUCCESSFUL" => Self::RolledBack,
            "ROLLBACK_FAILED" => Self::RollbackFailed,
            "STOPPED" => Self::Stopped,
            _ => Self::Going,
        }
    }

    pub(super) const fn is_over(self) -> bool {
        match self {
            Self::Successful | Self::RolledBack | Self::RollbackFailed | Self::Stopped => true,
            Self::Going | Self::RollingBack => false,
        }
    }
}

impl Ours {
    /// Whether another count is wanted than was asked for.
    pub(super) fn is_recounted(&self, service: &Service) -> bool {
        self.desired.is_some_and(|asked| asked != service.desired)
    }

    /// Whether our call started an ECS deployment.
    pub(super) fn started(&self) -> bool {
        self.own != self.previous
    }

    /// The ECS deployment whose counts tell how ours goes: ours, or the one that stands for it.
    pub(super) fn watched<'s>(&self, service: &'s Service) -> Option<&'s EcsDeployment> {
        let own = self.own.as_deref()?;
        self.renewed(service)
            .or_else(|| service.ecs_deployment(own))
    }

    /// The revision that ours runs and the one that it was to run, where that is another: an update that
    /// names none takes the one that is there.
    fn other_revision<'s>(&'s self, service: &'s Service) -> Option<(&'s str, &'s str)> {
        let wanted = self.wanted_revision.as_deref()?;
        let of_service = last_part(service.task_definition_arn.as_deref()?);
        let runs = match service.controller.as_str() {
            "ECS" => self.watched(service)?.revision.as_str(),
            // Its task sets have revisions of their own.
            "EXTERNAL" => return None,
            _ => of_service,
        };
        // Both have to say it: an endpoint that only speaks like ECS may leave one of them as it was.
        (runs != wanted && of_service != wanted).then_some((runs, wanted))
    }

    /// Whether a service is not the one that ours was sent to: it came when there had been ECS deployments
    /// of that one for long.
    fn is_of_another_service(&self, service: &Service) -> bool {
        is_anew(service, self.previous_created_at_ms.or(self.created_at_ms))
    }

    /// Whether an ECS deployment is the one that we follow, the one before it, or ours by which we went back.
    pub(super) fn is_known(&self, one: &EcsDeployment) -> bool {
        let known = [&self.own, &self.previous, &self.back_out];
        known.into_iter().flatten().any(|id| *id == one.id)
    }

    /// What somebody else began of the same revision, where our call began none: what that asked for holds
    /// for their tasks, too.
    fn renewed<'s>(&self, service: &'s Service) -> Option<&'s EcsDeployment> {
        let primary = service.primary()?;
        let is_of_another = self.own.as_ref().is_some_and(|own| *own != primary.id);
        let is_same = self.base_revision.as_ref() == Some(&primary.revision);
        (is_of_another && !self.started() && is_same && !is_rollback(self, primary))
            .then_some(primary)
    }
}

/// Between a service's creation and that of its first ECS deployment there is less than this.
const AT_ONCE_MS: i64 = 60_000;

/// Whether a service was created after an ECS deployment that was seen of a service of its name: then it is
/// another one.
pub(super) fn is_anew(service: &Service, seen_created_at_ms: Option<i64>) -> bool {
    service
        .created_at_ms
        .zip(seen_created_at_ms)
        .is_some_and(|(created_at_ms, seen_at_ms)| {
            created_at_ms > seen_at_ms.saturating_add(AT_ONCE_MS)
        })
}

/// What to do with a service that ECS leaves as it is.
const fn way_out(ours: &Ours) -> &'static str {
    if ours.previous.is_some() {
        "Deploy a version that works, or roll back."
    } else {
        "Deploy a version that works, or delete the service."
    }
}

/// Judges; nothing while it is not over.
pub(super) fn judge(
    ours: &Ours,
    service: &Service,
    record: Option<&Rollout>,
) -> Option<(Verdict, String)> {
    if ours.is_of_another_service(service) {
        return Some((
            Verdict::Superseded,
            format!(
                "Somebody deleted the service {} and created another of its name, which is not this one's.",
                service.name
            ),
        ));
    }
    let (verdict, reason) = end(ours, service, record)?;
    if verdict != Verdict::Succeeded {
        return Some((verdict, reason));
    }
    if let Some((runs, wanted)) = ours.other_revision(service) {
        return Some((
            Verdict::Superseded,
            of_another_revision(&reason, runs, wanted),
        ));
    }
    Some((verdict, reason))
}

/// What to tell of a rollout that ended well with another revision than was to run: an update that names
/// none takes the one that is there.
pub(super) fn of_another_revision(success: &str, runs: &str, wanted: &str) -> String {
    format!(
        "{success} But {wanted} was to run: somebody else has deployed {runs}, or ECS has gone back to it. Look at the service, and make a new plan."
    )
}

/// What to tell of a rollout that ended well beside settings that are not as they were asked for any more.
pub(super) fn changed_since(success: &str, settings: &[String]) -> String {
    format!(
        "{success} But somebody has changed {} since AWS took the update, so that the service is not all that was asked for. Make a new plan from the same documents to see what differs.",
        settings.join(" and ")
    )
}

/// How it ended, whatever revision that left the service with.
fn end(ours: &Ours, service: &Service, record: Option<&Rollout>) -> Option<(Verdict, String)> {
    if !service.is_active() {
        return Some((
            Verdict::Failed,
            format!(
                "Somebody is deleting the service {}, so the rollout will not end.",
                service.name
            ),
        ));
    }
    let Some(own) = ours.own.as_deref() else {
        return without_deployments(ours, service);
    };
    let primary = service.primary();
    let is_primary = primary.is_some_and(|primary| primary.id == own);
    if let Some(primary) = primary.filter(|primary| ours.back_out.as_ref() == Some(&primary.id)) {
        return moved_back(service, primary);
    }
    if is_primary && !ours.started() {
        return without_rollout(ours, service, primary?);
    }
    if let Some(renewed) = ours.renewed(service) {
        return without_rollout(ours, service, renewed);
    }
    if let Some(verdict) = record.and_then(|record| by_record(ours, service, record, is_primary)) {
        return Some(verdict);
    }
    if !ours.was_seen {
        return None;
    }
    let found = service.ecs_deployment(own);
    if let Some(found) = found
        && found.rollout_state == "FAILED"
        && !goes_back(found, record)
        && let Some(why) = stays(service, found, record)
    {
        return Some((
            Verdict::Failed,
            format!(
                "ECS gave up on {}{}, and {why}. {} {}",
                found.revision,
                because(&found.rollout_reason),
                counts(ours, service),
                way_out(ours)
            ),
        ));
    }
    match (is_primary, primary) {
        (true, Some(primary)) => steady(ours, service, primary, record),
        (false, Some(primary)) if is_rollback(ours, primary) => {
            rolled_back(ours, service, primary, record)
        }
        (false, Some(primary))
            if record.is_none_or(|record| Phase::of(record) != Phase::RollingBack) =>
        {
            Some(superseded(ours, primary))
        }
        _ => None,
    }
}

/// Why ECS does not go back from a rollout that failed; nothing where it may.
fn stays(
    service: &Service,
    failed: &EcsDeployment,
    record: Option<&Rollout>,
) -> Option<&'static str> {
    let was_completed = |other: &EcsDeployment| other.rollout_state == "COMPLETED";
    if !service.rolls_back {
        Some("going back is not switched on")
    } else if record.is_none()
        && failed.status == "PRIMARY"
        && !service.deployments.iter().any(was_completed)
    {
        // ECS goes back to the last one that was completed, and to no other.
        Some("nothing has run before that it could go back to")
    } else {
        None
    }
}

/// Whether ECS says of a rollout that failed that it goes back. A pause that ran out makes it do so
/// also where neither the circuit breaker nor an alarm would.
fn goes_back(failed: &EcsDeployment, record: Option<&Rollout>) -> bool {
    record.is_some_and(|record| Phase::of(record) == Phase::RollingBack)
        || failed.rollout_reason.contains("rolling back to")
}

/// What to tell of a service when patience is at its end and ECS's is not.
pub(super) fn stuck(ours: &Ours, service: &Service, patience: &str) -> String {
    let counts = counts(ours, service);
    if service.controller != "ECS" {
        return format!(
            "AWS accepted it, and after {patience} {counts} {} makes the service's deployments: look there at how they go, and at the service's events.",
            service.controller
        );
    }
    let gone_back = service.primary().filter(|primary| {
        let is_own = ours.own.as_ref() == Some(&primary.id);
        let is_back = ours.back_out.as_ref() == Some(&primary.id) || is_rollback(ours, primary);
        ours.own.is_some() && !is_own && is_back
    });
    if let Some(primary) = gone_back {
        return format!(
            "After {patience} {counts} ECS goes back to {}, and that is not over; look at the service's events.",
            primary.revision
        );
    }
    let runs_beside = service.deployments.iter().any(|one| {
        let is_own = ours.own.as_ref() == Some(&one.id);
        !is_own && one.running > 0
    });
    let is_without_place = ours.hindrance == Some(Hindrance::NoPlace);
    let way_out = if ours.hindrance == Some(Hindrance::Percentages) {
        "Edit the service's percentages: ECS goes on by itself then."
    } else if is_without_place && runs_beside {
        "Its tasks find no place, and what ran before goes on. Deploy a version that needs less, or roll back."
    } else if is_without_place {
        "Another version would find no place for its tasks either."
    } else if ours.previous.is_some() && !service.rolls_back {
        "Deploy a version that works, roll back, or switch on the circuit breaker so that ECS goes back."
    } else {
        way_out(ours)
    };
    format!("After {patience} {counts} ECS is still trying; it does not stop by itself. {way_out}")
}

/// What to tell of a rollout that ended well and whose call was not answered, where the service is not
/// all that the call asked for.
pub(super) fn other_than_asked(success: &str) -> String {
    format!(
        "{success} But AWS had not answered the call that asked for it, and the service is not all that was asked for: somebody else deployed this revision, or somebody, or auto scaling, has changed the service since. Make a new plan from the same documents to see what differs."
    )
}

/// What to tell of a service of which as many tasks run as are wanted, when patience is at its end
/// before anything has shown that they stay.
pub(super) fn unproven(service: &Service, patience: &str) -> String {
    format!(
        "{} of {} tasks run, but within {patience} ECS did not call the service steady, and its health checks and grace period leave them more time to fail. Look at the service again later; a longer deadline of the environment gives the next deployment that time.",
        service.running, service.desired
    )
}

fn by_record(
    ours: &Ours,
    service: &Service,
    record: &Rollout,
    is_primary: bool,
) -> Option<(Verdict, String)> {
    let reason = because(&record_reason(record));
    match Phase::of(record) {
        Phase::Going | Phase::RollingBack => None,
        Phase::Successful => Some((Verdict::Succeeded, success(ours, service))),
        Phase::RolledBack => Some((
            Verdict::RolledBack,
            format!(
                "ECS went back to {}{reason}.{}",
                gone_back_to(ours, service, record),
                after_going_back(record)
            ),
        )),
        Phase::RollbackFailed if ours.previous.is_none() => Some((
            Verdict::Failed,
            format!(
                "The rollout failed{reason}, and nothing ran before that ECS could go back to. {} {}",
                counts(ours, service),
                way_out(ours)
            ),
        )),
        Phase::RollbackFailed => Some((
            Verdict::Failed,
            format!(
                "The rollout failed{reason}, and going back failed too. {} Look at the service's events.",
                counts(ours, service)
            ),
        )),
        Phase::Stopped => match service.primary() {
            Some(primary) if !is_primary && !is_rollback(ours, primary) => {
                Some(superseded(ours, primary))
            }
            // ECS stops a rollout without going back where another takes its place, which may have gone back
            // by now.
            Some(primary) if !is_primary => Some((
                Verdict::Superseded,
                format!(
                    "The rollout was stopped{reason}: another took its place. The service runs {} now. {} Look at its deployments for whose that was.",
                    primary.revision,
                    counts(ours, service)
                ),
            )),
            _ => Some((
                Verdict::Failed,
                format!(
                    "The rollout was stopped{reason}. {}{} {}",
                    counts(ours, service),
                    where_it_stopped(record),
                    way_out(ours)
                ),
            )),
        },
    }
}

/// Services whose rollouts another controller makes have no ECS deployments to follow.
fn without_deployments(ours: &Ours, service: &Service) -> Option<(Verdict, String)> {
    if service.controller == "ECS" {
        return None;
    }
    if let Some(asked) = ours.desired.filter(|asked| *asked != service.desired) {
        return ours.is_settled.then(|| recounted(ours, asked, service));
    }
    // Tasks start when another tool makes a task set, and nobody knows whether it will.
    if service.controller == "EXTERNAL" {
        return Some((Verdict::Succeeded, left_to_task_sets(service)));
    }
    let settled = service.running == service.desired && service.pending == 0;
    settled.then(|| (Verdict::Succeeded, success(ours, service)))
}

fn left_to_task_sets(service: &Service) -> String {
    let runs = match service.desired {
        0 => "No task is wanted now.".to_owned(),
        1 => format!("{} of 1 task runs now.", service.running),
        desired => format!("{} of {desired} tasks run now.", service.running),
    };
    format!(
        "AWS accepted it. The deployments of {} are made by another tool (EXTERNAL): its task sets decide what runs, and how many tasks of it. {runs}",
        service.name
    )
}

/// The count that was asked for is not the one that is wanted any more.
fn recounted(ours: &Ours, asked: i64, service: &Service) -> (Verdict, String) {
    (
        Verdict::Superseded,
        format!(
            "{asked} tasks were asked for, and {} are wanted now: {} changed the count since.",
            service.desired,
            who_counts(ours)
        ),
    )
}

/// Who may have changed the count.
const fn who_counts(ours: &Ours) -> &'static str {
    match ours.is_auto_scaled {
        Some(false) => "somebody else has",
        Some(true) | None => "somebody else, or auto scaling, has",
    }
}

/// We moved the service back ourselves.
fn moved_back(service: &Service, primary: &EcsDeployment) -> Option<(Verdict, String)> {
    let done = match primary.rollout_state.as_str() {
        "COMPLETED" => true,
        "" => primary.running == service.desired && primary.pending == 0,
        "FAILED" => {
            return Some((
                Verdict::Failed,
                format!(
                    "Going back to {} failed{}: {} of {} tasks run.",
                    primary.revision,
                    because(&primary.rollout_reason),
                    service.running,
                    service.desired
                ),
            ));
        }
        _ => false,
    };
    done.then(|| {
        (
            Verdict::RolledBack,
            format!("The service is back to {}.", primary.revision),
        )
    })
}

/// Our call started no rollout: it is over when as many tasks run as are wanted.
fn without_rollout(
    ours: &Ours,
    service: &Service,
    primary: &EcsDeployment,
) -> Option<(Verdict, String)> {
    if let Some(asked) = ours.desired.filter(|asked| *asked != service.desired) {
        // The first answers may be from before our call.
        return ours.is_settled.then(|| recounted(ours, asked, service));
    }
    if primary.rollout_state == "FAILED" {
        return Some((
            Verdict::Failed,
            format!(
                "AWS took the change, but the service's last rollout had failed{}.",
                because(&primary.rollout_reason)
            ),
        ));
    }
    // Tasks of an older rollout that has not ended do not count.
    let settled = service.running == service.desired
        && service.pending == 0
        && primary.running == service.desired;
    settled.then(|| (Verdict::Succeeded, success(ours, service)))
}

fn steady(
    ours: &Ours,
    service: &Service,
    primary: &EcsDeployment,
    record: Option<&Rollout>,
) -> Option<(Verdict, String)> {
    let done = match primary.rollout_state.as_str() {
        // ECS's own record, where there is one, has the last word.
        "COMPLETED" => record.is_none(),
        // Behind a Classic Load Balancer, or with another controller, there is no such state.
        "" => {
            record.is_none()
                && service.deployments.len() == 1
                && primary.running == service.desired
                && primary.pending == 0
        }
        _ => false,
    };
    done.then(|| (Verdict::Succeeded, success(ours, service)))
}

/// Whether the primary ECS deployment is one from before ours, to which ECS went back.
pub(super) fn is_rollback(ours: &Ours, primary: &EcsDeployment) -> bool {
    if ours.previous.as_deref() == Some(primary.id.as_str()) {
        return true;
    }
    match (
        primary.created_at_ms,
        ours.created_at_ms.or(ours.previous_created_at_ms),
    ) {
        (Some(theirs), Some(ours)) => theirs < ours,
        _ => false,
    }
}

fn rolled_back(
    ours: &Ours,
    service: &Service,
    primary: &EcsDeployment,
    record: Option<&Rollout>,
) -> Option<(Verdict, String)> {
    let done = record.is_none()
        && match primary.rollout_state.as_str() {
            "COMPLETED" => true,
            "" => primary.running == service.desired,
            _ => false,
        };
    let reason = ours
        .own
        .as_deref()
        .and_then(|own| service.ecs_deployment(own))
        .map_or_else(String::new, |own| because(&own.rollout_reason));
    done.then(|| {
        let to = &primary.revision;
        let words = if ours.started() {
            format!("ECS went back to {to}{reason}.")
        } else {
            // Another's rollout went back; what ours set is nothing that goes with it.
            format!(
                "AWS took what this changes, and it stands. It counts as rolled back because the rollout that was under way beside it failed{reason}: ECS went back to {to}."
            )
        };
        (Verdict::RolledBack, words)
    })
}

fn superseded(ours: &Ours, primary: &EcsDeployment) -> (Verdict, String) {
    let revision = &primary.revision;
    let what = if ours.started() && ours.wanted_revision.as_ref() == Some(revision) {
        format!(
            "Somebody else began another rollout of the same revision, {revision}, before this one was over."
        )
    } else if ours.started() {
        format!("Somebody else deployed {revision} to the service before this rollout was over.")
    } else {
        format!(
            "AWS carried the update out, which begins no rollout; before the service was steady, somebody else began one, of {revision}."
        )
    };
    (
        Verdict::Superseded,
        format!("{what} Look at the service to see how that goes."),
    )
}

fn success(ours: &Ours, service: &Service) -> String {
    let runs = match (&ours.own, ours.watched(service)) {
        // Tasks of an older version may still run beside them.
        (Some(_), Some(watched)) => running(&watched.revision, watched.running, service.desired),
        (Some(_), None) => {
            "The rollout ended well. Look at the service for what runs now.".to_owned()
        }
        (None, _) => {
            let revision = service.task_definition_arn.as_deref().unwrap_or_default();
            running(last_part(revision), service.running, service.desired)
        }
    };
    let runs = match ours.renewed(service) {
        Some(renewed) if ours.told_of.as_ref() != Some(&renewed.id) => {
            format!("{runs} Its tasks are those of a rollout that somebody else began meanwhile.")
        }
        _ => runs,
    };
    match ours.desired.filter(|asked| *asked != service.desired) {
        // It may never have been set.
        Some(asked) if ours.is_unanswered => format!("{runs} {asked} were asked for."),
        Some(asked) => format!(
            "{runs} {asked} were asked for: {} changed the count since.",
            who_counts(ours)
        ),
        None => runs,
    }
}

/// How many tasks run of a revision.
fn running(revision: &str, running: i64, desired: i64) -> String {
    match desired {
        0 => format!(
            "{revision} is in place, and no task is wanted: nothing runs until it is scaled up."
        ),
        1 => format!("{revision} runs: {running} of 1 task."),
        desired => format!("{revision} runs: {running} of {desired} tasks."),
    }
}

/// What ECS went back to, by its record: that need not be what ran right before, since ECS goes back
/// to the last that had come to be steady. Where AWS does not show the revision, none is named.
fn gone_back_to<'a>(ours: &'a Ours, service: &'a Service, record: &Rollout) -> &'a str {
    const UNNAMED: &str = "the last version that had been steady";
    let named = match record.rolled_back_to.as_deref() {
        // A service revision has the number of the ECS deployment that brought it.
        Some(arn) => {
            let number = last_part(arn);
            service
                .deployments
                .iter()
                .find(|deployment| last_part(&deployment.id) == number)
                .map(|deployment| deployment.revision.as_str())
                .or_else(|| {
                    let previous = ours.previous.as_deref()?;
                    let is_previous = last_part(previous) == number;
                    ours.base_revision.as_deref().filter(|_| is_previous)
                })
        }
        None => service
            .primary()
            .filter(|primary| is_rollback(ours, primary))
            .map(|primary| primary.revision.as_str()),
    };
    named.unwrap_or(UNNAMED)
}

/// How many tasks run of what was sent, and of what is older.
fn counts(ours: &Ours, service: &Service) -> String {
    let Some(own) = ours.watched(service) else {
        return format!("{} of {} tasks run.", service.running, service.desired);
    };
    let older: Vec<String> = service
        .deployments
        .iter()
        .filter(|other| other.id != own.id && other.running > 0)
        .map(|other| format!("{} of {}", other.running, other.revision))
        .collect();
    let of_own = format!(
        "{} of {} tasks of {} run",
        own.running, service.desired, own.revision
    );
    if older.is_empty() {
        format!("{of_own}.")
    } else {
        format!("{of_own}, and {}.", older.join(", "))
    }
}

/// What to do once an alarm, or a pause that ran out, has brought back what ran before.
fn after_going_back(record: &Rollout) -> &'static str {
    if has_rung(record) {
        " Look at what the alarm measures and at the logs of the tasks, and deploy when it is OK again: ECS watches no alarm of a rollout that begins while one of them rings."
    } else if has_run_out(record) {
        " Deploy it again, and answer the pause before it runs out."
    } else {
        ""
    }
}

/// What to do first once an alarm has stopped a rollout that nothing takes back.
fn where_it_stopped(record: &Rollout) -> &'static str {
    if has_rung(record) {
        " ECS leaves it so, and nothing takes it back. Look at what the alarm measures and at the logs of the tasks."
    } else {
        ""
    }
}

fn has_rung(record: &Rollout) -> bool {
    let alarms = record.alarms.as_ref();
    alarms.is_some_and(|alarms| !alarms.triggered.is_empty())
}

/// Whether the rollout was paused and nobody answered in time.
fn has_run_out(record: &Rollout) -> bool {
    let mut hooks = record.hooks.iter();
    hooks.any(|hook| hook.target_type == "PAUSE" && hook.status == "TIMED_OUT")
}

/// ECS's reason, with the alarms that went off and the pause that ran out.
fn record_reason(record: &Rollout) -> String {
    let alarms = record
        .alarms
        .as_ref()
        .map_or_else(String::new, |alarms| alarms.triggered.join(", "));
    match (record.reason.trim_end_matches('.'), alarms.as_str()) {
        ("", "") if has_run_out(record) => UNANSWERED.to_owned(),
        (reason, "") if has_run_out(record) => format!("{reason}: {UNANSWERED}"),
        (reason, "") => reason.to_owned(),
        ("", alarms) => format!("an alarm went off: {alarms}"),
        (reason, alarms) => format!("{reason}: {alarms}"),
    }
}

fn because(reason: &str) -> String {
    if reason.is_empty() {
        String::new()
    } else {
        format!(" ({})", reason.trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests;
