//! What the pages say when they open the editor's module, and what it says to them. Both modules
//! are of one build, so nothing here has to be compatible with another version.

use serde::{Deserialize, Serialize};
use shared::wire::{Environment, Session};

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Opening {
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
    /// Every part in its states.
    Gallery,
}

/// An opening, and who opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub(crate) opening: Opening,
    pub(crate) session: Session,
    pub(crate) environment: Option<Environment>,
}

/// What the editor says to the pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Message {
    /// Another page is to be shown.
    Go(String),
    /// What is shown has an address of its own now, which takes the place of the present one.
    Is(String),
    /// The server says that nobody is signed in.
    SignedOut,
}
