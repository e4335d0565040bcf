//! JSON files, ecspresso's files and AWS CLI commands.

use proptest::prelude::*;
use shared::dialect::{Dialect, Format, export, import, import_files};
use shared::diff::diff;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::pointer::Pointer;

use super::generate::document;
use super::{notes, only, read};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn json_comes_back_as_it_was(task_definition in document(DocumentKind::TaskDefinition), service in document(DocumentKind::Service)) {
        for document in [task_definition, service] {
            let files = export(std::slice::from_ref(&document), Format::Json).files;
            let back = import(&files[0].1, Some(document.kind())).unwrap();
            prop_assert_eq!(back.documents[0].document.json(), document.json());
        }
    }

    #[test]
    fn ecspresso_comes_back_without_a_difference(task_definition in document(DocumentKind::TaskDefinition), service in document(DocumentKind::Service)) {
        let mut service = service;
        service.json_mut().set(&Pointer::parse("/taskDefinition"), Json::from(shared::plan::TASK_DEFINITION_ARN));
        service.json_mut().set(&Pointer::parse("/serviceName"), Json::from("web"));
        let documents = [task_definition, service];
        let files = export(&documents, Format::Ecspresso).files;
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let back = import_files(&files).unwrap();
        prop_assert_eq!(back.dialect, Dialect::Ecspresso);
        for document in &documents {
            prop_assert_eq!(diff(document, only(&back, document.kind())), []);
        }
    }

    #[test]
    fn commands_hold_the_json_in_one_word(task_definition in document(DocumentKind::TaskDefinition)) {
        let files = export(std::slice::from_ref(&task_definition), Format::AwsCli).files;
        let words = shlex::split(&files[0].1).unwrap();
        let at = words.iter().position(|word| word == "--cli-input-json").unwrap();
        prop_assert_eq!(&words[at + 1], &task_definition.text());
    }
}

#[test]
fn what_commands_print_is_unwrapped() {
    let registered = read(
        r#"{"taskDefinition": {"taskDefinitionArn": "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1", "family": "web", "containerDefinitions": [], "revision": 1}, "tags": [{"key": "a", "value": "b"}]}"#,
    );
    assert_eq!(registered.dialect, Dialect::Described);
    assert_eq!(
        only(&registered, DocumentKind::TaskDefinition)
            .json()
            .to_compact(),
        r#"{"family":"web","containerDefinitions":[],"tags":[{"key":"a","value":"b"}]}"#
    );
    assert!(notes(&registered).contains("taskDefinitionArn, revision; set aside"));
}

#[test]
fn several_services_are_several_documents() {
    let import = read(
        r#"{"services": [{"serviceName": "a", "desiredCount": 1}, {"serviceName": "b"}], "failures": []}"#,
    );
    let names: Vec<_> = import
        .documents
        .iter()
        .map(|one| one.name.as_deref())
        .collect();
    assert_eq!(names, [Some("a"), Some("b")]);
}

#[test]
fn a_definition_alone_in_a_list_is_one() {
    let text = r#"[{"family": "a", "containerDefinitions": []}]"#;
    assert_eq!(crate::read(text).kind(), DocumentKind::TaskDefinition);
    assert_eq!(read(text).documents.len(), 1);
}

#[test]
fn yaml_does_as_well() {
    let import = read(
        "family: web\ncontainerDefinitions:\n  - name: web\n    image: nginx:1\n    portMappings: &p\n      - containerPort: 80\n  - {name: b, image: c, portMappings: *p}\ncpu: \"256\"\n",
    );
    assert_eq!(import.dialect, Dialect::Cli);
    assert_eq!(
        only(&import, DocumentKind::TaskDefinition)
            .json()
            .to_compact(),
        r#"{"family":"web","containerDefinitions":[{"name":"web","image":"nginx:1","portMappings":[{"containerPort":80}]},{"name":"b","image":"c","portMappings":[{"containerPort":80}]}],"cpu":"256"}"#
    );
}

