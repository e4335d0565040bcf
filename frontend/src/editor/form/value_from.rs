//! The picker of a secret: Parameter Store or Secrets Manager, down to the key and the version, and
//! whether the task's execution role may read it.

use leptos::prelude::*;
use shared::wire::{OfferKind, OfferQuery};

use super::parameter::WriteParameter;
use crate::editor::binding::{Holds, Spot};
use crate::editor::offers::{Offers, facts};
use crate::ui::{Choice, Clock, Combobox, Listed, Note, RadioGroup, Tone};

const STORE: &str = "parameter-store";
const MANAGER: &str = "secrets-manager";

/// Where the value comes from.
#[component]
pub(super) fn ValueFrom(spot: Spot, label: String) -> impl IntoView {
    let clock = Clock::expect();
    let editor = spot.editor;
    let (id, help, value) = (spot.id(), spot.help(), spot.value());
    let store = value.with_untracked(|value| store_of(value));
    let chosen_store = RwSignal::new(store.to_owned());
    let is_secret = Memo::new(move |_| chosen_store.with(|store| store == MANAGER));
    let parameters = editor.sources.offers(OfferKind::Parameters);
    let secrets = editor.sources.offers(OfferKind::Secrets);
    let listed = either(is_secret, parameters, secrets);
    // What stands here already is explained, too.
    if value.with_untracked(|value| !value.is_empty()) {
        if is_secret.get_untracked() {
            secrets.look();
        } else {
            parameters.look();
        }
    }
    // The field shows the secret alone; key and version have fields of their own.
    let base = Memo::new(move |_| value.with(|value| Reference::parse(value).base));
    let put_base = {
        let spot = spot.clone();
        move |text: String| {
            let mut reference = Reference::parse(&text);
            if reference.key.is_empty() && reference.stage.is_empty() {
                let present = value.with_untracked(|value| Reference::parse(value));
                if present.base == reference.base {
                    reference = present;
                }
            }
            chosen_store.set(store_of(&reference.base).to_owned());
            spot.put(Holds::Text, &reference.text());
        }
    };
    let notes = notes_of(&spot);
    let meaning = move || {
        let base = base.get();
        let offer = if is_secret.get() {
            secrets.find(&base)
        } else {
            parameters.find(&base)
        }?;
        let words = facts(&offer, untrack(|| clock.now_ms())).join("; ");
        Some(view! { <p class="field__meaning">{words}</p> })
    };
    let (left, parts_spot, created) = (spot.clone(), spot.clone(), spot.clone());
    let stores = vec![
        Choice::new(STORE, "Parameter Store"),
        Choice::new(MANAGER, "Secrets Manager"),
    ];
    view! {
        <div class="picker">
            <RadioGroup
                id=format!("{id}-store")
                legend=format!("{label}: where it is kept")
                choices=stores
                value=chosen_store
                on_choose=move |chosen| chosen_store.set(chosen)
            />
            <Combobox
                id
                label
                help
                value=base
                on_input=put_base
                on_leave=move |()| left.touch()
                listed
                notes
            />
            {meaning}
            {move || {
                let spot = parts_spot.clone();
                (is_secret.get() && base.with(|base| !base.is_empty()))
                    .then(|| view! { <Parts spot base /> })
            }}
            {move || {
                let spot = created.clone();
                (!is_secret.get())
                    .then(|| {
                        view! {
                            <WriteParameter
                                name=Signal::derive(move || base.get())
                                on_written=move |arn: String| {
                                    spot.put(Holds::Text, &arn);
                                    spot.editor.sources.offers(OfferKind::Parameters).forget();
                                }
                            />
                        }
                    })
            }}
        </div>
    }
}

/// What there is in the store that is chosen.
fn either(is_secret: Memo<bool>, parameters: Offers, secrets: Offers) -> Listed {
    let lists = (
        parameters.listed(
            "Parameter Store has no parameter here yet. Create one below, or type its name.",
        ),
        secrets.listed("Secrets Manager has no secret here yet. Type its ARN."),
    );
    let chosen = move || if is_secret.get() { lists.1 } else { lists.0 };
    Listed {
        state: Signal::derive(move || chosen().state.get()),
        ask: Callback::new(move |text: String| untrack(chosen).ask.run(text)),
        retry: Callback::new(move |()| untrack(chosen).retry.run(())),
        has_more: Signal::derive(move || chosen().has_more.get()),
        more: Callback::new(move |()| untrack(chosen).more.run(())),
        empty: "There is none yet. Type its name or ARN.",
    }
}

