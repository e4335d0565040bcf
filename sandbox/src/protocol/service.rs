//! The simulated services, and what their endpoints call themselves.

use crate::error::AwsError;

/// A simulated service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Autoscaling,
    CloudMap,
    CloudWatch,
    Ec2,
    Ecr,
    Ecs,
    Efs,
    /// Classic Load Balancers, which have the host and the signing name of their successors.
    Elb,
    Elbv2,
    Iam,
    Kms,
    Logs,
    Quotas,
    SecretsManager,
    Ssm,
    Sts,
}

/// The services whose operations stand in a header or a path, by how AWS calls their interfaces.
const TARGETS: [(&str, Service); 10] = [
    ("AmazonEC2ContainerServiceV20141113", Service::Ecs),
    ("AmazonSSM", Service::Ssm),
    ("secretsmanager", Service::SecretsManager),
    ("AmazonEC2ContainerRegistry_V20150921", Service::Ecr),
    ("Logs_20140328", Service::Logs),
    ("AnyScaleFrontendService", Service::Autoscaling),
    ("Route53AutoNaming_v20170314", Service::CloudMap),
    ("TrentService", Service::Kms),
    ("ServiceQuotasV20190624", Service::Quotas),
    ("GraniteServiceVersion20100801", Service::CloudWatch),
];

impl Service {
    /// The name in the fault table and in the record of exchanges: the signing name, but for
    /// classic load balancers, which share theirs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Autoscaling => "application-autoscaling",
            Self::CloudMap => "servicediscovery",
            Self::CloudWatch => "monitoring",
            Self::Ec2 => "ec2",
            Self::Ecr => "ecr",
            Self::Ecs => "ecs",
            Self::Efs => "elasticfilesystem",
            Self::Elb => "elb",
            Self::Elbv2 => "elasticloadbalancing",
            Self::Iam => "iam",
            Self::Kms => "kms",
            Self::Logs => "logs",
            Self::Quotas => "servicequotas",
            Self::SecretsManager => "secretsmanager",
            Self::Ssm => "ssm",
            Self::Sts => "sts",
        }
    }

    /// The error that this service throttles with.
    pub(crate) fn throttling_error(self) -> AwsError {
        match self {
            Self::Ec2 => {
                AwsError::new("RequestLimitExceeded", "Request limit exceeded.").with_status(503)
            }
            Self::CloudWatch | Self::Elb | Self::Elbv2 | Self::Iam | Self::Sts => {
                AwsError::new("Throttling", "Rate exceeded")
            }
            Self::Efs => AwsError::new("ThrottlingException", "Rate exceeded").with_status(429),
            Self::Quotas => AwsError::new("TooManyRequestsException", "Rate exceeded"),
            Self::Autoscaling
            | Self::CloudMap
            | Self::Ecr
            | Self::Ecs
            | Self::Kms
            | Self::Logs
            | Self::SecretsManager
            | Self::Ssm => AwsError::new("ThrottlingException", "Rate exceeded"),
        }
    }

    /// The service of a target's prefix.
    pub(super) fn of_target(prefix: &str) -> Result<Self, AwsError> {
        TARGETS
            .iter()
            .find_map(|(known, service)| (*known == prefix).then_some(*service))
            .ok_or_else(|| {
                AwsError::new(
                    "UnknownOperationException",
                    format!("the sandbox does not simulate {prefix}"),
                )
            })
    }

    /// The service of a form: by the credential scope of its signature, and by the version of the
    /// interface where there is none, or where two services share the scope.
    pub(super) fn of_form(authorization: Option<&str>, version: Option<&str>) -> Option<Self> {
        let by_version = version.and_then(of_version);
        match authorization.and_then(of_signature) {
            Some(Self::Elbv2) if by_version == Some(Self::Elb) => by_version,
            None => by_version,
            signed => signed,
        }
    }
}

/// The access key's id in `Credential=AKID/date/region/service/aws4_request`.
pub(super) fn key_of_signature(authorization: &str) -> Option<String> {
    let (_, credential) = authorization.split_once("Credential=")?;
    credential.split('/').next().map(str::to_owned)
}

/// The service in `Credential=AKID/date/region/SERVICE/aws4_request`.
fn of_signature(authorization: &str) -> Option<Service> {
    let (_, credential) = authorization.split_once("Credential=")?;
    let scope = credential.split([',', ' ']).next()?;
    match scope.split('/').nth(3)? {
        "ec2" => Some(Service::Ec2),
        "elasticloadbalancing" => Some(Service::Elbv2),
        "iam" => Some(Service::Iam),
        "monitoring" => Some(Service::CloudWatch),
        "sts" => Some(Service::Sts),
        _ => None,
    }
}

fn of_version(version: &str) -> Option<Service> {
    match version {
        "2016-11-15" => Some(Service::Ec2),
        "2015-12-01" => Some(Service::Elbv2),
        "2012-06-01" => Some(Service::Elb),
        "2010-08-01" => Some(Service::CloudWatch),
        "2010-05-08" => Some(Service::Iam),
        "2011-06-15" => Some(Service::Sts),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Service;

    fn header(service: &str) -> String {
        format!(
            "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-central-1/{service}/aws4_request, \
             SignedHeaders=host, Signature=00"
        )
    }

    #[test]
    fn reads_the_service_from_the_credential_scope() {
        let of = |authorization: &str, version| Service::of_form(Some(authorization), version);
        assert_eq!(of(&header("iam"), None), Some(Service::Iam));
        assert_eq!(of("Bearer x", None), None);
        assert_eq!(of("Bearer x", Some("2010-05-08")), Some(Service::Iam));
    }

    #[test]
    fn the_version_tells_which_load_balancers_are_meant() {
        let signed = header("elasticloadbalancing");
        let of = |version| Service::of_form(Some(&signed), Some(version));
        assert_eq!(of("2012-06-01"), Some(Service::Elb));
        assert_eq!(of("2015-12-01"), Some(Service::Elbv2));
    }
}
