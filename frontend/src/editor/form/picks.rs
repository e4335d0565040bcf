//! Which members are chosen from what there is: in AWS, or in the documents themselves.

use leptos::prelude::*;
use shared::issue::DocumentKind;
use shared::json::Json;
use shared::pointer::Pointer;
use shared::wire::{OfferKind, OfferQuery};

use super::image::ImagePicker;
use super::value_from::ValueFrom;
use crate::editor::binding::{Holds, Spot, shown};
use crate::editor::editing::Editor;
use crate::editor::offers::{Offers, facts};
use crate::ui::{Clock, Combobox, Listed, Load, Suggestion};

/// What a member is chosen from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picks {
    /// Things in AWS.
    Offers(OfferKind),
    /// The access points of the file system that stands beside.
    AccessPoints,
    /// An image: a repository, then a tag.
    Image,
    /// A parameter or a secret.
    ValueFrom,
    /// The containers of the task definition.
    Containers,
    /// Its volumes.
    Volumes,
    /// The names of its ports.
    PortNames,
    /// What the schema lists, where AWS takes other values, too.
    Listed(&'static [&'static str]),
}

/// What a member is chosen from; nothing where it is typed.
pub(crate) fn of(spot: &Spot) -> Option<Picks> {
    let mut from_the_end = spot.path.iter().rev().copied();
    let name = from_the_end.next()?;
    let around = from_the_end.next().unwrap_or_default();
    Some(match (around, name) {
        (_, "taskRoleArn" | "executionRoleArn" | "roleArn") | ("", "role") => {
            Picks::Offers(OfferKind::Roles)
        }
        ("", "cluster") => Picks::Offers(OfferKind::Clusters),
        ("awsvpcConfiguration", "subnets") => Picks::Offers(OfferKind::Subnets),
        ("awsvpcConfiguration", "securityGroups") => Picks::Offers(OfferKind::SecurityGroups),
        ("loadBalancers", "targetGroupArn") | (_, "alternateTargetGroupArn") => {
            Picks::Offers(OfferKind::TargetGroups)
        }
        (_, "loadBalancerName") => Picks::Offers(OfferKind::ClassicLoadBalancers),
        (_, "capacityProvider") => Picks::Offers(OfferKind::CapacityProviders),
        (_, "registryArn") => Picks::Offers(OfferKind::Registries),
        ("serviceConnectConfiguration", "namespace") => Picks::Offers(OfferKind::Namespaces),
        (_, "alarmNames") => Picks::Offers(OfferKind::Alarms),
        ("efsVolumeConfiguration", "fileSystemId") => Picks::Offers(OfferKind::FileSystems),
        (_, "accessPointId") => Picks::AccessPoints,
        (_, "kmsKeyId" | "kmsKey") => Picks::Offers(OfferKind::Keys),
        (_, "credentialsParameter") => Picks::Offers(OfferKind::Secrets),
        ("containerDefinitions", "image") => Picks::Image,
        (_, "valueFrom") => Picks::ValueFrom,
        (_, "containerName" | "sourceContainer") => Picks::Containers,
        ("mountPoints", "sourceVolume") | ("volumeConfigurations", "name") => Picks::Volumes,
        (_, "portName") => Picks::PortNames,
        _ => return None,
    })
}

/// A field with suggestions for a place.
#[component]
pub(in crate::editor) fn Picker(
    spot: Spot,
    picks: Picks,
    /// What it is called, where the schema's word is not clear without its surroundings.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it means, where the schema's sentence is not enough.
    #[prop(optional, into)]
    help: Option<String>,
    /// Does more than put what was typed in its place.
    #[prop(optional, into)]
    on_put: Option<Callback<String>>,
) -> impl IntoView {
    let label = label.unwrap_or_else(|| spot.label());
    match picks {
        Picks::Image => view! { <ImagePicker spot label /> }.into_any(),
        Picks::ValueFrom => view! { <ValueFrom spot label /> }.into_any(),
        Picks::Offers(_)
        | Picks::AccessPoints
        | Picks::Containers
        | Picks::Volumes
        | Picks::PortNames
        | Picks::Listed(_) => {
            let (listed, offers) = source(&spot, picks);
            view! { <Suggested spot label help on_put listed offers /> }.into_any()
        }
    }
}

