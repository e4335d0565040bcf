//! CloudWatch's alarms in all its protocols, and faults of single services.

use serde_json::{Value, json};

use crate::services_seeded::{
    CLOUD_MAP, CLOUD_WATCH, CLOUD_WATCH_FORMS, ELB, ELBV2, KMS, SSM, Seeded, texts,
};

async fn names(seeded: &Seeded, input: Value) -> Vec<String> {
    let found = seeded
        .json(CLOUD_WATCH, "DescribeAlarms", input)
        .await
        .unwrap();
    let found = found["MetricAlarms"].as_array().unwrap().iter();
    found
        .map(|alarm| alarm["AlarmName"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn alarms_are_found_by_prefix_and_state() {
    let seeded = Seeded::start().await;
    let all = names(&seeded, json!({})).await;
    assert_eq!(all.len(), 3);
    for (state, name) in [
        ("OK", "production-shop-web-cpu"),
        ("ALARM", "production-orders-api-errors"),
        ("INSUFFICIENT_DATA", "production-mail-worker-queue-age"),
    ] {
        assert_eq!(names(&seeded, json!({ "StateValue": state })).await, [name]);
    }
    let of_shop = json!({ "AlarmNamePrefix": "production-shop" });
    assert_eq!(names(&seeded, of_shop).await, ["production-shop-web-cpu"]);
    let composite = json!({ "AlarmTypes": ["CompositeAlarm"] });
    assert_eq!(names(&seeded, composite).await, Vec::<String>::new());
    let list = (CLOUD_WATCH, "DescribeAlarms", "MetricAlarms");
    let (_, pages) = seeded
        .pages(list, json!({ "MaxRecords": 2 }), ("NextToken", "NextToken"))
        .await;
    assert_eq!(pages, 2);
    for (input, code) in [
        (json!({ "NextToken": "x" }), "InvalidNextToken"),
        (json!({ "MaxRecords": 101 }), "ValidationError"),
        (json!({ "StateValue": "GOOD" }), "ValidationError"),
        (
            json!({ "ChildrenOfAlarmName": "a" }),
            "InvalidParameterValue",
        ),
        (
            json!({ "AlarmNames": ["a"], "AlarmNamePrefix": "a" }),
            "InvalidParameterCombination",
        ),
    ] {
        let refused = seeded.json(CLOUD_WATCH, "DescribeAlarms", input).await;
        assert_eq!(refused.unwrap_err().0, code);
    }
}

#[tokio::test]
async fn alarms_are_told_in_cbor_and_in_xml_too() {
    let seeded = Seeded::start().await;
    let holds = |bytes: &[u8], text: &str| {
        let mut places = bytes.windows(text.len());
        places.any(|place| place == text.as_bytes())
    };
    // An empty map.
    let (headers, bytes) = seeded.cbor(CLOUD_WATCH, "DescribeAlarms", vec![0xa0]).await;
    assert_eq!(headers["smithy-protocol"], "rpc-v2-cbor");
    assert_eq!(headers["content-type"], "application/cbor");
    assert!(holds(&bytes, "production-shop-web-cpu"));
    // {"NextToken": "x"}
    let body = [b"\xa1\x69NextToken\x61x".as_slice()].concat();
    let (headers, bytes) = seeded.cbor(CLOUD_WATCH, "DescribeAlarms", body).await;
    assert_eq!(headers["x-amzn-query-error"], "InvalidNextToken;Sender");
    assert!(holds(&bytes, "InvalidNextToken"));
    let (_, bytes) = seeded.cbor(CLOUD_MAP, "ListNamespaces", vec![0xa0]).await;
    assert!(holds(&bytes, "production.internal"));
    let (_, bytes) = seeded.cbor(CLOUD_MAP, "ListNamespaces", vec![0xff]).await;
    assert!(holds(&bytes, "SerializationException"));

    let members = [("StateValue", "OK")];
    let xml = seeded
        .ask(CLOUD_WATCH_FORMS, "DescribeAlarms", &members)
        .await;
    assert_eq!(texts(&xml, "AlarmName"), ["production-shop-web-cpu"]);
    assert_eq!(texts(&xml, "Threshold"), ["85.0"]);
    assert!(texts(&xml, "StateUpdatedTimestamp")[0].ends_with('Z'));
}

#[tokio::test]
async fn a_fault_denies_one_service_by_its_name() {
    let seeded = Seeded::start().await;
    let deny = |service: &str| {
        json!({ "service": service, "kind": "error", "status": 400,
                "code": "AccessDeniedException", "message": "not for you" })
    };
    let services = [
        "servicediscovery",
        "monitoring",
        "elasticfilesystem",
        "kms",
        "elb",
    ];
    let faults: Vec<Value> = services.map(deny).to_vec();
    seeded.set_faults(json!(faults)).await;
    for (target, operation) in [
        (CLOUD_MAP, "ListNamespaces"),
        (CLOUD_WATCH, "DescribeAlarms"),
        (KMS, "ListAliases"),
    ] {
        let refused = seeded.json(target, operation, json!({})).await;
        let (code, message) = refused.unwrap_err();
        assert_eq!(
            (code.as_str(), message.as_str()),
            ("AccessDeniedException", "not for you")
        );
    }
    let (status, kind, _) = seeded.get("/2015-02-01/file-systems").await;
    assert_eq!(
        (status, kind.as_deref()),
        (400, Some("AccessDeniedException"))
    );
    let code = seeded.refused(ELB, "DescribeLoadBalancers", &[]).await;
    assert_eq!(code, "AccessDeniedException");
    // The others are as they were.
    seeded.ask(ELBV2, "DescribeLoadBalancers", &[]).await;
    seeded
        .json(SSM, "DescribeParameters", json!({}))
        .await
        .unwrap();
}
