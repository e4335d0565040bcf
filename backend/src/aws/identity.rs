//! Who Longshore's credentials are.

use super::{Aws, AwsError, partition};

impl Aws {
    /// The ARN of who calls: a user, or a role that was assumed.
    ///
    /// # Errors
    /// AWS did not answer, or did not take the credentials.
    pub async fn caller(&self) -> Result<String, AwsError> {
        const OPERATION: &str = "GetCallerIdentity";
        let identity = self.0.sts.get_caller_identity().send().await;
        identity
            .map_err(|error| AwsError::of("sts", OPERATION, &error))?
            .arn
            .ok_or_else(|| AwsError::nonsense(OPERATION, "the answer names nobody"))
    }

    /// Whose policies decide what a caller may do: the user, or the role behind a session. Nothing
    /// for callers whose policies cannot be asked about, such as the root user.
    ///
    /// # Errors
    /// AWS did not answer, or refused to tell the role's path.
    pub async fn principal(&self, caller: &str) -> Result<Option<String>, AwsError> {
        let (Some(account), Some(resource)) = (caller.split(':').nth(4), caller.split(':').nth(5))
        else {
            return Ok(None);
        };
        let mut parts = resource.split('/');
        match (parts.next(), parts.next()) {
            (Some("user" | "role"), Some(_)) => Ok(Some(caller.to_owned())),
            (Some("assumed-role"), Some(name)) => {
                // A session does not tell the path of its role.
                let role = self.0.iam.get_role().role_name(name).send().await;
                let role = role.map_err(|error| AwsError::of("iam", "GetRole", &error))?;
                let arn = role.role().map(|role| role.arn().to_owned());
                Ok(Some(arn.unwrap_or_else(|| {
                    let partition = partition(self.region());
                    format!("arn:{partition}:iam::{account}:role/{name}")
                })))
            }
            _ => Ok(None),
        }
    }
}
