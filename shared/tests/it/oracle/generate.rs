//! Documents that are made of the schema: mostly right, with slips of every kind at every place.

use proptest::prelude::*;
use proptest::strategy::Union;
use shared::issue::DocumentKind;
use shared::json::{self, Json};
use shared::schema::{self, Element, Member, Range, Scope, Shape, Structure, Text, Value};

/// How likely a required member is there, and one that belongs to the other call.
const REQUIRED: f64 = 0.97;
const OTHER_CALL: f64 = 0.01;

/// How many right values there are for one slip.
const RIGHT: u32 = 60;

pub(super) fn document(kind: DocumentKind) -> BoxedStrategy<Json> {
    let root = schema::root(kind);
    match kind {
        DocumentKind::TaskDefinition | DocumentKind::RunTask => object(root, Scope::Always),
        DocumentKind::Service => {
            prop_oneof![object(root, Scope::Create), object(root, Scope::Update)].boxed()
        }
    }
}

/// An object with its members as often as they make sense in a call.
fn object(structure: &'static Structure, call: Scope) -> BoxedStrategy<Json> {
    let count = f64::from(u32::try_from(structure.members.len()).unwrap());
    let often = (4.0 / count).clamp(0.1, 0.6);
    let members: Vec<_> = structure
        .members
        .iter()
        .map(|member| {
            let likely = if member.scope != Scope::Always && member.scope != call {
                OTHER_CALL
            } else if member.required || structure.union {
                REQUIRED
            } else {
                often
            };
            let named = value(member).prop_map(|value| (member.name.to_owned(), value));
            prop::option::weighted(likely, named)
        })
        .collect();
    (members, superfluous(structure))
        .prop_map(|(members, superfluous)| {
            Json::Object(members.into_iter().flatten().chain(superfluous).collect())
        })
        .boxed()
}

/// A member that nobody knows, or one a second time.
fn superfluous(structure: &'static Structure) -> impl Strategy<Value = Option<(String, Json)>> {
    let mut names: Vec<&str> = structure.members.iter().map(|member| member.name).collect();
    names.extend(["unknown", "Name", "container_port"]);
    let pair = (prop::sample::select(names), odd());
    prop::option::weighted(
        0.02,
        pair.prop_map(|(name, value)| (name.to_owned(), value)),
    )
}

fn value(member: &'static Member) -> BoxedStrategy<Json> {
    let right = match &member.value {
        Value::Text(kind) => text(kind),
        Value::Whole(range) => whole(*range),
        Value::Decimal(range) => prop_oneof![whole(*range), Just(number("12.5"))].boxed(),
        Value::Flag => any::<bool>().prop_map(Json::from).boxed(),
        Value::Object(structure) => object(structure, Scope::Always),
        Value::Map => map(),
        Value::Any => prop_oneof![map(), odd()].boxed(),
        Value::List(list) => {
            let element = slipping(match &list.element {
                Element::Text(kind) => text(kind),
                Element::Whole(range) => whole(*range),
                Element::Object(structure) => object(structure, Scope::Always),
            });
            prop::collection::vec(element, list.least..4)
                .prop_map(Json::Array)
                .boxed()
        }
    };
    slipping(right)
}

/// Usually what is right; sometimes something else, or the same in a wrong wrapping.
fn slipping(right: BoxedStrategy<Json>) -> BoxedStrategy<Json> {
    let wrapped = prop_oneof![
        right.clone().prop_map(|value| Json::Array(vec![value])),
        right
            .clone()
            .prop_map(|value| Json::Object(vec![("value".to_owned(), value)])),
        // Texts become texts of texts, numbers become texts.
        right
            .clone()
            .prop_map(|value| Json::from(value.to_compact())),
    ];
    Union::new_weighted(vec![(RIGHT, right), (1, odd()), (1, wrapped.boxed())]).boxed()
}

/// What is seldom right.
fn odd() -> BoxedStrategy<Json> {
    const NUMBERS: &[&str] = &[
        "0",
        "-1",
        "1.0",
        "1.5",
        "1e2",
        "70000",
        "99999999999999999999",
    ];
    const TEXTS: &[&str] = &[
        "",
        "80",
        "true",
        "${COUNT}",
        "{{ image }}",
        "@@TASKDEFINITION_ARN@@",
        "SUBNET_ID1",
        "arn:aws:iam::ACCOUNT_ID:role/a",
    ];
    prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        prop::sample::select(NUMBERS).prop_map(number),
        prop::sample::select(TEXTS).prop_map(Json::from),
        Just(Json::Array(Vec::new())),
        Just(Json::object()),
        Just(Json::Array(vec![Json::Null])),
        Just(Json::Object(vec![("name".to_owned(), Json::Null)])),
    ]
    .boxed()
}

fn number(text: &str) -> Json {
    json::parse(text).unwrap()
}

fn map() -> BoxedStrategy<Json> {
    let value = slipping("[a-z]{0,4}".prop_map(Json::from).boxed());
    prop::collection::vec(("[a-z]{1,3}", value), 0..3)
        .prop_map(Json::Object)
        .boxed()
}

fn whole(range: Range) -> BoxedStrategy<Json> {
    let least = range.least.unwrap_or(-5);
    let most = range.most.unwrap_or(100_000);
    prop_oneof![
        8 => (least..=most).prop_map(Json::from),
        1 => Just(Json::from(least)),
        1 => Just(Json::from(least - 1)),
    ]
    .boxed()
}

fn text(kind: &'static Text) -> BoxedStrategy<Json> {
    if !kind.one_of.is_empty() {
        return prop::sample::select(kind.one_of)
            .prop_map(Json::from)
            .boxed();
    }
    match kind.shape {
        Some(shape) => prop::sample::select(like(shape))
            .prop_map(Json::from)
            .boxed(),
        None => "[a-z]{1,8}".prop_map(Json::from).boxed(),
    }
}

/// Texts that look as they must.
const fn like(shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Name | Shape::PortName | Shape::StartedBy => &["web", "side", "db_1"],
        Shape::DnsName => &["web", "web.local"],
        Shape::TagText => &["team", "", "a b"],
        Shape::CpuSize => &["256", "1 vCPU"],
        Shape::MemorySize => &["512", "1 GB"],
        Shape::Role => &["arn:aws:iam::123456789012:role/a", "role"],
        Shape::PortRange => &["8080-8090"],
        Shape::TargetGroupArn => &[
            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/a/0123456789abcdef",
        ],
        Shape::TaskDefinition => &["web", "web:3"],
        Shape::PlatformVersion => &["LATEST", "1.4.0"],
        Shape::ClientToken => &["token-1"],
        Shape::S3Object => &["arn:aws:s3:::bucket/app.env"],
        Shape::Subnet => &["subnet-12345678"],
        Shape::SecurityGroup => &["sg-12345678"],
        Shape::FileSystem => &["fs-12345678"],
        Shape::RegistryArn => {
            &["arn:aws:servicediscovery:eu-central-1:123456789012:service/srv-0123456789abcdef"]
        }
        Shape::IpAddress => &["10.0.0.1"],
        Shape::Function => &["arn:aws:lambda:eu-central-1:123456789012:function:hook"],
        Shape::LatticeTargetGroup => {
            &["arn:aws:vpc-lattice:eu-central-1:123456789012:targetgroup/tg-0123456789abcdef0"]
        }
        Shape::Snapshot => &["snap-0123456789abcdef0"],
    }
}
