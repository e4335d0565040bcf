//! Amazon Resource Names: putting them together and taking them apart.

use crate::world::World;

/// An ARN of this account and region.
pub(crate) fn regional(world: &World, service: &str, resource: &str) -> String {
    format!(
        "arn:aws:{service}:{}:{}:{resource}",
        world.region, world.account
    )
}

/// An ARN of a global service of this account, such as IAM.
pub(crate) fn global(world: &World, service: &str, resource: &str) -> String {
    format!("arn:aws:{service}::{}:{resource}", world.account)
}

/// The resource part of an ARN of a service; `None` for anything else.
pub(crate) fn resource<'a>(arn: &'a str, service: &str) -> Option<&'a str> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, _partition, of) = (parts.next()?, parts.next()?, parts.next()?);
    let (_region, _account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    (prefix == "arn" && of == service && !resource.is_empty()).then_some(resource)
}

#[cfg(test)]
mod tests {
    use super::resource;

    #[test]
    fn finds_the_resource_of_an_arn() {
        assert_eq!(
            resource("arn:aws:ssm:eu-central-1:123456789012:parameter/a/b", "ssm"),
            Some("parameter/a/b")
        );
        assert_eq!(
            resource("arn:aws:iam::123456789012:role/x:y", "iam"),
            Some("role/x:y")
        );
        assert_eq!(resource("arn:aws:iam::123456789012:role/x", "ssm"), None);
        assert_eq!(resource("not an arn", "ssm"), None);
    }
}
