//! The role that an account's owner makes for Longshore, as text to paste.

use serde::{Deserialize, Serialize};
use serde_json::json;

/// The texts; what Longshore may do with the role is the IAM policy's to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleTexts {
    /// The trust policy, as JSON.
    pub trust_policy: String,
    /// Commands of the AWS CLI that make the role, given `trust.json` and `policy.json`.
    pub cli: String,
    /// The role in Terraform, whose policy is made beside it.
    pub terraform: String,
}

/// What makes a role that `caller` may assume with an external id.
///
/// `caller` is who Longshore is by its own credentials: a session of a role trusts as the role that
/// is behind it.
pub fn role_texts(caller: &str, role_arn: &str, external_id: &str) -> RoleTexts {
    let principal = trusted(caller);
    let name = role_arn.rsplit('/').next().unwrap_or("longshore");
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": principal},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
        }],
    });
    let cli = format!(
        "aws iam create-role --role-name {name} --max-session-duration 3600 \\\n  \
         --assume-role-policy-document file://trust.json\n\
         aws iam put-role-policy --role-name {name} --policy-name longshore \\\n  \
         --policy-document file://policy.json\n"
    );
    let terraform = format!(
        r#"data "aws_iam_policy_document" "longshore_trust" {{
  statement {{
    actions = ["sts:AssumeRole"]
    principals {{
      type        = "AWS"
      identifiers = ["{principal}"]
    }}
    condition {{
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = ["{external_id}"]
    }}
  }}
}}

resource "aws_iam_role" "longshore" {{
  name               = "{name}"
  assume_role_policy = data.aws_iam_policy_document.longshore_trust.json
}}
"#
    );
    RoleTexts {
        trust_policy: serde_json::to_string_pretty(&trust).unwrap_or_default(),
        cli,
        terraform,
    }
}

/// Whom a trust policy names for a caller: `assumed-role/NAME/SESSION` is the role `NAME`.
fn trusted(caller: &str) -> String {
    let parts: Vec<&str> = caller.splitn(6, ':').collect();
    if let [arn, partition, "sts", region, account, resource] = parts.as_slice()
        && let Some(rest) = resource.strip_prefix("assumed-role/")
    {
        let role = rest.split('/').next().unwrap_or_default();
        return format!("{arn}:{partition}:iam:{region}:{account}:role/{role}");
    }
    caller.to_owned()
}

#[cfg(test)]
mod tests {
    use super::role_texts;

    #[test]
    fn a_session_trusts_as_its_role() {
        let texts = role_texts(
            "arn:aws:sts::111111111111:assumed-role/ecs-task/8f2b",
            "arn:aws:iam::222222222222:role/teams/longshore",
            "id-1",
        );
        let trust: serde_json::Value = serde_json::from_str(&texts.trust_policy).unwrap();
        assert_eq!(
            trust.pointer("/Statement/0/Principal/AWS").unwrap(),
            "arn:aws:iam::111111111111:role/ecs-task"
        );
        assert_eq!(
            trust
                .pointer("/Statement/0/Condition/StringEquals/sts:ExternalId")
                .unwrap(),
            "id-1"
        );
        assert!(texts.cli.contains("--role-name longshore "));
        hcl::parse(&texts.terraform).unwrap();
        let user = role_texts("arn:aws:iam::1:user/x", "r", "i");
        assert!(user.trust_policy.contains("arn:aws:iam::1:user/x"));
    }
}
