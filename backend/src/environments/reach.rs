//! How AWS is reached for the environments that administrators keep.

use std::net::SocketAddr;

use shared::environment::{self, EnvironmentSettings, Fault};

use crate::aws::{Access, Aws, ConnectError, Role, Tempo};

/// Which AWS.
#[derive(Debug, Clone)]
pub enum Reach {
    /// AWS, or what stands at an endpoint.
    Aws(Tempo),
    /// The sandbox: nothing of a trial reaches the real AWS, whoever may do everything in it.
    Sandbox {
        /// Where it listens.
        address: SocketAddr,
        /// Its region.
        region: String,
        /// How fast time goes there.
        tempo: Tempo,
    },
}

impl Reach {
    pub(super) const fn is_sandbox(&self) -> bool {
        matches!(self, Self::Sandbox { .. })
    }

    /// The only region, where there is only one.
    pub(super) fn only_region(&self) -> Option<&str> {
        match self {
            Self::Aws(_) => None,
            Self::Sandbox { region, .. } => Some(region),
        }
    }

    /// What cannot be reached from here, however right it is.
    pub(super) fn faults(&self, settings: &EnvironmentSettings) -> Vec<Fault> {
        let Self::Sandbox { region, .. } = self else {
            return Vec::new();
        };
        let mut faults = Vec::new();
        let mut fault = |member: &str, words: String| {
            faults.push(Fault {
                member: member.to_owned(),
                words,
            });
        };
        if settings.region != *region {
            fault(
                "region",
                format!("The simulated AWS has the region {region} alone."),
            );
        }
        if matches!(settings.access, environment::Access::Profile { .. }) {
            fault(
                "profile",
                "The simulated AWS knows no profiles. Take the credentials of the process, or a role.".to_owned(),
            );
        }
        if settings.endpoint_url.is_some() {
            fault(
                "endpoint_url",
                "A trial reaches the simulated AWS alone. Leave the endpoint empty.".to_owned(),
            );
        }
        faults
    }

    /// The clients for settings.
    pub(super) async fn connect(
        &self,
        settings: &EnvironmentSettings,
    ) -> Result<Aws, ConnectError> {
        let covered = settings.clusters.clone();
        self.reach(settings, covered).await
    }

    /// The same, whatever the clusters.
    pub(super) async fn connect_to_all(
        &self,
        settings: &EnvironmentSettings,
    ) -> Result<Aws, ConnectError> {
        self.reach(settings, Vec::new()).await
    }

    /// The clients with the credentials of the process themselves.
    pub(super) async fn connect_as_process(
        &self,
        settings: &EnvironmentSettings,
    ) -> Result<Aws, ConnectError> {
        let own = EnvironmentSettings {
            access: environment::Access::Process,
            ..settings.clone()
        };
        self.reach(&own, Vec::new()).await
    }

    async fn reach(
        &self,
        settings: &EnvironmentSettings,
        covered: Vec<String>,
    ) -> Result<Aws, ConnectError> {
        let role = match &settings.access {
            environment::Access::Role {
                role_arn,
                external_id,
            } => Some(Role {
                arn: role_arn.clone(),
                external_id: external_id.clone(),
            }),
            environment::Access::Process | environment::Access::Profile { .. } => None,
        };
        let (access, tempo) = match self {
            Self::Aws(tempo) => (
                Access::Account {
                    region: Some(settings.region.clone()),
                    profile: match &settings.access {
                        environment::Access::Profile { profile } => Some(profile.clone()),
                        _ => None,
                    },
                    endpoint_url: settings.endpoint_url.clone(),
                    role,
                },
                *tempo,
            ),
            Self::Sandbox {
                address,
                region,
                tempo,
            } => (
                Access::Sandbox {
                    address: *address,
                    region: region.clone(),
                    role,
                },
                *tempo,
            ),
        };
        Aws::connect_at(&access, tempo, covered).await
    }
}
