//! CloudFormation's names of members: the schema's with a capital, and the exceptions.
//!
//! From the published schemas of `AWS::ECS::TaskDefinition` and `AWS::ECS::Service`.

use crate::schema::{Member, Structure};

/// The structure, ECS's name and CloudFormation's, where a capital is not all of the difference.
const IRREGULAR: [(&str, &str, &str); 8] = [
    (
        "ProxyConfiguration",
        "properties",
        "ProxyConfigurationProperties",
    ),
    ("Volume", "efsVolumeConfiguration", "EFSVolumeConfiguration"),
    (
        "Volume",
        "fsxWindowsFileServerVolumeConfiguration",
        "FSxWindowsFileServerVolumeConfiguration",
    ),
    (
        "Volume",
        "s3filesVolumeConfiguration",
        "S3FilesVolumeConfiguration",
    ),
    ("EFSVolumeConfiguration", "fileSystemId", "FilesystemId"),
    ("EFSAuthorizationConfig", "iam", "IAM"),
    (
        "CreateServiceRequest",
        "placementStrategy",
        "PlacementStrategies",
    ),
    // The name of a service in updates; CloudFormation creates and updates by the same one.
    ("CreateServiceRequest", "service", "ServiceName"),
];

/// Members that the published schemas do not have.
const UNKNOWN: [(&str, &str); 2] = [
    (
        "RegisterTaskDefinitionRequest",
        "trustedExecutionConfiguration",
    ),
    ("GatewayConnector", "deregistrationDelay"),
];

/// CloudFormation's name of a member, known to the schema or not.
pub(super) fn to_theirs(structure: &Structure, name: &str) -> String {
    IRREGULAR
        .iter()
        .find(|(of, ours, _)| *of == structure.name && *ours == name)
        .map_or_else(|| capital(name), |(_, _, theirs)| (*theirs).to_owned())
}

/// Whether CloudFormation has a member that ECS has.
pub(super) fn is_known(structure: &Structure, name: &str) -> bool {
    structure.member(name).is_some() && !UNKNOWN.contains(&(structure.name, name))
}

/// The member that a name of CloudFormation's stands for. Also ECS's own spelling, and one that
/// differs in capitals only, as people mix them up.
pub(super) fn to_ours(structure: &'static Structure, theirs: &str) -> Option<&'static Member> {
    let irregular = IRREGULAR
        .iter()
        .find(|(of, ours, name)| *of == structure.name && *name == theirs && *ours != "service")
        .and_then(|(_, ours, _)| structure.member(ours));
    irregular
        .or_else(|| structure.member(&small(theirs)))
        .or_else(|| {
            structure.members.iter().find(|member| {
                to_theirs(structure, member.name).eq_ignore_ascii_case(theirs)
                    || member.name.eq_ignore_ascii_case(theirs)
            })
        })
}

/// A name with its first letter as a capital.
pub(super) fn capital(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_ascii_uppercase().to_string() + characters.as_str()
    })
}

/// A name with its first letter small.
pub(super) fn small(name: &str) -> String {
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| {
        first.to_ascii_lowercase().to_string() + characters.as_str()
    })
}
