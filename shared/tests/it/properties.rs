//! Properties that hold for every document.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shared::check::{Documents, Known, check};
use shared::diff::{apply, diff, words};
use shared::document::Document;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::normal::normal;
use shared::plan::{
    Extent, Observed, ObservedForDeletion, ObservedTask, Target, Wanted, WantedTask, make,
    make_deletion, make_task,
};

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        (-3_i64..70_000).prop_map(Json::from),
        prop_oneof![
            "[a-c]{0,3}",
            "\\PC{0,6}",
            Just("ENABLED".to_owned()),
            Just("80".to_owned()),
            Just("1 vCPU".to_owned())
        ]
        .prop_map(Json::from),
    ]
}

/// Names that the schema knows, some that it does not, and some twice.
const NAMES: &[&str] = &[
    "family",
    "containerDefinitions",
    "name",
    "image",
    "cpu",
    "memory",
    "environment",
    "value",
    "secrets",
    "valueFrom",
    "portMappings",
    "containerPort",
    "hostPort",
    "protocol",
    "essential",
    "command",
    "volumes",
    "host",
    "tags",
    "key",
    "networkMode",
    "cluster",
    "service",
    "serviceName",
    "desiredCount",
    "taskDefinition",
    "deploymentConfiguration",
    "maximumPercent",
    "minimumHealthyPercent",
    "deploymentCircuitBreaker",
    "enable",
    "rollback",
    "loadBalancers",
    "targetGroupArn",
    "role",
    "placementStrategy",
    "type",
    "field",
    "unknown",
    "healthCheck",
    "startPeriod",
    "dependsOn",
    "containerName",
    "logConfiguration",
    "options",
    "dockerLabels",
    "overrides",
    "containerOverrides",
    "count",
    "startedBy",
];

