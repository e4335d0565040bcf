//! A text area for JSON with its lines numbered, its parts colored, and marks at lines where
//! something is wrong.
//!
//! The text area itself holds the text, so that keyboard, selection, input methods and assistive
//! technology work as everywhere; its letters are transparent, and the colored ones lie below it.
//! Only the lines that changed are drawn anew, so that a keystroke costs one line.
//!
//! Roles: a `textarea`, labelled and described as every field; the description also says how many
//! lines are marked. The marks are a list below it, and the colored lines are hidden from assistive
//! technology, because they say nothing else.
//!
//! Keys: those of a text area. Tab leaves it and goes to the marks; Enter on a mark selects its line
//! and brings the focus back into the text.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};

use super::field::{Field, FieldIds, Note, invalid};
use super::highlight::{Kind, Piece, pieces};
use super::tone::Tone;

/// Something that is wrong in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The line, from 1.
    pub(crate) line: usize,
    pub(crate) tone: Tone,
    pub(crate) words: String,
}

/// A field for a JSON text.
#[component]
pub(crate) fn CodeEditor(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// What goes in.
    #[prop(into)]
    label: Signal<String>,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Takes what was typed.
    #[prop(into)]
    on_input: Callback<String>,
    /// Says that the person has left it.
    #[prop(into)]
    on_leave: Callback<()>,
    /// The lines where something is wrong.
    #[prop(into)]
    marks: Signal<Vec<Mark>>,
    /// What is said of the text as a whole.
    #[prop(optional, into)]
    notes: Signal<Vec<Note>>,
) -> impl IntoView {
    let area = NodeRef::<leptos::html::Textarea>::new();
    let lines = NodeRef::<leptos::html::Div>::new();
    let drawn = StoredValue::new(Vec::<Drawn>::new());
    // Touches the outside world: draws into the page what the framework need not know.
    Effect::new(move |_| {
        let (Some(place), text) = (lines.get(), value.get()) else {
            return;
        };
        let wanted = marks.with(|marks| wanted(&text, marks));
        drawn.update_value(|drawn| draw(&place, drawn, wanted));
    });
    let count = move || match marks.with(Vec::len) {
        0 => String::new(),
        1 => "One line is marked; the list below leads to it.".to_owned(),
        number => format!("{number} marks; the list below leads to their lines."),
    };
    let follow = move |_| {
        if let (Some(area), Some(lines)) = (area.get_untracked(), lines.get_untracked()) {
            follow_scroll(&area, &lines);
        }
    };
    let said = move || {
        marks
            .get()
            .into_iter()
            .map(|mark| {
                let line = mark.line;
                let go = move |_| {
                    if let Some(area) = area.get_untracked() {
                        crate::dom::select_line(&area.id(), &area.value(), line);
                    }
                };
                view! {
                    <li class="code-editor__said" data-tone=mark.tone.as_str()>
                        {mark.tone.icon().view()}
                        <button type="button" class="link" on:click=go>
                            {format!("Line {line}")}
                        </button>
                        <span>{mark.words}</span>
                    </li>
                }
            })
            .collect_view()
    };
    let control = move |ids: FieldIds| {
        let count_id = format!("{}-count", ids.control);
        view! {
            <div class="code-editor">
                <div class="code-editor__lines" aria-hidden="true" node_ref=lines></div>
                <textarea
                    class="code-editor__text"
                    node_ref=area
                    id=ids.control.clone()
                    name=ids.control.clone()
                    rows="22"
                    wrap="off"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=format!("{} {count_id}", ids.described_by())
                    aria-invalid=move || invalid(notes)
                    prop:value=move || value.get()
                    on:input=move |event| on_input.run(event_target_value(&event))
                    on:scroll=follow
                    on:blur=move |_| {
                        on_leave.try_run(());
                    }
                ></textarea>
            </div>
            <p class="visually-hidden" id=count_id>
                {count}
            </p>
            <ul class="code-editor__marks">{said}</ul>
        }
        .into_any()
    };
    view! { <Field id label notes control /> }
}

