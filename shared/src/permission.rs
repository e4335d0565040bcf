//! Who may do what: one table that the pages and the server both ask.

use serde::{Deserialize, Serialize};

/// What a person may do, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sees everything but secret values, changes nothing.
    Viewer,
    /// Also deploys.
    Deployer,
}

impl Role {
    /// Every role, from least to most.
    pub const ALL: [Self; 2] = [Self::Viewer, Self::Deployer];

    /// The role's name, as in the database and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Deployer => "deployer",
        }
    }

    /// Finds a role by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Something that a person asks Longshore to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operation {
    /// See services, deployments and what the pickers list.
    Read,
    /// Have a plan made, which changes nothing in AWS.
    Plan,
    /// Keep, change and delete drafts, which changes nothing in AWS.
    Draft,
    /// Create or rotate a parameter.
    WriteParameter,
    /// Have a plan carried out, and tell it what to do while it is.
    Deploy,
    /// Hold up all deployments, and let them go on.
    Pause,
}

/// Why somebody may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only a {needed} may do this; ask somebody who is one, or an operator for the role", needed = .needed.as_str())]
pub struct Denied {
    /// The least role that may.
    pub needed: Role,
}

/// Tells whether a role may do something.
///
/// # Errors
/// The least role that may.
pub fn can(role: Role, operation: Operation) -> Result<(), Denied> {
    let needed = match operation {
        Operation::Read | Operation::Plan | Operation::Draft => Role::Viewer,
        Operation::WriteParameter | Operation::Deploy | Operation::Pause => Role::Deployer,
    };
    if role >= needed {
        Ok(())
    } else {
        Err(Denied { needed })
    }
}

#[cfg(test)]
mod tests {
    use super::{Operation, Role, can};

    #[test]
    fn a_viewer_plans_but_does_not_deploy() {
        assert!(can(Role::Viewer, Operation::Plan).is_ok());
        assert!(can(Role::Viewer, Operation::Deploy).is_err());
        assert!(can(Role::Deployer, Operation::Deploy).is_ok());
    }
}
