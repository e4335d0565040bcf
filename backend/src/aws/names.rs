//! The readable parts of ARNs.

/// What stands after the last slash: `shop-web:3` of a task definition's ARN, a task's id, a
/// cluster's or service's name.
pub(crate) fn last_part(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// The number of a revision, from its ARN or from `family:number`.
pub(crate) fn revision_number(revision: &str) -> Option<u64> {
    last_part(revision).rsplit_once(':')?.1.parse().ok()
}

/// The partition that a region belongs to, such as `aws`.
pub(crate) fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

#[cfg(test)]
mod tests {
    use super::{last_part, revision_number};

    #[test]
    fn reads_the_revision_out_of_an_arn() {
        let arn = "arn:aws:ecs:eu-central-1:123456789012:task-definition/shop-web:3";
        assert_eq!(last_part(arn), "shop-web:3");
        assert_eq!(revision_number(arn), Some(3));
        assert_eq!(revision_number("shop-web"), None);
    }
}
