//! Who may do what: one table that the pages and the server both ask.
//!
//! People have roles in environments. A role that is given everywhere counts in each of them, and
//! only such a role reaches what belongs to no environment: people, environments, the audit.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a person may do in an environment. Roles add up; none contains another by its place here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sees everything but secret values, and tries things out in drafts and previews.
    Viewer,
    /// Also proposes changes, and comments on them.
    Editor,
    /// Also approves the changes of others, or sends them back.
    Reviewer,
    /// Also deploys, goes back, and pauses; proposes as an editor does.
    Deployer,
    /// Does all of it, and sets who may do what.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] = [
        Self::Viewer,
        Self::Editor,
        Self::Reviewer,
        Self::Deployer,
        Self::Administrator,
    ];

    /// The role's name, as in the database and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::Deployer => "deployer",
            Self::Administrator => "administrator",
        }
    }

    /// The name with its article, as sentences have it.
    pub const fn with_article(self) -> &'static str {
        match self {
            Self::Viewer => "a viewer",
            Self::Editor => "an editor",
            Self::Reviewer => "a reviewer",
            Self::Deployer => "a deployer",
            Self::Administrator => "an administrator",
        }
    }

    /// What somebody of this role may do, in one line.
    pub const fn gloss(self) -> &'static str {
        match self {
            Self::Viewer => {
                "sees everything but secret values, and tries things out in drafts and previews"
            }
            Self::Editor => "also proposes changes, and comments on them",
            Self::Reviewer => "also approves what others propose, or sends it back",
            Self::Deployer => "also deploys, goes back, pauses and writes parameters",
            Self::Administrator => "does all of it, and sets policies, environments and people",
        }
    }

    /// Finds a role by its name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Something that a person asks Longshore to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operation {
    /// See services, deployments, changes and what the pickers list.
    Read,
    /// Have a plan made, which changes nothing in AWS.
    Plan,
    /// Keep, change and delete drafts, which changes nothing in AWS.
    Draft,
    /// Propose a change, make a new version of one, take one back.
    Propose,
    /// Comment on a change.
    Comment,
    /// Approve a change, ask for changes to it, or reject it.
    Review,
    /// Create or rotate a parameter.
    WriteParameter,
    /// Have a plan or an approved change carried out, and tell it what to do while it is.
    Deploy,
    /// Hold up the deployments of an environment, and let them go on.
    Pause,
    /// Set an environment's policy.
    SetPolicy,
    /// Add and change environments.
    ManageEnvironments,
    /// Add people, give them roles, and take their accounts away.
    ManagePeople,
    /// Read and export the audit.
    ReadAudit,
    /// Set where webhooks lead, and see what they carried.
    ManageWebhooks,
}

/// Where an operation happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// In one environment: roles there count, and those given everywhere.
    Environment,
    /// In Longshore as a whole: only roles given everywhere count.
    Everywhere,
}

/// Which roles may do what.
const TABLE: [(Operation, Extent, &[Role]); 14] = {
    use Extent::{Environment, Everywhere};
    use Role::{Administrator, Deployer, Editor, Reviewer};
    [
        (Operation::Read, Environment, &Role::ALL),
        (Operation::Plan, Environment, &Role::ALL),
        (Operation::Draft, Environment, &Role::ALL),
        (
            Operation::Propose,
            Environment,
            &[Editor, Deployer, Administrator],
        ),
        (
            Operation::Comment,
            Environment,
            &[Editor, Reviewer, Deployer, Administrator],
        ),
        (Operation::Review, Environment, &[Reviewer, Administrator]),
        (
            Operation::WriteParameter,
            Environment,
            &[Deployer, Administrator],
        ),
        (Operation::Deploy, Environment, &[Deployer, Administrator]),
        (Operation::Pause, Environment, &[Deployer, Administrator]),
        (Operation::SetPolicy, Environment, &[Administrator]),
        (Operation::ManageEnvironments, Everywhere, &[Administrator]),
        (Operation::ManagePeople, Everywhere, &[Administrator]),
        (Operation::ReadAudit, Everywhere, &[Administrator]),
        (Operation::ManageWebhooks, Everywhere, &[Administrator]),
    ]
};

