//! How much of a service a document speaks for, and what has to be said to take something away.
//!
//! `UpdateService` leaves what a request leaves out as it is. So where a document describes the
//! whole service, each member that it lacks and the service has must be said with the value that
//! removes it, such as `[]` or `{"enabled": false}`; the schema knows which.

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::json::{self, Json};
use crate::normal::normal;
use crate::pointer::Pointer;
use crate::schema::{self, Member, Structure, Value};

/// How much of a service a document speaks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// For the members that it has; what it leaves out stays as it is.
    #[default]
    Partial,
    /// For the whole service: what it leaves out is taken away.
    Whole,
    /// For what an earlier service revision records: of these members, what it leaves out is taken
    /// away, and the others stay. Nobody says so from outside: going back asks for less than going
    /// on, so only what has run is read so.
    #[serde(skip)]
    Revision,
    /// For a whole service as it was earlier: what it leaves out is taken away, but for what
    /// people go back without, which is the desired count and the tags. Nor is this said from outside.
    #[serde(skip)]
    Earlier,
}

impl Extent {
    /// Whether the service goes back to what it was.
    pub(super) const fn goes_back(self) -> bool {
        match self {
            Self::Partial | Self::Whole => false,
            Self::Revision | Self::Earlier => true,
        }
    }
}

/// What stays as it is where a service goes back. Load and people have moved the count since, and
/// tags say nothing of what runs.
const STAYS: [&str; 4] = ["clientToken", "desiredCount", "forceNewDeployment", "tags"];

/// The members that a service revision records, as `DescribeServiceRevisions` has them.
pub(super) const OF_REVISION: [&str; 10] = [
    "capacityProviderStrategy",
    "gatewayConnectors",
    "loadBalancers",
    "monitoring",
    "networkConfiguration",
    "platformVersion",
    "serviceConnectConfiguration",
    "serviceRegistries",
    "volumeConfigurations",
    "vpcLatticeConfigurations",
];

/// The members of the service that a document takes away by leaving them out, said as AWS wants it.
pub(super) fn said_in_full(service: &Document, current: &Document, extent: Extent) -> Document {
    let mut said = service.clone();
    if extent.goes_back() {
        go_back(said.json_mut());
    }
    let speaks_for = |member: &Member| match extent {
        Extent::Partial => false,
        Extent::Whole => true,
        Extent::Earlier => !STAYS.contains(&member.name),
        Extent::Revision => OF_REVISION.contains(&member.name),
    };
    let before = normal(current);
    let root = schema::root(service.kind());
    for member in root.members.iter().filter(|member| speaks_for(member)) {
        let pointer = Pointer::root().member(member.name);
        let is_absent = |json: &Json| json.get(member.name).is_none_or(Json::is_null);
        if is_absent(before.json()) {
            continue;
        }
        if is_absent(said.json()) {
            if let Some(removal) = removal(member) {
                said.json_mut().set(&pointer, removal);
            }
        } else if let Value::Object(inner) = &member.value {
            remove_inside(said.json_mut(), before.json(), &pointer, inner);
        }
    }
    said
}

/// Leaves out what stays as it is. A launch type gives way to capacity providers, and comes back where
/// they are taken away: ECS goes back to that of the creation by itself.
fn go_back(said: &mut Json) {
    let has_providers = said
        .get("capacityProviderStrategy")
        .and_then(Json::as_array)
        .is_some_and(|providers| !providers.is_empty());
    if let Json::Object(members) = said {
        members.retain(|(name, _)| {
            let gives_way = has_providers && name == "launchType";
            !gives_way && !STAYS.contains(&name.as_str())
        });
    }
}

/// What an object of the service lacks and has a way of being taken away.
fn remove_inside(said: &mut Json, before: &Json, at: &Pointer, structure: &'static Structure) {
    for member in structure.members {
        let here = at.member(member.name);
        if said.at(&here).is_none_or(Json::is_null)
            && before.at(&here).is_some()
            && let Some(removal) = removal(member)
        {
            said.set(&here, removal);
        }
    }
}

fn removal(member: &Member) -> Option<Json> {
    json::parse(member.removed_by?).ok()
}
