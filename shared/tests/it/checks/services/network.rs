//! Subnets, load balancers and service discovery.

use super::{Base, Case, alone, on_ec2, on_fargate, pair};

const TWO_PROTOCOLS: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}, {"containerPort": 80, "protocol": "udp"}]}]}"#;
const CLASSIC: &str = r#"{"loadBalancers": [{"loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]}"#;
const CHECKED: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPort": 80}], "healthCheck": {"command": ["CMD", "a"]}}]}"#;

pub(super) const CASES: &[Case] = &[
    on_fargate(
        r#"{"networkConfiguration": null}"#,
        r#"{"networkConfiguration": null, "serviceName": null, "service": "web", "launchType": null}"#,
        "error network-missing /networkConfiguration/awsvpcConfiguration/subnets",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": []}}}"#,
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}}"#,
        "error too-few /networkConfiguration/awsvpcConfiguration/subnets",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-ABCDEF00"]}}}"#,
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-abcdef00"]}}}"#,
        "error wrong-form /networkConfiguration/awsvpcConfiguration/subnets/0",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": ["sg-1"]}}}"#,
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": ["sg-0123456789abcdef0"]}}}"#,
        "error wrong-form /networkConfiguration/awsvpcConfiguration/securityGroups/0",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": ["sg-00000001", "sg-00000002", "sg-00000003", "sg-00000004", "sg-00000005", "sg-00000006"]}}}"#,
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "securityGroups": ["sg-00000001", "sg-00000002", "sg-00000003", "sg-00000004", "sg-00000005"]}}}"#,
        "error too-many /networkConfiguration/awsvpcConfiguration/securityGroups",
    ),
    on_fargate(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678", "subnet-12345678"]}}}"#,
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678", "subnet-23456789"]}}}"#,
        "warning element-twice /networkConfiguration/awsvpcConfiguration/subnets/1",
    ),
    pair(
        Base::Alone,
        [
            "",
            r#"{"launchType": "EC2", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "ENABLED"}}}"#,
        ],
        [
            "",
            r#"{"launchType": "FARGATE", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"], "assignPublicIp": "ENABLED"}}}"#,
        ],
        "error public-address-without-fargate /networkConfiguration/awsvpcConfiguration/assignPublicIp",
    ),
    on_ec2(
        r#"{"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-12345678"]}}}"#,
        "",
        "error network-superfluous /networkConfiguration",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error load-balancer-kind /loadBalancers/0/loadBalancerName",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"containerName": "web", "containerPort": 80}]}"#,
        CLASSIC,
        "error load-balancer-kind /loadBalancers/0/targetGroupArn",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "", "containerPort": 80}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error load-balancer-target-missing /loadBalancers/0/containerName",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web"}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error load-balancer-target-missing /loadBalancers/0/containerPort",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/web/0123456789abcdef", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error wrong-form /loadBalancers/0/targetGroupArn",
    ),
    alone(
        r#"{"launchType": "FARGATE", "loadBalancers": [{"loadBalancerName": "classic", "containerName": "web", "containerPort": 80}]}"#,
        CLASSIC,
        "error classic-on-fargate /loadBalancers/0/loadBalancerName",
    ),
    alone(
        r#"{"loadBalancers": [{"loadBalancerName": "a", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 80}]}"#,
        CLASSIC,
        "error load-balancer-count /loadBalancers",
    ),
    alone(
        r#"{"loadBalancers": [{"loadBalancerName": "a", "containerName": "web", "containerPort": 80}, {"loadBalancerName": "b", "containerName": "web", "containerPort": 80}]}"#,
        CLASSIC,
        "error load-balancer-count /loadBalancers",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 80}, {"targetGroupArn": "GROUP2", "containerName": "web", "containerPort": 80}]}"#,
        "error target-group-twice /loadBalancers/1/targetGroupArn",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 65536}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error out-of-range /loadBalancers/0/containerPort",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "nope", "containerPort": 80}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error load-balancer-container /loadBalancers/0/containerName",
    ),
    on_ec2(
        r#"{"loadBalancers": [{"targetGroupArn": "GROUP", "containerName": "web", "containerPort": 8080}]}"#,
        r#"{"loadBalancers": BALANCED}"#,
        "error load-balancer-port /loadBalancers/0/containerPort",
    ),
    pair(
        Base::Ec2,
        [TWO_PROTOCOLS, r#"{"loadBalancers": BALANCED}"#],
        [TWO_PROTOCOLS, ""],
        "error load-balancer-port /loadBalancers/0/containerPort",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPortRange": "90-99"}]}]}"#,
            r#"{"loadBalancers": BALANCED}"#,
        ],
        [
            r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "memory": 128, "portMappings": [{"containerPortRange": "80-89"}]}]}"#,
            r#"{"loadBalancers": BALANCED}"#,
        ],
        "error load-balancer-port /loadBalancers/0/containerPort",
    ),
    pair(
        Base::Ec2,
        [CHECKED, CLASSIC],
        [CHECKED, r#"{"loadBalancers": BALANCED}"#],
        "warning classic-with-health-check /loadBalancers/0/loadBalancerName",
    ),
    on_ec2(
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}, {"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-b", "containerName": "web", "containerPort": 80}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}]}"#,
        "error too-many /serviceRegistries",
    ),
    on_fargate(
        r#"{"serviceRegistries": [{"port": 80}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a"}]}"#,
        "error registry-arn-missing /serviceRegistries/0/registryArn",
    ),
    on_fargate(
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:namespace/ns-a"}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "${REGISTRY}"}]}"#,
        "error wrong-form /serviceRegistries/0/registryArn",
    ),
    on_ec2(
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80, "port": 80}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}]}"#,
        "error registry-port-twice /serviceRegistries/0/port",
    ),
    on_ec2(
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web"}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}]}"#,
        "error registry-container-incomplete /serviceRegistries/0/containerPort",
    ),
    pair(
        Base::Ec2,
        [
            "",
            r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a"}]}"#,
        ],
        [
            r#"{"networkMode": "awsvpc"}"#,
            r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a"}]}"#,
        ],
        "error registry-container-missing /serviceRegistries/0/containerName",
    ),
    on_ec2(
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "nope", "containerPort": 80}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}]}"#,
        "error registry-container-unknown /serviceRegistries/0/containerName",
    ),
    on_ec2(
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 81}]}"#,
        r#"{"serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-a", "containerName": "web", "containerPort": 80}]}"#,
        "error registry-container-unknown /serviceRegistries/0/containerPort",
    ),
];
