//! Security groups, with their rules in words.

use crate::aws::query::Answer;

/// A security group.
#[derive(Debug, Clone)]
pub(in crate::aws) struct SecurityGroup {
    pub(in crate::aws) id: String,
    pub(in crate::aws) name: String,
    pub(in crate::aws) description: String,
    pub(in crate::aws) vpc: String,
    pub(in crate::aws) lets_in: Vec<Rule>,
    pub(in crate::aws) lets_out: Vec<Rule>,
}

/// What one rule lets through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::aws) struct Rule {
    /// Such as `TCP 80`, or `everything`.
    pub(in crate::aws) what: String,
    /// From where or to where: networks, groups and lists, as their ids.
    pub(in crate::aws) peers: Vec<String>,
}

/// Any address at all.
pub(in crate::aws) const ANYWHERE: &str = "anywhere";
/// Any protocol and any port.
pub(in crate::aws) const EVERYTHING: &str = "everything";

impl SecurityGroup {
    pub(super) fn of(found: &Answer) -> Self {
        let text = |name| found.text(name).unwrap_or_default().to_owned();
        let rules = |name| found.list(name).iter().map(rule).collect();
        Self {
            id: text("groupId"),
            name: text("groupName"),
            description: text("groupDescription"),
            vpc: text("vpcId"),
            lets_in: rules("ipPermissions"),
            lets_out: rules("ipPermissionsEgress"),
        }
    }

    /// Whether anybody may send anything.
    pub(in crate::aws) fn is_open(&self) -> bool {
        self.lets_in
            .iter()
            .any(|rule| rule.what == EVERYTHING && rule.peers.iter().any(|peer| peer == ANYWHERE))
    }
}

fn rule(permission: &Answer) -> Rule {
    let all = |list: &str, member: &str| -> Vec<String> {
        permission
            .list(list)
            .iter()
            .filter_map(|peer| peer.text(member))
            .map(|peer| match peer {
                "0.0.0.0/0" | "::/0" => ANYWHERE.to_owned(),
                other => other.to_owned(),
            })
            .collect()
    };
    let mut peers = all("ipRanges", "cidrIp");
    peers.extend(all("ipv6Ranges", "cidrIpv6"));
    peers.extend(all("groups", "groupId"));
    peers.extend(all("prefixListIds", "prefixListId"));
    let mut seen = Vec::new();
    peers.retain(|peer| {
        let new = !seen.contains(peer);
        seen.push(peer.clone());
        new
    });
    Rule {
        what: what(permission),
        peers,
    }
}

fn what(permission: &Answer) -> String {
    let protocol = match permission.text("ipProtocol") {
        Some("-1") | None => return EVERYTHING.to_owned(),
        Some("6" | "tcp") => "TCP".to_owned(),
        Some("17" | "udp") => "UDP".to_owned(),
        Some("1" | "icmp") => return "ICMP".to_owned(),
        Some("58" | "icmpv6") => return "ICMPv6".to_owned(),
        Some(other) => return format!("protocol {other}"),
    };
    match (permission.number("fromPort"), permission.number("toPort")) {
        (Some(0), Some(65535)) | (None, _) | (_, None) => protocol,
        (Some(from), Some(to)) if from == to => format!("{protocol} {from}"),
        (Some(from), Some(to)) => format!("{protocol} {from} to {to}"),
    }
}
