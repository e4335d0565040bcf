//! The form by which an environment is added or changed. It is tried at AWS before it is kept.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::environment::Fault;
use shared::wire::{
    EnvironmentCheck, EnvironmentCheckRequest, EnvironmentRequest, EnvironmentStart,
    KeptEnvironment,
};

use super::found::Found;
use super::typed::{PROCESS, PROFILE, ROLE, Typed};
use crate::acting::Identity;
use crate::api::{self, Failure, Loader};
use crate::kept::{self, Life};
use crate::parts::FailureBanner;
use crate::team::older::Older;
use crate::ui::{
    AsyncView, Button, Choice, Look, Note, RadioGroup, Skeleton, TextArea, TextField, Tone,
};

#[component]
pub(super) fn EnvironmentForm(
    /// The environment that is changed; nothing for a new one.
    of: Option<KeptEnvironment>,
    /// Asks who it is where a session alone is not enough.
    identity: Identity,
    /// Says that the form is done with, and whether anything was kept.
    on_done: Callback<bool>,
) -> impl IntoView {
    let start: Loader<EnvironmentStart> = Loader::new(api::begin_environment);
    let title = of.as_ref().map_or_else(
        || "A new environment".to_owned(),
        |one| format!("Change {}", one.name),
    );
    let ready = std::sync::Arc::new(move |begun: Memo<EnvironmentStart>| {
        view! { <Fields of=of.clone() start=begun.get_untracked() identity on_done /> }.into_any()
    });
    view! {
        <section class="section" aria-labelledby="environment-form">
            <h2 id="environment-form">{title}</h2>
            <AsyncView
                state=start.state()
                retry=move |()| start.reload()
                loading=|| view! { <Skeleton lines=8 /> }
                ready
            />
        </section>
    }
}

