//! The routes: who may use each, what goes in and what comes out.

mod accounts;
mod telling;

use axum::http::StatusCode;
use shared::audit::{AuditHead, AuditRecord};
use shared::change::ChangeEntry;
use shared::deployment::{Command, Deployment, JournalEntry};
use shared::permission::Operation;
use shared::plan::Target;
use shared::preflight::Preflight;
use shared::wire::{
    About, AuditCheck, AuditCheckQuery, AuditQuery, Blame, CarryOver, CarryOverRequest,
    ChangeCounts, ChangeDeploymentRequest, ChangeDetail, ChangeQuery, ChangeRequest, ChangeSummary,
    Cluster, CommentRequest, DeploymentDetail, DeploymentRequest, Draft, DraftNews, DraftSummary,
    DraftUpdate, EarlierRevision, Entrances, Environment, EnvironmentCheck,
    EnvironmentCheckRequest, EnvironmentRequest, EnvironmentStart, IamPolicy, KeptEnvironment,
    KeptPolicy, LateReviewRequest, Listing, Offer, OfferQuery, Parameter, ParameterWrite, Pause,
    PauseRequest, PlanBase, PlanRequest, PolicyRequest, Preview, ProviderAddress, ProviderSignIn,
    Queue, Readability, ReadabilityRequest, ReasonRequest, Release, ReleaseRequest, ReviewRequest,
    RewordRequest, RollbackPlanRequest, ScalableTargetPlanRequest, ScheduleRequest, ServiceDetail,
    ServiceList, Session, SetUp, SettleRequest, SignIn, TargetGroup, TaskPlanRequest,
    VersionRequest, ViewedRequest,
};

use crate::auth::Returned;

use super::route::{Route, Routes};
use super::{
    audit, blame, changes, deployments, drafts, entrances, environments, iam_policy, offers,
    openapi, pickers, plans, policy, preflight, provider, queue, releases, services, session,
};

/// So large may two documents be, with room for white space and their escapes in JSON. ECS takes
/// 64 KiB of a task definition ("Amazon ECS service quotas"), and larger ones cost time alone.
const PLAN_BODY: usize = 1024 * 1024;
/// So large may a draft be: whatever can be pasted is kept, also what no plan takes.
const DRAFT_BODY: usize = 12 * 1024 * 1024;

/// Every route but the streams.
pub(super) fn table(routes: Routes) -> Routes {
    routes
        .and(entering)
        .and(accounts::own)
        .and(accounts::of_others)
        .and(places)
        .and(looking)
        .and(choosing)
        .and(planning)
        .and(drafting)
        .and(deploying)
        .and(holding)
        .and(proposing)
        .and(deciding)
        .and(keeping)
        .and(telling::programs)
        .and(telling::oneself)
}

/// What needs no session.
fn entering(routes: Routes) -> Routes {
    routes
        .open(
            Route::get("/about", "What runs here").answers::<About>(),
            environments::about,
        )
        .open(
            Route::get("/session", "Who is signed in; null where nobody is")
                .answers::<Option<Session>>(),
            session::show,
        )
        .open(
            Route::post("/session", "Signs in")
                .body::<SignIn>()
                .answers::<Session>(),
            session::sign_in,
        )
        .open(
            Route::delete("/session", "Signs out").status(StatusCode::NO_CONTENT),
            session::sign_out,
        )
        .open(
            Route::get("/entrances", "How one can get in").answers::<Entrances>(),
            entrances::show,
        )
        .open(
            Route::post("/setup", "Makes the first administrator, with the set-up code")
                .body::<SetUp>()
                .answers::<Session>(),
            entrances::set_up,
        )
        .open(
            Route::post(
                "/password",
                "Chooses a password, with an administrator's code",
            )
            .body::<SetUp>()
            .status(StatusCode::NO_CONTENT),
            entrances::choose_password,
        )
        .open(
            Route::post("/provider", "The way to the identity provider")
                .body::<ProviderSignIn>()
                .answers::<ProviderAddress>()
                .refuses(&[
                    (
                        StatusCode::BAD_GATEWAY,
                        "The identity provider's answer cannot be used: something is set wrong there or here.",
                    ),
                    (
                        StatusCode::SERVICE_UNAVAILABLE,
                        "The identity provider does not answer. Try again.",
                    ),
                ]),
            provider::begin,
        )
        .open(
            Route::get(
                "/provider/callback",
                "The way back from the identity provider",
            )
            .query::<Returned>()
            .status(StatusCode::SEE_OTHER),
            provider::come_back,
        )
        .open(
            Route::get("/openapi.json", "This document").answers::<serde_json::Value>(),
            openapi::show,
        )
}

