//! Roles that definitions name: whether they are there, and whether ECS tasks may act as them.

use aws_sdk_iam::operation::get_role::GetRoleError;
use shared::check::Trust;

use super::{Aws, AwsError, last_part, trust};

impl Aws {
    /// Who may act as a role of this account, by its ARN; nothing where there is no such role.
    ///
    /// # Errors
    /// AWS did not answer, or refused; or its trust policy cannot be read.
    pub async fn role_trust(&self, arn: &str) -> Result<Option<Trust>, AwsError> {
        const OPERATION: &str = "GetRole";
        let answer = self.0.iam.get_role().role_name(last_part(arn)).send().await;
        let role = match answer {
            Ok(answer) => answer.role,
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(GetRoleError::is_no_such_entity_exception) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(AwsError::of("iam", OPERATION, &error)),
        };
        // A role of this name under another path is another role.
        let Some(role) = role.filter(|role| role.arn() == arn) else {
            return Ok(None);
        };
        let policy = role.assume_role_policy_document().unwrap_or_default();
        let trusted = trust::read(policy)
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the trust policy cannot be read"))?;
        Ok(Some(trusted.trust))
    }
}
