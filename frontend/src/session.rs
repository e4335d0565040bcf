//! Who is signed in, and the environments that they may see: known once for the whole application.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::Operation;
use shared::wire::{About, Environment, ProblemCode, Session, SignIn};

use crate::api::{self, Failure};
use crate::environment;

/// What is known about who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum SessionState {
    /// The server has not answered yet.
    Unknown,
    /// Nobody.
    SignedOut,
    /// Somebody.
    SignedIn(Session),
    /// The server cannot be asked.
    Unreachable(Failure),
}

/// The session and the environments, for the whole application.
#[derive(Clone, Copy)]
pub(crate) struct SessionContext {
    state: RwSignal<SessionState>,
    /// The environments that the person may see; nothing as long as they are not known.
    environments: RwSignal<Option<Vec<Environment>>>,
    about: RwSignal<Option<About>>,
    /// Whether the session ended by itself, so that the sign-in page can say so.
    expired: RwSignal<bool>,
}

impl SessionContext {
    /// Asks the server who is signed in.
    pub(crate) fn provide() {
        let context = Self {
            state: RwSignal::new(SessionState::Unknown),
            environments: RwSignal::new(None),
            about: RwSignal::new(None),
            expired: RwSignal::new(false),
        };
        provide_context(context);
        context.ask();
        spawn_local(async move {
            if let Ok(about) = api::find_about().await {
                context.about.try_set(Some(about));
            }
        });
    }

    /// The session as somebody else knows it already.
    pub(crate) fn provide_known(session: Session, environment: Option<Environment>) -> Self {
        let context = Self {
            state: RwSignal::new(SessionState::SignedIn(session)),
            environments: RwSignal::new(environment.map(|one| vec![one])),
            about: RwSignal::new(None),
            expired: RwSignal::new(false),
        };
        provide_context(context);
        context
    }

    pub(crate) fn expect() -> Self {
        expect_context()
    }

    /// The name of who is signed in; empty for nobody.
    pub(crate) fn name(self) -> String {
        self.state.with(|state| match state {
            SessionState::SignedIn(session) => session.name.clone(),
            SessionState::Unknown | SessionState::SignedOut | SessionState::Unreachable(_) => {
                String::new()
            }
        })
    }

    /// Asks again.
    pub(crate) fn ask(self) {
        self.state.set(SessionState::Unknown);
        spawn_local(async move {
            let state = match api::find_session().await {
                Ok(Some(session)) => SessionState::SignedIn(session),
                Ok(None) => SessionState::SignedOut,
                Err(failure) => SessionState::Unreachable(failure),
            };
            let is_signed_in = matches!(state, SessionState::SignedIn(_));
            self.state.try_set(state);
            if is_signed_in {
                self.ask_environments().await;
            }
        });
    }

    /// Asks which environments there are; a failure is as good as nobody being known.
    pub(crate) async fn ask_environments(self) {
        match api::list_environments().await {
            Ok(listing) => {
                environment::settle(listing.items.iter().map(|one| one.name.as_str()));
                self.environments.try_set(Some(listing.items));
            }
            // Who has no role anywhere is told so, and can sign out.
            Err(failure) if failure.code == Some(ProblemCode::Forbidden) => {
                self.environments.try_set(Some(Vec::new()));
            }
            Err(failure) if self.environments.try_get_untracked().flatten().is_none() => {
                self.state.try_set(SessionState::Unreachable(failure));
            }
            // Those that are known stay.
            Err(_) => {}
        }
    }

    pub(crate) fn state(self) -> SessionState {
        self.state.get()
    }

    /// What runs here; nothing as long as it is not known.
    pub(crate) fn about(self) -> Option<About> {
        self.about.get()
    }

    /// The environments that the person may see; nothing as long as they are not known.
    pub(crate) fn environments(self) -> Option<Vec<Environment>> {
        self.environments.get()
    }

    /// The environment that one is in; nothing as long as it is not known, and where there is none
    /// of its name.
    pub(crate) fn environment(self) -> Option<Environment> {
        let name = environment::current();
        self.environments.with(|environments| {
            let all = environments.as_ref()?;
            all.iter().find(|one| one.name == name).cloned()
        })
    }

    /// The environment's name; empty as long as it is not known.
    pub(crate) fn environment_name(self) -> String {
        self.environment().map_or_else(String::new, |one| one.name)
    }

    pub(crate) fn has_expired(self) -> bool {
        self.expired.get()
    }

    pub(crate) fn is_signed_in(self) -> bool {
        self.state
            .with(|state| matches!(state, SessionState::SignedIn(_)))
    }

    /// Why the person may not do something; nothing when they may.
    pub(crate) fn denial(self, operation: Operation) -> Option<String> {
        let environment = self.environment_name();
        self.state.with(|state| match state {
            SessionState::SignedIn(session) => session
                .grants
                .can(operation, &environment)
                .err()
                .map(|denied| crate::text::sentence(&denied.to_string())),
            SessionState::Unknown | SessionState::SignedOut | SessionState::Unreachable(_) => {
                Some("Sign in first.".to_owned())
            }
        })
    }

    /// Why the person should not ask for a plan that does something: they may neither carry it out
    /// nor propose it; nothing when they may do one of the two.
    pub(crate) fn plan_denial(self) -> Option<String> {
        self.denial(Operation::Deploy)
            .and_then(|_| self.denial(Operation::Propose))
    }

    pub(crate) async fn sign_in(self, who: &SignIn) -> Result<(), Failure> {
        self.enter(api::create_session(who).await?).await;
        Ok(())
    }

    /// Takes in somebody whose session has just begun.
    pub(crate) async fn enter(self, session: Session) {
        self.expired.try_set(false);
        self.environments.try_set(None);
        self.state.try_set(SessionState::SignedIn(session));
        self.ask_environments().await;
    }

    pub(crate) async fn sign_out(self) -> Result<(), Failure> {
        if let Some(elsewhere) = api::delete_session().await? {
            crate::dom::leave_for(&elsewhere);
        }
        self.expired.try_set(false);
        self.state.try_set(SessionState::SignedOut);
        Ok(())
    }

    /// The server said that nobody is signed in.
    pub(crate) fn expire(self) {
        let was_signed_in = self
            .state
            .try_with_untracked(|state| matches!(state, SessionState::SignedIn(_)));
        if was_signed_in == Some(true) {
            self.expired.try_set(true);
            self.state.try_set(SessionState::SignedOut);
        }
    }
}
