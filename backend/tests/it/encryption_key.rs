//! The key of what the database holds encrypted, on the command line.

use std::path::Path;

use shared::audit::AuditRecord;

use crate::command_line::{longshore, text};

const DEFAULT: &str = "longshore-data/longshore.key";

/// Starts a server that must not come up, and answers what it says.
fn refused(folder: &Path, more: &[&str]) -> String {
    let mut arguments = vec![
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--region",
        "eu-central-1",
    ];
    arguments.extend(more);
    let output = longshore(folder, &arguments, "");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    text(&output.stderr)
}

/// Replaces the key, with what is said of it.
fn replace(folder: &Path, more: &[&str]) -> String {
    let mut arguments = vec!["key", "replace"];
    arguments.extend(more);
    let output = longshore(folder, &arguments, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[test]
fn a_key_is_made_for_a_new_database_and_no_other_is_taken_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    // The first command that needs the key makes it, for this account alone.
    let told = replace(folder.path(), &["--with", "other.key"]);
    assert!(told.contains("other.key"), "{told}");
    for made in [DEFAULT, "other.key"] {
        let key = std::fs::read_to_string(path(made)).unwrap();
        assert_eq!(key.trim().len(), 64, "{made}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(path(made)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{made}");
        }
    }

    let told = refused(folder.path(), &[]);
    assert!(told.contains(&format!("{DEFAULT} is the key")), "{told}");
    assert!(told.contains("--key-file"), "{told}");
    std::fs::remove_file(path(DEFAULT)).unwrap();
    let told = refused(folder.path(), &[]);
    assert!(told.contains(&format!("there is no {DEFAULT}")), "{told}");
    assert!(told.contains("longshore key forget"), "{told}");
    assert!(!path(DEFAULT).exists());
    std::fs::write(path("wrong.key"), "a pair of wet socks").unwrap();
    let told = refused(folder.path(), &["--key-file", "wrong.key"]);
    assert!(told.contains("wrong.key holds no key"), "{told}");
    assert!(told.contains("chmod 600"), "{told}");
    assert!(!told.contains("socks"), "{told}");

    replace(
        folder.path(),
        &["--key-file", "other.key", "--with", DEFAULT],
    );
    let told = refused(folder.path(), &["--key-file", "other.key"]);
    assert!(told.contains("other.key is the key"), "{told}");
}

#[test]
fn a_lost_key_is_done_without_when_it_is_said_twice() {
    let folder = tempfile::tempdir().unwrap();
    replace(folder.path(), &["--with", "lost.key"]);
    std::fs::remove_file(folder.path().join("lost.key")).unwrap();
    let asked = longshore(folder.path(), &["key", "forget"], "");
    assert_eq!(asked.status.code(), Some(2));
    assert!(text(&asked.stderr).contains("--yes"));
    let forgotten = longshore(folder.path(), &["key", "forget", "--yes"], "");
    assert_eq!(forgotten.status.code(), Some(0));
    assert!(text(&forgotten.stdout).contains("none"));
    // The next that needs one takes what is there.
    replace(folder.path(), &["--with", "new.key"]);
    let exported = longshore(folder.path(), &["audit", "export"], "");
    let told: Vec<String> = text(&exported.stdout)
        .lines()
        .map(|line| serde_json::from_str::<AuditRecord>(line).unwrap().action)
        .collect();
    assert_eq!(
        told,
        [
            "encryption.key-replaced",
            "encryption.key-forgotten",
            "encryption.key-replaced"
        ]
    );
}
