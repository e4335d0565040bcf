//! The program on the command line.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use backend::auth::add_trial_users;
use backend::store::Store;
use shared::audit::{AuditRecord, Via};

pub(crate) fn longshore(folder: &Path, arguments: &[&str], input: &str) -> Output {
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

pub(crate) fn text(bytes: &[u8]) -> String {
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

const TASK: &str = r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "${IMAGE:-nginx:1}", "memory": 128, "portMappings": [{"containerPort": {{ must_env `PORT` }}}], "environment": [{"name": "API_TOKEN", "value": "a-very-secret-value"}]}]}"#;
const SERVICE: &str = r#"{"cluster": "test", "serviceName": "web", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 2, "launchType": "EC2", "unknownMember": 1}"#;

#[test]
fn render_prints_the_body_with_every_member_and_placeholders_filled() {
    let folder = tempfile::tempdir().unwrap();
    let rendered = longshore(folder.path(), &["render", "-", "--var", "PORT=8080"], TASK);
    assert_eq!(
        rendered.status.code(),
        Some(0),
        "{}",
        text(&rendered.stderr)
    );
    let body: serde_json::Value = serde_json::from_str(&text(&rendered.stdout)).unwrap();
    let container = &body["containerDefinitions"][0];
    assert_eq!(container["image"], "nginx:1");
    assert_eq!(container["portMappings"][0]["containerPort"], 8080);
    // What is open stays as it is, and is told.
    let open = longshore(folder.path(), &["render", "-"], TASK);
    assert!(text(&open.stdout).contains("{{ must_env `PORT` }}"));
    assert!(text(&open.stderr).contains("--var PORT=VALUE"));
    let update = longshore(folder.path(), &["render", "-", "--update"], SERVICE);
    let body: serde_json::Value = serde_json::from_str(&text(&update.stdout)).unwrap();
    assert_eq!(body["service"], "web");
    assert_eq!(body["unknownMember"], 1);
    assert!(body.get("launchType").is_none());
    assert!(text(&update.stderr).contains("launchType"));
}

#[test]
fn diff_speaks_words_and_json_and_hides_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let task = TASK.replace("{{ must_env `PORT` }}", "80");
    std::fs::write(folder.path().join("a.json"), &task).unwrap();
    let other = task.replace("a-very-secret-value", "another-secret-value");
    std::fs::write(folder.path().join("b.json"), other.replace("128", "256")).unwrap();
    let same = longshore(folder.path(), &["diff", "a.json", "a.json"], "");
    assert_eq!(same.status.code(), Some(0));
    for format in ["words", "json"] {
        let differs = longshore(
            folder.path(),
            &["diff", "a.json", "b.json", "--format", format],
            "",
        );
        assert_eq!(differs.status.code(), Some(1));
        let told = text(&differs.stdout);
        assert!(told.contains("128 → 256 MiB"), "{told}");
        assert!(!told.contains("secret-value"), "{told}");
    }
    let json = longshore(
        folder.path(),
        &["diff", "a.json", "b.json", "--format", "json"],
        "",
    );
    let differences: serde_json::Value = serde_json::from_str(&text(&json.stdout)).unwrap();
    assert_eq!(differences[0]["after"], 256);
    let missing = longshore(folder.path(), &["diff", "a.json", "c.json"], "");
    assert_eq!(missing.status.code(), Some(2));
    let both = longshore(folder.path(), &["diff", "-", "-"], "{}");
    assert_eq!(both.status.code(), Some(2));
}

#[test]
fn plan_compares_with_what_was_saved_and_refuses_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("service.json"), SERVICE).unwrap();
    let task = TASK.replace("{{ must_env `PORT` }}", "80");
    std::fs::write(folder.path().join("task.json"), &task).unwrap();
    let first = longshore(
        folder.path(),
        &[
            "plan",
            "--new",
            "--service",
            "service.json",
            "--task-definition",
            "task.json",
        ],
        "",
    );
    let told = text(&first.stdout);
    assert_eq!(
        first.status.code(),
        Some(0),
        "{told}{}",
        text(&first.stderr)
    );
    for part in ["RegisterTaskDefinition", "CreateService", "2 tasks start"] {
        assert!(told.contains(part), "{told}");
    }
    let observed = r#"{"services": [{"serviceName": "web", "clusterArn": "arn:aws:ecs:eu-central-1:123456789012:cluster/test", "serviceArn": "arn:aws:ecs:eu-central-1:123456789012:service/test/web", "status": "ACTIVE", "desiredCount": 1, "launchType": "EC2", "taskDefinition": "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:3"}]}"#;
    std::fs::write(folder.path().join("observed.json"), observed).unwrap();
    let scaled = longshore(
        folder.path(),
        &[
            "plan",
            "--service",
            "-",
            "--observed-service",
            "observed.json",
            "--format",
            "json",
        ],
        r#"{"cluster": "test", "service": "web", "desiredCount": 3}"#,
    );
    let plan: serde_json::Value = serde_json::from_str(&text(&scaled.stdout)).unwrap();
    assert_eq!(plan["kind"], "scaling");
    let refused = longshore(
        folder.path(),
        &[
            "plan",
            "--service",
            "-",
            "--observed-service",
            "observed.json",
        ],
        r#"{"cluster": "test", "serviceName": "web", "launchType": "FARGATE"}"#,
    );
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("only-at-creation"));
}

