//! The parts in all their states, on one page, to look at and to test.

use leptos::prelude::*;
use shared::deployment::Verdict;
use shared::wire::Health;

use crate::parts::{HealthChip, verdict_chip};
use crate::ui::{
    Banner, Button, ButtonLink, Chip, CodeBlock, DiffView, Disclosure, Look, Meter, Name, Note,
    Part, Skeleton, TextField, TimeAgo, Tone,
};

const HEALTHS: [Health; 6] = [
    Health::Failing,
    Health::Degraded,
    Health::Rolling,
    Health::Steady,
    Health::Idle,
    Health::Draining,
];

#[component]
pub(super) fn Gallery() -> impl IntoView {
    let text = RwSignal::new("web".to_owned());
    let healths = HEALTHS
        .into_iter()
        .map(|health| view! { <HealthChip health /> })
        .collect_view();
    let verdicts = Verdict::ALL
        .into_iter()
        .map(|verdict| {
            let (tone, word) = verdict_chip(verdict);
            view! { <Chip tone word /> }
        })
        .collect_view();
    let banners = [Tone::Good, Tone::Busy, Tone::Warn, Tone::Bad, Tone::Info]
        .into_iter()
        .map(|tone| {
            view! {
                <Banner tone title=format!("A banner that says: {}", tone.as_str())>
                    <p>"With a sentence about what to do."</p>
                </Banner>
            }
        })
        .collect_view();
    let parts = vec![
        Part {
            tone: Tone::Good,
            amount: 3,
        },
        Part {
            tone: Tone::Busy,
            amount: 2,
        },
    ];
    let note = Note {
        tone: Tone::Bad,
        text: "Use letters, digits, - and _ only.".to_owned(),
        action: None,
    };
    view! {
        <section class="section" aria-labelledby="states">
            <h2 id="states">"States"</h2>
            <div class="actions">{healths}</div>
            <div class="actions">{verdicts}</div>
            <Meter parts whole=8 />
        </section>
        <section class="section" aria-labelledby="buttons">
            <h2 id="buttons">"Buttons"</h2>
            <div class="actions">
                <Button look=Look::Primary>"The next step"</Button>
                <Button>"Another step"</Button>
                <Button look=Look::Quiet>"Among text"</Button>
                <Button pending=true>"On its way"</Button>
                <Button look=Look::Primary denied=Some("Only a deployer may do this.".to_owned())>
                    "Deploy"
                </Button>
                <ButtonLink href="/gallery">"A link"</ButtonLink>
            </div>
        </section>
        <section class="section" aria-labelledby="fields">
            <h2 id="fields">"Fields"</h2>
            <div class="form">
                <TextField
                    id="gallery-name"
                    label="Name"
                    help="What it is called."
                    value=text
                    on_input=move |typed| text.set(typed)
                    notes=vec![note]
                />
            </div>
        </section>
        <section class="section" aria-labelledby="messages">
            <h2 id="messages">"Messages"</h2>
            {banners}
            <Skeleton lines=3 />
        </section>
        <section class="section" aria-labelledby="texts">
            <h2 id="texts">"Texts"</h2>
            <p>
                <Name
                    text="arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/shop-web/0123456789abcdef"
                    what="the ARN"
                /> " " <TimeAgo at_ms=0 />
            </p>
            <Disclosure label="Folded" mark=Some("2 set".to_owned())>
                <CodeBlock label="JSON" text="{\n  \"family\": \"web\"\n}" />
            </Disclosure>
            <DiffView
                label="A difference"
                before="{\n  \"cpu\": 256\n}".to_owned()
                after="{\n  \"cpu\": 512\n}".to_owned()
            />
        </section>
    }
}
