//! What EC2 calls members on the wire, for the operations that are simulated: mostly the model's
//! name with a small first letter, lists mostly with `Set` at the end.

/// The name of a member. `within` is the member that its structure (or list of structures)
/// belongs to, empty at the top.
pub(super) fn location_name(within: &str, member: &str) -> String {
    let special = match (within, member) {
        ("SecurityGroups", "Description") => "groupDescription",
        ("AvailabilityZones", "State") => "zoneState",
        (_, "AvailabilityZones") => "availabilityZoneInfo",
        (_, "SecurityGroups") => "securityGroupInfo",
        (_, "SecurityGroupRules") => "securityGroupRuleSet",
        (_, "Vpcs") => "vpcSet",
        (_, "Subnets") => "subnetSet",
        (_, "RouteTables") => "routeTableSet",
        (_, "Routes") => "routeSet",
        (_, "Associations") => "associationSet",
        (_, "PropagatingVgws") => "propagatingVgwSet",
        (_, "Messages") => "messageSet",
        (_, "Tags") => "tagSet",
        (_, "UserIdGroupPairs") => "groups",
        _ => "",
    };
    if !special.is_empty() {
        return special.to_owned();
    }
    let mut letters = member.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}
