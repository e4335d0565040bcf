//! What a choice elsewhere rules out: why a member has no use here, so that a form can say so at the
//! field instead of hiding it. Whether what stands there all the same is an error is for the checks.

use super::{Member, Platform, Scope};
use crate::issue::DocumentKind;
use crate::json::Json;

/// The choices that rule others out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a choice of its own, and they are never passed one by one"
)]
pub struct Setting {
    /// The tasks run on Fargate.
    pub on_fargate: bool,
    /// The containers are Windows containers.
    pub on_windows: bool,
    /// The network mode.
    pub network: Network,
    /// One task runs on each instance.
    pub is_daemon: bool,
    /// The service is there already.
    pub is_there: bool,
    /// Capacity providers are chosen.
    pub has_providers: bool,
    /// A launch type is chosen.
    pub has_launch_type: bool,
    /// The service is behind a load balancer.
    pub is_balanced: bool,
    /// How a new version takes over.
    pub strategy: Strategy,
    /// Somebody else than ECS deploys: `CodeDeploy`, or a tool with task sets.
    pub is_deployed_elsewhere: bool,
}

/// A network mode.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Network {
    /// `bridge`, which is what Linux tasks get that choose none.
    #[default]
    Bridge,
    /// `awsvpc`.
    Awsvpc,
    /// `host`.
    Host,
    /// `none`.
    None,
}

/// How a new version takes over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Strategy {
    /// Task by task.
    #[default]
    Rolling,
    /// All at once, after all are there.
    BlueGreen,
    /// In equal steps.
    Linear,
    /// A small share first.
    Canary,
}

impl Setting {
    /// Reads the choices from the documents of a service. What does not say counts as ECS's default.
    pub fn of(task_definition: &Json, service: &Json) -> Self {
        let text = |json: &Json, names: &[&str]| {
            let mut place = Some(json);
            for name in names {
                place = place.and_then(|json| json.get(name));
            }
            place.and_then(Json::as_str).unwrap_or_default().to_owned()
        };
        let list = |json: &Json, name: &str| {
            json.get(name)
                .and_then(Json::as_array)
                .unwrap_or_default()
                .to_vec()
        };
        let launch_type = text(service, &["launchType"]);
        let providers = list(service, "capacityProviderStrategy");
        let runs_on_fargate = |provider: &Json| {
            let name = provider.get("capacityProvider").and_then(Json::as_str);
            name.is_some_and(|name| name == "FARGATE" || name == "FARGATE_SPOT")
        };
        let on_fargate = match launch_type.as_str() {
            "FARGATE" => true,
            "" if providers.is_empty() => {
                let compatible = list(task_definition, "requiresCompatibilities");
                !compatible.is_empty()
                    && compatible.iter().all(|one| one.as_str() == Some("FARGATE"))
            }
            "" => providers.iter().all(runs_on_fargate),
            _ => false,
        };
        Self {
            on_fargate,
            on_windows: text(
                task_definition,
                &["runtimePlatform", "operatingSystemFamily"],
            )
            .starts_with("WINDOWS"),
            network: match text(task_definition, &["networkMode"]).as_str() {
                "awsvpc" => Network::Awsvpc,
                "host" => Network::Host,
                "none" => Network::None,
                _ if on_fargate => Network::Awsvpc,
                _ => Network::Bridge,
            },
            is_daemon: text(service, &["schedulingStrategy"]) == "DAEMON",
            is_there: service.get("service").is_some(),
            has_providers: !providers.is_empty(),
            has_launch_type: !launch_type.is_empty(),
            is_balanced: !list(service, "loadBalancers").is_empty(),
            strategy: match text(service, &["deploymentConfiguration", "strategy"]).as_str() {
                "BLUE_GREEN" => Strategy::BlueGreen,
                "LINEAR" => Strategy::Linear,
                "CANARY" => Strategy::Canary,
                _ => Strategy::Rolling,
            },
            is_deployed_elsewhere: matches!(
                text(service, &["deploymentController", "type"]).as_str(),
                "CODE_DEPLOY" | "EXTERNAL"
            ),
        }
    }

