//! Carrying a change over to what runs now: what only one side touched is taken from it, and where
//! both touched the same place people choose.

use shared::change::{Act, Change, Refused, VersionPlan};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::merge::{Choices, Conflict, merge, own_tags, part};
use shared::permission::Operation;
use shared::plan::{
    Definitions, DesiredCount, Extent, Plan, PlanKind, TASK_DEFINITION_ARN, Target, effect_of,
};
use shared::pointer::Pointer;
use shared::wire::{CarriedPlan, CarryOver, CarryOverRequest, PlanAsk, PlanRequest, Preview};

use super::{ChangeError, Changes};
use crate::agent::summary;
use crate::planning::{self, Current};
use crate::store::{Actor, KeptPlan, MadePlan};

/// A plan, carried over: what is told of it, and what is asked for in its place.
struct Carried {
    told: CarriedPlan,
    open: usize,
    /// Stands for what runs now, where it was looked at.
    runs: String,
    ask: PlanAsk,
}

impl Changes {
    /// Looks what carrying a change over comes to, or makes a new version of it.
    pub(crate) async fn carry_over(
        &self,
        id: i64,
        actor: Actor<'_>,
        request: &CarryOverRequest,
    ) -> Result<CarryOver, ChangeError> {
        let inner = &self.0;
        let entries = inner.store.change_entries(id, 0).await?;
        let change = Change::of(id, &entries).ok_or(ChangeError::Absent)?;
        let version = change
            .version()
            .filter(|version| version.number == request.version && version.digest == request.digest)
            .ok_or_else(|| {
                Refused::Moved(
                    "There is another version of this change now. Look at it first.".to_owned(),
                )
            })?;
        let carried = self.each(&version.plans, &request.choices).await?;
        let open = carried.iter().map(|one| one.open).sum();
        let runs = runs_of(&carried);
        let mut answer = CarryOver {
            plans: carried.iter().map(|one| one.told.clone()).collect(),
            open,
            runs: runs.clone(),
            version: None,
            kept_approvals: Vec::new(),
        };
        if !request.make {
            return Ok(answer);
        }
        if !request.choices.is_empty() && request.runs.as_ref() != Some(&runs) {
            return Err(Refused::Moved(
                "What runs has changed since these choices were made. Look at what carrying it over comes to now, and choose again.".to_owned(),
            )
            .into());
        }
        if open > 0 {
            return Err(Refused::Unfit(format!(
                "Choose in {open} more {} whose edit holds.",
                if open == 1 { "place" } else { "places" }
            ))
            .into());
        }
        let plans = self.made_anew(&carried, actor).await?;
        // Were somebody to deploy between the look and the plan, the plan would take that back.
        if runs_of(&self.each(&version.plans, &request.choices).await?) != runs {
            return Err(Refused::Moved(
                "What runs has changed in this moment. Look at what carrying it over comes to now."
                    .to_owned(),
            )
            .into());
        }
        let act = Act::Revise {
            from: Some(version.number),
            title: None,
            note: "Carried over to what runs now.".to_owned(),
            plans,
            order: version.order,
            authors: vec![actor.name.to_owned()],
        };
        self.act(id, Operation::Propose, act, actor).await?;
        let entries = inner.store.change_entries(id, 0).await?;
        if let Some(after) = Change::of(id, &entries) {
            answer.version = after.version().map(|version| version.number);
            answer.kept_approvals = after.approvals.into_iter().map(|one| one.by).collect();
        }
        Ok(answer)
    }

    async fn each(
        &self,
        plans: &[VersionPlan],
        choices: &Choices,
    ) -> Result<Vec<Carried>, ChangeError> {
        let mut carried = Vec::new();
        for plan in plans {
            carried.push(self.carried(plan, choices).await?);
        }
        Ok(carried)
    }

    /// Refuses to set bounds of auto scaling over those that others have set since: a plan sets all
    /// of them, and does not know which it was about.
    async fn ensure_same_bounds(
        &self,
        preview: &Preview,
        ask: &PlanAsk,
    ) -> Result<(), ChangeError> {
        let inner = &self.0;
        let now = planning::make_of_ask(&inner.aws, &inner.store, &inner.environment, ask).await?;
        // What they are already needs no more.
        let is_done = now.plan.kind == PlanKind::Nothing;
        if is_done || now.plan.base.fingerprint == preview.plan.base.fingerprint {
            return Ok(());
        }
        let Target { cluster, service } = &preview.plan.target;
        let would: Vec<&str> = now
            .plan
            .changes
            .iter()
            .map(|change| change.words.as_str())
            .collect();
        Err(Refused::Unfit(format!(
            "Others have set the bounds of auto scaling of {service} in {cluster} since. From what they are now, this change would: {}. Set them once more on the page of the service, and make that the next version.",
            would.join("; ")
        ))
        .into())
    }