/// What is typed stays until it is kept or given up, also through a reload and a way to the identity
/// provider: a role in AWS may have been made with its external id by then.
#[component]
fn Fields(
    of: Option<KeptEnvironment>,
    start: EnvironmentStart,
    identity: Identity,
    on_done: Callback<bool>,
) -> impl IntoView {
    let at_first = Typed::of(of.as_ref(), &start);
    let kept_name = StoredValue::new(kept::environment_name(
        of.as_ref().map(|one| one.name.as_str()),
    ));
    let base_version = at_first.base_version;
    let older_name = kept::older_name(&kept_name.get_value());
    let mut before = kept::find::<Typed>(Life::Tab, &kept_name.get_value());
    if let Some(moved) = before.take_if(|before| before.base_version != base_version) {
        kept::keep(Life::Tab, &older_name, &moved);
    }
    // Taken up, it is of this version.
    let older = kept::find::<Typed>(Life::Tab, &older_name).map(|older| Typed {
        base_version,
        ..older
    });
    let older = RwSignal::new(older.filter(|older| *older != at_first));
    let typed = RwSignal::new(before.unwrap_or_else(|| at_first.clone()));
    let forget = move || kept::forget(Life::Tab, &kept_name.get_value());
    let at_first = StoredValue::new(at_first);
    let is_same =
        Memo::new(move |_| typed.with(|typed| at_first.with_value(|at_first| typed == at_first)));
    Effect::new(move |_| {
        if is_same.get() {
            forget();
        } else {
            typed.with(|typed| kept::keep(Life::Tab, &kept_name.get_value(), typed));
        }
    });
    let on_done = Callback::new(move |is_kept| {
        forget();
        kept::forget(Life::Tab, &kept::older_name(&kept_name.get_value()));
        on_done.run(is_kept);
    });
    let is_new = of.is_none();
    let found = RwSignal::new(None::<EnvironmentCheck>);
    let failure = RwSignal::new(None::<Failure>);
    let (checking, saving) = (RwSignal::new(false), RwSignal::new(false));
    let keeping = Keeping {
        typed,
        base_version: of.as_ref().map_or(0, |one| one.version),
        found,
        failure,
        pending: saving,
        identity,
        on_done,
    };
    let check = move |()| {
        checking.set(true);
        failure.set(None);
        spawn_local(async move {
            match api::check_environment(&keeping.wanted()).await {
                Ok(check) => {
                    found.try_set(Some(check));
                }
                Err(refused) => {
                    failure.try_set(Some(refused));
                }
            }
            checking.try_set(false);
        });
    };
    // What was found is of what was typed then.
    let change = move |set: &dyn Fn(&mut Typed)| {
        typed.update(|typed| set(typed));
        found.set(None);
    };
    let notes = NotesOf(found);
    view! {
        <Older
            older
            title="Somebody has changed the environment since you typed"
            take_up=Callback::new(move |before| change(&|typed| *typed = Typed::clone(&before)))
            name=kept_name.get_value()
            then="#environment-clusters"
        />
        <FailureBanner failure />
        <form
            class="form"
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                if !saving.get_untracked() {
                    keeping.attempt();
                }
            }
        >
            {is_new
                .then(|| {
                    view! {
                        <TextField
                            id="environment-name"
                            label="Name"
                            help="Stands in every address and in front of every page, such as production. It stays as it is."
                            value=Signal::derive(move || typed.with(|typed| typed.name.clone()))
                            on_input=move |text: String| change(&|typed| typed.name.clone_from(&text))
                            notes=notes.at(&["name"])
                        />
                    }
                })}
            <Whereabouts typed start=start.clone() change=Callback::new(move |next| {
                typed.set(next);
                found.set(None);
            }) notes />
            <TextArea
                id="environment-clusters"
                label="Clusters"
                help="The clusters that Longshore looks after, one a line; leave it empty for every cluster."
                value=Signal::derive(move || typed.with(|typed| typed.clusters.clone()))
                on_input=move |text: String| change(&|typed| typed.clusters.clone_from(&text))
                notes=notes.at(&["clusters"])
                rows=3
            />
            <div role="status">
                {move || found.get().map(|check| view! { <Found check /> })}
            </div>
            <div class="actions">
                <Button look=Look::Primary submits=true pending=saving>
                    {if is_new { "Add it" } else { "Save" }}
                </Button>
                <Button pending=checking on_press=check>
                    "Try it"
                </Button>
                <Button look=Look::Plain on_press=move |()| on_done.run(false)>
                    "Cancel"
                </Button>
            </div>
        </form>
    }
}

/// What it takes to keep what is typed.
#[derive(Clone, Copy)]
struct Keeping {
    typed: RwSignal<Typed>,
    base_version: i64,
    found: RwSignal<Option<EnvironmentCheck>>,
    failure: RwSignal<Option<Failure>>,
    pending: RwSignal<bool>,
    identity: Identity,
    on_done: Callback<bool>,
}

impl Keeping {
    fn wanted(self) -> EnvironmentCheckRequest {
        self.typed.with_untracked(|typed| EnvironmentCheckRequest {
            name: typed.name.trim().to_owned(),
            settings: typed.settings(),
        })
    }

    fn attempt(self) {
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let wanted = self.wanted();
            // Tried first, so that what is wrong stands where it belongs.
            match api::check_environment(&wanted).await {
                Ok(check) => {
                    let works = check.faults.is_empty();
                    self.found.try_set(Some(check));
                    if works {
                        self.send(wanted).await;
                    }
                }
                Err(refused) => {
                    self.failure.try_set(Some(refused));
                }
            }
            self.pending.try_set(false);
        });
    }

    async fn send(self, wanted: EnvironmentCheckRequest) {
        let request = EnvironmentRequest {
            settings: wanted.settings,
            base_version: self.base_version,
        };
        match api::save_environment(&wanted.name, &request).await {
            Ok(_) => {
                self.on_done.try_run(true);
            }
            Err(refused) => {
                let again = Callback::new(move |()| self.attempt());
                self.failure.try_set(self.identity.judge(refused, again));
            }
        }
    }
}

/// What is said at a member.
#[derive(Clone, Copy)]
struct NotesOf(RwSignal<Option<EnvironmentCheck>>);

