//! The kinds of plans, each with what has to come of it.

/// The cluster and the service that all of them are about; the service's family has its name.
pub(super) const CLUSTER: &str = "test";
pub(super) const SERVICE: &str = "nginx";
/// The other service of a release, and its family.
pub(super) const OTHER_SERVICE: &str = "beacon";

/// A kind of plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The service is created.
    FirstDeploy,
    /// A revision is registered and the service is moved to it.
    NewRevision,
    /// The same, beside the old one: ECS shifts the traffic and waits before it takes the old away.
    BlueGreen,
    /// The service goes back to what it ran before.
    Rollback,
    /// The service changes, its revision stays, and ECS starts no rollout.
    ServiceChange,
    /// Only the number of tasks changes.
    Scaling,
    /// Every task is replaced although nothing differs.
    Restart,
    /// Only tags change.
    TagChange,
    /// A new revision whose container ends at once, behind a circuit breaker that goes back.
    Crash,
    /// A new revision that never becomes steady, and somebody who goes back.
    BackOut,
    /// A task that goes on before the service is touched, and somebody who stops it.
    StoppedGate,
    /// A new revision, and somebody who stops it before the service is moved to it.
    StoppedBefore,
    /// A rollout that waits at a hook, and another deployment in its place.
    Superseded,
    /// A rollout that waits at a hook, and somebody who lets it go on.
    Paused,
    /// A task that runs once.
    OneOffTask,
    /// A task that must end well, and a new revision after it.
    Gate,
    /// The bounds of auto scaling change.
    ScalableTarget,
    /// The service is deleted.
    Deletion,
    /// Two services, one after the other.
    Release,
}

/// What has to come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// How it ends.
    pub verdict: &'static str,
    /// How many revisions it registers.
    pub n_revisions: usize,
    /// How many rollouts it starts.
    pub n_rollouts: usize,
    /// How many tasks it runs.
    pub n_tasks: usize,
    /// What its journal must tell besides its steps.
    pub evidence: Option<&'static str>,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 19] = [
        Self::FirstDeploy,
        Self::NewRevision,
        Self::ServiceChange,
        Self::Scaling,
        Self::Restart,
        Self::TagChange,
        Self::Crash,
        Self::BackOut,
        Self::OneOffTask,
        Self::Gate,
        Self::ScalableTarget,
        Self::Deletion,
        Self::Release,
        Self::Rollback,
        Self::BlueGreen,
        Self::StoppedGate,
        Self::StoppedBefore,
        Self::Superseded,
        Self::Paused,
    ];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstDeploy => "first deploy",
            Self::NewRevision => "new version",
            Self::ServiceChange => "service change",
            Self::Scaling => "scaling",
            Self::Restart => "restart",
            Self::TagChange => "tag change",
            Self::Crash => "rolled back",
            Self::BackOut => "backed out",
            Self::OneOffTask => "one-off task",
            Self::Gate => "gate and new version",
            Self::ScalableTarget => "auto scaling",
            Self::Deletion => "deletion",
            Self::Release => "release of two",
            Self::Rollback => "back to an earlier version",
            Self::BlueGreen => "blue/green",
            Self::StoppedGate => "stopped at the gate",
            Self::StoppedBefore => "stopped between register and update",
            Self::Superseded => "superseded while rolling",
            Self::Paused => "paused and let go on",
        }
    }

    /// What has to come of the deployment of its nth plan, from 0.
    pub fn expected(self, nth: usize) -> Expected {
        let is_next = nth > 0;
        let (n_revisions, n_rollouts) = match self {
            Self::Superseded if is_next => (0, 0),
            Self::FirstDeploy
            | Self::NewRevision
            | Self::Crash
            | Self::BackOut
            | Self::Gate
            | Self::Release
            | Self::BlueGreen
            | Self::Superseded
            | Self::Paused => (1, 1),
            Self::Restart | Self::Rollback => (0, 1),
            Self::OneOffTask | Self::StoppedGate | Self::StoppedBefore => (1, 0),
            Self::ServiceChange
            | Self::Scaling
            | Self::TagChange
            | Self::ScalableTarget
            | Self::Deletion => (0, 0),
        };
        let (verdict, evidence) = match self {
            Self::Crash => ("rolled-back", Some("task-stopped")),
            Self::BackOut => ("rolled-back", Some("commanded")),
            Self::StoppedGate | Self::StoppedBefore => ("cancelled", Some("commanded")),
            Self::Superseded if !is_next => ("superseded", Some("commanded")),
            Self::Paused => ("succeeded", Some("commanded")),
            Self::OneOffTask | Self::Gate => ("succeeded", Some("task-changed")),
            Self::BlueGreen => ("succeeded", Some("rollout-changed")),
            _ => ("succeeded", None),
        };
        Expected {
            verdict,
            n_revisions,
            n_rollouts,
            n_tasks: usize::from(matches!(
                self,
                Self::OneOffTask | Self::Gate | Self::StoppedGate
            )),
            evidence,
        }
    }
}