    async fn made_anew(
        &self,
        carried: &[Carried],
        actor: Actor<'_>,
    ) -> Result<Vec<VersionPlan>, ChangeError> {
        let inner = &self.0;
        let mut plans = Vec::new();
        for Carried { ask, .. } in carried {
            let preview =
                planning::make_of_ask(&inner.aws, &inner.store, &inner.environment, ask).await?;
            inner
                .store
                .save_plan(&MadePlan {
                    preview: &preview,
                    ask: Some(ask),
                    environment: &inner.environment,
                    by: actor.name,
                    now_ms: actor.now_ms,
                })
                .await?;
            inner.store.use_plan(&preview.hash).await?;
            plans.push(VersionPlan {
                hash: preview.hash.clone(),
                target: preview.plan.target.clone(),
                kind: preview.plan.kind,
                summary: summary(&preview.plan),
                effect: effect_of(&preview),
            });
        }
        // Where others have something to do, what is so already is left out.
        let has_something = |plan: &VersionPlan| plan.kind != PlanKind::Nothing;
        if plans.iter().any(has_something) {
            plans.retain(has_something);
        }
        Ok(plans)
    }

    async fn carried(&self, plan: &VersionPlan, choices: &Choices) -> Result<Carried, ChangeError> {
        let inner = &self.0;
        let kept = inner
            .store
            .kept_plan(&plan.hash)
            .await?
            .ok_or(ChangeError::NoPlan)?;
        let KeptPlan { preview, ask, .. } = kept;
        let ask = ask.ok_or_else(|| {
            Refused::Unfit(
                "This version was made before Longshore could carry versions over. Make another version from the editor.".to_owned(),
            )
        })?;
        if let PlanAsk::ScalableTarget(_) = &ask {
            self.ensure_same_bounds(&preview, &ask).await?;
        }
        let PlanAsk::Documents(request) = ask else {
            // What was asked for is asked for again; nothing in it was copied from what ran.
            return Ok(as_asked(preview.plan, ask));
        };
        let definitions = preview.definitions().ok_or_else(|| {
            Refused::Unfit(
                "This version was made by an older Longshore, which did not keep the values that it masks. Make another version from the editor.".to_owned(),
            )
        })?;
        let current = planning::current(&inner.aws, &plan.target).await?;
        ensure_comparable(&plan.target, &definitions, &current)?;
        if definitions.service_before.is_none() {
            // There is no service yet, so nobody has done anything to it.
            return Ok(as_asked(preview.plan, PlanAsk::Documents(request)));
        }
        let counted = preview.plan.base.desired_count;
        Ok(documents(
            (plan, counted),
            &definitions,
            request,
            &current,
            choices,
        ))
    }
}

/// Stands for what runs now of all of them.
fn runs_of(carried: &[Carried]) -> String {
    let each: Vec<&str> = carried.iter().map(|one| one.runs.as_str()).collect();
    each.join(".")
}

/// Refuses what has nothing in common with what is there now: then there is no edit to carry over.
fn ensure_comparable(
    target: &Target,
    definitions: &Definitions,
    current: &Current,
) -> Result<(), Refused> {
    let Target { cluster, service } = target;
    let why = match (&definitions.service_before, &current.service) {
        (None, Some(_)) => format!(
            "This change creates service {service} in cluster {cluster}, and somebody has created one of that name since. Which of its settings are to hold cannot be told by comparing: make another version of this change, where you see all that differs, or withdraw it."
        ),
        (Some(_), None) => format!(
            "Service {service} in cluster {cluster} is gone, so there is nothing left to change. Withdraw this change; to have the service again, create it as a new one."
        ),
        _ => return Ok(()),
    };
    Err(Refused::Unfit(why))
}

/// A plan that is asked for again as it was: there is nothing of others in it.
fn as_asked(plan: Plan, ask: PlanAsk) -> Carried {
    Carried {
        told: CarriedPlan {
            target: plan.target,
            carried: plan.changes,
            theirs: Vec::new(),
            conflicts: Vec::new(),
        },
        open: 0,
        runs: String::new(),
        ask,
    }
}

