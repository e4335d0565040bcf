//! Rules about the EBS volumes that a service makes for its tasks.

use crate::check::context::{Context, filled, is_given};
use crate::check::findings::{Findings, in_service, remove};
use crate::check::rule::{Rule, api, error, refusal};
use crate::json::Json;
use crate::pointer::Pointer;

pub(super) const RULES: &[Rule] = &[
    error(
        "ebs-size-missing",
        size_missing,
        "An EBS volume has a size or a snapshot.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
    error(
        "ebs-size",
        size,
        "Each type of EBS volume has its sizes.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
    error(
        "ebs-iops-unsupported",
        iops_unsupported,
        "Only gp3, io1 and io2 have chosen IOPS.",
        refusal("ECS managed EBS volume configuration was invalid: InvalidParameterCombination"),
    ),
    error(
        "ebs-iops",
        iops,
        "io1 and io2 need IOPS, and each type has its range.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
    error(
        "ebs-throughput",
        throughput,
        "Only gp3 has a chosen throughput.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
    error(
        "ebs-initialization-rate",
        initialization_rate,
        "Only a volume from a snapshot is filled at a rate.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
    error(
        "ebs-type-on-fargate",
        type_on_fargate,
        "Fargate attaches no standard volumes.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
    error(
        "ebs-file-system",
        file_system,
        "Windows has NTFS, and Linux has the others.",
        api("ServiceManagedEBSVolumeConfiguration"),
    ),
];

struct Volume<'a> {
    json: &'a Json,
    at: Pointer,
}

impl<'a> Volume<'a> {
    fn kind(&self) -> Option<&'a str> {
        filled(self.json, "volumeType")
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.json.get(name)?.as_i64()
    }
}

fn volumes<'a>(context: &Context<'a>) -> impl Iterator<Item = Volume<'a>> + use<'a> {
    context
        .service_elements("/volumeConfigurations")
        .filter_map(|(at, volume)| {
            let json = volume.get("managedEBSVolume")?;
            json.as_object()?;
            Some(Volume {
                json,
                at: at.member("managedEBSVolume"),
            })
        })
}

fn size_missing(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        if !is_given(volume.json, "sizeInGiB") && !is_given(volume.json, "snapshotId") {
            found.add(
                in_service(volume.at.member("sizeInGiB")),
                "Give sizeInGiB, such as 20, or the snapshot that the volume starts from",
            );
        }
    }
}

/// The sizes of all types together, which the schema checks.
const ANY_SIZE: std::ops::RangeInclusive<i64> = 1..=16_384;

fn size(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        let (Some(kind), Some(size)) = (volume.kind(), volume.number("sizeInGiB")) else {
            continue;
        };
        let (least, most) = match kind {
            "io1" | "io2" => (4, 16_384),
            "st1" | "sc1" => (125, 16_384),
            "standard" => (1, 1024),
            _ => continue,
        };
        if ANY_SIZE.contains(&size) && !(least..=most).contains(&size) {
            found.add(
                in_service(volume.at.member("sizeInGiB")),
                format!("Set sizeInGiB to a value from {least} to {most} GiB, the sizes of {kind}"),
            );
        }
    }
}

fn iops_unsupported(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        if let Some(kind @ ("gp2" | "st1" | "sc1" | "standard")) = volume.kind()
            && is_given(volume.json, "iops")
        {
            let at = volume.at.member("iops");
            found.fixable(
                in_service(&at),
                format!("Remove iops, or set volumeType to gp3: {kind} has no IOPS to choose"),
                remove(&at),
            );
        }
    }
}

fn iops(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        let Some(kind) = volume.kind() else {
            continue;
        };
        let (least, most) = match kind {
            "gp3" => (3000, 16_000),
            "io1" => (100, 64_000),
            "io2" => (100, 256_000),
            _ => continue,
        };
        let at = volume.at.member("iops");
        if kind != "gp3" && !is_given(volume.json, "iops") {
            found.add(
                in_service(at),
                format!("Give iops from {least} to {most}: {kind} needs it"),
            );
        } else if volume
            .number("iops")
            .is_some_and(|iops| !(least..=most).contains(&iops))
        {
            found.add(
                in_service(at),
                format!("Set iops to a value from {least} to {most}, the range of {kind}"),
            );
        }
    }
}

fn throughput(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        if let Some(kind) = volume.kind()
            && kind != "gp3"
            && is_given(volume.json, "throughput")
        {
            let at = volume.at.member("throughput");
            found.fixable(
                in_service(&at),
                format!("Remove throughput, or set volumeType to gp3: {kind} has none to choose"),
                remove(&at),
            );
        }
    }
}

fn initialization_rate(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        if is_given(volume.json, "volumeInitializationRate") && !is_given(volume.json, "snapshotId")
        {
            let at = volume.at.member("volumeInitializationRate");
            found.fixable(
                in_service(&at),
                "Remove volumeInitializationRate, or give snapshotId: an empty volume is not filled",
                remove(&at),
            );
        }
    }
}

fn type_on_fargate(context: &Context<'_>, found: &mut Findings) {
    for volume in volumes(context) {
        if volume.kind() == Some("standard") && context.on_fargate() {
            found.add(
                in_service(volume.at.member("volumeType")),
                "Set volumeType to gp3 or another type: Fargate attaches no standard volumes",
            );
        }
    }
}

fn file_system(context: &Context<'_>, found: &mut Findings) {
    let windows = context.on_windows();
    // On instances of its own, a task definition that names no system may be for either.
    let linux = !windows && (context.operating_system() == Some("LINUX") || context.on_fargate());
    for volume in volumes(context) {
        let words = match volume.json.get("filesystemType").and_then(Json::as_str) {
            Some("ntfs") if linux => "xfs, ext4 or ext3: Linux has no NTFS",
            Some("ext3" | "ext4" | "xfs") if windows => "ntfs: Windows has no other file system",
            _ => continue,
        };
        found.add(
            in_service(volume.at.member("filesystemType")),
            format!("Set filesystemType to {words}"),
        );
    }
}
