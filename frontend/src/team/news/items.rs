//! The list of one's own news.

use std::sync::Arc;

use leptos::prelude::*;
use shared::telling::NewsKind;
use shared::wire::NewsItem;

use crate::api;
use crate::environment::here;
use crate::paged::{Paged, PagedView};
use crate::parts::FailureBanner;
use crate::team::doing::Doing;
use crate::ui::{Button, Chip, TimeAgo, Tone};

const ASK_EVERY_MS: u32 = 10_000;

#[component]
pub(super) fn Items() -> impl IntoView {
    let list = Paged::new(api::list_news, |item: &NewsItem| item.number.to_string());
    api::poll_while(ASK_EVERY_MS, || !document().hidden(), move || list.reload());
    let rows = Arc::new(move |items: Memo<Vec<NewsItem>>| {
        view! { <Rows items on_seen=move |()| list.begin_again() /> }.into_any()
    });
    view! {
        <section class="section" aria-labelledby="news-section">
            <h2 id="news-section">"Your news"</h2>
            <PagedView
                list
                lines=6
                empty=|| {
                    view! {
                        <p class="quiet">
                            "Nothing yet. When somebody comments on a change of yours, or one waits for you, it stands here."
                        </p>
                    }
                }
                rows
            />
        </section>
    }
}

#[component]
fn Rows(items: Memo<Vec<NewsItem>>, #[prop(into)] on_seen: Callback<()>) -> impl IntoView {
    let doing = Doing::new();
    let newest = Memo::new(move |_| {
        items.with(|items| items.iter().find(|item| !item.seen).map(|item| item.number))
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
                on_seen.try_run(());
            });
        }
    };
    view! {
        <div class="actions">
            <Button pending=doing.pending denied=all_seen on_press=mark>
                "Mark all as seen"
            </Button>
        </div>
        <FailureBanner failure=doing.failure />
        <ul class="log" aria-label="Your news">
            <For
                each=move || items.get()
                key=|item| (item.number, item.seen)
                children=|item| view! { <Item item /> }
            />
        </ul>
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
                <p class="quiet">
                    {news.environment.clone()} " · " {news.by.map(|by| format!("{by} · "))}
                    <TimeAgo at_ms=news.at_ms />
                </p>
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