    /// Why a member has no use with these choices; nothing where it has. The path is made of the
    /// names of members that lead to it, itself included.
    pub fn rules_out(
        &self,
        kind: DocumentKind,
        path: &[&str],
        member: &Member,
    ) -> Option<&'static str> {
        if self.on_fargate && member.not_on.contains(&Platform::Fargate) {
            return Some("Not on Fargate: it would need an instance of your own.");
        }
        if self.on_windows && member.not_on.contains(&Platform::Windows) {
            return Some("Not for Windows containers.");
        }
        if self.network == Network::Awsvpc && member.not_on.contains(&Platform::Awsvpc) {
            return Some("Not with network mode awsvpc, where a task has an address of its own.");
        }
        match kind {
            DocumentKind::TaskDefinition => self.rules_out_of_task_definition(path),
            DocumentKind::Service => match member.scope {
                Scope::Create if self.is_there => Some(
                    "Can only be chosen when the service is made; to change it, make a new service.",
                ),
                Scope::Update if !self.is_there => {
                    Some("Only for a service that is there already.")
                }
                Scope::Always | Scope::Create | Scope::Update => self.rules_out_of_service(path),
            },
            DocumentKind::RunTask => None,
        }
    }

    fn rules_out_of_task_definition(&self, path: &[&str]) -> Option<&'static str> {
        match path {
            ["ephemeralStorage", ..] if !self.on_fargate => {
                Some("Only on Fargate; on an instance the containers use the instance's own disk.")
            }
            ["containerDefinitions", "resourceRequirements", ..] if self.on_fargate => {
                Some("Not on Fargate, which has no accelerators.")
            }
            ["containerDefinitions", "portMappings", "hostPort"]
                if matches!(self.network, Network::Awsvpc | Network::Host) =>
            {
                Some("With this network mode the host port is the container port; leave it empty.")
            }
            ["containerDefinitions", "portMappings", ..] if self.network == Network::None => {
                Some("Network mode none opens no ports.")
            }
            ["proxyConfiguration", ..] if self.network != Network::Awsvpc => {
                Some("Only with network mode awsvpc.")
            }
            _ => None,
        }
    }

    fn rules_out_of_service(&self, path: &[&str]) -> Option<&'static str> {
        match path {
            ["desiredCount"] if self.is_daemon => {
                Some("A daemon runs one task on each instance; there is nothing to count.")
            }
            ["placementStrategy", ..] if self.is_daemon => {
                Some("A daemon runs one task on each instance; there is nothing to place.")
            }
            ["availabilityZoneRebalancing"] if self.is_daemon => {
                Some("A daemon runs one task on each instance; there is nothing to rebalance.")
            }
            ["placementStrategy" | "placementConstraints", ..] if self.on_fargate => {
                Some("Not on Fargate, which places tasks itself.")
            }
            ["schedulingStrategy"] if self.on_fargate => {
                Some("On Fargate every service is REPLICA.")
            }
            ["launchType"] if self.has_providers => {
                Some("Capacity providers are chosen, and only one of the two may be.")
            }
            ["capacityProviderStrategy", ..] if self.has_launch_type => {
                Some("A launch type is chosen, and only one of the two may be.")
            }
            ["platformVersion"] if !self.on_fargate => Some("Only on Fargate."),
            ["networkConfiguration", ..] if self.network != Network::Awsvpc => Some(
                "Only with network mode awsvpc; with others the tasks use the instance's network.",
            ),
            [
                "networkConfiguration",
                "awsvpcConfiguration",
                "assignPublicIp",
            ] if !self.on_fargate => {
                Some("Only on Fargate; on instances a task has no public address.")
            }
            ["role"] if self.network == Network::Awsvpc => {
                Some("With network mode awsvpc ECS uses its service-linked role.")
            }
            ["healthCheckGracePeriodSeconds"] if !self.is_balanced => {
                Some("Only behind a load balancer.")
            }
            ["deploymentConfiguration", rest @ ..] => self.rules_out_of_deployment(rest),
            ["loadBalancers", "advancedConfiguration", ..]
                if self.strategy == Strategy::Rolling =>
            {
                Some("Only for blue/green, linear and canary deployments.")
            }
            _ => None,
        }
    }

    fn rules_out_of_deployment(&self, path: &[&str]) -> Option<&'static str> {
        match path {
            [
                "deploymentCircuitBreaker"
                | "alarms"
                | "strategy"
                | "bakeTimeInMinutes"
                | "lifecycleHooks"
                | "linearConfiguration"
                | "canaryConfiguration"
                | "earlySuccessCriteria",
                ..,
            ] if self.is_deployed_elsewhere => {
                Some("Only when ECS itself deploys (deployment controller ECS).")
            }
            ["linearConfiguration", ..] if self.strategy != Strategy::Linear => {
                Some("Only with strategy LINEAR.")
            }
            ["canaryConfiguration", ..] if self.strategy != Strategy::Canary => {
                Some("Only with strategy CANARY.")
            }
            ["bakeTimeInMinutes"] if self.strategy == Strategy::Rolling => {
                Some("Only for blue/green, linear and canary deployments.")
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Setting, Strategy};
    use crate::issue::DocumentKind::{self, Service, TaskDefinition};
    use crate::json::parse;
    use crate::pointer::Pointer;
    use crate::schema::member;

    fn reason(
        task_definition: &str,
        service: &str,
        kind: DocumentKind,
        path: &[&str],
    ) -> Option<&'static str> {
        let setting = Setting::of(&parse(task_definition).unwrap(), &parse(service).unwrap());
        // Elements of lists have their index in a pointer and none in a path.
        let mut pointer = Pointer::root();
        for name in path {
            pointer = pointer.member(name);
            if matches!(*name, "containerDefinitions" | "portMappings") && path.last() != Some(name)
            {
                pointer = pointer.index(0);
            }
        }
        setting.rules_out(kind, path, member(kind, &pointer).unwrap())
    }

    #[test]
    fn fargate_rules_out_what_needs_an_instance() {
        let fargate = r#"{"requiresCompatibilities": ["FARGATE"]}"#;
        let links = ["containerDefinitions", "links"];
        assert!(reason(fargate, "{}", TaskDefinition, &links).is_some());
        assert!(reason("{}", "{}", TaskDefinition, &links).is_none());
        assert!(reason("{}", "{}", TaskDefinition, &["ephemeralStorage"]).is_some());
        let spot = r#"{"capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT"}]}"#;
        assert!(reason("{}", spot, TaskDefinition, &links).is_some());
        assert!(reason("{}", spot, Service, &["launchType"]).is_some());
        assert!(reason("{}", "{}", Service, &["platformVersion"]).is_some());
    }

    #[test]
    fn the_network_mode_rules_out_what_it_decides() {
        let awsvpc = r#"{"networkMode": "awsvpc"}"#;
        let host_port = ["containerDefinitions", "portMappings", "hostPort"];
        assert!(reason(awsvpc, "{}", TaskDefinition, &host_port).is_some());
        assert!(reason("{}", "{}", TaskDefinition, &host_port).is_none());
        assert!(reason("{}", "{}", Service, &["networkConfiguration"]).is_some());
        assert!(reason(awsvpc, "{}", Service, &["networkConfiguration"]).is_none());
        assert!(reason(awsvpc, "{}", Service, &["role"]).is_some());
    }

    #[test]
    fn a_service_that_is_there_keeps_what_it_was_made_with() {
        let there = r#"{"service": "web", "loadBalancers": [{}]}"#;
        assert!(reason("{}", there, Service, &["launchType"]).is_some());
        assert!(reason("{}", there, Service, &["forceNewDeployment"]).is_none());
        assert!(reason("{}", there, Service, &["healthCheckGracePeriodSeconds"]).is_none());
        assert!(reason("{}", "{}", Service, &["healthCheckGracePeriodSeconds"]).is_some());
        assert!(reason("{}", "{}", Service, &["forceNewDeployment"]).is_some());
    }

    #[test]
    fn a_strategy_has_its_own_settings() {
        let canary = r#"{"deploymentConfiguration": {"strategy": "CANARY"}}"#;
        let path = ["deploymentConfiguration", "canaryConfiguration"];
        assert!(reason("{}", canary, Service, &path).is_none());
        assert!(reason("{}", "{}", Service, &path).is_some());
        let setting = Setting::of(&parse("{}").unwrap(), &parse(canary).unwrap());
        assert_eq!(setting.strategy, Strategy::Canary);
        let daemon = r#"{"schedulingStrategy": "DAEMON"}"#;
        assert!(reason("{}", daemon, Service, &["desiredCount"]).is_some());
    }
}