#[test]
fn convert_reads_and_writes_other_formats() {
    let folder = tempfile::tempdir().unwrap();
    let template = longshore(
        folder.path(),
        &["convert", "-", "--to", "cloudformation", "--var", "PORT=80"],
        TASK,
    );
    let yaml = text(&template.stdout);
    assert!(yaml.contains("AWS::ECS::TaskDefinition"), "{yaml}");
    let back = longshore(folder.path(), &["convert", "-", "--to", "json"], &yaml);
    let body: serde_json::Value = serde_json::from_str(&text(&back.stdout)).unwrap();
    assert_eq!(body["family"], "web");
    let run = longshore(
        folder.path(),
        &["convert", "-", "--to", "json", "--out", "made"],
        "docker run -d --name web -p 80:80 nginx:1",
    );
    assert_eq!(run.status.code(), Some(0), "{}", text(&run.stderr));
    assert!(folder.path().join("made/task-definition.json").exists());
    let several = longshore(
        folder.path(),
        &["convert", "-", "--to", "ecspresso"],
        SERVICE,
    );
    assert_eq!(several.status.code(), Some(2));
    assert!(text(&several.stderr).contains("--out"));
}

#[test]
fn what_is_no_text_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bytes"), [0xff, 0xfe, 0x00]).unwrap();
    let output = longshore(folder.path(), &["validate", "bytes"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("UTF-8"));
}

#[test]
fn the_page_of_rules_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let output = longshore(folder.path(), &["rules"], "");
    assert!(text(&output.stdout).contains("| `fargate-size` | error |"));
}

#[test]
fn iam_policy_passes_only_the_roles_that_the_files_name() {
    let folder = tempfile::tempdir().unwrap();
    let definition = r#"{"family": "web", "taskRoleArn": "arn:aws:iam::123456789012:role/web-task", "executionRoleArn": "${ROLE}", "containerDefinitions": [{"name": "web", "image": "nginx"}]}"#;
    std::fs::write(folder.path().join("web.json"), definition).unwrap();
    let service = r#"{"cluster": "production", "serviceName": "web", "taskDefinition": "web", "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::123456789012:role/volumes"}}]}"#;
    std::fs::write(folder.path().join("service.json"), service).unwrap();
    let arguments = [
        "iam-policy",
        "--region",
        "eu-central-1",
        "web.json",
        "service.json",
    ];
    let output = longshore(folder.path(), &arguments, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let policy: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let passed: Vec<&serde_json::Value> = policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["Action"][0] == "iam:PassRole")
        .collect();
    let resources: Vec<&serde_json::Value> = passed.iter().map(|one| &one["Resource"]).collect();
    let role = |name: &str| serde_json::json!([format!("arn:aws:iam::123456789012:role/{name}")]);
    assert_eq!(resources, [&role("web-task"), &role("volumes")]);
    let told = text(&output.stderr);
    assert!(told.contains("${ROLE} is no ARN"), "{told}");
    let printed = text(&output.stdout);
    assert!(printed.contains("arn:aws:ecs:eu-central-1:123456789012:service/production/*"));
    let mut terraform = arguments.to_vec();
    terraform.extend(["--format", "terraform"]);
    let output = longshore(folder.path(), &terraform, "");
    assert!(text(&output.stdout).starts_with("data \"aws_iam_policy_document\" \"longshore\" {"));
}

