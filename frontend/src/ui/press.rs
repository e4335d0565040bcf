//! Whether the mouse is down. What a field says when it is left must not move the button that is
//! being pressed away from under it, or the press is lost.

use std::cell::RefCell;

use leptos::prelude::*;

thread_local! {
    static PRESS: RefCell<Press> = const {
        RefCell::new(Press {
            is_down: false,
            waiting: Vec::new(),
        })
    };
}

struct Press {
    is_down: bool,
    waiting: Vec<Box<dyn FnOnce()>>,
}

/// Listens, as long as its owner lives. Once for the whole app.
pub(crate) fn watch_presses() {
    let down = window_event_listener(leptos::ev::mousedown, |_| {
        PRESS.with_borrow_mut(|press| press.is_down = true);
    });
    let up = window_event_listener(leptos::ev::mouseup, |_| release());
    // Instead of mouseup, where something was dragged.
    let dragged = window_event_listener(leptos::ev::dragend, |_| release());
    on_cleanup(move || {
        down.remove();
        up.remove();
        dragged.remove();
    });
}

fn release() {
    let waiting = PRESS.with_borrow_mut(|press| {
        press.is_down = false;
        std::mem::take(&mut press.waiting)
    });
    if !waiting.is_empty() {
        // The click comes after this event and before the next frame.
        request_animation_frame(move || {
            for act in waiting {
                act();
            }
        });
    }
}

/// Acts at once, or when the press that goes on is over and its click has arrived.
pub(crate) fn after_press(act: impl FnOnce() + 'static) {
    let now = PRESS.with_borrow_mut(|press| {
        if press.is_down {
            press.waiting.push(Box::new(act));
            None
        } else {
            Some(act)
        }
    });
    if let Some(act) = now {
        act();
    }
}