/// Environments, and what administrators set of them.
fn places(routes: Routes) -> Routes {
    use Operation::{ManageEnvironments as Manage, Read};
    routes
        .anywhere(
            Read,
            Route::get("/environments", "The environments that one may see")
                .answers::<Listing<Environment>>(),
            environments::list,
        )
        .needs(
            Read,
            Route::get("", "An environment").answers::<Environment>(),
            environments::show,
        )
        .needs(
            Manage,
            Route::get("/environment-start", "What one begins with when adding one")
                .answers::<EnvironmentStart>(),
            environments::start,
        )
        .needs(
            Manage,
            Route::post(
                "/environment-check",
                "Tries settings at AWS, and keeps nothing",
            )
            .body::<EnvironmentCheckRequest>()
            .answers::<EnvironmentCheck>(),
            environments::check,
        )
        .needs(
            Manage,
            Route::get(
                "/environment-settings",
                "Every environment, with what is set",
            )
            .answers::<Listing<KeptEnvironment>>(),
            environments::all_settings,
        )
        .needs(
            Manage,
            Route::get("/environment-settings/{name}", "What is set of one")
                .answers::<KeptEnvironment>(),
            environments::settings,
        )
        .needs(
            Manage,
            Route::put("/environment-settings/{name}", "Keeps an environment")
                .body::<EnvironmentRequest>()
                .answers::<KeptEnvironment>(),
            environments::save,
        )
        .needs(
            Manage,
            Route::delete("/environment-settings/{name}", "Gives one up")
                .status(StatusCode::NO_CONTENT),
            environments::retire,
        )
}

/// What runs.
fn looking(routes: Routes) -> Routes {
    use Operation::Read;
    routes
        .needs(
            Read,
            Route::get("/services", "Every service").answers::<ServiceList>(),
            services::list,
        )
        .needs(
            Read,
            Route::get("/clusters/{cluster}/services/{service}", "A service")
                .answers::<ServiceDetail>(),
            services::show,
        )
        .needs(
            Read,
            Route::get(
                "/clusters/{cluster}/services/{service}/revisions",
                "What a service ran and can go back to, newest first",
            )
            .query::<plans::Page>()
            .answers::<Listing<EarlierRevision>>(),
            plans::earlier,
        )
        .needs(
            Read,
            Route::get(
                "/clusters/{cluster}/services/{service}/blame",
                "Where each value of what a service runs comes from",
            )
            .answers::<Blame>(),
            blame::show,
        )
        .needs(
            Read,
            Route::get(
                "/iam-policy",
                "What Longshore's own credentials have to be allowed",
            )
            .answers::<IamPolicy>(),
            iam_policy::show,
        )
}