#[test]
fn whoever_locked_themselves_out_is_let_in_by_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let user = |arguments: &[&str], input: &str| {
        let all: Vec<&str> = [&["user"], arguments].concat();
        let output = longshore(folder.path(), &all, input);
        let told = text(&output.stdout) + &text(&output.stderr);
        (output.status.code(), told)
    };
    let password = "a pair of wet socks\n";
    let (status, told) = user(&["add", "Ada", "--role", "administrator"], password);
    assert_eq!(status, Some(0), "{told}");
    // Capitals make no other name.
    let (status, told) = user(&["add", "ada", "--role", "viewer"], password);
    assert_eq!(status, Some(2), "{told}");
    for (arguments, wanted, says) in [
        (&["disable", "ada"][..], 2, "longshore user grant"),
        (
            &["revoke", "ada", "--role", "administrator"],
            2,
            "longshore user grant",
        ),
        (
            &["add", "bob", "--role", "viewer"],
            0,
            "bob may sign in as viewer",
        ),
        (
            &[
                "grant",
                "bob",
                "--role",
                "administrator",
                "--environment",
                "staging",
            ],
            0,
            "bob is now administrator in staging",
        ),
        (&["list"], 0, "viewer, administrator in staging"),
        (
            &["revoke", "bob", "--role", "editor"],
            0,
            "bob is not editor, so nothing was changed",
        ),
        (&["disable", "ada"], 2, "longshore user grant"),
        (
            &["grant", "bob", "--role", "administrator"],
            0,
            "bob is now administrator.",
        ),
        (&["disable", "ADA"], 0, "Ada may not sign in any more"),
        (&["list"], 0, "(disabled)"),
        (&["enable", "ada"], 0, "Ada may sign in again"),
        (&["reset-second-factor", "ada"], 0, "no second factor"),
        (&["sign-out", "ada"], 0, "Ada is signed out everywhere"),
        (&["break-glass", "ada"], 0, "may sign in with the password"),
        (&["list"], 0, "(break glass)"),
        (&["password", "ada"], 0, "Ada has another password"),
        (&["remove", "ada"], 0, "Ada is removed"),
        (&["remove", "ada"], 2, "longshore user list"),
        (
            &["add", "ADA", "--role", "administrator"],
            2,
            "choose another name",
        ),
        (&["remove", "bob"], 2, "longshore user grant"),
    ] {
        let (status, told) = user(arguments, password);
        assert_eq!(status, Some(wanted), "{arguments:?}: {told}");
        assert!(told.contains(says), "{arguments:?}: {told}");
    }
    let output = longshore(folder.path(), &["audit", "export"], "");
    let told: Vec<AuditRecord> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(told.iter().all(|record| record.via == Via::CommandLine));
    let actions: Vec<_> = told
        .iter()
        .filter(|record| record.subject == "person Ada")
        .map(|record| record.action.as_str())
        .collect();
    assert_eq!(
        actions,
        [
            "person.added",
            "person.closed",
            "person.opened",
            "person.sessions-ended",
            "person.break-glass",
            "person.password-set",
            "person.removed",
        ]
    );
    let whole = longshore(folder.path(), &["audit", "verify"], "");
    assert_eq!(whole.status.code(), Some(0));
}

/// The first lines that a server prints, which is then ended.
fn started(folder: &Path, more: &[&str], n_lines: usize) -> Vec<String> {
    use std::io::BufRead as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_longshore"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--region",
            "eu-central-1",
        ])
        .args(["--endpoint-url", "http://127.0.0.1:9"])
        .args(more)
        .env("AWS_ACCESS_KEY_ID", "x")
        .env("AWS_SECRET_ACCESS_KEY", "x")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    let told = lines.map(Result::unwrap).take(n_lines).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    told
}

#[test]
fn where_only_a_provider_is_open_the_first_start_says_who_comes_in() {
    let folder = tempfile::tempdir().unwrap();
    let told = started(
        folder.path(),
        &[
            "--oidc-issuer",
            "http://127.0.0.1:9",
            "--oidc-client-id",
            "longshore",
            "--oidc-grant",
            "ops=administrator",
            "--sso-only",
        ],
        3,
    );
    assert!(told[1].contains("http://127.0.0.1:9"), "{told:?}");
    assert!(told[2].contains("in the group ops"), "{told:?}");
}

#[test]
fn a_provider_that_is_not_asked_who_it_is_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    for (issuer, scopes, why) in [
        ("http://127.0.0.1:9", "profile email", "lack `openid`"),
        ("http://id.example", "openid", "is no https address"),
    ] {
        let arguments = [
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--region",
            "eu-central-1",
            "--oidc-issuer",
            issuer,
            "--oidc-client-id",
            "longshore",
            "--oidc-scopes",
            scopes,
        ];
        let output = longshore(folder.path(), &arguments, "");
        assert_eq!(output.status.code(), Some(2));
        let told = text(&output.stderr);
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn a_first_start_prints_a_set_up_code_and_adds_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let started = || started(folder.path(), &[], 5);
    let (first, second) = (started(), started());
    assert!(first[2].trim().ends_with("/set-up"), "{first:?}");
    let code = |told: &[String]| told[4].trim().to_owned();
    assert_eq!(code(&first).len(), 24, "{first:?}");
    assert_ne!(code(&first), code(&second));
    let listed = longshore(folder.path(), &["user", "list"], "");
    assert_eq!(text(&listed.stdout), "");
}

#[test]
fn only_who_adds_somebody_makes_a_database() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [["user", "list"], ["audit", "verify"]] {
        let output = longshore(folder.path(), &arguments, "");
        assert_ne!(output.status.code(), Some(0));
        let told = text(&output.stderr);
        assert!(told.contains("there is no database"), "{told}");
        assert!(!folder.path().join("longshore-data").exists());
    }
}

#[test]
fn what_is_to_be_trusted_of_the_mail_server_is_read_before_anything_is_served() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key.pem"), "no certificate").unwrap();
    for (file, why) in [
        ("missing.pem", "`missing.pem` of --smtp-ca is not read"),
        (
            "key.pem",
            "`key.pem` of --smtp-ca cannot be used: there is no certificate in it",
        ),
    ] {
        let output = longshore(
            folder.path(),
            &[
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--data",
                "data",
                "--smtp-host",
                "mail.example.com",
                "--smtp-from",
                "Longshore <longshore@example.com>",
                "--smtp-ca",
                file,
            ],
            "",
        );
        assert_eq!(output.status.code(), Some(2));
        let told = text(&output.stderr);
        assert!(told.contains(why), "{told}");
    }
}
