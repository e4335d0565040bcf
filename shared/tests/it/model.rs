//! The schema held against AWS's model of ECS, member by member: what the model says, the schema
//! says too, and what it says beyond the model has a source.

mod aws;
mod compare;
mod exceptions;

use std::collections::{BTreeMap, BTreeSet};

use shared::issue::DocumentKind;
use shared::plan::Effect;
use shared::schema::{self, Scope, Structure};

use crate::botocore::Venv;
use aws::{Model, Shape};
use compare::{Compared, Differences};
use exceptions::EXCEPTIONS;

/// The documents, the requests that they are sent in, and what Describe commands report of them.
const DOCUMENTS: &[(DocumentKind, &[&str], Option<&str>)] = &[
    (
        DocumentKind::TaskDefinition,
        &["RegisterTaskDefinition"],
        Some("TaskDefinition"),
    ),
    (
        DocumentKind::Service,
        &["CreateService", "UpdateService"],
        Some("Service"),
    ),
    // No Describe command reports what a task was started with.
    (DocumentKind::RunTask, &["RunTask"], None),
];

/// The request whose members begin a deployment, or do not.
const UPDATE: &str = "UpdateServiceRequest";

#[test]
fn the_schema_says_what_the_model_says() {
    let model = Venv::find().and_then(|venv| venv.ecs_model());
    let model = Model::new(model.unwrap_or_else(|error| panic!("{error}")));
    let mut found = Differences::default();
    for (kind, operations, described) in DOCUMENTS {
        let root = schema::root(*kind);
        top(&model, root, operations, *described, &mut found);
        for structure in structures(*kind) {
            if !std::ptr::eq(structure, root) {
                let shape = model.shape(structure.name);
                Compared {
                    model: &model,
                    structure,
                }
                .inner(&shape, &mut found);
            }
        }
    }
    let listed: BTreeSet<(&str, &str)> = EXCEPTIONS
        .iter()
        .map(|(place, aspect, _)| (*place, *aspect))
        .collect();
    assert_eq!(
        listed.len(),
        EXCEPTIONS.len(),
        "an exception is listed twice"
    );
    let unlisted: Vec<String> = found
        .iter()
        .filter(|((place, aspect), _)| !listed.contains(&(place.as_str(), *aspect)))
        .map(|((place, aspect), words)| format!("{place}, {aspect}: {words}"))
        .collect();
    let gone: Vec<_> = EXCEPTIONS
        .iter()
        .filter(|(place, aspect, _)| !found.contains(place, aspect))
        .collect();
    assert!(
        unlisted.is_empty() && gone.is_empty(),
        "Settle these in the schema, or list them with their reason:\n{}\n\nTake these exceptions out, they no longer occur:\n{gone:#?}",
        unlisted.join("\n"),
    );
}

/// Whether a member of an update begins a deployment.
fn effects(model: &Model, root: &'static Structure, update: &Shape<'_>, found: &mut Differences) {
    for member in model.members(update) {
        let ours = root.member(member.name).and_then(|ours| ours.effect);
        let ours = ours.map(|effect| effect == Effect::ReplacesTasks);
        let theirs = member.begins_deployment();
        if ours != theirs {
            let words = format!("the model says {theirs:?}, the schema {ours:?}");
            found.add(root.name, member.name, "begins a deployment", words);
        }
    }
}

/// Every structure of a document, once.
fn structures(kind: DocumentKind) -> Vec<&'static Structure> {
    let mut found: BTreeMap<&str, &'static Structure> = BTreeMap::new();
    schema::walk(kind, &mut |_, structure, _| {
        found.insert(structure.name, structure);
    });
    found.into_values().collect()
}

/// The outermost structure, which several requests may share.
fn top(
    model: &Model,
    root: &'static Structure,
    operations: &[&str],
    described: Option<&str>,
    found: &mut Differences,
) {
    let requests: Vec<_> = operations
        .iter()
        .map(|operation| model.input(operation))
        .collect();
    let compared = Compared {
        model,
        structure: root,
    };
    let creates = requests.first().unwrap();
    if creates.name != root.name {
        found.add(root.name, "", "structure", creates.name.to_owned());
    }
    let mut sent = BTreeSet::new();
    for request in &requests {
        for member in model.members(request) {
            sent.insert(member.name);
            match root.member(member.name) {
                Some(ours) => {
                    let all = requests.iter().flat_map(|one| model.members(one));
                    let described = all
                        .filter(|one| one.name == member.name)
                        .flat_map(|one| one.described());
                    compared.member(request, &member, described.collect(), ours, found);
                }
                None => found.add(root.name, member.name, "members", "is missing".to_owned()),
            }
        }
    }
    for ours in root.members {
        let takes: Vec<bool> = requests
            .iter()
            .map(|request| {
                model
                    .members(request)
                    .iter()
                    .any(|one| one.name == ours.name)
            })
            .collect();
        let scope = match takes.as_slice() {
            [true] | [true, true] => Some(Scope::Always),
            [true, false] => Some(Scope::Create),
            [false, true] => Some(Scope::Update),
            _ => None,
        };
        if scope != Some(ours.scope) {
            let words = format!("the model has {scope:?}, the schema {:?}", ours.scope);
            found.add(root.name, ours.name, "scope", words);
        }
    }
    compared.order(creates, found);
    for request in requests.iter().filter(|one| one.name == UPDATE) {
        effects(model, root, request, found);
    }
    if let Some(described) = described {
        let reported: BTreeSet<&str> = model
            .members(&model.shape(described))
            .iter()
            .map(|member| member.name)
            .filter(|name| !sent.contains(name))
            .collect();
        let read_only: BTreeSet<&str> = root.read_only.iter().copied().collect();
        for name in reported.symmetric_difference(&read_only) {
            let words = if reported.contains(name) {
                "AWS reports it, the schema does not know"
            } else {
                "the schema has it, and AWS does not report it"
            };
            found.add(root.name, name, "read-only", words.to_owned());
        }
    }
}
