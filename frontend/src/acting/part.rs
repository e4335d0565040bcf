//! A change of a part of a service. Pure.

use shared::json::Json;
use shared::plan::{Extent, Target};
use shared::pointer::Pointer;
use shared::wire::PlanRequest;

use shared::wire::PlanAsk;

/// Asks for a change of a part of a service, whose other members stay as they are.
pub(crate) fn part(target: &Target, change: impl FnOnce(&mut Json)) -> PlanAsk {
    let root = Pointer::root();
    let mut service = Json::object();
    service.set(&root.member("cluster"), Json::from(target.cluster.as_str()));
    service.set(&root.member("service"), Json::from(target.service.as_str()));
    change(&mut service);
    PlanAsk::Documents(PlanRequest {
        task_definition: None,
        service: service.to_compact(),
        extent: Extent::Partial,
        gate: None,
        draft: None,
    })
}

/// Every task is replaced although nothing differs.
pub(crate) fn restarts(service: &mut Json) {
    service.set(
        &Pointer::root().member("forceNewDeployment"),
        Json::Bool(true),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_names_the_service_and_what_changes() {
        let target = Target {
            cluster: "shop".to_owned(),
            service: "web \"1\"".to_owned(),
        };
        let PlanAsk::Documents(request) = part(&target, restarts) else {
            panic!("no documents");
        };
        assert_eq!(
            request.service,
            r#"{"cluster":"shop","service":"web \"1\"","forceNewDeployment":true}"#
        );
    }
}