impl Operation {
    /// Every operation.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(operation, ..)| *operation)
    }

    /// Where it happens.
    pub fn extent(self) -> Extent {
        self.line().map_or(Extent::Everywhere, |line| line.1)
    }

    /// Whether a program with a token may do it. What a person has to answer for with their own
    /// eyes is not for a token, whatever its owner may do, and neither is what decides whether such
    /// a person is asked.
    pub const fn is_for_tokens(self) -> bool {
        !matches!(
            self,
            Self::Review | Self::ManagePeople | Self::SetPolicy | Self::ManageEnvironments
        )
    }

    /// The roles that may, from least to most.
    pub fn roles(self) -> &'static [Role] {
        self.line().map_or(&[], |line| line.2)
    }

    fn line(self) -> Option<&'static (Self, Extent, &'static [Role])> {
        TABLE.iter().find(|(operation, ..)| *operation == self)
    }
}

/// A role, and where somebody has it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Grant {
    /// The environment's name; nothing for everywhere.
    pub environment: Option<String>,
    /// The role.
    pub role: Role,
}

impl Grant {
    /// A role that counts everywhere.
    pub const fn everywhere(role: Role) -> Self {
        Self {
            environment: None,
            role,
        }
    }
}

impl fmt::Display for Grant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.environment {
            Some(environment) => write!(formatter, "{} in {environment}", self.role.as_str()),
            None => formatter.write_str(self.role.as_str()),
        }
    }
}

/// Every role that somebody has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Grants(pub Vec<Grant>);

/// Why somebody may not do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The roles that may, from least to most.
    pub needed: &'static [Role],
    /// The environment in which one of them is needed; nothing for everywhere.
    pub environment: Option<String>,
}

impl fmt::Display for Denied {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles: Vec<&str> = self.needed.iter().map(|role| role.with_article()).collect();
        let roles = match roles.split_last() {
            Some((last, first)) if !first.is_empty() => format!("{} or {last}", first.join(", ")),
            _ => roles.concat(),
        };
        write!(formatter, "only {roles} may do this")?;
        match &self.environment {
            Some(environment) => write!(formatter, " in {environment}")?,
            None => formatter.write_str(", with the role everywhere")?,
        }
        formatter.write_str("; ask an administrator for the role")
    }
}

impl std::error::Error for Denied {}

impl Grants {
    /// The roles that count in an environment, from least to most, each once.
    pub fn roles_in(&self, environment: &str) -> Vec<Role> {
        let counts = |grant: &&Grant| {
            grant
                .environment
                .as_deref()
                .is_none_or(|name| name == environment)
        };
        sorted(self.0.iter().filter(counts))
    }

    /// The roles that count everywhere, from least to most, each once.
    pub fn roles_everywhere(&self) -> Vec<Role> {
        sorted(self.0.iter().filter(|grant| grant.environment.is_none()))
    }

    /// Those of these roles that let nobody do more than somebody with other roles may, so that
    /// nobody hands on more than they have.
    #[must_use]
    pub fn limited_to(&self, holder: &Self) -> Self {
        let covers = |grant: &&Grant| {
            let held = match &grant.environment {
                Some(environment) => holder.roles_in(environment),
                None => holder.roles_everywhere(),
            };
            Operation::all()
                .map(Operation::roles)
                .filter(|roles| roles.contains(&grant.role))
                .all(|roles| held.iter().any(|role| roles.contains(role)))
        };
        Self(self.0.iter().filter(covers).cloned().collect())
    }

    /// Tells whether somebody may do something, where it happens in an environment in this one.
    ///
    /// # Errors
    /// The roles that may.
    pub fn can(&self, operation: Operation, environment: &str) -> Result<(), Denied> {
        let (roles, environment) = match operation.extent() {
            Extent::Environment => (self.roles_in(environment), Some(environment.to_owned())),
            Extent::Everywhere => (self.roles_everywhere(), None),
        };
        let needed = operation.roles();
        if roles.iter().any(|role| needed.contains(role)) {
            Ok(())
        } else {
            Err(Denied {
                needed,
                environment,
            })
        }
    }

    /// Tells whether somebody may do everywhere what they may do in an environment by a role there.
    ///
    /// # Errors
    /// The roles that may, where they are given everywhere.
    pub fn can_everywhere(&self, operation: Operation) -> Result<(), Denied> {
        let needed = operation.roles();
        let roles = self.roles_everywhere();
        if roles.iter().any(|role| needed.contains(role)) {
            Ok(())
        } else {
            Err(Denied {
                needed,
                environment: None,
            })
        }
    }

