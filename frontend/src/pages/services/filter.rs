//! Which services are shown. Pure.

use shared::wire::{Health, ServiceList, ServiceSummary};

use super::Key;

/// The healths that can be asked for, worst first.
pub(super) const HEALTHS: [Health; 6] = [
    Health::Failing,
    Health::Degraded,
    Health::Rolling,
    Health::Steady,
    Health::Idle,
    Health::Draining,
];

/// A health's name in the address.
pub(super) const fn health_name(health: Health) -> &'static str {
    match health {
        Health::Failing => "failing",
        Health::Degraded => "degraded",
        Health::Rolling => "rolling",
        Health::Steady => "steady",
        Health::Idle => "idle",
        Health::Draining => "draining",
    }
}

/// What a person asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    words: Vec<String>,
    cluster: String,
    health: String,
}

/// A cluster with those of its services that are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) cluster: String,
    pub(super) keys: Vec<Key>,
}

impl Filter {
    pub(super) fn new(wanted: &str, cluster: &str, health: &str) -> Self {
        Self {
            words: wanted.split_whitespace().map(str::to_lowercase).collect(),
            cluster: cluster.to_owned(),
            health: health.to_owned(),
        }
    }

    /// The clusters with the services that are asked for. A cluster without any is shown only when
    /// nothing in particular is asked for.
    pub(super) fn groups(&self, list: &ServiceList) -> Vec<Group> {
        let mut names: Vec<&str> = list
            .clusters
            .iter()
            .map(|cluster| cluster.name.as_str())
            .collect();
        for service in &list.services {
            if !names.contains(&service.cluster.as_str()) {
                names.push(&service.cluster);
            }
        }
        let asks_for_services = !self.words.is_empty() || !self.health.is_empty();
        names
            .into_iter()
            .filter(|name| self.cluster.is_empty() || self.cluster == *name)
            .map(|name| Group {
                cluster: name.to_owned(),
                keys: list
                    .services
                    .iter()
                    .filter(|service| service.cluster == name && self.holds(service))
                    .map(|service| (service.cluster.clone(), service.name.clone()))
                    .collect(),
            })
            .filter(|group| !group.keys.is_empty() || !asks_for_services)
            .collect()
    }

    fn holds(&self, service: &ServiceSummary) -> bool {
        let healthy = self.health.is_empty() || self.health == health_name(service.health);
        healthy
            && self.words.iter().all(|word| {
                let holds = |text: &str| text.to_lowercase().contains(word);
                holds(&service.name)
                    || holds(&service.cluster)
                    || holds(&service.revision)
                    || service.images.iter().any(|image| holds(&image.image))
            })
    }
}

#[cfg(test)]
mod tests {
    use shared::wire::{Cluster, ContainerImage, Health, ServiceList, ServiceSummary};

    use super::Filter;

    fn list() -> ServiceList {
        let cluster = |name: &str| Cluster {
            name: name.to_owned(),
            arn: String::new(),
            status: "ACTIVE".to_owned(),
            active_services: 1,
            running_tasks: 1,
            container_instances: 1,
        };
        let service = |name: &str, health| ServiceSummary {
            cluster: "shop".to_owned(),
            name: name.to_owned(),
            health,
            health_words: String::new(),
            desired: 1,
            running: 1,
            pending: 0,
            revision: format!("{name}:3"),
            images: vec![ContainerImage {
                container: name.to_owned(),
                image: format!("registry/{name}:1.4"),
            }],
            launch_type: "EC2".to_owned(),
            last_deployed_at_ms: None,
        };
        ServiceList {
            as_of_ms: 0,
            clusters: vec![cluster("shop"), cluster("spare")],
            services: vec![
                service("web", Health::Steady),
                service("cart", Health::Failing),
            ],
            failures: Vec::new(),
        }
    }

    fn shown(filter: &Filter) -> Vec<String> {
        let groups = filter.groups(&list());
        groups
            .into_iter()
            .map(|group| {
                let names: Vec<String> = group.keys.into_iter().map(|(_, name)| name).collect();
                format!("{}: {}", group.cluster, names.join(" "))
            })
            .collect()
    }

    #[test]
    fn shows_empty_clusters_when_nothing_is_asked_for() {
        assert_eq!(
            shown(&Filter::new("", "", "")),
            ["shop: web cart", "spare: "]
        );
        assert_eq!(shown(&Filter::new("", "spare", "")), ["spare: "]);
    }

    #[test]
    fn every_word_must_be_found_somewhere() {
        assert_eq!(shown(&Filter::new("WEB 1.4", "", "")), ["shop: web"]);
        assert!(shown(&Filter::new("web 1.5", "", "")).is_empty());
    }

    #[test]
    fn filters_by_health() {
        assert_eq!(shown(&Filter::new("", "", "failing")), ["shop: cart"]);
    }
}
