//! A list that is read page by page, from its newest entry as far back as was asked for.

mod shown;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::wire::{Listing, ProblemCode};

use crate::api::{Failure, Loader};
use crate::parts::FailureBanner;
use crate::session::SessionContext;
use crate::ui::{AsyncView, Button, Load, Skeleton};
use shown::Shown;

type Answer<T> = Pin<Box<dyn Future<Output = Result<Listing<T>, Failure>>>>;
type Fetch<T> = Rc<dyn Fn(Option<String>) -> Answer<T>>;

/// A handle on such a list.
pub(crate) struct Paged<T: Send + Sync + 'static> {
    newest: Loader<Listing<T>>,
    shown: RwSignal<Option<Shown<T>>>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
    key: fn(&T) -> String,
    pending: RwSignal<bool>,
    failure: RwSignal<Option<Failure>>,
    /// Counts the beginnings, so that an older page of another list is not added to this one.
    round: StoredValue<u32>,
    session: SessionContext,
}

impl<T: Send + Sync + 'static> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Paged<T> {}

impl<T: Clone + PartialEq + Send + Sync + 'static> Paged<T> {
    /// Starts to load the newest page. `fetch` asks for the page that begins after this, or for the
    /// newest; `key` tells one item from the others.
    pub(crate) fn new<F>(
        fetch: impl Fn(Option<String>) -> F + 'static,
        key: fn(&T) -> String,
    ) -> Self
    where
        F: Future<Output = Result<Listing<T>, Failure>> + 'static,
    {
        let fetch: Fetch<T> = Rc::new(move |after| Box::pin(fetch(after)));
        let newest = {
            let fetch = Rc::clone(&fetch);
            Loader::new(move || fetch(None))
        };
        let paged = Self {
            newest,
            shown: RwSignal::new(None),
            fetch: StoredValue::new_local(fetch),
            key,
            pending: RwSignal::new(false),
            failure: RwSignal::new(None),
            round: StoredValue::new(0),
            session: SessionContext::expect(),
        };
        Effect::new(move |_| {
            newest.state().with(|state| {
                if let Load::Ready(page) = state {
                    paged.shown.update(|shown| match shown {
                        Some(shown) => shown.renew(page, key),
                        None => *shown = Some(Shown::new(page)),
                    });
                }
            });
        });
        paged
    }

    /// Loads the newest page again; what was loaded beyond it stays.
    pub(crate) fn reload(self) {
        self.newest.reload();
    }

    /// Loads the newest page alone, of what is wanted now.
    pub(crate) fn begin_again(self) {
        self.round
            .try_update_value(|round| *round = round.wrapping_add(1));
        self.pending.try_set(false);
        self.failure.try_set(None);
        self.shown.try_update(|shown| {
            if let Some(shown) = shown {
                shown.has_older = false;
            }
        });
        self.newest.reload();
    }

    /// Whether the newest page is on its way.
    pub(crate) fn is_asking(self) -> RwSignal<bool> {
        self.newest.is_asking()
    }

    /// Whether one of the items that are shown fits.
    pub(crate) fn has(self, fits: impl Fn(&T) -> bool) -> bool {
        let found = self
            .shown
            .try_with_untracked(|shown| shown.iter().flat_map(|shown| &shown.items).any(fits));
        found.unwrap_or(false)
    }

    fn load_older(self) {
        let Some(fetch) = self.fetch.try_get_value() else {
            return;
        };
        if self.pending.get_untracked() {
            return;
        }
        let after = self
            .shown
            .with_untracked(|shown| shown.as_ref().and_then(|shown| shown.next.clone()));
        let round = self.round.try_get_value();
        self.pending.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = fetch(after).await;
            if self.round.try_get_value() != round {
                return;
            }
            self.pending.try_set(false);
            match answer {
                Ok(page) => {
                    self.shown.try_update(|shown| {
                        if let Some(shown) = shown {
                            shown.extend(page, self.key);
                        }
                    });
                }
                Err(failure) => {
                    if failure.code == Some(ProblemCode::SignedOut) {
                        self.session.expire();
                    }
                    self.failure.try_set(Some(failure));
                }
            }
        });
    }
}

/// Shows such a list, with a button for the next page.
#[component]
pub(crate) fn PagedView<T>(
    /// The list.
    list: Paged<T>,
    /// How many lines keep the place while it loads.
    #[prop(default = 8)]
    lines: usize,
    /// What the button for the next page says.
    #[prop(default = "Load older")]
    more: &'static str,
    /// What says that there is nothing, and the next step.
    #[prop(into)]
    empty: ViewFn,
    /// The items.
    rows: Arc<dyn Fn(Memo<Vec<T>>) -> AnyView + Send + Sync>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let is_empty = |page: Listing<T>| page.items.is_empty();
    let end = Memo::new(move |_| {
        list.shown.with(|shown| match shown {
            Some(Shown { next: Some(_), .. }) => End::Further,
            Some(Shown {
                has_older: true, ..
            }) => End::Reached,
            Some(_) | None => End::Untold,
        })
    });
    let ready = Arc::new(move |newest: Memo<Listing<T>>| {
        let items = Memo::new(move |_| {
            // The first look comes before the newest page was taken over.
            list.shown.with(|shown| match shown {
                Some(shown) => shown.items.clone(),
                None => newest.with(|newest| newest.items.clone()),
            })
        });
        let rows = rows(items);
        let foot = foot(
            end,
            more,
            (list.pending, list.failure),
            Callback::new(move |()| list.load_older()),
        );
        view! {
            {rows}
            {foot}
        }
        .into_any()
    });
    view! {
        <AsyncView
            state=list.newest.state()
            retry=move |()| list.reload()
            loading=move || view! { <Skeleton lines /> }
            is_empty
            empty
            ready
        />
    }
}

/// How a list ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// There is more.
    Further,
    /// All pages were asked for.
    Reached,
    /// It is short enough to need no word.
    Untold,
}

/// What stands below a list, made once for all kinds of things.
fn foot(
    end: Memo<End>,
    more: &'static str,
    (pending, failure): (RwSignal<bool>, RwSignal<Option<Failure>>),
    on_more: Callback<()>,
) -> AnyView {
    view! {
        <FailureBanner failure />
        {move || match end.get() {
            End::Further => {
                view! {
                    <div class="actions">
                        <Button pending on_press=on_more>
                            {more}
                        </Button>
                    </div>
                }
                    .into_any()
            }
            End::Reached => {
                view! { <p class="quiet list-end">"That is all there is."</p> }.into_any()
            }
            End::Untold => ().into_any(),
        }}
    }
    .into_any()
}