    /// The roles in an environment in words, such as `editor and reviewer`.
    pub fn words(&self, environment: &str) -> String {
        let roles = self.roles_in(environment);
        match roles.as_slice() {
            [] => "without a role here".to_owned(),
            [one] => one.as_str().to_owned(),
            [firsts @ .., last] => {
                let firsts: Vec<&str> = firsts.iter().map(|role| role.as_str()).collect();
                format!("{} and {}", firsts.join(", "), last.as_str())
            }
        }
    }
}

fn sorted<'a>(grants: impl Iterator<Item = &'a Grant>) -> Vec<Role> {
    let mut roles: Vec<Role> = grants.map(|grant| grant.role).collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

#[cfg(test)]
mod tests {
    use super::{Grant, Grants, Operation, Role};

    fn in_staging(role: Role) -> Grants {
        Grants(vec![Grant {
            environment: Some("staging".to_owned()),
            role,
        }])
    }

    #[test]
    fn a_viewer_plans_but_does_not_deploy() {
        let viewer = in_staging(Role::Viewer);
        assert!(viewer.can(Operation::Plan, "staging").is_ok());
        assert!(viewer.can(Operation::Propose, "staging").is_err());
        assert!(viewer.can(Operation::Deploy, "staging").is_err());
    }

    #[test]
    fn who_proposes_does_not_review_by_that_and_who_deploys_neither() {
        for role in [Role::Editor, Role::Deployer] {
            assert!(in_staging(role).can(Operation::Review, "staging").is_err());
        }
        let reviewer = in_staging(Role::Reviewer);
        assert!(reviewer.can(Operation::Review, "staging").is_ok());
        assert!(reviewer.can(Operation::Deploy, "staging").is_err());
    }

    #[test]
    fn a_role_counts_where_it_was_given() {
        let grants = in_staging(Role::Administrator);
        assert!(grants.can(Operation::SetPolicy, "staging").is_ok());
        assert!(grants.can(Operation::SetPolicy, "production").is_err());
        let denied = grants.can(Operation::ManagePeople, "staging").unwrap_err();
        assert_eq!(
            denied.to_string(),
            "only an administrator may do this, with the role everywhere; ask an administrator for the role"
        );
        let denied = Grants::default()
            .can(Operation::Propose, "staging")
            .unwrap_err();
        assert_eq!(
            denied.to_string(),
            "only an editor, a deployer or an administrator may do this in staging; ask an administrator for the role"
        );
        let everywhere = Grants(vec![Grant::everywhere(Role::Administrator)]);
        for operation in Operation::all() {
            assert!(everywhere.can(operation, "production").is_ok());
        }
    }

    #[test]
    fn nobody_hands_on_more_than_they_have() {
        let everywhere = |role| Grants(vec![Grant::everywhere(role)]);
        let deployer = in_staging(Role::Deployer);
        assert_eq!(deployer.limited_to(&everywhere(Role::Deployer)), deployer);
        assert_eq!(
            deployer.limited_to(&everywhere(Role::Administrator)),
            deployer
        );
        assert_eq!(
            deployer.limited_to(&in_staging(Role::Administrator)),
            deployer
        );
        // Who deploys may look, too.
        let viewer = in_staging(Role::Viewer);
        assert_eq!(viewer.limited_to(&deployer), viewer);
        for less in [
            everywhere(Role::Editor),
            in_staging(Role::Viewer),
            Grants::default(),
        ] {
            assert_eq!(deployer.limited_to(&less), Grants::default());
        }
        let wider = everywhere(Role::Deployer);
        assert_eq!(wider.limited_to(&deployer), Grants::default());
    }

    #[test]
    fn a_token_neither_approves_nor_decides_who_does() {
        let not: Vec<Operation> = Operation::all()
            .filter(|operation| !operation.is_for_tokens())
            .collect();
        assert_eq!(
            not,
            [
                Operation::Review,
                Operation::SetPolicy,
                Operation::ManageEnvironments,
                Operation::ManagePeople
            ]
        );
    }

    #[test]
    fn roles_add_up() {
        let mut grants = in_staging(Role::Reviewer);
        grants.0.push(Grant::everywhere(Role::Editor));
        assert!(grants.can(Operation::Propose, "production").is_ok());
        assert!(grants.can(Operation::Review, "production").is_err());
        assert!(grants.can(Operation::Review, "staging").is_ok());
        assert_eq!(grants.words("staging"), "editor and reviewer");
        assert_eq!(Grants::default().words("staging"), "without a role here");
    }
}
