//! Service Connect, VPC Lattice and gateway connectors.

use super::{Base, Case, alone, on_fargate, pair};

const HTTP: &str = r#"{"containerDefinitions": [{"name": "web", "image": "web:1", "portMappings": [{"containerPort": 80, "name": "http", "appProtocol": "http"}]}]}"#;

pub(super) const CASES: &[Case] = &[
    alone(
        r#"{"serviceConnectConfiguration": {"namespace": "n"}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "namespace": "n"}}"#,
        "error member-missing /serviceConnectConfiguration/enabled",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}, {"port": 81}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        "error too-many /serviceConnectConfiguration/services/0/clientAliases",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http"}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        "error client-alias-missing /serviceConnectConfiguration/services/0/clientAliases",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": []}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true}}"#,
        "error client-alias-missing /serviceConnectConfiguration/services/0/clientAliases",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80, "dnsName": "Web_API!"}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80, "dnsName": "web-api.local"}]}]}}"#,
        "error wrong-form /serviceConnectConfiguration/services/0/clientAliases/0/dnsName",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "discoveryName": "-web", "clientAliases": [{"port": 80}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "discoveryName": "web_1", "clientAliases": [{"port": 80}]}]}}"#,
        "error wrong-form /serviceConnectConfiguration/services/0/discoveryName",
    ),
    alone(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "a", "clientAliases": [{"port": 80}]}, {"portName": "a", "clientAliases": [{"port": 81}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "a", "clientAliases": [{"port": 80}]}, {"portName": "b", "clientAliases": [{"port": 80}]}]}}"#,
        "error element-twice /serviceConnectConfiguration/services/1",
    ),
    alone(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "a", "discoveryName": "web", "clientAliases": [{"port": 80}]}, {"portName": "b", "discoveryName": "web", "clientAliases": [{"port": 81}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "a", "discoveryName": "web", "clientAliases": [{"port": 80}]}, {"portName": "b", "discoveryName": "api", "clientAliases": [{"port": 81}]}]}}"#,
        "error discovery-name-twice /serviceConnectConfiguration/services/1/discoveryName",
    ),
    alone(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "a", "clientAliases": [{"port": 80, "dnsName": "web"}]}, {"portName": "b", "clientAliases": [{"port": 80, "dnsName": "web"}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "a", "clientAliases": [{"port": 80, "dnsName": "web"}]}, {"portName": "b", "clientAliases": [{"port": 81, "dnsName": "web"}]}]}}"#,
        "error client-alias-twice /serviceConnectConfiguration/services/1/clientAliases/0",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "ingressPortOverride": 65536, "clientAliases": [{"port": 80}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "ingressPortOverride": 8080, "clientAliases": [{"port": 80}]}]}}"#,
        "error out-of-range /serviceConnectConfiguration/services/0/ingressPortOverride",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": false, "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": false}}"#,
        "warning service-connect-off /serviceConnectConfiguration/services",
    ),
    alone(
        r#"{"serviceConnectConfiguration": {"enabled": true, "accessLogConfiguration": {"format": "JSON"}}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "accessLogConfiguration": {"format": "JSON"}, "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "g", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "p"}}}}"#,
        "error access-log-without-logs /serviceConnectConfiguration/logConfiguration",
    ),
    alone(
        r#"{"serviceConnectConfiguration": {"enabled": true, "containerConfigurations": [{"logLevel": "debug"}, {"logLevel": "info"}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "containerConfigurations": [{"logLevel": "debug"}]}}"#,
        "error proxy-setting-twice /serviceConnectConfiguration/containerConfigurations/1",
    ),
    alone(
        r#"{"serviceConnectConfiguration": {"enabled": true, "containerConfigurations": [{}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "containerConfigurations": []}}"#,
        "error not-one-member /serviceConnectConfiguration/containerConfigurations/0",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}], "tls": {"issuerCertificateAuthority": {}}}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}], "tls": {"issuerCertificateAuthority": {"awsPcaAuthorityArn": "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/a"}}}]}}"#,
        "error tls-authority-missing /serviceConnectConfiguration/services/0/tls/issuerCertificateAuthority/awsPcaAuthorityArn",
    ),
    on_fargate(
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "grpc", "clientAliases": [{"port": 80}]}]}}"#,
        r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        "error service-connect-port /serviceConnectConfiguration/services/0/portName",
    ),
    pair(
        Base::Ec2,
        [
            r#"{"networkMode": "host"}"#,
            r#"{"serviceConnectConfiguration": {"enabled": true}}"#,
        ],
        [
            r#"{"networkMode": "bridge"}"#,
            r#"{"serviceConnectConfiguration": {"enabled": true}}"#,
        ],
        "error service-connect-network /serviceConnectConfiguration",
    ),
    pair(
        Base::Fargate,
        [
            "",
            r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}], "timeout": {"perRequestTimeoutSeconds": 5}}]}}"#,
        ],
        [
            HTTP,
            r#"{"serviceConnectConfiguration": {"enabled": true, "services": [{"portName": "http", "clientAliases": [{"port": 80}], "timeout": {"perRequestTimeoutSeconds": 5}}]}}"#,
        ],
        "error request-timeout-without-protocol /serviceConnectConfiguration/services/0/timeout/perRequestTimeoutSeconds",
    ),
    on_fargate(
        r#"{"vpcLatticeConfigurations": [{"roleArn": "arn:aws:iam::123456789012:role/l", "targetGroupArn": "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123456789abcdef0", "portName": "grpc"}]}"#,
        r#"{"vpcLatticeConfigurations": [{"roleArn": "arn:aws:iam::123456789012:role/l", "targetGroupArn": "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123456789abcdef0", "portName": "http"}]}"#,
        "error lattice-port /vpcLatticeConfigurations/0/portName",
    ),
    on_fargate(
        r#"{"vpcLatticeConfigurations": [{"targetGroupArn": "arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123456789abcdef0", "portName": "http"}]}"#,
        r#"{"vpcLatticeConfigurations": []}"#,
        "error member-missing /vpcLatticeConfigurations/0/roleArn",
    ),
    on_fargate(
        r#"{"gatewayConnectors": [{"portName": "grpc"}]}"#,
        r#"{"gatewayConnectors": [{"portName": "http"}]}"#,
        "error gateway-port /gatewayConnectors/0/portName",
    ),
    on_fargate(
        r#"{"gatewayConnectors": [{"portName": "http"}, {"portName": "http"}]}"#,
        r#"{"gatewayConnectors": [{"portName": "http"}]}"#,
        "error too-many /gatewayConnectors",
    ),
    on_fargate(
        r#"{"gatewayConnectors": [{"portName": "http", "deregistrationDelay": {"timeoutSeconds": 3601}}]}"#,
        r#"{"gatewayConnectors": [{"portName": "http", "deregistrationDelay": {"timeoutSeconds": 3600}}]}"#,
        "error out-of-range /gatewayConnectors/0/deregistrationDelay/timeoutSeconds",
    ),
];
