//! CloudFormation in both directions.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared::dialect::{Dialect, Format, export, import};
use shared::diff::diff;
use shared::issue::DocumentKind;
use shared::json::{self, Json};

use super::generate::document;
use super::{notes, only, read, written};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(80) })]

    #[test]
    fn comes_back_without_a_difference(task_definition in document(DocumentKind::TaskDefinition), service in document(DocumentKind::Service)) {
        let documents = [task_definition, service];
        for format in [Format::CloudFormationJson, Format::CloudFormationYaml] {
            let text = &export(&documents, format).files[0].1;
            let back = import(text, None).unwrap_or_else(|error| panic!("{error}\n{text}"));
            prop_assert_eq!(back.dialect, Dialect::CloudFormation);
            for document in &documents {
                prop_assert_eq!(diff(document, only(&back, document.kind())), [], "{}", text);
            }
        }
    }
}

/// Properties that CloudFormation has, by their path.
fn published() -> BTreeSet<&'static str> {
    include_str!("properties.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.trim_end_matches("[]"))
        .collect()
}

fn paths(path: &str, json: &Json, found: &mut Vec<String>) {
    const MAPS: [&str; 5] = [
        "Options",
        "DriverOpts",
        "Labels",
        "DockerLabels",
        "HookDetails",
    ];
    match json {
        Json::Array(elements) => elements.iter().for_each(|one| paths(path, one, found)),
        Json::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}.{name}");
                if !MAPS.contains(&name.as_str()) {
                    paths(&path, value, found);
                }
                found.push(path);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(80) })]

    #[test]
    fn only_published_properties_are_written_without_a_note(task_definition in document(DocumentKind::TaskDefinition), service in document(DocumentKind::Service)) {
        let export = export(&[task_definition, service], Format::CloudFormationJson);
        let template = json::parse(&export.files[0].1).unwrap();
        let published = published();
        for id in ["TaskDefinition", "Service"] {
            let properties = template.get("Resources").unwrap().get(id).unwrap().get("Properties").unwrap();
            let mut found = Vec::new();
            paths(id, properties, &mut found);
            for path in found {
                let is_told = path.contains(".TrustedExecutionConfiguration") || path.contains(".DeregistrationDelay");
                prop_assert_eq!(published.contains(path.as_str()), !is_told, "{}", path);
            }
        }
    }
}

const TEMPLATE: &str = r#"
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Image: {Type: String, Default: "nginx:1.27"}
  Password: {Type: String, NoEcho: true, Default: hunter2}
  Count: {Type: Number, Default: 3}
  Env: {Type: String}
  Subnets: {Type: CommaDelimitedList, Default: "subnet-a, subnet-b"}
Mappings:
  Size: {prod: {Cpu: "512"}}
Conditions:
  Big: !Equals [!Ref Count, "3"]
  Unknown: !Equals [!Ref Env, prod]
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {}}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub "/ecs/${Image}"}}
  Task:
    Type: AWS::ECS::TaskDefinition
    DependsOn: Role
    Properties:
      Family: web
      Cpu: !FindInMap [Size, prod, Cpu]
      Memory: 1024
      ExecutionRoleArn: !GetAtt Role.Arn
      RuntimePlatform: !If [Big, {CpuArchitecture: ARM64}, !Ref AWS::NoValue]
      PidMode: !If [Unknown, !Ref "AWS::NoValue", task]
      ContainerDefinitions:
        - Name: web
          Image: !Ref Image
          Essential: "true"
          PortMappings: [{ContainerPort: "80"}]
          Environment:
            - {Name: A, Value: 1}
            - {Name: B, Value: !Join ["-", [a, !Ref Env, !Ref AWS::Region]]}
            - {Name: C, Value: !Sub "${!Keep} ${Role.Arn}"}
            - {Name: D, Value: !Ref Password}
          LogConfiguration:
            LogDriver: awslogs
            Options: {awslogs-group: !Ref Logs, awslogs-create-group: true}
          DockerLabels: {Some.Label: yes}
          NewThing: {InnerName: 1}
      Volumes:
        - Name: data
          EFSVolumeConfiguration: {FilesystemId: !ImportValue shared-fs, AuthorizationConfig: {IAM: ENABLED}}
  Service:
    Type: AWS::ECS::Service
    Properties:
      ServiceName: web
      Cluster: !Ref ClusterParameter
      TaskDefinition: !Ref Task
      DesiredCount: !Ref Count
      PlacementStrategies: [{Type: spread, Field: instanceId}]
      EnableECSManagedTags: true
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: !Ref Subnets, SecurityGroups: [!GetAtt Sg.GroupId]}}
      Tags: [{Key: a, Value: b}]
"#;

