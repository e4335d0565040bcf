//! Creates a parameter of Parameter Store, or gives one another value. What is typed goes to AWS and
//! is forgotten here at once, whether AWS took it or not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::permission::Operation;
use shared::wire::{OfferKind, OfferQuery, ParameterWrite};

use crate::acting::{ConfirmIdentity, Identity};
use crate::api::{self, Failure};
use crate::dom;
use crate::editor::offers::Offers;
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{
    Announcer, Button, Choice, Combobox, Dialog, DialogHandle, Look, SelectField, TextField,
};

/// The buttons, and the window with the fields.
#[component]
pub(super) fn WriteParameter(
    /// The name or ARN that stands in the field; empty where none does.
    name: Signal<String>,
    /// Hears the ARN, or the name where AWS gives none, of what was written.
    #[prop(into)]
    on_written: Callback<String>,
) -> impl IntoView {
    let session = SessionContext::expect();
    let denied = Signal::derive(move || session.denial(Operation::WriteParameter));
    let handle = DialogHandle::new();
    let rotates = RwSignal::new(false);
    let identity = Identity::new();
    let open = move |rotate: bool| {
        rotates.set(rotate);
        handle.open();
    };
    let title = Signal::derive(move || {
        if rotates.get() {
            "Give the parameter another value".to_owned()
        } else {
            "Create a parameter".to_owned()
        }
    });
    view! {
        <div class="actions">
            <Button look=Look::Quiet denied on_press=move |()| open(false)>
                "Create a parameter"
            </Button>
            {move || {
                name.with(|name| !name.is_empty())
                    .then(|| {
                        view! {
                            <Button look=Look::Quiet denied on_press=move |()| open(true)>
                                "Give it another value"
                            </Button>
                        }
                    })
            }}
        </div>
        <Dialog handle title>
            <Fields
                handle
                rotates=rotates.get_untracked()
                name=name.get_untracked()
                identity
                on_written
            />
        </Dialog>
        <ConfirmIdentity identity />
    }
}

#[component]
fn Fields(
    handle: DialogHandle,
    /// Whether it is there already.
    rotates: bool,
    name: String,
    /// Asks who it is where a session alone is not enough.
    identity: Identity,
    on_written: Callback<String>,
) -> impl IntoView {
    let base = dom::random_name();
    let own_name = if rotates {
        name_of(&name)
    } else if name.starts_with("arn:") {
        String::new()
    } else {
        name
    };
    let writing = Writing {
        name: RwSignal::new(own_name),
        parameter_type: RwSignal::new("SecureString".to_owned()),
        value: RwSignal::new(String::new()),
        key: RwSignal::new(String::new()),
        description: RwSignal::new(String::new()),
        rotates,
        pending: RwSignal::new(false),
        failure: RwSignal::new(None),
        identity,
        announcer: Announcer::expect(),
        handle,
        on_written,
    };
    let Writing {
        name,
        parameter_type,
        value,
        key,
        description,
        pending,
        failure,
        ..
    } = writing;
    let keys = Offers::new(OfferKind::Keys, Signal::stored(OfferQuery::default()))
        .listed("There is no key here; AWS's own is used.");
    let is_secure = Memo::new(move |_| parameter_type.with(|kind| kind == "SecureString"));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !pending.get_untracked() {
            writing.attempt();
        }
    };
    let types = vec![
        Choice::new("SecureString", "SecureString, encrypted"),
        Choice::new("String", "String, readable for whoever may list"),
    ];
    let id = move |name: &str| format!("parameter-{base}-{name}");
    let (name_id, type_id, value_id) = (id("name"), id("type"), id("value"));
    let (key_id, description_id) = (id("key"), id("description"));
    view! {
        <form class="form" on:submit=submit>
            <p class="quiet">
                "The value goes to AWS and nowhere else: Longshore neither keeps it nor shows it again."
            </p>
            <TextField
                id=name_id
                label="Name"
                help="Such as /shop/web/api-key; slashes make a path that roles can be given as a whole."
                value=name
                on_input=move |text| name.set(text)
            />
            <SelectField
                id=type_id
                label="Type"
                choices=types
                value=parameter_type
                on_choose=move |chosen| parameter_type.set(chosen)
            />
            <TextField
                id=value_id
                label="Value"
                kind="password"
                autocomplete="new-password"
                value
                on_input=move |text| value.set(text)
            />
            {move || {
                is_secure
                    .get()
                    .then(|| {
                        view! {
                            <Combobox
                                id=key_id.clone()
                                label="KMS key (optional)"
                                help="Without one it is encrypted with AWS's own key for Parameter Store."
                                value=key
                                on_input=move |text| key.set(text)
                                listed=keys
                            />
                        }
                    })
            }}
            <TextField
                id=description_id
                label="Description (optional)"
                value=description
                on_input=move |text| description.set(text)
            />
            <FailureBanner failure />
            <div class="actions">
                <Button look=Look::Primary submits=true pending>
                    {if rotates { "Write the new value" } else { "Create it" }}
                </Button>
                <Button on_press=move |()| handle.close()>"Cancel"</Button>
            </div>
        </form>
    }
}

/// What it takes to write what is typed.
#[derive(Clone, Copy)]
struct Writing {
    name: RwSignal<String>,
    parameter_type: RwSignal<String>,
    value: RwSignal<String>,
    key: RwSignal<String>,
    description: RwSignal<String>,
    rotates: bool,
    pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    identity: Identity,
    announcer: Announcer,
    handle: DialogHandle,
    on_written: Callback<String>,
}

impl Writing {
    fn attempt(self) {
        self.pending.set(true);
        self.failure.set(None);
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let parameter_type = self.parameter_type.get_untracked();
        let is_secure = parameter_type == "SecureString";
        let write = ParameterWrite {
            name: self.name.get_untracked(),
            parameter_type,
            value: self.value.get_untracked(),
            key_id: given(self.key.get_untracked()).filter(|_| is_secure),
            description: given(self.description.get_untracked()),
            rotate: self.rotates,
        };
        spawn_local(async move {
            match api::write_parameter(&write).await {
                Ok(parameter) => {
                    self.announcer.say(&format!(
                        "{} is written, version {}.",
                        parameter.name, parameter.version
                    ));
                    self.on_written.run(parameter.arn.unwrap_or(parameter.name));
                    self.value.try_set(String::new());
                    self.handle.close();
                }
                Err(refused) => {
                    let again = Callback::new(move |()| self.attempt());
                    self.failure.try_set(self.identity.judge(refused, again));
                }
            }
            self.pending.try_set(false);
        });
    }
}

/// The name of a parameter by its name or ARN. An ARN has no slash before a name without a path.
fn name_of(reference: &str) -> String {
    match reference.split_once(":parameter/") {
        Some((arn, path)) if arn.starts_with("arn:") => {
            if path.contains('/') {
                format!("/{path}")
            } else {
                path.to_owned()
            }
        }
        _ => reference.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn an_arn_tells_the_name() {
        let arn = "arn:aws:ssm:eu-central-1:123456789012:parameter/";
        assert_eq!(name_of(&format!("{arn}shop/web/key")), "/shop/web/key");
        assert_eq!(name_of(&format!("{arn}key")), "key");
        assert_eq!(name_of("/shop/web/key"), "/shop/web/key");
    }
}
