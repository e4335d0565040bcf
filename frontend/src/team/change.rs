//! One change with its review, live.

mod again;
mod approvals;
mod carry;
mod case;
mod comments;
mod compare;
mod decide;
mod deploy;
mod deployed;
mod facts;
mod head;
mod lines;
mod moved;
mod others;
mod plans;
mod reason;
mod remarks;
mod revise;
mod timeline;
mod told;
mod unsaid;
mod versions;

use std::sync::Arc;

use leptos::prelude::*;
use shared::change::ChangeEntry;
use shared::wire::ChangeDetail;

use crate::acting::ConfirmIdentity;
use crate::api::{self, Live, Loader};
use crate::dom;
use crate::environment::here;
use crate::parts::ConnectionNote;
use crate::ui::{AsyncView, Banner, ButtonLink, Load, Skeleton, Tone};
use again::Again;
use approvals::Approvals;
use case::Case;
use comments::WholeComments;
use decide::Decide;
use deployed::Deployed;
use facts::{FreezeBanner, GlassBanner};
use head::Head;
use moved::MovedBanner;
use others::Others;
use plans::Plans;
use timeline::Timeline;
use unsaid::UnsaidBanner;
use versions::Versions;

const ASK_EVERY_MS: u32 = 20_000;

#[component]
pub(super) fn ChangePage(
    /// Its number, as in the page's address.
    id: String,
    /// What stands after `?` in the page's address.
    search: String,
) -> impl IntoView {
    let Ok(id) = id.parse::<i64>() else {
        return view! {
            <Banner tone=Tone::Bad title="There is no such change">
                <p>"Changes have numbers."</p>
                <div class="actions">
                    <ButtonLink href=here("/changes")>"See the changes"</ButtonLink>
                </div>
            </Banner>
        }
        .into_any();
    };
    let wanted = search
        .trim_start_matches('?')
        .split('&')
        .find_map(|part| part.strip_prefix("version=")?.parse::<u32>().ok());
    let loader = Loader::new(move || api::find_change(id));
    // What others do to the policy, to roles and to other changes is told by no stream.
    let came_back = window_event_listener(leptos::ev::focus, move |_| loader.reload());
    on_cleanup(move || came_back.remove());
    let is_looked_at = move || {
        let is_pending = loader.state().try_with_untracked(|state| match state {
            Load::Ready(detail) => detail.change.state.is_pending(),
            Load::Loading | Load::Failed(_) => false,
        });
        is_pending == Some(true) && !document().hidden()
    };
    api::poll_while(ASK_EVERY_MS, is_looked_at, move || loader.reload());
    let ready = Arc::new(move |detail: Memo<ChangeDetail>| {
        // What is not there is not followed.
        let live = Live::open(&api::change_stream(id), "change", move |entry| {
            take(loader, &entry);
        });
        view! {
            <ConnectionNote connection=live.connection() />
            <Review case=Case::new(id, loader, detail, wanted) />
        }
        .into_any()
    });
    view! {
        <AsyncView
            state=loader.state()
            retry=move |()| loader.reload()
            loading=|| view! { <Skeleton lines=12 /> }
            ready
        />
    }
    .into_any()
}

/// Takes in what happened. Where something is missing in between, all of it is asked for again.
fn take(loader: Loader<ChangeDetail>, entry: &ChangeEntry) {
    let known = loader.state().try_with_untracked(|state| match state {
        Load::Ready(detail) => Some(detail.clone()),
        Load::Loading | Load::Failed(_) => None,
    });
    let Some(Some(mut detail)) = known else {
        return;
    };
    let last = detail.change.sequence;
    if entry.sequence <= last {
        return;
    }
    if entry.sequence > last + 1 {
        loader.reload();
        return;
    }
    let version = detail.change.versions.len();
    detail.change.take(entry);
    detail.entries.push(entry.clone());
    detail.standing = {
        let reviewers = &detail.reviewers;
        let may_review = |name: &str| reviewers.iter().any(|known| known == name);
        detail.change.standing(&detail.policy, may_review)
    };
    if detail.change.versions.len() > version {
        detail.viewed.clear();
    }
    loader.put(detail);
}

/// Everything, from what cannot be missed to what is looked up.
#[component]
fn Review(case: Case) -> impl IntoView {
    let title = Memo::new(move |_| case.with(|detail| detail.change.title.clone()));
    // Touches the outside world: the tab's title.
    Effect::new(move |_| dom::set_title(&format!("#{} {}", case.id, title.get())));
    let version = Memo::new(move |_| case.present());
    // Touches the outside world: what is read out.
    Effect::new(move |before: Option<u32>| {
        let now = version.get();
        if before.is_some_and(|before| before < now) {
            case.announcer.say(&format!("There is version {now} now."));
            let me = untrack(|| case.me());
            let is_own = case.with_untracked(|detail| {
                detail
                    .change
                    .version()
                    .is_some_and(|version| version.by == me)
            });
            if is_own {
                // The button that made it went with what it stood beside.
                request_animation_frame(|| {
                    if dom::focus_is_lost() {
                        dom::focus("change-head");
                    }
                });
            }
        }
        now
    });
    view! {
        <div class="review">
            <ConfirmIdentity identity=case.identity />
            <Head case />
            <UnsaidBanner case />
            <GlassBanner case />
            <FreezeBanner case />
            <MovedBanner case />
            <Deployed case />
            <Again case />
            <Others case />
            <Approvals case />
            <Versions case />
            <Plans case />
            <WholeComments case />
            <Timeline case />
            <Decide case />
        </div>
    }
}