pub(crate) fn tree() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((prop::sample::select(NAMES), inner), 0..6).prop_map(|members| {
                Json::Object(
                    members
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// Documents that are nearly right, so that the deep parts are reached.
pub(crate) fn task_definition() -> impl Strategy<Value = Document> {
    let variable = ("[A-D]", prop::option::of("[a-z]{0,3}"));
    let mapping = (1_i64..5, prop::option::of(0_i64..3), prop::bool::ANY);
    let container = (
        "[a-d]",
        "[a-z]{1,4}",
        prop::collection::vec(variable, 0..5),
        prop::collection::vec(mapping, 0..4),
        prop::collection::vec("[a-c]", 0..3),
        prop::option::of(tree()),
    );
    (
        prop::collection::vec(container, 0..4),
        prop::option::of(tree()),
    )
        .prop_map(|(containers, extra)| {
            let list =
                containers
                    .into_iter()
                    .map(|(name, image, variables, mappings, command, extra)| {
                        let variables = variables.into_iter().map(|(name, value)| {
                            let mut pair = vec![("name".to_owned(), Json::from(name))];
                            pair.extend(value.map(|value| ("value".to_owned(), Json::from(value))));
                            Json::Object(pair)
                        });
                        let mappings = mappings.into_iter().map(|(port, host, udp)| {
                            let mut pair = vec![("containerPort".to_owned(), Json::from(port))];
                            pair.extend(host.map(|host| ("hostPort".to_owned(), Json::from(host))));
                            if udp {
                                pair.push(("protocol".to_owned(), Json::from("udp")));
                            }
                            Json::Object(pair)
                        });
                        let mut members = vec![
                            ("name".to_owned(), Json::from(name)),
                            ("image".to_owned(), Json::from(image)),
                            ("environment".to_owned(), Json::Array(variables.collect())),
                            ("portMappings".to_owned(), Json::Array(mappings.collect())),
                            (
                                "command".to_owned(),
                                Json::Array(command.into_iter().map(Json::from).collect()),
                            ),
                        ];
                        members.extend(extra.map(|extra| ("linuxParameters".to_owned(), extra)));
                        Json::Object(members)
                    });
            let mut members = vec![
                ("family".to_owned(), Json::from("f")),
                (
                    "containerDefinitions".to_owned(),
                    Json::Array(list.collect()),
                ),
            ];
            members.extend(extra.map(|extra| ("volumes".to_owned(), extra)));
            Document::new(DocumentKind::TaskDefinition, Json::Object(members))
        })
}

fn document() -> impl Strategy<Value = Document> {
    let kind = prop_oneof![
        Just(DocumentKind::TaskDefinition),
        Just(DocumentKind::Service),
        Just(DocumentKind::RunTask)
    ];
    prop_oneof![
        (kind, tree()).prop_map(|(kind, json)| Document::new(kind, json)),
        task_definition(),
    ]
}

fn service_or_run_task() -> impl Strategy<Value = DocumentKind> {
    prop_oneof![Just(DocumentKind::Service), Just(DocumentKind::RunTask)]
}

fn pair() -> impl Strategy<Value = (Document, Document)> {
    prop_oneof![
        (task_definition(), task_definition()),
        (service_or_run_task(), tree(), tree()).prop_map(|(kind, left, right)| {
            (Document::new(kind, left), Document::new(kind, right))
        }),
    ]
}

/// Containers of the same name have no order that could be told apart.
fn has_names_of_their_own(document: &Document) -> bool {
    let containers = document.json().get("containerDefinitions");
    let containers = containers.and_then(Json::as_array).unwrap_or_default();
    let names = containers.iter().filter_map(|one| one.get("name"));
    let different: BTreeSet<String> = names.map(Json::to_compact).collect();
    different.len() == containers.len()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn text_comes_out_as_it_went_in(json in tree()) {
        prop_assert_eq!(&json::parse(&json.to_compact()).unwrap(), &json);
        prop_assert_eq!(&json::parse(&json.to_pretty()).unwrap(), &json);
    }

    #[test]
    fn parsing_never_panics(text in "[\\[\\]{}\",:0-9eE.\\\\untrfals@$ -]{0,60}") {
        drop(json::parse(&text));
        json::line_of(&text, &shared::pointer::Pointer::parse("/a/0"));
    }

    #[test]
    fn normal_form_is_idempotent(document in document()) {
        let once = normal(&document);
        prop_assert_eq!(normal(&once), once);
    }

    #[test]
    fn a_document_does_not_differ_from_itself(document in document()) {
        prop_assert_eq!(diff(&document, &document), []);
        prop_assert_eq!(diff(&document, &normal(&document)), []);
    }

    #[test]
    fn a_diff_says_everything((before, after) in pair()) {
        let changes = diff(&before, &after);
        prop_assert_eq!(words(&changes).len(), changes.len());
        prop_assert_eq!(apply(&changes, &before), normal(&after));
    }

    #[test]
    fn checks_and_plans_are_total((task_definition, service) in (document(), document())) {
        let service = Document::new(DocumentKind::Service, service.json().clone());
        let run_task = Document::new(DocumentKind::RunTask, service.json().clone());
        let documents = Documents { task_definition: Some(&task_definition), service: Some(&service), run_task: Some(&run_task) };
        drop(check(&documents, &Known::default()));
        let observed = Observed { service: Some(service.clone()), ..Observed::default() };
        drop(make(
            "p",
            &Wanted {
                task_definition: Some(&task_definition),
                service: &service,
                extent: Extent::Whole,
                gate: Some(&run_task),
            },
            &observed,
        ));
        let wanted = WantedTask { run_task: &run_task, task_definition: Some(&task_definition), service: Some("a") };
        drop(make_task("p", &wanted, &ObservedTask { service: Some(service.clone()), ..ObservedTask::default() }));
        let target = Target { cluster: "a".to_owned(), service: "b".to_owned() };
        drop(make_deletion("p", &target, &ObservedForDeletion { service: Some(service), ..ObservedForDeletion::default() }));
    }

    #[test]
    fn the_order_of_sets_means_nothing(
        document in task_definition().prop_filter("containers can be told apart", has_names_of_their_own),
        rotate in 0_usize..4,
    ) {
        let mut turned = document.clone();
        if let Some(Json::Array(containers)) = turned.json_mut().get_mut("containerDefinitions") {
            let by = rotate.min(containers.len());
            containers.rotate_left(by);
        }
        prop_assert_eq!(diff(&document, &turned), []);
    }
}

#[test]
fn the_order_of_sequences_means_something() {
    let with = |command: &str| {
        crate::read(&format!(
            r#"{{"family": "f", "containerDefinitions": [{{"name": "a", "image": "b", "command": {command}}}]}}"#
        ))
    };
    assert_eq!(
        diff(&with(r#"["a", "b"]"#), &with(r#"["b", "a"]"#)).len(),
        1
    );
}
