//! What the pages say when they open another module, and what it says to them. All modules are of
//! one build, so nothing here has to be compatible with another version.

use serde::{Deserialize, Serialize};
use shared::wire::{Environment, Session};

/// A module that the pages load when it is first opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Module {
    /// The editor.
    Editor,
    /// What a team does together: previews, changes and their review, people, environments, the audit.
    Team,
}

impl Module {
    /// Its name, as in the page's own script.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Editor => "editor",
            Self::Team => "team",
        }
    }
}

/// What is to be shown, by the module that shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Opening {
    Editor(EditorOpening),
    Team(TeamOpening),
}

/// What the editor's module shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum EditorOpening {
    /// The editor for a service that is not there yet.
    NewService {
        /// The draft to go on with; a new one where none is named.
        draft: Option<String>,
        /// The cluster that the person came from.
        cluster: Option<String>,
    },
    /// The editor for a service that is there.
    NewVersion {
        cluster: String,
        service: String,
        /// The draft to go on with; a new one where none is named.
        draft: Option<String>,
    },
    /// What several services get that are deployed together.
    NewRelease {
        /// The services, as their page's address names them.
        services: String,
    },
    /// The form for a task beside a service.
    RunTask { cluster: String, service: String },
    /// The parameters that a service can be given.
    Secrets,
    /// Every part in its states.
    Gallery,
}

/// What the team's module shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TeamOpening {
    /// One's own account.
    Account,
    /// Who has an account.
    People,
    /// One's own news, and what one hears of.
    News,
    /// Where news is sent.
    Webhooks,
    /// The environments, and what is set of them.
    Environments,
    /// The list of changes.
    Changes {
        /// What stands after `?` in the page's address.
        search: String,
    },
    /// A change, with its review.
    Change {
        /// Its number, as in the page's address.
        id: String,
        /// What stands after `?` in the page's address.
        search: String,
    },
    /// The form by which plans are proposed.
    NewChange {
        /// The plans' hashes, in their order.
        plans: Vec<String>,
        /// The change that they make another version of; a new one where none is named.
        of: Option<i64>,
        /// Whether several are carried out at once.
        side_by_side: bool,
        /// The drafts that they were made of, where the address names them.
        drafts: Vec<String>,
    },
    /// A plan to read before anything happens.
    Preview {
        /// Its hash.
        hash: String,
    },
    /// What a service ran before, to choose from.
    RollBack { cluster: String, service: String },
    /// Where the values of what a service runs come from.
    Blame { cluster: String, service: String },
    /// Several deployments that were asked for as one.
    Release {
        /// Its id.
        id: String,
    },
    /// The audit.
    Audit {
        /// What stands after `?` in the page's address.
        search: String,
    },
    /// What is under way, and what waits.
    Queue,
    /// What the environment asks for.
    Policy,
    /// What Longshore's credentials must be allowed to do.
    Permissions,
}

impl Opening {
    /// The module that shows it.
    pub(crate) const fn module(&self) -> Module {
        match self {
            Self::Editor(_) => Module::Editor,
            Self::Team(_) => Module::Team,
        }
    }
}

/// An opening, and who opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) opening: Opening,
    pub(crate) session: Session,
    pub(crate) environment: Option<Environment>,
}

/// What a module says to the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Message {
    /// Another page is to be shown.
    Go(String),
    /// What is shown has an address of its own now, which takes the place of the present one.
    Is(String),
    /// The server says that nobody is signed in.
    SignedOut,
    /// The environments are others now.
    Environments,
    /// The person has done something with a change: what waits for them may be another number now.
    Acted,
}
