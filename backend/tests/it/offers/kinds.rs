//! Each kind lists what there is, in words.

use shared::wire::{Listing, Offer};

use super::{has, named, offers};
use crate::support::World;

const SHOP: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop-web";
const MAIL: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/mail-worker";

#[tokio::test]
async fn parameters_and_secrets_say_what_uses_them_and_never_a_value() {
    let world = World::new().await;
    let vera = world.vera().await;
    let parameters = offers(&vera, "parameters").await;
    let key = named(&parameters, "/production/shop-web/SESSION_KEY");
    assert!(key.value.starts_with("arn:aws:ssm:"), "{key:?}");
    has(
        key,
        "SecureString, encrypted with alias/production-configuration",
    );
    has(key, "used by shop-web");
    has(key, "version 1");
    assert!(key.changed_at_ms.is_some());
    let key = named(&parameters, "/test/shop-web/SESSION_KEY");
    has(key, "SecureString, encrypted with AWS's own key");
    has(
        named(&parameters, "/production/shop-web/PUBLIC_URL"),
        "String, not encrypted",
    );

    let secrets = offers(&vera, "secrets").await;
    let database = named(&secrets, "production/orders-api/database");
    has(database, "Log-in of the orders database");
    has(database, "used by orders-api");
    has(database, "does not rotate");
    let smtp = &named(&secrets, "production/mail-worker/smtp").value;
    let versions = offers(&vera, &format!("secret-versions?of={smtp}")).await;
    let stages: Vec<&str> = versions.iter().map(|one| one.value.as_str()).collect();
    assert_eq!(stages, ["AWSCURRENT", "AWSPREVIOUS"]);
    has(&versions[0], "version ");
    let keys = offers(&vera, &format!("secret-keys?of={}", database.value)).await;
    assert!(!keys.is_empty());
    has(&keys[0], "used by orders-api");
    for operation in ["GetParameter", "GetParameters", "GetSecretValue"] {
        assert!(world.sent(operation).await.is_empty(), "{operation}");
    }
    world.end().await;
}

#[tokio::test]
async fn images_say_where_they_run() {
    let world = World::new().await;
    let vera = world.vera().await;
    let repositories = offers(&vera, "repositories").await;
    assert_eq!(named(&repositories, "shop-web").value, SHOP);
    let images = offers(&vera, &format!("images?of={SHOP}&platform=linux/arm64")).await;
    let latest = &images[0];
    assert_eq!(latest.value, format!("{SHOP}:{}", latest.name));
    let pinned = latest.pinned.as_deref().unwrap();
    assert!(pinned.starts_with(&format!("{}@sha256:", latest.value)));
    has(latest, "linux/amd64 and linux/arm64");
    has(latest, "digest ");
    assert!(latest.concerns.is_empty(), "{latest:?}");
    assert!(
        format!("{images:?}").contains("the scan found "),
        "{images:?}"
    );
    assert!(images.iter().any(|image| {
        let runs = |fact: &String| fact.contains("used by shop-web");
        image.facts.iter().any(runs)
    }));
    let images = offers(&vera, &format!("images?of={MAIL}&platform=linux/arm64")).await;
    assert_eq!(
        images[0].concerns,
        ["Built for linux/amd64 alone, and this task runs on linux/arm64."]
    );
    // A repository that is typed and not there is no failure.
    let not_there = format!("{}/not-there", SHOP.split_once('/').unwrap().0);
    let images = offers(&vera, &format!("images?of={not_there}")).await;
    assert!(images.is_empty(), "{images:?}");
    world.end().await;
}

#[tokio::test]
async fn target_groups_say_what_leads_to_them() {
    let world = World::new().await;
    let vera = world.vera().await;
    let groups = offers(&vera, "target-groups?target_type=ip").await;
    let nginx = named(&groups, "nginx");
    has(nginx, "host nginx.test.example.com on ");
    has(nginx, "internet-facing");
    has(nginx, "target type instance, HTTP:80");
    has(nginx, "health check GET /");
    has(nginx, "no targets yet");
    assert_eq!(
        nginx.concerns,
        ["Registers instances, and tasks with network mode awsvpc need target type ip."]
    );
    assert!(groups.iter().any(|group| {
        let healthy = |fact: &String| fact.contains("targets healthy");
        group.facts.iter().any(healthy)
    }));
    world.end().await;
}

#[tokio::test]
async fn networks_say_what_reaches_them() {
    let world = World::new().await;
    let vera = world.vera().await;
    let subnets = offers(&vera, "subnets").await;
    let facts = |wanted: &str| {
        let holds = |fact: &String| fact.contains(wanted);
        subnets.iter().any(|one| one.facts.iter().any(holds))
    };
    assert!(facts("public: reaches the internet through igw-"));
    assert!(facts("private: reaches the internet through nat-"));
    assert!(facts(" addresses free"));
    assert!(facts("eu-central-1a"));
    let groups = offers(&vera, "security-groups").await;
    let text = format!("{groups:?}");
    assert!(text.contains("lets in TCP 80 from anywhere"), "{text}");
    assert!(text.contains("lets out everything"), "{text}");
    assert!(text.contains(" from sg-"), "{text}");
    world.end().await;
}

