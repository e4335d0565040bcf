//! Amazon EFS, over its own REST protocol.

use crate::services_seeded::Seeded;

const FILE_SYSTEMS: &str = "/2015-02-01/file-systems";
const ACCESS_POINTS: &str = "/2015-02-01/access-points";

#[tokio::test]
async fn file_systems_are_listed_in_pages_and_found_by_id() {
    let seeded = Seeded::start().await;
    let (_, _, first) = seeded.get(&format!("{FILE_SYSTEMS}?MaxItems=1")).await;
    let media = &first["FileSystems"][0];
    assert_eq!(media["Name"], "shop-media");
    assert_eq!(media["Encrypted"], true);
    let marker = first["NextMarker"].as_str().unwrap();
    let path = format!("{FILE_SYSTEMS}?MaxItems=1&Marker={marker}");
    let (_, _, rest) = seeded.get(&path).await;
    assert_eq!(rest["FileSystems"][0]["Name"], "test-shared");
    assert!(rest.get("NextMarker").is_none());

    let id = media["FileSystemId"].as_str().unwrap();
    let (_, _, one) = seeded
        .get(&format!("{FILE_SYSTEMS}?FileSystemId={id}"))
        .await;
    assert_eq!(&one["FileSystems"][0], media);
    let (_, _, of) = seeded
        .get(&format!("{ACCESS_POINTS}?FileSystemId={id}"))
        .await;
    assert_eq!(of["AccessPoints"][0]["Name"], "shop-web");
    assert_eq!(of["AccessPoints"][0]["RootDirectory"]["Path"], "/shop-web");
    let other = rest["FileSystems"][0]["FileSystemId"].as_str().unwrap();
    let (_, _, of) = seeded
        .get(&format!("{ACCESS_POINTS}?FileSystemId={other}"))
        .await;
    assert_eq!(of["AccessPoints"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn refusals_have_the_codes_of_efs() {
    let seeded = Seeded::start().await;
    for (path, status, code) in [
        (
            format!("{FILE_SYSTEMS}?FileSystemId=fs-00000000"),
            404,
            "FileSystemNotFound",
        ),
        (format!("{FILE_SYSTEMS}?FileSystemId=x"), 400, "BadRequest"),
        (format!("{FILE_SYSTEMS}?MaxItems=0"), 400, "BadRequest"),
        (format!("{FILE_SYSTEMS}?Marker=made-up"), 400, "BadRequest"),
        (
            format!("{ACCESS_POINTS}?FileSystemId=fs-00000000"),
            404,
            "FileSystemNotFound",
        ),
        (
            format!("{ACCESS_POINTS}?AccessPointId=fsap-00000000"),
            404,
            "AccessPointNotFound",
        ),
        (
            format!("{ACCESS_POINTS}?AccessPointId=fsap-00000000&FileSystemId=fs-00000000"),
            400,
            "BadRequest",
        ),
        (
            "/2015-02-01/mount-targets".to_owned(),
            404,
            "UnknownOperationException",
        ),
    ] {
        let (found, kind, body) = seeded.get(&path).await;
        assert_eq!(found, status, "{path}");
        assert_eq!(kind.as_deref(), Some(code), "{path}");
        assert_eq!(body["ErrorCode"], code);
        assert!(!body["Message"].as_str().unwrap().is_empty());
    }
}
