//! `/people`: who has an account, and what administrators do about it. A session that was left open
//! somewhere is not enough for what gives somebody a way in, since that way could then be one's own.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::json;
use shared::wire::{EntersBy, Listing, NewPerson, PasswordCode, Person, PersonUpdate, ProblemCode};
use tower_sessions::Session;

use super::access::CurrentUser;
use super::deed::{Done, done};
use super::extract::Body;
use super::problem::{NAME_GIVEN_BEFORE, Refusal, sentence};
use super::session::refuse_unless_fresh;
use crate::app::App;
use crate::auth;
use crate::store::{PersonChange, User, UserAdded};

/// `GET /people`.
pub(super) async fn list(State(app): State<Arc<App>>) -> Result<Json<Listing<Person>>, Refusal> {
    let mut items = Vec::new();
    for user in app.store.users().await? {
        items.extend(person(&app, user).await?);
    }
    Ok(Json(Listing { items, next: None }))
}

/// `POST /people`. The person chooses the password, with a code.
pub(super) async fn create(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Body(wanted): Body<NewPerson>,
) -> Result<(StatusCode, Json<PasswordCode>), Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let name = wanted.name.trim();
    shared::account::judge_name(name)
        .map_err(|unfit| Refusal::new(ProblemCode::BadRequest, sentence(&unfit)))?;
    let user = User::new(name, wanted.grants, None);
    let deed = done(
        &app,
        Done {
            who: &by.name,
            action: "person.added",
            about: name,
            detail: json!({"grants": user.grants}),
        },
    );
    let in_the_way = match app.store.add_user(&user, deed).await? {
        UserAdded::Done => None,
        UserAdded::Taken => {
            Some("Somebody has this name already, with the same or other capitals. Choose another.")
        }
        UserAdded::GivenBefore => Some(NAME_GIVEN_BEFORE),
    };
    if let Some(why) = in_the_way {
        return Err(Refusal::new(ProblemCode::AlreadyExists, why));
    }
    give_code(&app, &by, name).await
}

/// `PATCH /people/{name}`.
pub(super) async fn update(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(name): Path<String>,
    Body(update): Body<PersonUpdate>,
) -> Result<Json<Person>, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let user = find(&app, &name).await?;
    let PersonUpdate { grants, disabled } = update;
    if let Some(grants) = grants {
        let deed = done(
            &app,
            Done {
                who: &by.name,
                action: "person.roles-given",
                about: &user.name,
                detail: json!({"grants": grants}),
            },
        );
        made(app.store.set_grants(&user.name, &grants, deed).await?)?;
    }
    if let Some(disabled) = disabled {
        let deed = done(
            &app,
            Done {
                who: &by.name,
                action: if disabled {
                    "person.closed"
                } else {
                    "person.opened"
                },
                about: &user.name,
                detail: json!({}),
            },
        );
        made(app.store.set_disabled(&user.name, disabled, deed).await?)?;
    }
    app.ask_streams_again();
    // What they approved may not count any more, or count again.
    app.environments.recount().await?;
    let user = find(&app, &user.name).await?;
    person(&app, user).await?.map(Json).ok_or_else(nobody)
}

/// `DELETE /people/{name}`. The name is never given again, but to whom an identity provider knew under it.
pub(super) async fn delete(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(name): Path<String>,
) -> Result<StatusCode, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let user = find(&app, &name).await?;
    let deed = done(
        &app,
        Done {
            who: &by.name,
            action: "person.removed",
            about: &user.name,
            detail: json!({}),
        },
    );
    made(app.store.remove_user(&user.name, deed).await?)?;
    app.ask_streams_again();
    app.environments.recount().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /people/{name}/password-code`.
pub(super) async fn reset_password(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(name): Path<String>,
) -> Result<(StatusCode, Json<PasswordCode>), Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let user = find(&app, &name).await?;
    let given = give_code(&app, &by, &user.name).await?;
    app.ask_streams_again();
    Ok(given)
}

/// `DELETE /people/{name}/second-factor`.
pub(super) async fn reset_second_factor(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    session: Session,
    Path(name): Path<String>,
) -> Result<StatusCode, Refusal> {
    refuse_unless_fresh(&app, &session).await?;
    let user = find(&app, &name).await?;
    let deed = done(
        &app,
        Done {
            who: &by.name,
            action: "person.second-factor-reset",
            about: &user.name,
            detail: json!({}),
        },
    );
    app.store.remove_second_factor(&user.name, deed).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /people/{name}/sessions`.
pub(super) async fn end_sessions(
    State(app): State<Arc<App>>,
    by: CurrentUser,
    Path(name): Path<String>,
) -> Result<StatusCode, Refusal> {
    let user = find(&app, &name).await?;
    let deed = done(
        &app,
        Done {
            who: &by.name,
            action: "person.sessions-ended",
            about: &user.name,
            detail: json!({}),
        },
    );
    app.store.end_sessions(&user.name, deed).await?;
    app.ask_streams_again();
    Ok(StatusCode::NO_CONTENT)
}

async fn give_code(
    app: &App,
    by: &CurrentUser,
    name: &str,
) -> Result<(StatusCode, Json<PasswordCode>), Refusal> {
    let deed = done(
        app,
        Done {
            who: &by.name,
            action: "person.password-reset",
            about: name,
            detail: json!({}),
        },
    );
    let (code, expires_at_ms) = auth::make_password_code(&app.store, name, deed)
        .await?
        .ok_or_else(nobody)?;
    let user = find(app, name).await?;
    let person = person(app, user).await?.ok_or_else(nobody)?;
    let given = PasswordCode {
        person,
        code: code.text,
        expires_at_ms,
    };
    Ok((StatusCode::CREATED, Json(given)))
}

async fn find(app: &App, name: &str) -> Result<User, Refusal> {
    app.store.user(name).await?.ok_or_else(nobody)
}

/// What a list says of somebody; nothing where they were removed meanwhile.
async fn person(app: &App, user: User) -> Result<Option<Person>, Refusal> {
    let facts = app.store.person_facts(&user.name).await?;
    Ok(facts.map(|facts| Person {
        enters_by: match (facts.from_provider, &user.password_hash) {
            (true, _) => EntersBy::Provider,
            (false, Some(_)) => EntersBy::Password,
            (false, None) => EntersBy::Code,
        },
        name: user.name,
        grants: user.grants,
        given: facts.given,
        disabled: user.disabled_at_ms.is_some(),
        second_factor: user.second_factor,
        created_at_ms: facts.created_at_ms,
        last_signed_in_at_ms: facts.last_signed_in_at_ms,
    }))
}

fn made(change: PersonChange) -> Result<(), Refusal> {
    match change {
        PersonChange::Done => Ok(()),
        PersonChange::Nobody => Err(nobody()),
        PersonChange::LastAdministrator => Err(Refusal::new(
            ProblemCode::LastAdministrator,
            "Nobody would be left who may do everything. Make somebody else an administrator everywhere first.",
        )),
    }
}

fn nobody() -> Refusal {
    Refusal::new(
        ProblemCode::NotFound,
        "There is nobody of this name; look at the list of people.",
    )
}