#[tokio::test]
async fn roles_say_who_may_act_as_them() {
    let world = World::new().await;
    let vera = world.vera().await;
    let roles = offers(&vera, "roles").await;
    let execution = named(&roles, "ecsTaskExecutionRole");
    has(execution, "ECS tasks may act as it");
    has(execution, "Pulls images");
    has(execution, "used by ");
    assert!(execution.concerns.is_empty());
    let instances = named(&roles, "ecsInstanceRole");
    has(instances, "only ec2.amazonaws.com may act as it");
    assert!(!instances.concerns.is_empty());
    let linked = roles
        .iter()
        .any(|role| role.value.contains("aws-service-role"));
    assert!(!linked);
    world.end().await;
}

#[tokio::test]
async fn clusters_and_their_capacity() {
    let world = World::new().await;
    let vera = world.vera().await;
    let clusters = offers(&vera, "clusters").await;
    has(named(&clusters, "production"), " services");
    let groups = offers(&vera, "log-groups").await;
    let shop = named(&groups, "/ecs/production/shop-web");
    has(shop, "kept for 30 days");
    has(shop, "used by shop-web");
    let capacity = offers(&vera, "capacity-providers").await;
    has(named(&capacity, "FARGATE"), "AWS runs the tasks");
    has(named(&capacity, "FARGATE_SPOT"), "discount");
    let own = offers(&vera, "capacity-providers?of=production").await;
    assert!(!own.is_empty());
    for one in &own {
        has(one, "production");
    }
    world.end().await;
}

#[tokio::test]
async fn classic_load_balancers_and_alarms() {
    let world = World::new().await;
    let vera = world.vera().await;
    let balancers = offers(&vera, "classic-load-balancers").await;
    let legacy = named(&balancers, "test-legacy");
    has(legacy, "internet-facing");
    has(legacy, "HTTPS:443 to port 8081");
    has(legacy, "health check HTTP:8081/health");
    has(named(&balancers, "production-mail-relay"), "internal");
    let alarms = offers(&vera, "alarms").await;
    let shop = named(&alarms, "production-shop-web-cpu");
    has(shop, "not ringing");
    has(
        shop,
        "rings when CPUUtilization of ClusterName production, ServiceName shop-web is above 85",
    );
    assert!(shop.concerns.is_empty());
    let orders = named(&alarms, "production-orders-api-errors");
    has(orders, "ringing");
    assert!(!orders.concerns.is_empty());
    world.end().await;
}

#[tokio::test]
async fn namespaces_and_their_services() {
    let world = World::new().await;
    let vera = world.vera().await;
    let namespaces = offers(&vera, "namespaces").await;
    has(named(&namespaces, "shop"), "Service Connect");
    has(
        named(&namespaces, "production.internal"),
        "found by DNS within its VPC",
    );
    has(named(&namespaces, "production.internal"), "1 service");
    let mut all = Vec::new();
    let mut path = "/offers/registries".to_owned();
    loop {
        let listing: Listing<Offer> = vera.read(&path).await;
        all.extend(listing.items);
        match listing.next {
            Some(next) => path = format!("/offers/registries?after={next}"),
            None => break,
        }
    }
    let orders = named(&all, "orders-api");
    assert!(orders.value.starts_with("arn:aws:servicediscovery:"));
    has(orders, "in the namespace production.internal");
    has(orders, "DNS records A for 15 s");
    has(named(&all, "shop-web"), "no DNS records");
    let found = offers(&vera, "registries?search=orders").await;
    assert_eq!(found.len(), 1);
    world.end().await;
}

#[tokio::test]
async fn file_systems_and_keys() {
    let world = World::new().await;
    let vera = world.vera().await;
    let systems = offers(&vera, "file-systems").await;
    let media = named(&systems, "shop-media");
    assert!(media.value.starts_with("fs-"));
    has(media, "48 GB");
    has(media, "encrypted with key ");
    has(named(&systems, "test-shared"), "not encrypted");
    let points = offers(&vera, &format!("access-points?of={}", media.value)).await;
    has(named(&points, "shop-web"), "shows /shop-web");
    has(&points[0], "acts as user 1000 of group 1000");
    let keys = offers(&vera, "keys").await;
    let own = named(&keys, "alias/production-configuration");
    assert!(own.value.contains(":key/"), "{own:?}");
    has(own, "enabled");
    has(own, "you manage it");
    has(named(&keys, "alias/aws/ssm"), "AWS manages it");
    let found = offers(&vera, "keys?search=CONFIGURATION").await;
    assert_eq!(found.len(), 1);
    world.end().await;
}
