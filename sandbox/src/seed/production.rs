//! The cluster `production`: Fargate, a shop, an API and a worker, each with some history.

use serde_json::{Value, json};

use super::{
    balancing::Balancing, configuration::Configuration, network::Network, planting::Planting,
};
use crate::{arn, autoscaling, ecr, ecs};

const CLUSTER: &str = "production";

/// What the services are made of.
#[derive(Debug)]
pub(super) struct Production<'a> {
    pub(super) network: &'a Network,
    pub(super) balancing: &'a Balancing,
    pub(super) configuration: &'a Configuration,
}

impl Production<'_> {
    pub(super) fn create(&self, planting: &mut Planting<'_>) {
        let input = json!({
            "clusterName": CLUSTER,
            "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
            "settings": [{ "name": "containerInsights", "value": "enabled" }],
            "tags": [{ "key": "environment", "value": CLUSTER }],
        });
        planting.call(ecs::call, "CreateCluster", &input);

        let network = self.network;
        register_shop_web(planting, "1.4.0");
        let mut service = service("shop-web", 4, network, &network.shop_web_group);
        balance(&mut service, "shop-web", &self.balancing.shop_web);
        planting.call(ecs::call, "CreateService", &service);

        self.register_orders_api(planting, "2.3.0");
        let mut service = self::service("orders-api", 2, network, &network.orders_api_group);
        balance(&mut service, "orders-api", &self.balancing.orders_api);
        planting.call(ecs::call, "CreateService", &service);

        self.register_mail_worker(planting, "0.9.4");
        let service = self::service("mail-worker", 2, network, &network.mail_worker_group);
        planting.call(ecs::call, "CreateService", &service);
    }

    pub(super) fn deploy_second(&self, planting: &mut Planting<'_>) {
        register_shop_web(planting, "1.5.0");
        update(planting, "shop-web");
        self.register_orders_api(planting, "2.4.0");
        update(planting, "orders-api");
    }

    pub(super) fn deploy_third(&self, planting: &mut Planting<'_>) {
        register_shop_web(planting, "1.6.0");
        update(planting, "shop-web");
        self.register_orders_api(planting, "2.5.0");
        update(planting, "orders-api");
        self.register_mail_worker(planting, "1.0.0");
        update(planting, "mail-worker");
    }

    fn register_orders_api(&self, planting: &mut Planting<'_>, version: &str) {
        let key = parameter(planting, "orders-api/SIGNING_KEY");
        let host = parameter(planting, "orders-api/DATABASE_HOST");
        let database = &self.configuration.orders_database;
        let mut container = container(planting, "orders-api", version);
        add(
            &mut container,
            "portMappings",
            json!([{ "containerPort": 8080, "protocol": "tcp" }]),
        );
        add(
            &mut container,
            "environment",
            json!([{ "name": "LOG_LEVEL", "value": "info" }]),
        );
        add(
            &mut container,
            "secrets",
            json!([
                { "name": "SIGNING_KEY", "valueFrom": key },
                { "name": "DATABASE_HOST", "valueFrom": host },
                { "name": "DATABASE_USER", "valueFrom": format!("{database}:username::") },
                { "name": "DATABASE_PASSWORD", "valueFrom": format!("{database}:password::") },
            ]),
        );
        register(planting, "orders-api", ("256", "512"), &container);
    }

    fn register_mail_worker(&self, planting: &mut Planting<'_>, version: &str) {
        let smtp = &self.configuration.mail_smtp;
        let mut container = container(planting, "mail-worker", version);
        add(
            &mut container,
            "environment",
            json!([{ "name": "QUEUE", "value": "outgoing-mail" }]),
        );
        add(
            &mut container,
            "secrets",
            json!([{ "name": "SMTP_PASSWORD", "valueFrom": format!("{smtp}:password::") }]),
        );
        register(planting, "mail-worker", ("256", "512"), &container);
    }
}

