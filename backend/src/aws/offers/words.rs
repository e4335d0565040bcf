//! Facts in words: numbers, sizes, and what could not be told.

use crate::aws::AwsError;
use crate::aws::usage::Users;

/// A number of things, such as `1 task` or `3 tasks`.
pub(super) fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 {
        format!("1 {one}")
    } else {
        format!("{number} {many}")
    }
}

/// A size, such as `47 MB`.
pub(super) fn size(bytes: i64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return count(bytes, "byte", "bytes");
    }
    let mut size = bytes;
    let mut rest = 0;
    let mut unit = "";
    for name in UNITS {
        if size < 1000 {
            break;
        }
        rest = size % 1000;
        size /= 1000;
        unit = name;
    }
    if size < 10 {
        format!("{size}.{} {unit}", rest / 100)
    } else {
        format!("{size} {unit}")
    }
}

/// Which services use a thing; nothing where none does.
pub(super) fn used_by(users: &Users) -> Option<String> {
    const NAMED: usize = 4;
    if users.is_empty() {
        return None;
    }
    let named: Vec<&str> = users.iter().take(NAMED).map(String::as_str).collect();
    let more = users.len().saturating_sub(NAMED);
    Some(if more == 0 {
        format!("used by {}", named.join(", "))
    } else {
        format!("used by {} and {more} more", named.join(", "))
    })
}

/// What could not be told, and why, such as `whether it is public could not be told
/// (ec2:DescribeRouteTables is not allowed)`.
pub(super) fn untold(what: &str, error: &AwsError) -> String {
    if let Some(action) = error.missing_action() {
        return format!("{what} could not be told ({action} is not allowed)");
    }
    let reason = match error {
        AwsError::NotAllowed { operation, .. } => {
            format!("AWS does not take the credentials for {operation}")
        }
        AwsError::Refused { operation, .. } => format!("AWS refused {operation}"),
        AwsError::WrongClock { operation, .. } => {
            format!("AWS's clock differs from ours at {operation}")
        }
        AwsError::Throttled { operation, .. } => format!("AWS throttled {operation}"),
        AwsError::Held { operation } => format!("{operation} was not sent"),
        AwsError::Unclear { operation, .. } => format!("AWS gave no clear answer to {operation}"),
    };
    format!("{what} could not be told ({reason})")
}

/// The key that encrypts a thing.
pub(super) fn key(key: &str) -> String {
    if key.starts_with("alias/aws/") || key.contains(":alias/aws/") {
        "AWS's own key".to_owned()
    } else if let Some((_, alias)) = key.split_once(":alias/") {
        format!("alias/{alias}")
    } else if let Some((_, id)) = key.split_once(":key/") {
        format!("key {id}")
    } else if key.starts_with("alias/") {
        key.to_owned()
    } else {
        format!("key {key}")
    }
}

#[cfg(test)]
mod tests {
    use super::{key, size, used_by};

    #[test]
    fn sizes_and_users_read_well() {
        assert_eq!(size(1), "1 byte");
        assert_eq!(size(47_338_418), "47 MB");
        assert_eq!(size(6_100_000_000), "6.1 GB");
        let users = ["a", "b", "c", "d", "e"].map(str::to_owned).into();
        assert_eq!(
            used_by(&users).as_deref(),
            Some("used by a, b, c, d and 1 more")
        );
        assert_eq!(key("alias/aws/ssm"), "AWS's own key");
        assert_eq!(
            key("arn:aws:kms:eu-central-1:123456789012:key/1234"),
            "key 1234"
        );
    }
}