impl NotesOf {
    fn at(self, members: &'static [&'static str]) -> Signal<Vec<Note>> {
        Signal::derive(move || {
            self.0.with(|found| {
                let faults = found.iter().flat_map(|found| &found.faults);
                faults
                    .filter(|fault| members.contains(&fault.member.as_str()))
                    .map(note)
                    .collect()
            })
        })
    }
}

/// Where it is, and as whom Longshore comes.
#[component]
fn Whereabouts(
    typed: RwSignal<Typed>,
    start: EnvironmentStart,
    change: Callback<Typed>,
    notes: NotesOf,
) -> impl IntoView {
    let set = move |set: &dyn Fn(&mut Typed)| {
        let mut next = typed.get_untracked();
        set(&mut next);
        change.run(next);
    };
    let kinds = vec![
        Choice::new(PROCESS, "Longshore's own credentials"),
        Choice::new(PROFILE, "A profile"),
        Choice::new(ROLE, "A role that it assumes"),
    ];
    let kind = Memo::new(move |_| typed.with(|typed| typed.kind.clone()));
    let caller = start.caller.clone().map_or_else(
        || "Longshore has no credentials of its own that AWS takes.".to_owned(),
        |caller| format!("Longshore itself is {caller}."),
    );
    let simulated = start.simulated;
    view! {
        <TextField
            id="environment-region"
            label="Region"
            help="As AWS names it, such as eu-central-1."
            value=Signal::derive(move || typed.with(|typed| typed.region.clone()))
            on_input=move |text: String| set(&|typed| typed.region.clone_from(&text))
            notes=notes.at(&["region"])
        />
        <RadioGroup
            id="environment-access"
            legend="As whom Longshore comes"
            choices=kinds
            value=Signal::derive(move || kind.get())
            on_choose=move |name: String| set(&|typed| typed.kind.clone_from(&name))
        />
        <p class="quiet">
            {caller}
            {simulated
                .then_some(
                    " The simulated AWS lends the role arn:aws:iam::123456789012:role/deployer to everybody of the account.",
                )}
        </p>
        {move || match kind.get().as_str() {
            PROFILE => {
                view! {
                    <TextField
                        id="environment-profile"
                        label="Profile"
                        help="Its name in the configuration files of the machine that Longshore runs on."
                        value=Signal::derive(move || typed.with(|typed| typed.profile.clone()))
                        on_input=move |text: String| set(&|typed| typed.profile.clone_from(&text))
                        notes=notes.at(&["profile", "access"])
                    />
                }
                    .into_any()
            }
            ROLE => {
                view! {
                    <TextField
                        id="environment-role"
                        label="Role"
                        help="Its ARN, in the account of the environment."
                        value=Signal::derive(move || typed.with(|typed| typed.role_arn.clone()))
                        on_input=move |text: String| set(&|typed| typed.role_arn.clone_from(&text))
                        notes=notes.at(&["role_arn", "access"])
                    />
                    <TextField
                        id="environment-external-id"
                        label="External id"
                        help="The role's trust policy asks for it, so that nobody else reaches the role through Longshore's credentials."
                        value=Signal::derive(move || typed.with(|typed| typed.external_id.clone()))
                        on_input=move |text: String| {
                            set(&|typed| typed.external_id.clone_from(&text));
                        }
                        notes=notes.at(&["external_id"])
                    />
                }
                    .into_any()
            }
            _ => ().into_any(),
        }}
        <TextField
            id="environment-endpoint"
            label="Endpoint"
            help="Where AWS is reached, if not at its own addresses; leave it empty for these."
            value=Signal::derive(move || typed.with(|typed| typed.endpoint_url.clone()))
            on_input=move |text: String| set(&|typed| typed.endpoint_url.clone_from(&text))
            notes=notes.at(&["endpoint_url"])
        />
    }
}

fn note(fault: &Fault) -> Note {
    Note {
        tone: Tone::Bad,
        text: fault.words.clone(),
        action: None,
    }
}