pub(super) fn scale_automatically(planting: &mut Planting<'_>) {
    let scaled = |mut input: Value| {
        crate::input::set_some(&mut input, "ServiceNamespace", Some("ecs"));
        crate::input::set_some(
            &mut input,
            "ResourceId",
            Some("service/production/shop-web"),
        );
        crate::input::set_some(
            &mut input,
            "ScalableDimension",
            Some("ecs:service:DesiredCount"),
        );
        input
    };
    let input = scaled(json!({ "MinCapacity": 4, "MaxCapacity": 12 }));
    planting.call(autoscaling::call, "RegisterScalableTarget", &input);
    let input = scaled(json!({
        "PolicyName": "cpu",
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": 60.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "ECSServiceAverageCPUUtilization",
            },
            "ScaleOutCooldown": 60,
            "ScaleInCooldown": 300,
        },
    }));
    planting.call(autoscaling::call, "PutScalingPolicy", &input);
}

fn register_shop_web(planting: &mut Planting<'_>, version: &str) {
    let key = parameter(planting, "shop-web/SESSION_KEY");
    let mut container = container(planting, "shop-web", version);
    add(
        &mut container,
        "portMappings",
        json!([{ "containerPort": 8080, "protocol": "tcp" }]),
    );
    add(
        &mut container,
        "environment",
        json!([
            { "name": "PORT", "value": "8080" },
            { "name": "ORDERS_URL", "value": "http://orders.internal.example.com" },
            { "name": "RELEASE", "value": version },
        ]),
    );
    add(
        &mut container,
        "secrets",
        json!([{ "name": "SESSION_KEY", "valueFrom": key }]),
    );
    register(planting, "shop-web", ("512", "1024"), &container);
}

fn add(object: &mut Value, member: &str, value: Value) {
    crate::input::set_some(object, member, Some(value));
}

fn parameter(planting: &mut Planting<'_>, name: &str) -> String {
    arn::regional(
        planting.world(),
        "ssm",
        &format!("parameter/production/{name}"),
    )
}

fn container(planting: &mut Planting<'_>, name: &str, version: &str) -> Value {
    let world = planting.world();
    json!({
        "name": name,
        "image": format!("{}/{name}:{version}", ecr::registry_host(world)),
        "essential": true,
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": format!("/ecs/production/{name}"),
                "awslogs-region": world.region,
                "awslogs-stream-prefix": name,
            },
        },
    })
}

fn register(
    planting: &mut Planting<'_>,
    family: &str,
    (cpu, memory): (&str, &str),
    container: &Value,
) {
    let execution_role = arn::global(planting.world(), "iam", "role/ecsTaskExecutionRole");
    let task_role = arn::global(planting.world(), "iam", &format!("role/{family}-task"));
    let input = json!({
        "family": family,
        "requiresCompatibilities": ["FARGATE"],
        "networkMode": "awsvpc",
        "cpu": cpu,
        "memory": memory,
        "executionRoleArn": execution_role,
        "taskRoleArn": task_role,
        "runtimePlatform": { "cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX" },
        "containerDefinitions": [container],
        "tags": [{ "key": "team", "value": "shop" }],
    });
    planting.call(ecs::call, "RegisterTaskDefinition", &input);
}

fn service(name: &str, desired_count: u32, network: &Network, group: &str) -> Value {
    json!({
        "cluster": CLUSTER,
        "serviceName": name,
        "taskDefinition": name,
        "desiredCount": desired_count,
        "launchType": "FARGATE",
        "networkConfiguration": { "awsvpcConfiguration": {
            "subnets": network.private_subnets,
            "securityGroups": [group],
            "assignPublicIp": "DISABLED",
        } },
        "deploymentConfiguration": {
            "minimumHealthyPercent": 100,
            "maximumPercent": 200,
            "deploymentCircuitBreaker": { "enable": true, "rollback": true },
        },
        "propagateTags": "SERVICE",
        "tags": [{ "key": "team", "value": "shop" }],
    })
}

fn balance(service: &mut Value, name: &str, target_group: &str) {
    let load_balancers = json!([{
        "targetGroupArn": target_group, "containerName": name, "containerPort": 8080,
    }]);
    add(service, "loadBalancers", load_balancers);
    add(service, "healthCheckGracePeriodSeconds", json!(30));
}

/// Goes on to the newest revision of the service's family.
fn update(planting: &mut Planting<'_>, name: &str) {
    let input = json!({ "cluster": CLUSTER, "service": name, "taskDefinition": name });
    planting.call(ecs::call, "UpdateService", &input);
}
