//! The program on the command line.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use backend::auth::add_trial_users;
use backend::store::Store;

fn longshore(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_longshore"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read what it is given closes the pipe; that is no failure.
    let _written = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn validate_prints_one_object_a_file_and_its_status_says_whether_there_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let good = crate::support::task_definition("nginx:alpine");
    std::fs::write(folder.path().join("good.json"), good).unwrap();
    std::fs::write(
        folder.path().join("bad.json"),
        r#"{"family": "nginx", "containerDefinitions": [{"image": "nginx"}]}"#,
    )
    .unwrap();
    let output = longshore(
        folder.path(),
        &["validate", "--format", "json", "good.json", "bad.json"],
        "",
    );
    assert_eq!(output.status.code(), Some(1));
    let reports: Vec<serde_json::Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(reports[0]["kind"], "task-definition");
    assert_eq!(reports[1]["file"], "bad.json");
    let errors: Vec<&serde_json::Value> = reports[1]["issues"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|issue| issue["severity"] == "error")
        .collect();
    assert!(
        errors
            .iter()
            .any(|issue| issue["pointer"] == "/containerDefinitions/0/name")
    );
    let only_good = longshore(folder.path(), &["validate", "good.json"], "");
    assert_eq!(only_good.status.code(), Some(0));
    let missing = longshore(folder.path(), &["validate", "missing.json"], "");
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).contains("missing.json"));
}

#[test]
fn a_file_that_is_no_text_is_refused_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    // "größe" as Latin-1 has it, and UTF-16, as some editors and shells write it.
    let latin = b"{\"family\": \"gr\xf6\xdfe\"}".to_vec();
    let wide = b"\xff\xfe{\0\"\0".to_vec();
    for (name, bytes) in [("latin.json", latin), ("wide.json", wide)] {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        for arguments in [
            vec!["validate", name],
            vec!["validate", "--format", "json", name],
        ] {
            let output = longshore(folder.path(), &arguments, "");
            assert_eq!(output.status.code(), Some(2), "{arguments:?}");
            let told = text(&output.stderr);
            assert!(told.contains(name) && told.contains("UTF-8"), "{told}");
        }
    }
}

#[test]
fn users_are_added_with_a_password_that_is_never_an_argument() {
    let folder = tempfile::tempdir().unwrap();
    let add = ["user", "add", "ada", "--role", "deployer"];
    let short = longshore(folder.path(), &add, "short\n");
    assert_eq!(short.status.code(), Some(2));
    assert!(text(&short.stderr).contains("fewer than 15"));
    let added = longshore(folder.path(), &add, "a pair of wet socks\n");
    assert_eq!(added.status.code(), Some(0), "{}", text(&added.stderr));
    let again = longshore(folder.path(), &add, "a pair of wet socks\n");
    assert_eq!(again.status.code(), Some(2));
    let listed = longshore(folder.path(), &["user", "list"], "");
    assert!(text(&listed.stdout).contains("ada"));
}

#[test]
fn the_sandbox_and_its_known_passwords_stay_on_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let output = longshore(
        folder.path(),
        &["serve", "--sandbox", "--listen", "0.0.0.0:0"],
        "",
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("loopback"));
}

#[tokio::test]
async fn a_database_of_a_trial_is_not_served_without_the_sandbox() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("longshore-data");
    std::fs::create_dir(&data).unwrap();
    let url = Store::sqlite_url(&data.join("longshore.sqlite"));
    let store = Store::open(&url).await.unwrap();
    add_trial_users(&store, 0).await.unwrap();
    store.close().await;
    let arguments = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--region",
        "eu-central-1",
    ];
    let output = longshore(folder.path(), &arguments, "");
    assert_eq!(output.status.code(), Some(2));
    let told = text(&output.stderr);
    assert!(told.contains("trial users"), "{told}");
    assert!(told.contains("longshore user password"), "{told}");
}