#[test]
fn a_template_resolves_what_it_can() {
    let import = read(TEMPLATE);
    assert_eq!(import.dialect, Dialect::CloudFormation);
    let names: Vec<_> = import
        .documents
        .iter()
        .map(|one| one.name.as_deref())
        .collect();
    assert_eq!(names, [Some("Task"), Some("Service")]);
    assert_eq!(
        only(&import, DocumentKind::TaskDefinition)
            .json()
            .to_compact(),
        r#"{"family":"web","cpu":"512","memory":"1024","executionRoleArn":"${Role.Arn}","runtimePlatform":{"cpuArchitecture":"ARM64"},"pidMode":"task","containerDefinitions":[{"name":"web","image":"nginx:1.27","essential":true,"portMappings":[{"containerPort":80}],"environment":[{"name":"A","value":"1"},{"name":"B","value":"a-${Env}-${AWS_REGION}"},{"name":"C","value":"${Keep} ${Role.Arn}"},{"name":"D","value":"${Password}"}],"logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/ecs/nginx:1.27","awslogs-create-group":"true"}},"dockerLabels":{"Some.Label":"yes"},"newThing":{"innerName":1}}],"volumes":[{"name":"data","efsVolumeConfiguration":{"fileSystemId":"${shared-fs}","authorizationConfig":{"iam":"ENABLED"}}}]}"#
    );
    assert_eq!(
        only(&import, DocumentKind::Service).json().to_compact(),
        r#"{"serviceName":"web","cluster":"${ClusterParameter}","taskDefinition":"@@TASKDEFINITION_ARN@@","desiredCount":3,"placementStrategy":[{"type":"spread","field":"instanceId"}],"enableECSManagedTags":true,"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-a","subnet-b"],"securityGroups":["${Sg.GroupId}"]}},"tags":[{"key":"a","value":"b"}]}"#
    );
    let notes = notes(&import);
    for said in [
        "Resources: only task definitions and services are taken over, not AWS::IAM::Role, AWS::Logs::LogGroup",
        "Resources.Task.DependsOn: this steers CloudFormation",
        "Properties.ExecutionRoleArn: only CloudFormation knows this value; ${Role.Arn}",
        "RuntimePlatform: the condition Big holds",
        "PidMode: only CloudFormation knows whether Unknown holds; the second case",
        "ContainerDefinitions[0].NewThing: this is not known to Longshore; it is kept as `newThing`",
    ] {
        assert!(notes.contains(said), "{said}\n{notes}");
    }
    assert!(!notes.contains("hunter2"));
}

#[test]
fn a_resource_and_bare_properties_do_as_well() {
    let resource = read(
        r#"{"Type": "AWS::ECS::Service", "Properties": {"ServiceName": "a", "DesiredCount": "2"}}"#,
    );
    assert_eq!(
        only(&resource, DocumentKind::Service).json().to_compact(),
        r#"{"serviceName":"a","desiredCount":2}"#
    );
    let bare = read("Family: a\nContainerDefinitions:\n  - Name: b\n    Image: c\n");
    assert_eq!(bare.dialect, Dialect::CloudFormation);
    assert_eq!(
        only(&bare, DocumentKind::TaskDefinition)
            .json()
            .to_compact(),
        r#"{"family":"a","containerDefinitions":[{"name":"b","image":"c"}]}"#
    );
}

#[test]
fn one_kind_can_be_asked_for() {
    let import = import(TEMPLATE, Some(DocumentKind::Service)).unwrap();
    assert_eq!(import.documents.len(), 1);
    let error = shared::dialect::import(
        r#"{"Type": "AWS::ECS::Service", "Properties": {}}"#,
        Some(DocumentKind::TaskDefinition),
    )
    .unwrap_err();
    assert!(
        error.to_string().contains("a task definition is needed"),
        "{error}"
    );
}

#[test]
fn bare_properties_of_the_other_kind_are_refused() {
    let text = "Family: a\nContainerDefinitions: []\n";
    let error = import(text, Some(DocumentKind::Service)).unwrap_err();
    assert!(error.to_string().contains("a service is needed"), "{error}");
    let import = import(
        "Tags: [{Key: a, Value: b}]\n",
        Some(DocumentKind::TaskDefinition),
    )
    .unwrap();
    assert_eq!(
        only(&import, DocumentKind::TaskDefinition)
            .json()
            .to_compact(),
        r#"{"tags":[{"key":"a","value":"b"}]}"#
    );
}

#[test]
fn a_template_without_a_definition_says_so() {
    let error = import(r#"{"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}"#, None).unwrap_err();
    assert!(
        error.to_string().contains("no AWS::ECS::TaskDefinition"),
        "{error}"
    );
}

#[test]
fn functions_that_go_in_circles_end() {
    let text = r#"{"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"Family": {"Fn::If": ["A", "a", "b"]}, "Cpu": {"Ref": "L"}}},
        "L": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": {"Fn::Sub": "${L}${L}"}}}},
        "Conditions": {"A": {"Fn::And": [{"Condition": "A"}, {"Condition": "B"}]}, "B": {"Fn::Not": [{"Condition": "A"}]}}}"#;
    assert_eq!(read(text).documents.len(), 1);
}

#[test]
fn a_service_waits_for_the_task_definition_beside_it() {
    let task_definition = crate::read(
        r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "a"}]}"#,
    );
    let service = crate::read(
        r#"{"serviceName": "web", "taskDefinition": "@@TASKDEFINITION_ARN@@", "desiredCount": 1}"#,
    );
    let (text, _) = written(
        &[task_definition, service.clone()],
        Format::CloudFormationYaml,
    );
    assert_eq!(
        text,
        "AWSTemplateFormatVersion: \"2010-09-09\"\nResources:\n  TaskDefinition:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      Family: web\n      ContainerDefinitions:\n        - Name: web\n          Image: a\n  Service:\n    Type: AWS::ECS::Service\n    Properties:\n      ServiceName: web\n      TaskDefinition: !Ref TaskDefinition\n      DesiredCount: 1\n"
    );
    let (text, export) = written(std::slice::from_ref(&service), Format::CloudFormationJson);
    assert!(text.contains("\"TaskDefinitionArn\": {"), "{text}");
    assert_eq!(export.notes.len(), 1);
    assert_eq!(
        diff(&service, only(&read(&text), DocumentKind::Service)),
        []
    );
}