/// A line as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Drawn {
    text: String,
    tone: Option<Tone>,
}

fn wanted(text: &str, marks: &[Mark]) -> Vec<Drawn> {
    let mut lines: Vec<Drawn> = text
        .split('\n')
        .map(|line| Drawn {
            text: line.trim_end_matches('\r').to_owned(),
            tone: None,
        })
        .collect();
    // The first mark of a line is the one that weighs most.
    for mark in marks.iter().rev() {
        if let Some(line) = lines.get_mut(mark.line.saturating_sub(1)) {
            line.tone = Some(mark.tone);
        }
    }
    lines
}

/// Draws the lines between those that stay at the beginning and those that stay at the end.
fn draw(place: &Element, drawn: &mut Vec<Drawn>, wanted: Vec<Drawn>) {
    let (from, n_old, n_new) = changed(drawn, &wanted);
    let children = place.children();
    let at = |at: usize| children.item(u32::try_from(at).unwrap_or(u32::MAX));
    let old: Vec<Element> = (from..from + n_old).filter_map(at).collect();
    let next = at(from + n_old);
    for line in wanted.iter().skip(from).take(n_new) {
        if let Some(element) = element(line) {
            // A line that cannot be drawn is only not colored.
            drop(place.insert_before(&element, next.as_deref()));
        }
    }
    for element in old {
        element.remove();
    }
    *drawn = wanted;
}

/// Where two lists differ: the first place, and how many of each are different.
fn changed(old: &[Drawn], new: &[Drawn]) -> (usize, usize, usize) {
    let same = |pair: &(&Drawn, &Drawn)| pair.0 == pair.1;
    let from = old.iter().zip(new).take_while(same).count();
    let rest = old.len().min(new.len()) - from;
    let to = old
        .iter()
        .rev()
        .zip(new.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    (from, old.len() - from - to, new.len() - from - to)
}

fn element(line: &Drawn) -> Option<Element> {
    let document = document();
    let element = document.create_element("div").ok()?;
    element.set_attribute("class", "code-editor__line").ok()?;
    if let Some(tone) = line.tone {
        element.set_attribute("data-tone", tone.as_str()).ok()?;
    }
    for Piece { kind, text } in pieces(&line.text) {
        if kind == Kind::Plain {
            // No element where there is no color: a long text has tens of thousands of pieces.
            let text = document.create_text_node(text);
            element.append_child(&text).ok()?;
            continue;
        }
        let span = document.create_element("span").ok()?;
        span.set_attribute("data-kind", kind.as_str()).ok()?;
        span.set_text_content(Some(text));
        element.append_child(&span).ok()?;
    }
    Some(element)
}

fn follow_scroll(area: &HtmlTextAreaElement, lines: &web_sys::HtmlDivElement) {
    if let Some(lines) = lines.dyn_ref::<HtmlElement>() {
        lines.set_scroll_top(area.scroll_top());
        lines.set_scroll_left(area.scroll_left());
    }
}

#[cfg(test)]
mod tests {
    use super::{Drawn, changed, wanted};

    fn lines(text: &str) -> Vec<Drawn> {
        wanted(text, &[])
    }

    #[test]
    fn only_what_changed_is_drawn() {
        assert_eq!(changed(&lines("a\nb\nc"), &lines("a\nx\nc")), (1, 1, 1));
        assert_eq!(changed(&lines("a\nb"), &lines("a\nb\nb")), (2, 0, 1));
        assert_eq!(changed(&lines("a\na\na"), &lines("a\na")), (2, 1, 0));
        assert_eq!(changed(&[], &lines("a")), (0, 0, 1));
        assert_eq!(changed(&lines("a"), &lines("a")), (1, 0, 0));
    }
}