/// The documents of a plan, carried over.
fn documents(
    (plan, counted): (&VersionPlan, DesiredCount),
    definitions: &Definitions,
    request: PlanRequest,
    current: &Current,
    choices: &Choices,
) -> Carried {
    let registers = request.task_definition.is_some();
    // A change of several services has the same places in each of them.
    let prefix = format!("{}/{}/", plan.target.cluster, plan.target.service);
    let choices: Choices = choices
        .iter()
        .filter_map(|(place, side)| Some((place.strip_prefix(&prefix)?.to_owned(), *side)))
        .collect();
    let task_definition = read(
        DocumentKind::TaskDefinition,
        definitions.task_definition_before.as_deref(),
        definitions.task_definition_after.as_deref(),
    )
    // A plan that registers none names a revision, which is one place of the service.
    .filter(|_| registers)
    .zip(current.task_definition.as_ref())
    .map(|((before, after), now)| merge(&before, &after, now, &choices));
    let service = read(
        DocumentKind::Service,
        definitions.service_before.as_deref(),
        definitions.service_after.as_deref(),
    )
    .zip(current.service.as_ref())
    .map(|((before, after), now)| {
        let after = if registers {
            with_revision_of(after, &before)
        } else {
            after
        };
        merge(&before, &after, now, &choices)
    });
    let mut told = CarriedPlan {
        target: plan.target.clone(),
        carried: Vec::new(),
        theirs: Vec::new(),
        conflicts: Vec::new(),
    };
    let mut open = 0;
    for merged in task_definition.iter().chain(&service) {
        told.carried.extend(merged.carried.iter().cloned());
        told.theirs.extend(merged.theirs.iter().cloned());
        told.conflicts
            .extend(merged.conflicts.iter().cloned().map(|conflict| Conflict {
                place: format!("{prefix}{}", conflict.place),
                ..conflict
            }));
        open += merged.open.len();
    }
    let said = Document::read(&request.service, Some(DocumentKind::Service)).ok();
    let service = match (&service, &said, &current.service) {
        (Some(merged), Some(said), Some(_)) if request.extent == Extent::Whole => {
            whole(&merged.document, said, registers).text()
        }
        (Some(merged), Some(said), Some(now)) => {
            part(said, &merged.document, now, registers).text()
        }
        _ => request.service,
    };
    let ask = PlanAsk::Documents(PlanRequest {
        task_definition: match task_definition {
            Some(merged) if registers => Some(merged.document.text()),
            _ => request.task_definition,
        },
        service,
        extent: request.extent,
        gate: request.gate,
        draft: request.draft,
    });
    Carried {
        told,
        open,
        runs: current.fingerprint(counted),
        ask,
    }
}

/// What a service has become, as a document that speaks for all of it.
fn whole(merged: &Document, said: &Document, registers: bool) -> Document {
    let mut document = merged.clone();
    let root = Pointer::root();
    let json = document.json_mut();
    if registers {
        json.set(
            &root.member("taskDefinition"),
            Json::String(TASK_DEFINITION_ARN.to_owned()),
        );
    }
    // Without a count it is left as it is, and a restart is no part of what a service is.
    if said.json().get("desiredCount").is_none() {
        json.remove(&root.member("desiredCount"));
    }
    if let Some(tags) = json.get("tags").filter(|tags| !tags.is_null()).cloned() {
        json.set(&root.member("tags"), own_tags(&tags));
    }
    if let Some(restarts) = said.json().get("forceNewDeployment") {
        json.set(&root.member("forceNewDeployment"), restarts.clone());
    }
    document
}

/// A document before and after; nothing where there is none of the two.
fn read(
    kind: DocumentKind,
    before: Option<&str>,
    after: Option<&str>,
) -> Option<(Document, Document)> {
    let read = |text: &str| Document::read(text, Some(kind)).ok();
    Some((read(before?)?, read(after?)?))
}

/// A service with the revision of another: which one runs is no edit of a plan that registers its own.
fn with_revision_of(mut service: Document, other: &Document) -> Document {
    if let Some(runs) = other.json().get("taskDefinition").cloned() {
        let revision = Pointer::root().member("taskDefinition");
        service.json_mut().set(&revision, runs);
    }
    service
}