/// What forms let people choose from.
fn choosing(routes: Routes) -> Routes {
    use Operation::{Read, WriteParameter};
    routes
        .needs(
            Read,
            Route::get("/clusters", "The clusters").answers::<Listing<Cluster>>(),
            pickers::clusters,
        )
        .needs(
            Read,
            Route::get(
                "/target-groups",
                "The target groups, and the ways that lead to them",
            )
            .answers::<Listing<TargetGroup>>(),
            pickers::target_groups,
        )
        .needs(
            Read,
            Route::get(
                "/parameters",
                "The parameters of Parameter Store, never their values",
            )
            .query::<pickers::After>()
            .answers::<Listing<Parameter>>(),
            pickers::parameters,
        )
        .needs(
            WriteParameter,
            Route::put("/parameters", "Creates or rotates a parameter")
                .body::<ParameterWrite>()
                .answers::<Parameter>(),
            offers::write_parameter,
        )
        .needs(
            Read,
            Route::get("/offers/{kind}", "What there is to choose from")
                .query::<OfferQuery>()
                .answers::<Listing<Offer>>(),
            offers::list,
        )
        .needs(
            Read,
            Route::post(
                "/readability",
                "Whether a role may read secrets and parameters",
            )
            .body::<ReadabilityRequest>()
            .answers::<Vec<Readability>>(),
            offers::readability,
        )
}

/// Making plans and looking at what they need, which changes nothing.
fn planning(routes: Routes) -> Routes {
    use Operation::{Plan, Read};
    routes
        .needs(
            Plan,
            Route::post("/plans", "Makes a plan of a service's documents")
                .body::<PlanRequest>()
                .answers::<Preview>()
                .room(PLAN_BODY),
            plans::make,
        )
        .needs(
            Plan,
            Route::post("/plans/task", "Makes a plan of a one-off task")
                .body::<TaskPlanRequest>()
                .answers::<Preview>()
                .room(PLAN_BODY),
            plans::make_task,
        )
        .needs(
            Plan,
            Route::post("/plans/rollback", "Makes a plan of going back")
                .body::<RollbackPlanRequest>()
                .answers::<Preview>(),
            plans::make_rollback,
        )
        .needs(
            Plan,
            Route::post("/plans/deletion", "Makes a plan of deleting a service")
                .body::<Target>()
                .answers::<Preview>(),
            plans::make_deletion,
        )
        .needs(
            Plan,
            Route::post(
                "/plans/scalable-target",
                "Makes a plan of other bounds for auto scaling",
            )
            .body::<ScalableTargetPlanRequest>()
            .answers::<Preview>(),
            plans::make_scalable_target,
        )
        .needs(
            Read,
            Route::get("/plans/{hash}", "A plan that was made").answers::<Preview>(),
            plans::show,
        )
        .needs(
            Plan,
            Route::get(
                "/plans/{hash}/base",
                "Whether what a plan was compared with is still so",
            )
            .answers::<PlanBase>(),
            plans::show_base,
        )
        .needs(
            Plan,
            Route::post(
                "/plans/{hash}/preflight",
                "Looks at what a plan needs in AWS",
            )
            .answers::<Preflight>(),
            preflight::run,
        )
}

/// What people have typed and not deployed yet.
fn drafting(routes: Routes) -> Routes {
    use Operation::{Draft as Drafting, Read};
    routes
        .needs(
            Read,
            Route::get("/drafts", "The drafts, latest first")
                .query::<drafts::Which>()
                .answers::<Listing<DraftSummary>>(),
            drafts::list,
        )
        .needs(
            Read,
            Route::get("/drafts/{id}", "A draft").answers::<Draft>(),
            drafts::show,
        )
        .needs(
            Drafting,
            Route::put("/drafts/{id}", "Saves a draft")
                .body::<DraftUpdate>()
                .answers::<DraftSummary>()
                .room(DRAFT_BODY),
            drafts::save,
        )
        .needs(
            Drafting,
            Route::delete("/drafts/{id}", "Deletes a draft").status(StatusCode::NO_CONTENT),
            drafts::delete,
        )
}

