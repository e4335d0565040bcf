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
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// For the members that it has; what it leaves out stays as it is.
    #[default]
    Partial,
    /// For the whole service: what it leaves out is taken away.
    Whole,
    /// For what an earlier service revision records: of these members, what it leaves out is taken
    /// away, and the others stay.
    Revision,
}

/// The members that a service revision records, as `DescribeServiceRevisions` has them.
const OF_REVISION: [&str; 10] = [
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
    let speaks_for = |member: &Member| match extent {
        Extent::Partial => false,
        Extent::Whole => true,
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
