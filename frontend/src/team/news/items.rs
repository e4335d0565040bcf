//! The list of one's own news.

use std::sync::Arc;

use leptos::prelude::*;
use shared::telling::NewsKind;
use shared::wire::{Listing, NewsItem};

use crate::api::{self, Loader};
use crate::environment::here;
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{AsyncView, Button, Chip, Skeleton, TimeAgo, Tone};

const ASK_EVERY_MS: u32 = 10_000;

#[component]
pub(super) fn Items() -> impl IntoView {
    let first: Loader<Listing<NewsItem>> = Loader::new(|| api::list_news(None));
    let older = RwSignal::new(None::<Listing<NewsItem>>);
    api::poll_while(
        ASK_EVERY_MS,
        || !document().hidden(),
        move || first.reload(),
    );
    let is_empty = |list: Listing<NewsItem>| list.items.is_empty();
    let ready = Arc::new(move |shown: Memo<Listing<NewsItem>>| {
        view! { <Pages first=shown older on_seen=move |()| first.reload() /> }.into_any()
    });
    view! {
        <section class="section" aria-labelledby="news-section">
            <h2 id="news-section">"Your news"</h2>
            <AsyncView
                state=first.state()
                retry=move |()| first.reload()
                loading=|| view! { <Skeleton lines=6 /> }
                is_empty
                empty=|| {
                    view! {
                        <p class="quiet">
                            "Nothing yet. When somebody comments on a change of yours, or one waits for you, it stands here."
                        </p>
                    }
                }
                ready
            />
        </section>
    }
}

#[component]
fn Pages(
    first: Memo<Listing<NewsItem>>,
    older: RwSignal<Option<Listing<NewsItem>>>,
    #[prop(into)] on_seen: Callback<()>,
) -> impl IntoView {
    let doing = Doing::new();
    let all = Memo::new(move |_| {
        let mut all = first.with(|first| first.items.clone());
        older.with(|older| {
            for item in older.iter().flat_map(|older| &older.items) {
                if !all.iter().any(|known| known.number == item.number) {
                    all.push(item.clone());
                }
            }
        });
        all
    });
    let next = Memo::new(move |_| {
        let beyond = older.with(|older| older.as_ref().map(|older| older.next.clone()));
        beyond.unwrap_or_else(|| first.with(|first| first.next.clone()))
    });
    let newest = Memo::new(move |_| {
        first.with(|first| {
            first
                .items
                .iter()
                .find(|item| !item.seen)
                .map(|item| item.number)
        })
    });
    let all_seen = Signal::derive(move || {
        newest
            .get()
            .is_none()
            .then(|| "You have seen all of it.".to_owned())
    });
    let mark = move |()| {
        if let Some(number) = newest.get_untracked() {
            doing.ask(api::mark_news_seen(number), move |()| {
                older.try_set(None);
                on_seen.try_run(());
            });
        }
    };
    let load = move |()| {
        let after = next.get_untracked();
        doing.ask(api::list_news(after), move |page| {
            older.try_update(|older| {
                let mut items = older.take().map(|older| older.items).unwrap_or_default();
                items.extend(page.items);
                *older = Some(Listing {
                    items,
                    next: page.next,
                });
            });
        });
    };
    view! {
        <div class="actions">
            <Button pending=doing.pending denied=all_seen on_press=mark>
                "Mark all as seen"
            </Button>
        </div>
        <ul class="log" aria-label="Your news">
            <For
                each=move || all.get()
                key=|item| (item.number, item.seen)
                children=|item| view! { <Item item /> }
            />
        </ul>
        <FailureBanner failure=doing.failure />
        {move || {
            next.with(Option::is_some)
                .then(|| {
                    view! {
                        <div class="actions">
                            <Button pending=doing.pending on_press=load>
                                "Load older"
                            </Button>
                        </div>
                    }
                })
        }}
    }
}

#[component]
fn Item(item: NewsItem) -> impl IntoView {
    let NewsItem {
        number: _its_key,
        news,
        seen,
    } = item;
    let tone = tone_of(news.kind);
    // Another environment's page is loaded anew.
    let is_here = news.path.starts_with(&format!("{}/", here("/")));
    let rel = (!is_here).then_some("external");
    view! {
        <li class="log__entry">
            <div class="log__state">
                {if seen {
                    view! { <span class="quiet">"Seen"</span> }.into_any()
                } else {
                    view! { <Chip tone word="New" /> }.into_any()
                }}
            </div>
            <div class="log__body">
                <p class="log__title">
                    <a href=news.path.clone() rel=rel>
                        {news.title.clone()}
                    </a>
                </p>
                {(!news.text.is_empty()).then(|| view! { <p>{news.text}</p> })}
                <p class="quiet">{news.environment.clone()} " · " <TimeAgo at_ms=news.at_ms /></p>
            </div>
        </li>
    }
}

/// How much it matters.
const fn tone_of(kind: NewsKind) -> Tone {
    match kind {
        NewsKind::Deployed | NewsKind::ChangeApproved => Tone::Good,
        NewsKind::DeploymentFailed | NewsKind::RolledBack | NewsKind::GlassBroken => Tone::Bad,
        NewsKind::ChangeStale
        | NewsKind::ChangeSentBack
        | NewsKind::FreezeOverridden
        | NewsKind::Paused => Tone::Warn,
        NewsKind::ChangeWaits
        | NewsKind::ChangeCommented
        | NewsKind::ChangeClosed
        | NewsKind::DeploymentBegan
        | NewsKind::Test => Tone::Info,
    }
}
