//! Parameters, secrets and log groups.

use serde_json::json;

use super::{keys::CUSTOMER_ALIAS, planting::Planting};
use crate::{input, logs, secretsmanager, ssm};

/// The ARNs that task definitions name; secrets have random ends.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) orders_database: String,
    pub(super) mail_smtp: String,
}

const PARAMETERS: &[(&str, &str, &str)] = &[
    (
        "/production/shop-web/PUBLIC_URL",
        "String",
        "https://shop.example.com",
    ),
    (
        "/production/shop-web/FEATURES",
        "StringList",
        "gift-cards,wish-list",
    ),
    (
        "/production/shop-web/SESSION_KEY",
        "SecureString",
        "p0sY3mW4x9Vt6Rk1",
    ),
    (
        "/production/orders-api/DATABASE_HOST",
        "String",
        "orders.cluster-c3k2.eu-central-1.rds.amazonaws.com",
    ),
    ("/production/orders-api/DATABASE_NAME", "String", "orders"),
    (
        "/production/orders-api/SIGNING_KEY",
        "SecureString",
        "Zk7dQe2LhU5nBf8c",
    ),
    (
        "/production/mail-worker/SENDER",
        "String",
        "shop@example.com",
    ),
    (
        "/test/shop-web/PUBLIC_URL",
        "String",
        "https://shop.test.example.com",
    ),
    (
        "/test/shop-web/SESSION_KEY",
        "SecureString",
        "test-session-key",
    ),
    (
        "/test/orders-api/DATABASE_HOST",
        "String",
        "orders-test.c3k2.eu-central-1.rds.amazonaws.com",
    ),
    (
        "/test/orders-api/SIGNING_KEY",
        "SecureString",
        "test-signing-key",
    ),
    ("/test/status-page/TITLE", "String", "Test environment"),
];

pub(super) fn plant(planting: &mut Planting<'_>) -> Configuration {
    for (name, kind, value) in PARAMETERS {
        let mut input = json!({ "Name": name, "Type": kind, "Value": value });
        if *kind == "SecureString" && name.starts_with("/production/") {
            input::set_some(&mut input, "KeyId", Some(CUSTOMER_ALIAS));
        }
        planting.call(ssm::call, "PutParameter", &input);
    }
    let database = json!({ "username": "orders", "password": "qT8rN2vKx5Lw", "port": 5432 });
    let orders_database = secret(
        planting,
        "production/orders-api/database",
        "Log-in of the orders database",
        &database.to_string(),
    );
    let smtp = json!({ "username": "mailer", "password": "h4Yc7MzPq1Ds" });
    let mail_smtp = secret(
        planting,
        "production/mail-worker/smtp",
        "Log-in of the mail relay",
        &smtp.to_string(),
    );
    let database = json!({ "username": "orders_test", "password": "test-password", "port": 5432 });
    secret(
        planting,
        "test/orders-api/database",
        "Log-in of the orders test database",
        &database.to_string(),
    );
    for group in [
        "/ecs/production/shop-web",
        "/ecs/production/orders-api",
        "/ecs/production/mail-worker",
        "/ecs/test/status-page",
        "/ecs/test/nginx",
    ] {
        planting.call(
            logs::call,
            "CreateLogGroup",
            &json!({ "logGroupName": group }),
        );
        let days = if group.starts_with("/ecs/test/") {
            7
        } else {
            30
        };
        let input = json!({ "logGroupName": group, "retentionInDays": days });
        planting.call(logs::call, "PutRetentionPolicy", &input);
    }
    Configuration {
        orders_database,
        mail_smtp,
    }
}

fn secret(planting: &mut Planting<'_>, name: &str, description: &str, value: &str) -> String {
    let environment = name.split('/').next().unwrap_or_default();
    let mut input = json!({
        "Name": name,
        "Description": description,
        "SecretString": value,
        "Tags": [{ "Key": "environment", "Value": environment }],
    });
    if environment == "production" {
        input::set_some(&mut input, "KmsKeyId", Some(CUSTOMER_ALIAS));
    }
    planting.call_for(secretsmanager::call, "CreateSecret", &input, "/ARN")
}

/// Changes some values later on, so that they have versions.
pub(super) fn rotate(planting: &mut Planting<'_>) {
    let input = json!({
        "Name": "/production/shop-web/FEATURES",
        "Value": "gift-cards,wish-list,guest-checkout",
        "Overwrite": true,
    });
    planting.call(ssm::call, "PutParameter", &input);
    let smtp = json!({ "username": "mailer", "password": "W9kGx3VbT6Ra" });
    let input =
        json!({ "SecretId": "production/mail-worker/smtp", "SecretString": smtp.to_string() });
    planting.call(secretsmanager::call, "PutSecretValue", &input);
}