/// What the checks and the simulation of the role say of a reference.
fn notes_of(spot: &Spot) -> Signal<Vec<Note>> {
    let own = spot.notes_but("execution-role-cannot-read-secret");
    let (value, sources) = (spot.value(), spot.editor.sources);
    Signal::derive(move || {
        let mut notes: Vec<Note> = own.get();
        if let Some(told) = value.with(|reference| sources.readability(reference)) {
            notes.push(Note {
                tone: match told.readable {
                    Some(true) => Tone::Good,
                    Some(false) => Tone::Warn,
                    None => Tone::Info,
                },
                text: told.words,
                action: None,
            });
        }
        notes
    })
}

/// The JSON key and the version of a secret.
#[component]
fn Parts(spot: Spot, base: Memo<String>) -> impl IntoView {
    let id = spot.id();
    let value = spot.value();
    let of = Signal::derive(move || OfferQuery {
        of: Some(base.get()),
        ..OfferQuery::default()
    });
    let keys = Offers::new(OfferKind::SecretKeys, of)
        .listed("No running task definition names a key of it. Type the key, or leave it empty for the whole value.");
    let versions =
        Offers::new(OfferKind::SecretVersions, of).listed("The secret has no other version.");
    let key = Memo::new(move |_| value.with(|value| Reference::parse(value).key));
    let stage = Memo::new(move |_| value.with(|value| Reference::parse(value).stage));
    let put_key = {
        let spot = spot.clone();
        move |text: String| {
            let mut reference = value.with_untracked(|value| Reference::parse(value));
            reference.key = text;
            spot.put(Holds::Text, &reference.text());
        }
    };
    let put_stage = move |text: String| {
        let mut reference = value.with_untracked(|value| Reference::parse(value));
        reference.stage = text;
        spot.put(Holds::Text, &reference.text());
    };
    view! {
        <div class="columns">
            <Combobox
                id=format!("{id}-key")
                label="JSON key (optional)"
                help="One value of a secret that holds several. Values are never read to find the keys."
                value=key
                on_input=put_key
                listed=keys
            />
            <Combobox
                id=format!("{id}-stage")
                label="Version (optional)"
                help="A stage such as AWSPREVIOUS; without one it is AWSCURRENT."
                value=stage
                on_input=put_stage
                listed=versions
            />
        </div>
    }
}

/// Which of the two a reference is for; Parameter Store where it does not say.
fn store_of(reference: &str) -> &'static str {
    if reference.contains(":secretsmanager:") {
        MANAGER
    } else {
        STORE
    }
}

/// A `valueFrom` taken apart: the ARN of a secret may be followed by `:key:stage:version`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Reference {
    base: String,
    key: String,
    stage: String,
    version: String,
}

impl Reference {
    fn parse(text: &str) -> Self {
        let whole = || Self {
            base: text.to_owned(),
            ..Self::default()
        };
        if store_of(text) != MANAGER {
            return whole();
        }
        let mut parts = text.split(':');
        let base: Vec<&str> = parts.by_ref().take(7).collect();
        let mut next = || parts.next().unwrap_or_default().to_owned();
        let (key, stage, version) = (next(), next(), next());
        if parts.next().is_some() {
            return whole();
        }
        Self {
            base: base.join(":"),
            key,
            stage,
            version,
        }
    }

    fn text(&self) -> String {
        let Self {
            base,
            key,
            stage,
            version,
        } = self;
        if key.is_empty() && stage.is_empty() && version.is_empty() {
            base.clone()
        } else {
            format!("{base}:{key}:{stage}:{version}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn a_reference_is_put_together_as_it_was() {
        let secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop-AbCdEf";
        for text in [
            secret.to_owned(),
            format!("{secret}:password::"),
            format!("{secret}:password:AWSPREVIOUS:"),
            "/shop/web/key".to_owned(),
            "arn:aws:ssm:eu-central-1:123456789012:parameter/shop".to_owned(),
        ] {
            assert_eq!(Reference::parse(&text).text(), text);
        }
        let reference = Reference::parse(&format!("{secret}:password:AWSPREVIOUS:"));
        assert_eq!(reference.key, "password");
        assert_eq!(reference.stage, "AWSPREVIOUS");
        assert_eq!(reference.base, secret);
    }
}
