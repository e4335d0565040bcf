//! What a task needed before it started and could not get: secrets, parameters, logins, logs.

use shared::reason::without_names;

/// Explains a `ResourceInitializationError` by what was asked for and how it went.
pub(super) fn words(reason: &str) -> Option<String> {
    let said = without_names(reason);
    let has = |part: &str| said.contains(part);
    let what = if has("ecr registry auth") || has("registry auth") && !is_of_secret(&said) {
        What::Login
    } else if has(" ssm ") {
        What::Parameter
    } else if has(" asm ") || has("Secrets Manager") || has("secret") {
        What::Secret
    } else if has("logger") || has("logging driver") || has("log driver") || has("Cloudwatch log") {
        What::Log
    } else if has(" EFS ") || has(" efs ") {
        What::FileSystem
    } else {
        return None;
    };
    if let Some(denial) = Denial::of(reason) {
        return Some(denied(what, &denial));
    }
    let key = after(reason, "did not contain json key ");
    if let Some(key) = key {
        return Some(format!(
            "The secret has no member {key} in its JSON. Correct the key behind its ARN in valueFrom, or add the member."
        ));
    }
    Some(if is_missing(&said) {
        missing(what, reason)
    } else if is_network(&said) {
        format!(
            "{} could not be reached from the task's network. Give its subnets a way there: a NAT gateway, VPC endpoints, or a public address, and let its security groups out.",
            what.service()
        )
    } else {
        what.otherwise().to_owned()
    })
}

fn is_of_secret(said: &str) -> bool {
    ["from asm", "from ssm", "Secrets Manager"]
        .iter()
        .any(|part| said.contains(part))
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Login,
    Parameter,
    Secret,
    Log,
    FileSystem,
}

impl What {
    const fn service(self) -> &'static str {
        match self {
            Self::Login => "ECR",
            Self::Parameter => "Parameter Store",
            Self::Secret => "Secrets Manager",
            Self::Log => "CloudWatch Logs",
            Self::FileSystem => "The file system",
        }
    }

    const fn otherwise(self) -> &'static str {
        match self {
            Self::Login => {
                "The registry could not be reached to log in. Check the way from the subnets to ECR (NAT or VPC endpoints) and the execution role."
            }
            Self::Parameter => {
                "A parameter could not be read from Parameter Store. Check its name, its region, and that the execution role may read and decrypt it."
            }
            Self::Secret => {
                "A secret could not be read from Secrets Manager. Check its ARN, and that the execution role may read it."
            }
            Self::Log => {
                "The log group could not be reached. Check that it exists and that the execution role may write to it."
            }
            Self::FileSystem => {
                "The EFS file system could not be mounted. Check its id, that it has a mount target in the subnets' zones, and that its security group lets NFS (port 2049) in."
            }
        }
    }
}

/// Who may not do what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Denial<'a> {
    role: Option<&'a str>,
    action: &'a str,
    resource: Option<&'a str>,
}

impl<'a> Denial<'a> {
    /// Reads AWS's `User: … is not authorized to perform: … on resource: …`.
    pub(super) fn of(reason: &'a str) -> Option<Self> {
        let action = after(reason, "is not authorized to perform: ")?;
        let role = after(reason, ":assumed-role/").and_then(|session| session.split('/').next());
        Some(Self {
            role,
            action,
            resource: after(reason, "on resource: "),
        })
    }

    /// The way out.
    pub(super) fn way_out(&self) -> String {
        let role = self.role.map_or_else(
            || "the execution role".to_owned(),
            |role| format!("the role {role}"),
        );
        match self.resource.filter(|resource| *resource != "*") {
            Some(resource) => format!("Allow {} on {resource} to {role}.", self.action),
            None => format!("Allow {} to {role}.", self.action),
        }
    }
}

fn denied(what: What, denial: &Denial<'_>) -> String {
    let begin = match what {
        What::Login => "The task may not log in to the registry.",
        What::Parameter => "A parameter may not be read.",
        What::Secret if denial.action.starts_with("kms:") => "A secret may not be decrypted.",
        What::Secret => "A secret may not be read.",
        What::Log => "The log may not be written.",
        What::FileSystem => "The file system may not be used.",
    };
    format!("{begin} {}", denial.way_out())
}

fn missing(what: What, reason: &str) -> String {
    match what {
        What::Parameter => {
            let named = after(reason, "invalid ssm parameters: ")
                .map_or_else(String::new, |name| format!(" {name}"));
            format!(
                "The parameter{named} does not exist in Parameter Store of this region. Create it, or correct its name in secrets."
            )
        }
        What::Secret => {
            let named = after(reason, "failed to fetch secret ")
                .map_or_else(String::new, |name| format!(" {name}"));
            format!(
                "The secret{named} does not exist, or has no such version. Create it, or correct its ARN in secrets."
            )
        }
        What::Log => "The log group does not exist. Create it, or set the option awslogs-create-group to true and allow logs:CreateLogGroup to the execution role.".to_owned(),
        What::Login | What::FileSystem => what.otherwise().to_owned(),
    }
}

fn is_missing(said: &str) -> bool {
    [
        "ResourceNotFoundException",
        "can't find the specified secret",
        "invalid ssm parameters",
        "ParameterNotFound",
        "does not exist",
    ]
    .iter()
    .any(|part| said.contains(part))
}

/// Whether the words are of a network that leads nowhere.
pub(super) fn is_network(said: &str) -> bool {
    [
        "i/o timeout",
        "request canceled",
        "deadline exceeded",
        "context canceled",
        "no such host",
        "connection refused",
        "timed out",
        "no route to host",
        "network is unreachable",
        "send request failed",
        "connection issue",
        "Failed to resolve",
        "unable to connect",
    ]
    .iter()
    .any(|part| said.contains(part))
}

/// The word that follows something.
pub(super) fn after<'a>(text: &'a str, before: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    let word = rest.split([' ', ',', '\n']).next()?;
    let word = word.trim_end_matches(['.', ':', ';', ')']);
    (!word.is_empty()).then_some(word)
}
