//! What AWS has that a form can offer: clusters, target groups and parameters. Asked for once for
//! each editor, and again when asking failed and the person wants it.

use leptos::prelude::*;
use shared::wire::{Cluster, Listing, Parameter, TargetGroup};

use crate::api::{self, Loader};
use crate::format;
use crate::parts::target_group_lines;
use crate::ui::{Listed, Load, Suggestion};

/// What a form can offer.
#[derive(Clone, Copy)]
pub(crate) struct Sources {
    clusters: Loader<Listing<Cluster>>,
    target_groups: Loader<Listing<TargetGroup>>,
    parameters: Loader<Listing<Parameter>>,
}

impl Sources {
    pub(crate) fn load() -> Self {
        Self {
            clusters: Loader::new(api::list_clusters),
            target_groups: Loader::new(api::list_target_groups),
            parameters: Loader::new(|| api::list_parameters(None)),
        }
    }

    /// The clusters that the checks may rely on; what could not be read is unknown.
    pub(crate) fn known_clusters(self) -> Option<Vec<Cluster>> {
        items(self.clusters)
    }

    /// The target groups that the checks may rely on.
    pub(crate) fn known_target_groups(self) -> Option<Vec<TargetGroup>> {
        items(self.target_groups)
    }

    pub(crate) fn target_group(self, arn: &str) -> Option<TargetGroup> {
        items(self.target_groups)?
            .into_iter()
            .find(|group| group.arn == arn)
    }

    pub(crate) fn clusters(self) -> Listed {
        listed(
            self.clusters,
            "This account and region have no cluster yet. Create one, then it appears here.",
            |cluster| Suggestion {
                value: cluster.name.clone(),
                label: cluster.name.clone(),
                details: vec![cluster_words(cluster)],
            },
        )
    }

    pub(crate) fn target_groups(self) -> Listed {
        listed(
            self.target_groups,
            "This account and region have no target group. A service runs without one; to be reached through a load balancer, create one first.",
            |group| Suggestion {
                value: group.arn.clone(),
                label: group.name.clone(),
                details: target_group_lines(group),
            },
        )
    }

    pub(crate) fn parameters(self) -> Listed {
        listed(
            self.parameters,
            "Parameter Store has no parameter here yet.",
            |parameter| Suggestion {
                value: parameter
                    .arn
                    .clone()
                    .unwrap_or_else(|| parameter.name.clone()),
                label: parameter.name.clone(),
                details: vec![format!(
                    "{}, version {}",
                    parameter.parameter_type, parameter.version
                )],
            },
        )
    }
}

fn items<T: Clone + Send + Sync>(loader: Loader<Listing<T>>) -> Option<Vec<T>> {
    loader.state().with(|state| match state {
        Load::Ready(listing) => Some(listing.items.clone()),
        Load::Loading | Load::Failed(_) => None,
    })
}

fn listed<T: Send + Sync>(
    loader: Loader<Listing<T>>,
    empty: &'static str,
    suggest: fn(&T) -> Suggestion,
) -> Listed {
    Listed {
        state: Signal::derive(move || {
            loader.state().with(|state| match state {
                Load::Loading => Load::Loading,
                Load::Failed(trouble) => Load::Failed(trouble.clone()),
                Load::Ready(listing) => Load::Ready(listing.items.iter().map(suggest).collect()),
            })
        }),
        retry: Callback::new(move |()| loader.reload()),
        empty,
    }
}

fn cluster_words(cluster: &Cluster) -> String {
    let services = format::count(cluster.active_services, "service", "services");
    let place = if cluster.container_instances == 0 {
        "Fargate alone".to_owned()
    } else {
        format::count(cluster.container_instances, "instance", "instances")
    };
    format!("{services}, {place}")
}
