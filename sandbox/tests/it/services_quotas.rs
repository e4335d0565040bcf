//! Service Quotas: what an account is told of its quotas.

use serde_json::{Value, json};

use crate::services_seeded::{QUOTAS, Seeded};

async fn value(seeded: &Seeded, service: &str, name: &str) -> f64 {
    let input = json!({ "ServiceCode": service });
    let answer = seeded.json(QUOTAS, "ListServiceQuotas", input).await;
    let answer = answer.unwrap();
    let quotas = answer["Quotas"].as_array().unwrap();
    let found = quotas.iter().find(|quota| quota["QuotaName"] == name);
    found.unwrap()["Value"].as_f64().unwrap()
}

#[tokio::test]
async fn quotas_are_listed_in_pages_and_told_one_by_one() {
    let seeded = Seeded::start().await;
    let tokens = ("NextToken", "NextToken");
    let list = (QUOTAS, "ListServiceQuotas", "Quotas");
    let input = json!({ "ServiceCode": "ecs", "MaxResults": 2 });
    let (quotas, pages) = seeded.pages(list, input, tokens).await;
    assert_eq!((quotas.len(), pages), (5, 3));
    for quota in quotas {
        let input = json!({ "ServiceCode": "ecs", "QuotaCode": quota["QuotaCode"] });
        let told = seeded.json(QUOTAS, "GetServiceQuota", input).await.unwrap();
        assert_eq!(told["Quota"], quota);
    }
}

#[tokio::test]
async fn a_quota_that_is_set_is_told_and_the_others_stay() {
    let seeded = Seeded::start().await;
    let name = "Fargate On-Demand vCPU resource count";
    assert!(value(&seeded, "fargate", name).await > 1000.0);
    seeded
        .control("quotas", json!({ "name": name, "value": 6 }))
        .await;
    assert!((value(&seeded, "fargate", name).await - 6.0).abs() < f64::EPSILON);
    assert!(value(&seeded, "fargate", "Fargate Spot vCPU resource count").await > 1000.0);
}

#[tokio::test]
async fn refusals_have_the_codes_of_service_quotas() {
    let seeded = Seeded::start().await;
    let list = |input: Value| ("ListServiceQuotas", input);
    for ((operation, input), code) in [
        (list(json!({})), "IllegalArgumentException"),
        (
            list(json!({ "ServiceCode": "ecs", "MaxResults": 101 })),
            "IllegalArgumentException",
        ),
        (
            list(json!({ "ServiceCode": "ecs", "NextToken": "x" })),
            "InvalidPaginationTokenException",
        ),
        (
            list(json!({ "ServiceCode": "none" })),
            "NoSuchResourceException",
        ),
        (
            (
                "GetServiceQuota",
                json!({ "ServiceCode": "fargate", "QuotaCode": "L-92E49DE3" }),
            ),
            "NoSuchResourceException",
        ),
        (
            ("RequestServiceQuotaIncrease", json!({})),
            "UnknownOperationException",
        ),
    ] {
        let refused = seeded.json(QUOTAS, operation, input).await;
        assert_eq!(refused.unwrap_err().0, code, "{operation}");
    }
}
