//! AWS STS: who is calling, and roles on loan. Every credential is good.
//!
//! A caller whose access key is unknown counts as the user `developer`; those who were lent a role
//! are known by the key that they got. Nothing here looks at signatures.

mod narrowed;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    arn,
    error::{Answer, AwsError},
    iam, input, timestamp,
    world::World,
};

pub(crate) use narrowed::refusal;

/// The roles that are on loan.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Sts {
    /// By the id of the access key.
    loans: BTreeMap<String, Loan>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Loan {
    arn: String,
    user_id: String,
    ends_ms: i64,
    /// What a session may do of what its role may.
    #[serde(default)]
    policy: Option<String>,
}

/// Answers one operation.
pub(crate) fn call(world: &mut World, operation: &str, input: &Value, key: Option<&str>) -> Answer {
    match operation {
        "GetCallerIdentity" => {
            let loan = key.and_then(|key| world.sts.loans.get(key));
            let (id, arn) = match loan {
                Some(loan) => (loan.user_id.clone(), loan.arn.clone()),
                None => ("AIDAQ3EGQXAMPLEDEVLPR".to_owned(), caller(world)),
            };
            Ok(json!({"UserId": id, "Account": world.account, "Arn": arn}))
        }
        "AssumeRole" => assume_role(world, input),
        "GetSessionToken" => {
            let seconds = duration(input, 43_200, 900, 129_600)?;
            Ok(json!({ "Credentials": credentials(world, seconds) }))
        }
        _ => Err(AwsError::new(
            "InvalidAction",
            format!("Could not find operation {operation} for version 2011-06-15"),
        )),
    }
}

/// The user that every caller is.
pub(crate) fn caller(world: &World) -> String {
    arn::global(world, "iam", "user/developer")
}

fn assume_role(world: &mut World, input: &Value) -> Answer {
    let role_arn = required(input, "RoleArn", "roleArn", 20)?.to_owned();
    let session = required(input, "RoleSessionName", "roleSessionName", 2)?.to_owned();
    let caller = caller(world);
    let external_id = input::text(input, "ExternalId");
    // AWS does not tell a missing role from one that trusts others.
    let Some(role) = iam::find_role_by_arn(world, &role_arn)
        .filter(|role| iam::trusts(role, &caller, &world.account, external_id))
    else {
        return Err(AwsError::new(
            "AccessDenied",
            format!(
                "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
            ),
        )
        .with_status(403));
    };
    let policy = narrowed::policy(input)?;
    let longest = role.max_session_s;
    let (role_id, role_name) = (role.id.clone(), role.name.clone());
    let seconds = duration(input, 3600, 900, 43_200)?;
    if seconds > longest {
        return Err(AwsError::new(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        ));
    }
    let assumed = format!("assumed-role/{role_name}/{session}");
    let loan = Loan {
        arn: arn::global(world, "sts", &assumed),
        user_id: format!("{role_id}:{session}"),
        ends_ms: world.now_ms.saturating_add(seconds * 1000),
        policy,
    };
    let credentials = credentials(world, seconds);
    let answer = json!({
        "Credentials": credentials,
        "AssumedRoleUser": {"AssumedRoleId": loan.user_id, "Arn": loan.arn},
    });
    let now_ms = world.now_ms;
    world.sts.loans.retain(|_, loan| loan.ends_ms > now_ms);
    if let Some(key) = credentials.get("AccessKeyId").and_then(Value::as_str) {
        world.sts.loans.insert(key.to_owned(), loan);
    }
    Ok(answer)
}

fn required<'a>(
    input: &'a Value,
    member: &str,
    shown: &str,
    least: usize,
) -> Result<&'a str, AwsError> {
    let value = input::text(input, member).unwrap_or_default();
    if value.len() >= least {
        return Ok(value);
    }
    let (value, constraint) = if value.is_empty() {
        ("null".to_owned(), "Member must not be null".to_owned())
    } else {
        let constraint = format!("Member must have length greater than or equal to {least}");
        (format!("'{value}'"), constraint)
    };
    Err(AwsError::new(
        "ValidationError",
        format!(
            "1 validation error detected: Value {value} at '{shown}' failed to satisfy \
             constraint: {constraint}"
        ),
    ))
}

fn duration(input: &Value, usual: i64, least: i64, most: i64) -> Result<i64, AwsError> {
    let seconds = input::number(input, "DurationSeconds").unwrap_or(usual);
    if (least..=most).contains(&seconds) {
        return Ok(seconds);
    }
    let (word, bound) = if seconds < least {
        ("greater", least)
    } else {
        ("less", most)
    };
    Err(AwsError::new(
        "ValidationError",
        format!(
            "1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value {word} than or equal to {bound}"
        ),
    ))
}

fn credentials(world: &mut World, seconds: i64) -> Value {
    json!({
        "AccessKeyId": format!("ASIA{}", world.next_hex(16).to_uppercase()),
        "SecretAccessKey": world.next_hex(40),
        "SessionToken": world.next_hex(64),
        "Expiration": timestamp::iso8601(world.now_ms.saturating_add(seconds * 1000)),
    })
}
