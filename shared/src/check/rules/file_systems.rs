//! Rules about volumes that are file systems of AWS or of Docker.

use crate::check::context::{Context, ElementAt, Findings, in_task, is_set, set, text};
use crate::check::open::is_open;
use crate::check::rule::{PRACTICE, Rule, advice, api, error, refusal, warning};
use crate::issue::Severity;
use crate::json::Json;

pub(super) const RULES: &[Rule] = &[
    error(
        "efs-encryption",
        efs_encryption,
        "EFS access points and IAM need encryption in transit.",
        refusal("EFS IAM authorization requires TransitEncryption to be enabled."),
    ),
    error(
        "efs-root-directory",
        efs_root_directory,
        "With an access point the directory is the access point's.",
        refusal(
            "When using an EFS access point, the root directory must either be set to / or be omitted.",
        ),
    ),
    warning(
        "efs-task-role",
        efs_task_role,
        "EFS asks the task role, so there is one.",
        api("EFSAuthorizationConfig"),
    ),
    advice(
        "efs-unencrypted",
        efs_unencrypted,
        "What goes to a file system is encrypted on its way.",
        PRACTICE,
    ),
    error(
        "s3files-task-role",
        s3files_task_role,
        "S3 Files asks the task role, so there is one.",
        api("S3FilesVolumeConfiguration"),
    ),
    error(
        "s3files-root-directory",
        s3files_root_directory,
        "With an access point the directory is the access point's.",
        api("S3FilesVolumeConfiguration"),
    ),
    error(
        "docker-volume-autoprovision",
        autoprovision,
        "Only shared volumes are made where they are missing.",
        api("DockerVolumeConfiguration"),
    ),
];

const EFS: &str = "efsVolumeConfiguration";
const S3_FILES: &str = "s3filesVolumeConfiguration";
const DOCKER: &str = "dockerVolumeConfiguration";

/// The volumes of one kind.
fn volumes<'a>(
    context: &Context<'a>,
    kind: &'static str,
) -> impl Iterator<Item = (ElementAt, &'a Json)> {
    context
        .task_elements("/volumes")
        .filter_map(move |(at, volume)| Some((at, volume.get(kind)?)))
        .filter(|(_, configuration)| configuration.as_object().is_some())
}

/// Whether a text is given; tools write empty ones where there is nothing.
fn has_text(json: &Json, name: &str) -> bool {
    text(json, name).is_some_and(|text| !text.is_empty())
}

/// Why a file system must be encrypted on its way.
fn needs_encryption(efs: &Json) -> Option<&'static str> {
    let authorization = efs.get("authorizationConfig");
    if authorization.and_then(|one| text(one, "iam")) == Some("ENABLED") {
        Some("the task role")
    } else if authorization.is_some_and(|one| has_text(one, "accessPointId")) {
        Some("an access point")
    } else if is_set(efs, "transitEncryptionPort") {
        Some("a port for encryption")
    } else {
        None
    }
}

/// Whether it is certain that nothing is encrypted.
fn is_unencrypted(efs: &Json) -> bool {
    matches!(efs.get("transitEncryption"), None | Some(Json::Null))
        || text(efs, "transitEncryption") == Some("DISABLED")
}

fn efs_encryption(context: &Context<'_>, found: &mut Findings) {
    for (at, efs) in volumes(context, EFS) {
        if let Some(reason) = needs_encryption(efs)
            && is_unencrypted(efs)
        {
            let at = at.member(EFS).member("transitEncryption");
            found.fixable(
                in_task(&at),
                format!("Set transitEncryption to ENABLED: {reason} needs it"),
                set("Set to ENABLED", &at, &Json::from("ENABLED")),
            );
        }
    }
}

fn efs_unencrypted(context: &Context<'_>, found: &mut Findings) {
    for (at, efs) in volumes(context, EFS) {
        if is_unencrypted(efs) && needs_encryption(efs).is_none() {
            let at = at.member(EFS).member("transitEncryption");
            found.fixable(
                in_task(&at),
                "Set transitEncryption to ENABLED, so that nobody on the way reads what is stored",
                set("Set to ENABLED", &at, &Json::from("ENABLED")),
            );
        }
    }
}

/// Whether a directory other than the whole is given.
fn has_directory(configuration: &Json) -> bool {
    !matches!(text(configuration, "rootDirectory"), None | Some("/" | ""))
}

fn efs_root_directory(context: &Context<'_>, found: &mut Findings) {
    for (at, efs) in volumes(context, EFS) {
        let has_access_point = efs
            .get("authorizationConfig")
            .is_some_and(|one| has_text(one, "accessPointId"));
        if has_access_point && has_directory(efs) {
            refuse_directory(&at, EFS, found);
        }
    }
}

fn s3files_root_directory(context: &Context<'_>, found: &mut Findings) {
    for (at, s3) in volumes(context, S3_FILES) {
        if has_text(s3, "accessPointArn") && has_directory(s3) {
            refuse_directory(&at, S3_FILES, found);
        }
    }
}

fn refuse_directory(at: &ElementAt, kind: &str, found: &mut Findings) {
    let at = at.member(kind).member("rootDirectory");
    found.fixable(
        in_task(&at),
        "Set rootDirectory to /, or remove it: the access point decides the directory",
        set("Set to /", &at, &Json::from("/")),
    );
}

fn efs_task_role(context: &Context<'_>, found: &mut Findings) {
    if context.task_has("taskRoleArn") {
        return;
    }
    for (at, efs) in volumes(context, EFS) {
        let authorization = efs.get("authorizationConfig");
        if authorization.and_then(|one| text(one, "iam")) == Some("ENABLED") {
            let at = at.member(EFS).member("authorizationConfig");
            found.add(
                in_task(at.member("iam")),
                "Give taskRoleArn, a role that may mount the file system: with iam EFS asks it",
            );
        }
    }
}

fn s3files_task_role(context: &Context<'_>, found: &mut Findings) {
    if context.task_has("taskRoleArn") {
        return;
    }
    if let Some((at, _)) = volumes(context, S3_FILES).next() {
        found.add(
            in_task(at.member(S3_FILES)),
            "Give taskRoleArn, a role that may use the file system: S3 Files asks it",
        );
    }
}

fn autoprovision(context: &Context<'_>, found: &mut Findings) {
    for (at, docker) in volumes(context, DOCKER) {
        let of_task = matches!(text(docker, "scope"), None | Some("task"));
        let open = docker.get("scope").is_some_and(is_open);
        if is_set(docker, "autoprovision") && of_task && !open {
            let at = at.member(DOCKER).member("autoprovision");
            let message = "Remove autoprovision, or set scope to shared: a volume of the task is always made anew";
            match docker.get("autoprovision").and_then(Json::as_bool) {
                // It says what is so anyway.
                Some(false) => found.weaker(Severity::Warning, in_task(&at), message),
                _ => found.add(in_task(&at), message),
            }
        }
    }
}