/// Deployments.
fn deploying(routes: Routes) -> Routes {
    use Operation::{Deploy, Read};
    routes
        .needs(
            Deploy,
            Route::post("/deployments", "Has a plan carried out")
                .keyed()
                .body::<DeploymentRequest>()
                .answers::<Deployment>()
                .status(StatusCode::CREATED),
            deployments::start,
        )
        .needs(
            Read,
            Route::get("/deployments", "The deployments, newest first")
                .query::<deployments::Which>()
                .answers::<Listing<Deployment>>(),
            deployments::list,
        )
        .needs(
            Read,
            Route::get("/deployments/{id}", "A deployment, with its journal")
                .answers::<DeploymentDetail>(),
            deployments::show,
        )
        .needs(
            Deploy,
            Route::post(
                "/deployments/{id}/commands",
                "Tells a deployment what to do",
            )
            .body::<Command>()
            .answers::<Deployment>()
            .status(StatusCode::ACCEPTED),
            deployments::command,
        )
        .needs(
            Deploy,
            Route::post("/releases", "Has several plans carried out as one")
                .keyed()
                .body::<ReleaseRequest>()
                .answers::<Release>()
                .status(StatusCode::CREATED),
            releases::start,
        )
        .needs(
            Read,
            Route::get("/releases/{id}", "A release, with its deployments").answers::<Release>(),
            releases::show,
        )
}

/// What holds deployments up.
fn holding(routes: Routes) -> Routes {
    use Operation::{Pause as Pausing, Read};
    routes
        .needs(
            Read,
            Route::get("/queue", "What runs and what waits").answers::<Queue>(),
            queue::show,
        )
        .needs(
            Pausing,
            Route::put("/pauses/{scope}", "Holds up what has not begun")
                .body::<PauseRequest>()
                .answers::<Pause>(),
            queue::pause,
        )
        .needs(
            Pausing,
            Route::delete("/pauses/{scope}", "Lets it go on").status(StatusCode::NO_CONTENT),
            queue::resume,
        )
}

/// Changes, and what their authors do with them.
fn proposing(routes: Routes) -> Routes {
    use Operation::{Propose, Read};
    routes
        .anywhere(
            Read,
            Route::get("/changes", "The changes, newest first")
                .query::<ChangeQuery>()
                .answers::<Listing<ChangeSummary>>(),
            changes::list,
        )
        .anywhere(
            Read,
            Route::get("/changes/counts", "How many changes wait").answers::<ChangeCounts>(),
            changes::counts,
        )
        .needs(
            Propose,
            Route::post("/changes", "Proposes a change")
                .keyed()
                .body::<ChangeRequest>()
                .answers::<ChangeDetail>()
                .status(StatusCode::CREATED),
            changes::propose,
        )
        .needs(
            Read,
            Route::get("/changes/{id}", "A change, with all that happened to it")
                .answers::<ChangeDetail>(),
            changes::show,
        )
        .needs(
            Propose,
            Route::post("/changes/{id}/versions", "Makes another version")
                .body::<VersionRequest>()
                .answers::<ChangeDetail>(),
            changes::revise,
        )
        .needs(
            Propose,
            Route::put("/changes/{id}/words", "Puts its title and reason otherwise")
                .body::<RewordRequest>()
                .answers::<ChangeDetail>(),
            changes::reword,
        )
        .needs(
            Propose,
            Route::post("/changes/{id}/withdrawal", "Takes it back")
                .body::<ReasonRequest>()
                .answers::<ChangeDetail>(),
            changes::withdraw,
        )
        .needs(
            Propose,
            Route::post(
                "/changes/{id}/carrying-over",
                "Carries it over to what runs now",
            )
            .body::<CarryOverRequest>()
            .answers::<CarryOver>(),
            changes::carry_over,
        )
}

