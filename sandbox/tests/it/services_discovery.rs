//! Cloud Map: namespaces and the services in them.

use serde_json::{Value, json};

use crate::services_seeded::{CLOUD_MAP, Seeded};

async fn ask(seeded: &Seeded, operation: &str, input: Value) -> Value {
    seeded.json(CLOUD_MAP, operation, input).await.unwrap()
}

#[tokio::test]
async fn namespaces_are_listed_by_type_and_read_by_id() {
    let seeded = Seeded::start().await;
    let list = (CLOUD_MAP, "ListNamespaces", "Namespaces");
    let (all, pages) = seeded
        .pages(list, json!({ "MaxResults": 1 }), ("NextToken", "NextToken"))
        .await;
    assert_eq!(pages, 2);
    let of = |name: &str| all.iter().find(|one| one["Name"] == name).unwrap();
    assert_eq!(of("shop")["Type"], "HTTP");
    assert_eq!(of("production.internal")["Type"], "DNS_PRIVATE");
    assert_eq!(of("shop")["ServiceCount"], 1);

    let filter = json!([{ "Name": "TYPE", "Values": ["DNS_PRIVATE"] }]);
    let found = ask(&seeded, "ListNamespaces", json!({ "Filters": filter })).await;
    assert_eq!(found["Namespaces"].as_array().unwrap().len(), 1);
    let filter = json!([{ "Name": "NAME", "Values": ["prod"], "Condition": "BEGINS_WITH" }]);
    let found = ask(&seeded, "ListNamespaces", json!({ "Filters": filter })).await;
    assert_eq!(found["Namespaces"][0]["Name"], "production.internal");

    for id in [&of("shop")["Id"], &of("shop")["Arn"]] {
        let found = ask(&seeded, "GetNamespace", json!({ "Id": id })).await;
        assert_eq!(&found["Namespace"], of("shop"));
    }
}

#[tokio::test]
async fn services_are_listed_by_namespace() {
    let seeded = Seeded::start().await;
    let filter = json!([{ "Name": "NAME", "Values": ["production.internal"] }]);
    let found = ask(&seeded, "ListNamespaces", json!({ "Filters": filter })).await;
    let namespace = &found["Namespaces"][0]["Id"];
    let filter = json!([{ "Name": "NAMESPACE_ID", "Values": [namespace] }]);
    let found = ask(&seeded, "ListServices", json!({ "Filters": filter })).await;
    let services = found["Services"].as_array().unwrap();
    assert_eq!(services.len(), 1);
    assert_eq!(services[0]["Name"], "orders-api");
    assert_eq!(services[0]["DnsConfig"]["DnsRecords"][0]["Type"], "A");
    let found = ask(&seeded, "GetService", json!({ "Id": services[0]["Id"] })).await;
    assert_eq!(&found["Service"]["NamespaceId"], namespace);
    let list = (CLOUD_MAP, "ListServices", "Services");
    let (all, _) = seeded
        .pages(list, json!({ "MaxResults": 1 }), ("NextToken", "NextToken"))
        .await;
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn an_instance_is_a_running_task_of_a_service_that_registers_itself() {
    let seeded = Seeded::start().await;
    let found = ask(&seeded, "ListServices", json!({})).await;
    let services = found["Services"].as_array().unwrap();
    let orders = services.iter().find(|one| one["Name"] == "orders-api");
    let orders = orders.unwrap();
    assert_eq!(orders["InstanceCount"], 0);
    let update = json!({ "cluster": "production", "service": "orders-api",
                         "serviceRegistries": [{ "registryArn": orders["Arn"] }] });
    let target = crate::services_seeded::ECS;
    seeded.json(target, "UpdateService", update).await.unwrap();
    seeded.pass(600).await;
    let found = ask(&seeded, "GetService", json!({ "Id": orders["Id"] })).await;
    assert_eq!(found["Service"]["InstanceCount"], 2);
}

#[tokio::test]
async fn refusals_have_the_codes_of_cloud_map() {
    let seeded = Seeded::start().await;
    let color = json!([{ "Name": "COLOR", "Values": ["red"] }]);
    let two = json!([{ "Name": "NAME", "Values": ["a", "b"] }]);
    for (operation, input, code) in [
        (
            "ListNamespaces",
            json!({ "Filters": color }),
            "InvalidInput",
        ),
        ("ListNamespaces", json!({ "Filters": two }), "InvalidInput"),
        ("ListServices", json!({ "MaxResults": 101 }), "InvalidInput"),
        ("ListServices", json!({ "NextToken": "x" }), "InvalidInput"),
        ("GetNamespace", json!({}), "InvalidInput"),
        ("GetNamespace", json!({ "Id": "ns-x" }), "NamespaceNotFound"),
        ("GetService", json!({ "Id": "srv-x" }), "ServiceNotFound"),
        ("MakeCoffee", json!({}), "UnknownOperationException"),
    ] {
        let refused = seeded.json(CLOUD_MAP, operation, input).await;
        assert_eq!(refused.unwrap_err().0, code, "{operation}");
    }
}
