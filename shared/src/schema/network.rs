//! The network of tasks with `awsvpc`.

use super::builders::{choice, object, structure, texts};
use super::member::Structure;
use super::shape::Shape;

pub(super) static NETWORK: Structure = structure(
    "NetworkConfiguration",
    &[object(
        "awsvpcConfiguration",
        &AWSVPC,
        "VPC",
        "Where the tasks get their addresses.",
    )],
);

static AWSVPC: Structure = structure("AwsVpcConfiguration", &[
    texts("subnets", "Subnets", "The subnets that tasks are started in, all of one VPC; take at least two zones.").required().count(1, 16).set(&[]).like(Shape::Subnet),
    texts("securityGroups", "Security groups", "The firewalls around the tasks; the VPC's default one when there is none.").count(0, 5).set(&[]).like(Shape::SecurityGroup),
    choice("assignPublicIp", &["ENABLED", "DISABLED"], "Public address", "Whether tasks get a public address, which they need in a public subnet to pull images.").default("\"DISABLED\""),
]);