/// What people say of a change, and how it is deployed.
fn deciding(routes: Routes) -> Routes {
    use Operation::{Comment, Deploy, Read, Review};
    routes
        .needs(
            Review,
            Route::post(
                "/changes/{id}/reviews",
                "Approves it, asks for changes, or rejects it",
            )
            .body::<ReviewRequest>()
            .answers::<ChangeDetail>(),
            changes::review,
        )
        .needs(
            Review,
            Route::delete("/changes/{id}/reviews", "Takes one's own approval back")
                .answers::<ChangeDetail>(),
            changes::take_back_approval,
        )
        .needs(
            Review,
            Route::post(
                "/changes/{id}/late-review",
                "Tells what was found of what was deployed without approvals",
            )
            .body::<LateReviewRequest>()
            .answers::<ChangeDetail>(),
            changes::review_late,
        )
        .needs(
            Comment,
            Route::post("/changes/{id}/comments", "Says something of it")
                .body::<CommentRequest>()
                .answers::<ChangeDetail>(),
            changes::comment,
        )
        .needs(
            Comment,
            Route::put(
                "/changes/{id}/comments/{comment}",
                "Settles a comment, or opens it again",
            )
            .body::<SettleRequest>()
            .answers::<ChangeDetail>(),
            changes::settle,
        )
        .needs(
            Read,
            Route::put(
                "/changes/{id}/viewed",
                "Marks something as viewed, for oneself",
            )
            .body::<ViewedRequest>()
            .status(StatusCode::NO_CONTENT),
            changes::mark_viewed,
        )
        .needs(
            Deploy,
            Route::put("/changes/{id}/schedule", "Says when it is deployed")
                .body::<ScheduleRequest>()
                .answers::<ChangeDetail>(),
            changes::schedule,
        )
        .needs(
            Deploy,
            Route::post("/changes/{id}/deployments", "Has it deployed")
                .keyed()
                .body::<ChangeDeploymentRequest>()
                .answers::<ChangeDetail>()
                .status(StatusCode::CREATED),
            changes::deploy,
        )
}

/// What the environment asks for, and what is kept of everything.
fn keeping(routes: Routes) -> Routes {
    use Operation::{Read, ReadAudit, SetPolicy};
    routes
        .needs(
            Read,
            Route::get("/policy", "What the environment asks for").answers::<KeptPolicy>(),
            policy::show,
        )
        .needs(
            SetPolicy,
            Route::put("/policy", "Sets what the environment asks for")
                .body::<PolicyRequest>()
                .answers::<KeptPolicy>(),
            policy::set,
        )
        .needs(
            ReadAudit,
            Route::get("/audit", "The audit, newest first")
                .query::<AuditQuery>()
                .answers::<Listing<AuditRecord>>(),
            audit::list,
        )
        .needs(
            ReadAudit,
            Route::get("/audit/head", "The end of the audit's chain").answers::<AuditHead>(),
            audit::head,
        )
        .needs(
            ReadAudit,
            Route::get("/audit/verify", "Verifies a part of the audit's chain")
                .query::<AuditCheckQuery>()
                .answers::<AuditCheck>(),
            audit::verify,
        )
}

/// Streams have no end of their own, so no time limit either.
pub(super) fn streams(routes: Routes) -> Routes {
    use Operation::{Read, ReadAudit};
    routes
        .needs(
            Read,
            Route::get("/services/events", "Every service, again when it differs")
                .events::<ServiceList>("services"),
            services::list_events,
        )
        .needs(
            Read,
            Route::get(
                "/clusters/{cluster}/services/{service}/events",
                "A service, again when it differs",
            )
            .events::<ServiceDetail>("service"),
            services::show_events,
        )
        .needs(
            Read,
            Route::get(
                "/deployments/{id}/events",
                "A deployment's journal, until its verdict",
            )
            .events::<JournalEntry>("journal"),
            deployments::events,
        )
        .needs(
            Read,
            Route::get("/queue/events", "The queue, again when it differs")
                .events::<Queue>("queue"),
            queue::events,
        )
        .needs(
            Read,
            Route::get("/drafts/{id}/events", "News of a draft").events::<DraftNews>("draft"),
            drafts::events,
        )
        .needs(
            Read,
            Route::get("/changes/{id}/events", "What happens to a change")
                .events::<ChangeEntry>("change"),
            changes::events,
        )
        .needs(
            ReadAudit,
            Route::get("/audit/export", "Every record of the audit, oldest first")
                .lines::<AuditRecord>(),
            audit::export,
        )
}