#[test]
fn what_holds_no_definition_says_the_way_out() {
    for (text, contains) in [
        (
            r#"{"taskDefinitionArns": ["arn:aws:ecs:r:1:task-definition/web:3"]}"#,
            "describe-task-definition --include TAGS --task-definition web:3`",
        ),
        (
            r#"{"serviceArns": ["arn:aws:ecs:r:1:service/prod/web"]}"#,
            "--cluster prod --services web`",
        ),
        (r#"{"families": ["$(rm)"]}"#, "--task-definition FAMILY`"),
        ("local a = 1;\n{}", "Jsonnet"),
        ("resource \"aws_ecs_service\" \"a\" {\n}", "Terraform"),
        ("FROM scratch\n", "Dockerfile"),
        (
            "region: r\ncluster: c\nservice: s\ntask_definition: td.json\n",
            "files that it names: td.json",
        ),
        (
            "{\n\"desiredCount\": {{ must_env `COUNT }",
            "line 2, column 17: a placeholder stands here",
        ),
        (
            "// a\n{\"family\": \"a\"}",
            "line 1, column 1: JSON has no comments",
        ),
        ("hello", "neither a task definition nor a service"),
        ("", "there is no JSON here"),
        ("a:\n  - b\n c: d\n", "line 3"),
        ("a: &a [*a]\n", "inside of what it stands for"),
    ] {
        let error = import(text, None).unwrap_err();
        assert!(error.to_string().contains(contains), "{error}");
    }
}

#[test]
fn aliases_do_not_blow_up() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for at in 1..30 {
        let list = vec![format!("*a{}", at - 1); 10].join(", ");
        text.extend([format!("a{at}: &a{at} [{list}]\n")]);
    }
    let error = import(&text, None).unwrap_err();
    assert!(error.to_string().contains("stand for more than"), "{error}");
    assert!(error.line().is_some_and(|line| line > 3));
}

#[test]
fn depth_has_a_bound() {
    let text = format!("a: {}", "[".repeat(100_000));
    assert!(import(&text, None).is_err());
    let text = format!("{}1", "a:\n".repeat(2));
    assert!(import(&text, None).is_err());
}

#[test]
fn ecspresso_takes_names_from_its_configuration() {
    let import = import_files(&[
        ("ecspresso.yml", "region: eu-central-1\ncluster: prod\nservice: web\nservice_definition: s.json\ntask_definition: t.json\n"),
        ("s.json", r#"{"desiredCount": 2, "launchType": "FARGATE"}"#),
        ("t.json", r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "{{ must_env `IMAGE` }}"}]}"#),
    ])
    .unwrap();
    assert_eq!(
        only(&import, DocumentKind::Service).json().to_compact(),
        r#"{"desiredCount":2,"launchType":"FARGATE","serviceName":"web","cluster":"prod","taskDefinition":"@@TASKDEFINITION_ARN@@"}"#
    );
}

#[test]
fn scripts_register_and_then_deploy() {
    let task_definition = crate::read(
        r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "a", "command": ["echo", "it's"]}]}"#,
    );
    let service = crate::read(
        r#"{"cluster": "prod", "serviceName": "web", "launchType": "FARGATE", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1}"#,
    );
    let export = export(&[task_definition, service], Format::AwsCli);
    let [(create_name, create), (update_name, update)] = export.files.as_slice() else {
        panic!("{:?}", export.files);
    };
    assert_eq!(
        (create_name.as_str(), update_name.as_str()),
        ("create-service.sh", "update-service.sh")
    );
    assert!(
        create.contains("TASK_DEFINITION_ARN=$(aws ecs register-task-definition"),
        "{create}"
    );
    assert!(create.contains("it'\\''s"), "{create}");
    assert!(create.contains("'\"$TASK_DEFINITION_ARN\"'"), "{create}");
    assert!(
        update.contains("\"service\": \"web\"") && !update.contains("launchType"),
        "{update}"
    );
    assert!(export.notes.iter().any(|note| note.place == "launchType"));
}

#[test]
fn formats_have_one_name_everywhere() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.name()), Some(format));
        assert_eq!(serde_json::to_value(format).unwrap(), format.name());
        assert!(!format.words().is_empty());
    }
    assert_eq!(Format::named("cobol"), None);
}

#[test]
fn one_name_with_a_capital_is_no_other_format() {
    let mixed = r#"{"Family": "a", "containerDefinitions": [{"name": "a", "image": "a:1"}]}"#;
    let import = read(mixed);
    assert_eq!(import.dialect, Dialect::Cli);
    // The slip of the pen stays, for the checks to find.
    assert_eq!(
        only(&import, DocumentKind::TaskDefinition)
            .json()
            .to_compact(),
        json::parse(mixed).unwrap().to_compact()
    );
}
