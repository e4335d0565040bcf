//! KMS, and that what is encrypted names keys that are there.

use serde_json::{Value, json};

use crate::services_seeded::{KMS, SECRETS, SSM, Seeded};

async fn ask(seeded: &Seeded, operation: &str, input: Value) -> Value {
    seeded.json(KMS, operation, input).await.unwrap()
}

#[tokio::test]
async fn keys_and_aliases_are_listed_in_pages() {
    let seeded = Seeded::start().await;
    let tokens = ("Marker", "NextMarker");
    let list = (KMS, "ListKeys", "Keys");
    let (keys, pages) = seeded.pages(list, json!({ "Limit": 3 }), tokens).await;
    assert_eq!((keys.len(), pages), (4, 2));
    let list = (KMS, "ListAliases", "Aliases");
    let (aliases, _) = seeded.pages(list, json!({ "Limit": 2 }), tokens).await;
    let names: Vec<&str> = aliases
        .iter()
        .map(|alias| alias["AliasName"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "alias/aws/ebs",
            "alias/aws/elasticfilesystem",
            "alias/aws/secretsmanager",
            "alias/aws/ssm",
            "alias/production-configuration",
        ]
    );
    assert!(aliases[0].get("TargetKeyId").is_none());
    let key = &aliases[4]["TargetKeyId"];
    let of_key = ask(&seeded, "ListAliases", json!({ "KeyId": key })).await;
    assert_eq!(of_key["Aliases"].as_array().unwrap().len(), 1);
    assert_eq!(of_key["Truncated"], false);
    for named in [key, &aliases[4]["AliasName"], &aliases[4]["AliasArn"]] {
        let found = ask(&seeded, "DescribeKey", json!({ "KeyId": named })).await;
        assert_eq!(&found["KeyMetadata"]["KeyId"], key);
        assert_eq!(found["KeyMetadata"]["KeyManager"], "CUSTOMER");
    }
}

#[tokio::test]
async fn what_is_encrypted_names_keys_that_are_there() {
    let seeded = Seeded::start().await;
    let filters = json!([{ "Key": "Type", "Values": ["SecureString"] }]);
    let input = json!({ "ParameterFilters": filters, "MaxResults": 50 });
    let parameters = seeded.json(SSM, "DescribeParameters", input).await.unwrap();
    let secrets = seeded
        .json(SECRETS, "ListSecrets", json!({}))
        .await
        .unwrap();
    let of_parameters = parameters["Parameters"].as_array().unwrap().iter();
    let of_secrets = secrets["SecretList"].as_array().unwrap().iter();
    let named: Vec<&Value> = of_parameters
        .map(|one| &one["KeyId"])
        .chain(of_secrets.filter_map(|one| one.get("KmsKeyId")))
        .collect();
    assert!(named.len() > 4);
    for key in named {
        ask(&seeded, "DescribeKey", json!({ "KeyId": key })).await;
    }
}

#[tokio::test]
async fn a_secure_parameter_needs_a_key_that_is_there() {
    let seeded = Seeded::start().await;
    let put = async |key: &str| {
        let input = json!({ "Name": "/test/new", "Value": "x", "Type": "SecureString",
                            "KeyId": key, "Description": "New", "Overwrite": true });
        seeded.json(SSM, "PutParameter", input).await
    };
    assert_eq!(put("alias/nothing").await.unwrap_err().0, "InvalidKeyId");
    let answer = put("alias/production-configuration").await.unwrap();
    assert_eq!(answer["Version"], 1);
    assert_eq!(put("alias/aws/ssm").await.unwrap()["Version"], 2);
}

#[tokio::test]
async fn refusals_have_the_codes_of_kms() {
    let seeded = Seeded::start().await;
    for (operation, input, code) in [
        ("ListKeys", json!({ "Limit": 0 }), "ValidationException"),
        (
            "ListAliases",
            json!({ "Limit": 101 }),
            "ValidationException",
        ),
        (
            "ListKeys",
            json!({ "Marker": "x" }),
            "InvalidMarkerException",
        ),
        ("ListAliases", json!({ "KeyId": "x" }), "NotFoundException"),
        ("DescribeKey", json!({}), "ValidationException"),
        (
            "DescribeKey",
            json!({ "KeyId": "alias/x" }),
            "NotFoundException",
        ),
        (
            "DescribeKey",
            json!({ "KeyId": "arn:x" }),
            "InvalidArnException",
        ),
        ("Encrypt", json!({}), "UnknownOperationException"),
    ] {
        let refused = seeded.json(KMS, operation, input).await;
        assert_eq!(refused.unwrap_err().0, code, "{operation}");
    }
}
