//! What the windows in which nothing is deployed have in common in the form: each has a name and a
//! time zone, and can be removed.

use std::marker::PhantomData;

use leptos::prelude::*;

use super::form::Fields;
use super::typed::Typed;
use crate::ui::{Button, Look, TextField};

/// A kind of window as it is typed.
pub(super) trait TypedWindow: Sized + Send + Sync + 'static {
    /// What one is called in the page's ids.
    const KEY: &str;
    /// What one is called.
    const WORDS: &str;
    /// A name that one might have.
    const EXAMPLE: &str;

    /// Those that are typed.
    fn all(typed: &Typed) -> &Vec<Self>;
    /// The same, to be changed.
    fn all_mut(typed: &mut Typed) -> &mut Vec<Self>;
    /// Its own name in the page.
    fn id(&self) -> usize;
    /// Its name.
    fn name(&mut self) -> &mut String;
    /// The time zone of its times.
    fn time_zone(&mut self) -> &mut String;
}

/// One of the windows that are typed.
pub(super) struct Own<W> {
    pub(super) fields: Fields,
    pub(super) id: usize,
    kind: PhantomData<fn() -> W>,
}

impl<W> Clone for Own<W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Own<W> {}

impl<W: TypedWindow> Own<W> {
    pub(super) const fn new(fields: Fields, id: usize) -> Self {
        Self {
            fields,
            id,
            kind: PhantomData,
        }
    }

    /// The id of one of its fields.
    pub(super) fn field(self, name: &str) -> String {
        format!("{}-{}-{name}", W::KEY, self.id)
    }

    /// What is read of it; nothing once it is removed.
    pub(super) fn read<T>(self, read: impl FnOnce(&W) -> T) -> Option<T> {
        self.fields.typed.with(|typed| {
            let own = W::all(typed).iter().find(|one| one.id() == self.id);
            own.map(read)
        })
    }

    pub(super) fn text(self, get: fn(&W) -> String) -> Signal<String> {
        Signal::derive(move || self.read(get).unwrap_or_default())
    }

    pub(super) fn change(self, change: impl FnOnce(&mut W)) {
        self.fields.typed.update(|typed| {
            let mut all = W::all_mut(typed).iter_mut();
            if let Some(own) = all.find(|one| one.id() == self.id) {
                change(own);
            }
        });
    }

    fn remove(self) {
        self.fields
            .typed
            .update(|typed| W::all_mut(typed).retain(|one| one.id() != self.id));
        // Where it was nothing is left that has the focus.
        request_animation_frame(|| {
            crate::dom::focus_first("[aria-labelledby=freezes] > .actions button");
        });
    }
}

/// A window's fields around those that only its kind has.
pub(super) fn frame<W: TypedWindow>(
    own: Own<W>,
    name: Signal<String>,
    time_zone: Signal<String>,
    times: impl IntoView,
) -> impl IntoView {
    view! {
        <fieldset class="container">
            <legend class="visually-hidden">{crate::text::sentence(W::WORDS)} " " {name}</legend>
            <div class="columns">
                <TextField
                    id=own.field("name")
                    label="Name"
                    help=format!("Such as {}.", W::EXAMPLE)
                    value=name
                    on_input=move |text| own.change(|own| *own.name() = text)
                />
                <TextField
                    id=own.field("zone")
                    label="Time zone"
                    help="Of all its times, such as Europe/Berlin."
                    value=time_zone
                    on_input=move |text| own.change(|own| *own.time_zone() = text)
                />
            </div>
            {times}
            <div class="actions">
                <Button look=Look::Quiet on_press=move |()| own.remove()>
                    {format!("Remove the {}", W::WORDS)}
                    <span class="visually-hidden">" " {name}</span>
                </Button>
            </div>
        </fieldset>
    }
}
