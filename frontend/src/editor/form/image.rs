//! The picker of an image: a repository of ECR, then one of its tags; other registries are typed.

use leptos::prelude::*;
use shared::wire::{OfferKind, OfferQuery};

use crate::editor::binding::{Holds, Spot};
use crate::editor::offers::{Offers, facts};
use crate::ui::{Clock, Combobox, Listed, Load, Note, Tone};

const NO_REPOSITORY: &str =
    "There is no ECR repository here. Type the whole image, such as nginx:1.27.";
const NO_IMAGE: &str = "The repository has no image with a tag yet. Type the tag.";

/// A field that offers repositories, and the tags of a repository once one stands in it.
#[component]
pub(super) fn ImagePicker(spot: Spot, label: String) -> impl IntoView {
    let clock = Clock::expect();
    let editor = spot.editor;
    let (id, help, value) = (spot.id(), spot.help(), spot.value());
    let repository = Memo::new(move |_| value.with(|image| repository_of(image)));
    let repositories = editor.sources.offers(OfferKind::Repositories);
    let wanted = Signal::derive(move || OfferQuery {
        of: repository.get(),
        platform: Some(platform(editor)),
        ..OfferQuery::default()
    });
    let images = Offers::new(OfferKind::Images, wanted);
    // What stands here already is explained, too.
    if repository.with_untracked(Option::is_some) {
        images.look();
    }
    let of_repositories = repositories.listed(NO_REPOSITORY);
    let of_images = images.listed(NO_IMAGE);
    let chosen_list = move || {
        if repository.with(Option::is_some) {
            of_images
        } else {
            of_repositories
        }
    };
    let listed = Listed {
        state: Signal::derive(move || match chosen_list().state.get() {
            Load::Ready(mut all) => {
                if repository.with(Option::is_none) {
                    // A repository alone is no image: its tag comes next.
                    for one in &mut all {
                        one.value.push(':');
                    }
                }
                Load::Ready(all)
            }
            other => other,
        }),
        ask: Callback::new(move |text: String| untrack(chosen_list).ask.run(tag_of(&text))),
        retry: Callback::new(move |()| untrack(chosen_list).retry.run(())),
        has_more: Signal::derive(move || chosen_list().has_more.get()),
        more: Callback::new(move |()| untrack(chosen_list).more.run(())),
        empty: NO_REPOSITORY,
    };
    let own_notes = spot.notes();
    let (put, left, pin) = (spot.clone(), spot.clone(), spot);
    let notes = Signal::derive(move || {
        let mut notes = own_notes.get();
        if let Some(offer) = images.find(&value.get()) {
            notes.extend(offer.concerns.iter().map(|words| Note {
                tone: Tone::Warn,
                text: words.clone(),
                action: None,
            }));
            if let Some(pinned) = offer.pinned {
                let pin = pin.clone();
                notes.push(Note {
                    tone: Tone::Info,
                    text: "A tag can be moved to another image; a digest cannot.".to_owned(),
                    action: Some((
                        "Pin to its digest".to_owned(),
                        Callback::new(move |()| pin.put(Holds::Text, &pinned)),
                    )),
                });
            }
        }
        notes
    });
    let meaning = move || {
        let offer = images.find(&value.get())?;
        let words = facts(&offer, untrack(|| clock.now_ms())).join("; ");
        Some(view! { <p class="field__meaning">{words}</p> })
    };
    view! {
        <div class="picker">
            <Combobox
                id
                label
                help
                value
                on_input=move |text: String| put.put(Holds::Text, &text)
                on_leave=move |()| {
                    left.touch();
                    // What it is told of the image that stands here.
                    if untrack(|| repository.with(Option::is_some)) {
                        images.look();
                    }
                }
                listed
                notes
            />
            {meaning}
        </div>
    }
}

/// Where the task is to run, as images say it.
fn platform(editor: crate::editor::editing::Editor) -> String {
    let kind = shared::issue::DocumentKind::TaskDefinition;
    let system = if editor.setting().get().on_windows {
        "windows"
    } else {
        "linux"
    };
    let processor = if editor.text_at(kind, "/runtimePlatform/cpuArchitecture") == "ARM64" {
        "arm64"
    } else {
        "amd64"
    };
    format!("{system}/{processor}")
}

/// The repository of ECR that an image is of; nothing for other registries, and while there is no
/// colon that ends its name.
fn repository_of(image: &str) -> Option<String> {
    let (registry, _) = image.split_once('/')?;
    if !(registry.contains(".dkr.ecr.") || registry.contains(".dkr-ecr.")) {
        return None;
    }
    let end = image.find('@').or_else(|| {
        let slash = image.find('/')?;
        image.get(slash..)?.find(':').map(|colon| slash + colon)
    })?;
    image.get(..end).map(str::to_owned)
}

/// What is typed of a tag, to search for; everything where no repository of ECR stands before it.
fn tag_of(typed: &str) -> String {
    match repository_of(typed) {
        Some(repository) => typed
            .get(repository.len() + 1..)
            .unwrap_or_default()
            .to_owned(),
        None => typed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{repository_of, tag_of};

    #[test]
    fn a_repository_ends_where_its_tag_begins() {
        let repository = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop/web";
        let image = format!("{repository}:1.4");
        assert_eq!(repository_of(&image).as_deref(), Some(repository));
        assert_eq!(tag_of(&image), "1.4");
        assert_eq!(repository_of(repository), None);
        assert_eq!(repository_of("nginx:1"), None);
        assert_eq!(repository_of("ghcr.io/a/b:1"), None);
    }
}