/// A field that suggests, and says below what the chosen one means.
#[component]
fn Suggested(
    spot: Spot,
    label: String,
    help: Option<String>,
    on_put: Option<Callback<String>>,
    listed: Listed,
    offers: Option<Offers>,
) -> impl IntoView {
    let clock = Clock::expect();
    let help = help.unwrap_or_else(|| spot.help());
    let (id, value) = (spot.id(), spot.value());
    let (notes, ruled_out) = (spot.notes(), spot.ruled_out());
    let left = spot.clone();
    let in_list = spot
        .pointer
        .tokens()
        .last()
        .is_some_and(|last| last.parse::<usize>().is_ok());
    let is_required = in_list || spot.member.is_some_and(|member| member.required);
    let put = move |text: String| match on_put {
        Some(on_put) => on_put.run(text),
        None if is_required => spot.put(Holds::Text, &text),
        None => spot.put(Holds::OptionalText, &text),
    };
    // What stands here already is explained, too.
    if let Some(offers) = offers
        && value.with_untracked(|value| !value.is_empty())
    {
        offers.look();
    }
    let meaning = move || {
        let offer = offers?.find(&value.get())?;
        let words = facts(&offer, untrack(|| clock.now_ms())).join("; ");
        let concerns = offer.concerns.join(" ");
        (!words.is_empty()).then(|| {
            view! {
                <p class="field__meaning">{words}</p>
                {(!concerns.is_empty()).then(|| view! { <p class="field__concern">{concerns}</p> })}
            }
        })
    };
    view! {
        <div class="picker">
            <Combobox
                id
                label
                help
                value
                on_input=put
                on_leave=move |()| left.touch()
                listed
                notes
                ruled_out
            />
            {meaning}
        </div>
    }
}

fn source(spot: &Spot, picks: Picks) -> (Listed, Option<Offers>) {
    let editor = spot.editor;
    let given = |state: Signal<Load<Vec<Suggestion>>>, empty| {
        let nothing = Callback::new(|()| ());
        let listed = Listed {
            state,
            ask: Callback::new(|_: String| ()),
            retry: nothing,
            has_more: Signal::stored(false),
            more: nothing,
            empty,
        };
        (listed, None)
    };
    let in_documents = |suggest: fn(Editor) -> Vec<String>, empty| {
        let state = Signal::derive(move || Load::Ready(suggestions(suggest(editor))));
        given(state, empty)
    };
    match picks {
        Picks::Offers(kind @ (OfferKind::TargetGroups | OfferKind::CapacityProviders)) => {
            let offers = Offers::new(kind, context(editor, kind));
            (offers.listed(empty_words(kind)), Some(offers))
        }
        Picks::Offers(kind) => {
            let offers = editor.sources.offers(kind);
            (offers.listed(empty_words(kind)), Some(offers))
        }
        Picks::AccessPoints => {
            let around = spot.pointer.parent().and_then(|parent| parent.parent());
            let file_system = around.unwrap_or_default().member("fileSystemId");
            let kind = spot.kind;
            let of = Signal::derive(move || OfferQuery {
                of: Some(editor.text_at(kind, file_system.as_str())),
                ..OfferQuery::default()
            });
            let offers = Offers::new(OfferKind::AccessPoints, of);
            (
                offers.listed(empty_words(OfferKind::AccessPoints)),
                Some(offers),
            )
        }
        Picks::Containers => in_documents(
            containers,
            "The task definition has no container with a name yet.",
        ),
        Picks::Volumes => in_documents(
            volumes,
            "The task definition has no volume yet. Add one under Volumes.",
        ),
        Picks::PortNames => in_documents(
            port_names,
            "No port has a name yet. Name one under the container's ports.",
        ),
        Picks::Listed(values) => {
            let names = values.iter().map(|value| (*value).to_owned()).collect();
            given(Signal::stored(Load::Ready(suggestions(names))), "")
        }
        Picks::Image | Picks::ValueFrom => in_documents(|_| Vec::new(), ""),
    }
}

