//! Volumes that a task definition leaves to the service.

use super::{Base, Case, pair};

const OPEN: &str = r#"{"volumes": [{"name": "data", "configuredAtLaunch": true}], "containerDefinitions": [{"name": "web", "image": "web:1", "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#;
const ON_WINDOWS: &str = r#"{"cpu": "1024", "memory": "2048", "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}, "volumes": [{"name": "data", "configuredAtLaunch": true}], "containerDefinitions": [{"name": "web", "image": "web:1", "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#;

pub(super) const CASES: &[Case] = &[
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "encrypted": true}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        "error ebs-size-missing /volumeConfigurations/0/managedEBSVolume/sizeInGiB",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "encrypted": true}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "snapshotId": "snap-1"}}]}"#,
        ],
        "error ebs-size-missing /volumeConfigurations/0/managedEBSVolume/sizeInGiB",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "st1", "sizeInGiB": 124}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "st1", "sizeInGiB": 125}}]}"#,
        ],
        "error ebs-size /volumeConfigurations/0/managedEBSVolume/sizeInGiB",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io2", "sizeInGiB": 3, "iops": 100}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io2", "sizeInGiB": 4, "iops": 100}}]}"#,
        ],
        "error ebs-size /volumeConfigurations/0/managedEBSVolume/sizeInGiB",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 16385}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 16384}}]}"#,
        ],
        "error out-of-range /volumeConfigurations/0/managedEBSVolume/sizeInGiB",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp2", "sizeInGiB": 20, "iops": 3000}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20, "iops": 4000}}]}"#,
        ],
        "error ebs-iops-unsupported /volumeConfigurations/0/managedEBSVolume/iops",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io1", "sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io1", "sizeInGiB": 20, "iops": 100}}]}"#,
        ],
        "error ebs-iops /volumeConfigurations/0/managedEBSVolume/iops",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20, "iops": 2999}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20}}]}"#,
        ],
        "error ebs-iops /volumeConfigurations/0/managedEBSVolume/iops",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io1", "sizeInGiB": 20, "iops": 64001}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io2", "sizeInGiB": 20, "iops": 256000}}]}"#,
        ],
        "error ebs-iops /volumeConfigurations/0/managedEBSVolume/iops",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "io1", "sizeInGiB": 20, "iops": 100, "throughput": 125}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20, "throughput": 125}}]}"#,
        ],
        "error ebs-throughput /volumeConfigurations/0/managedEBSVolume/throughput",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20, "throughput": 1001}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20, "throughput": 1000}}]}"#,
        ],
        "error out-of-range /volumeConfigurations/0/managedEBSVolume/throughput",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "volumeInitializationRate": 100}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "snapshotId": "snap-1", "volumeInitializationRate": 100}}]}"#,
        ],
        "error ebs-initialization-rate /volumeConfigurations/0/managedEBSVolume/volumeInitializationRate",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp4", "sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp3", "sizeInGiB": 20}}]}"#,
        ],
        "error not-listed /volumeConfigurations/0/managedEBSVolume/volumeType",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "standard", "sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "volumeType": "gp2", "sizeInGiB": 20}}]}"#,
        ],
        "error ebs-type-on-fargate /volumeConfigurations/0/managedEBSVolume/volumeType",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "filesystemType": "ntfs"}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "filesystemType": "ext4"}}]}"#,
        ],
        "error ebs-file-system /volumeConfigurations/0/managedEBSVolume/filesystemType",
    ),
    pair(
        Base::Fargate,
        [
            ON_WINDOWS,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "filesystemType": "xfs"}}]}"#,
        ],
        [
            ON_WINDOWS,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "filesystemType": "ntfs"}}]}"#,
        ],
        "error ebs-file-system /volumeConfigurations/0/managedEBSVolume/filesystemType",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        "error member-missing /volumeConfigurations/0/managedEBSVolume/roleArn",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "tagSpecifications": [{"resourceType": "volume", "tags": [{"key": "AmazonECSManaged", "value": "a"}]}]}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20, "tagSpecifications": [{"resourceType": "volume", "tags": [{"key": "team", "value": "a"}]}]}}]}"#,
        ],
        "error ebs-reserved-tag /volumeConfigurations/0/managedEBSVolume/tagSpecifications/0/tags/0/key",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}, {"name": "more", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        "error too-many /volumeConfigurations",
    ),
    pair(
        Base::Fargate,
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "nope", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        "error volume-configuration-name /volumeConfigurations/0/name",
    ),
    pair(
        Base::Fargate,
        [OPEN, r#"{"cluster": "test"}"#],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        "error volume-configuration-missing /volumeConfigurations",
    ),
    pair(
        Base::Fargate,
        [OPEN, r#"{"volumeConfigurations": []}"#],
        [
            OPEN,
            r#"{"serviceName": null, "service": "web", "launchType": null}"#,
        ],
        "error volume-configuration-missing /volumeConfigurations",
    ),
    pair(
        Base::Fargate,
        [
            "",
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        [
            OPEN,
            r#"{"volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/e", "sizeInGiB": 20}}]}"#,
        ],
        "error volume-configuration-superfluous /volumeConfigurations",
    ),
];
