//! What a session that carries out one deployment may still do of what its role may: a session
//! policy, as `AssumeRole` takes it.
//!
//! A session may do what both its role and its session policy allow. So this one allows everything
//! but what is written in ECS by name, and that for one service: whatever goes wrong in such a
//! session, it goes wrong there. It also takes away what no deployment does. To list what a
//! deployment reads, as the role's own policy does, would not fit: AWS takes 2,048 characters (AWS
//! STS API Reference, `AssumeRole`, `Policy`).

use serde_json::json;

use crate::plan::Target;

/// AWS's limit on a session policy, in characters.
const LONGEST: usize = 2048;

/// What is written about a service and its rollouts.
const OF_SERVICE: [&str; 5] = [
    "ecs:ContinueServiceDeployment",
    "ecs:CreateService",
    "ecs:DeleteService",
    "ecs:StopServiceDeployment",
    "ecs:UpdateService",
];
/// What no deployment does, though Longshore does it elsewhere.
const ELSEWHERE: [&str; 2] = ["ssm:PutParameter", "sts:AssumeRole"];

/// The session policy for a deployment to a service; nothing where the role's ARN is none or the
/// names are so long that it would not fit.
pub fn session_policy(role_arn: &str, region: &str, target: &Target) -> Option<String> {
    let mut parts = role_arn.split(':');
    let (Some("arn"), Some(partition), Some("iam"), Some(""), Some(account)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return None;
    };
    let arn = |resource: String| format!("arn:{partition}:ecs:{region}:{account}:{resource}");
    let Target { cluster, service } = target;
    let of_service = [
        arn(format!("service/{cluster}/{service}")),
        // Services from before ARNs had the cluster in them.
        arn(format!("service/{service}")),
        arn(format!("service-deployment/{cluster}/{service}/*")),
    ];
    let named: Vec<&str> = OF_SERVICE
        .into_iter()
        .chain(["ecs:RunTask", "ecs:StopTask"])
        .chain(ELSEWHERE)
        .collect();
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "NotAction": named, "Resource": "*"},
            {
                "Effect": "Allow",
                "Action": OF_SERVICE,
                "Resource": of_service,
            },
            {
                "Effect": "Allow",
                "Action": "ecs:StopTask",
                "Resource": arn(format!("task/{cluster}/*")),
            },
            {
                "Effect": "Allow",
                "Action": "ecs:RunTask",
                "Resource": "*",
                "Condition": {"ArnEquals": {"ecs:cluster": arn(format!("cluster/{cluster}"))}},
            },
        ],
    })
    .to_string();
    (policy.chars().count() <= LONGEST).then_some(policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLE: &str = "arn:aws-cn:iam::123456789012:role/longshore";

    fn target(cluster: &str, service: &str) -> Target {
        Target {
            cluster: cluster.to_owned(),
            service: service.to_owned(),
        }
    }

    #[test]
    fn a_session_writes_to_its_service_alone() {
        let policy = session_policy(ROLE, "cn-north-1", &target("main", "web")).unwrap();
        assert!(policy.contains("arn:aws-cn:ecs:cn-north-1:123456789012:service/main/web\""));
        assert!(policy.contains("service-deployment/main/web/*"));
        assert!(!policy.contains("service/*"));
        assert!(policy.len() < 1200, "{}", policy.len());
    }

    #[test]
    fn what_does_not_fit_or_is_no_role_has_none() {
        let long = target(&"c".repeat(255), &"s".repeat(255));
        let policy = session_policy(ROLE, "cn-north-1", &long);
        assert!(policy.is_none_or(|policy| policy.len() <= LONGEST));
        let longer = target(&"c".repeat(255), &"s".repeat(600));
        assert_eq!(session_policy(ROLE, "cn-north-1", &longer), None);
        assert_eq!(session_policy("longshore", "x", &target("a", "b")), None);
    }
}