/// What the offers of a kind depend on.
fn context(editor: Editor, kind: OfferKind) -> Signal<OfferQuery> {
    Signal::derive(move || match kind {
        OfferKind::TargetGroups => OfferQuery {
            target_type: Some(
                if editor.setting().get().network == shared::schema::Network::Awsvpc {
                    "ip"
                } else {
                    "instance"
                }
                .to_owned(),
            ),
            ..OfferQuery::default()
        },
        OfferKind::CapacityProviders => OfferQuery {
            of: Some(editor.text_at(DocumentKind::Service, "/cluster"))
                .filter(|cluster| !cluster.is_empty()),
            ..OfferQuery::default()
        },
        _ => OfferQuery::default(),
    })
}

const fn empty_words(kind: OfferKind) -> &'static str {
    match kind {
        OfferKind::Alarms => {
            "This account and region have no alarm yet. Create one in CloudWatch first."
        }
        OfferKind::CapacityProviders => {
            "This cluster has no capacity provider. FARGATE and FARGATE_SPOT can be added to it in AWS."
        }
        OfferKind::ClassicLoadBalancers => "This account and region have no Classic load balancer.",
        OfferKind::Clusters => {
            "This account and region have no cluster yet. Create one, then it appears here."
        }
        OfferKind::AccessPoints => "The file system has no access point.",
        OfferKind::FileSystems => "This account and region have no EFS file system.",
        OfferKind::Images => "The repository has no image with a tag yet.",
        OfferKind::Keys => "This account and region have no KMS key.",
        OfferKind::LogGroups => {
            "There is no log group yet. Type a name; with awslogs-create-group the task makes it."
        }
        OfferKind::Namespaces => "There is no Cloud Map namespace yet.",
        OfferKind::Parameters => "Parameter Store has no parameter here yet.",
        OfferKind::Registries => "Cloud Map has no service here yet.",
        OfferKind::Repositories => {
            "There is no ECR repository here. Type the whole image, such as nginx:1.27."
        }
        OfferKind::Roles => "This account has no role yet. Create one in IAM first.",
        OfferKind::SecretKeys => "No running task definition names a key of it. Type the key.",
        OfferKind::SecretVersions => "The secret has no other version.",
        OfferKind::Secrets => "Secrets Manager has no secret here yet.",
        OfferKind::SecurityGroups => "There is no security group here.",
        OfferKind::Subnets => "There is no subnet here.",
        OfferKind::TargetGroups => {
            "This account and region have no target group. A service runs without one; to be reached through a load balancer, create one first."
        }
    }
}

fn suggestions(names: Vec<String>) -> Vec<Suggestion> {
    names
        .into_iter()
        .map(|name| Suggestion {
            value: name.clone(),
            label: name,
            details: Vec::new(),
            concerns: Vec::new(),
        })
        .collect()
}

/// The texts of a member in the elements of a list of the task definition.
fn texts(editor: Editor, list: &str, member: &str) -> Vec<String> {
    editor.look(
        DocumentKind::TaskDefinition,
        &Pointer::parse(list),
        |json| {
            json.and_then(Json::as_array)
                .unwrap_or_default()
                .iter()
                .filter_map(|one| one.get(member).map(shown))
                .filter(|text| !text.is_empty())
                .collect()
        },
    )
}

fn containers(editor: Editor) -> Vec<String> {
    texts(editor, "/containerDefinitions", "name")
}

fn volumes(editor: Editor) -> Vec<String> {
    texts(editor, "/volumes", "name")
}

fn port_names(editor: Editor) -> Vec<String> {
    let list = Pointer::parse("/containerDefinitions");
    (0..editor.length(DocumentKind::TaskDefinition, &list))
        .flat_map(|at| {
            texts(
                editor,
                list.index(at).member("portMappings").as_str(),
                "name",
            )
        })
        .collect()
}
