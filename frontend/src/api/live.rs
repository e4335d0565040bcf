//! Server-sent events: news as long as a page is open, and the truth about the connection.
//!
//! The browser reconnects by itself while the server only goes away. When it gives up, the session
//! is asked for once, because the browser does not tell why; then we connect anew ourselves.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::de::DeserializeOwned;
use shared::wire::ProblemCode;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventSource, MessageEvent};

use super::client::BASE;
use crate::environment::here;
use crate::session::SessionContext;

const AGAIN_AFTER_MS: u32 = 3_000;

/// How it stands with the news.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Connection {
    Connecting,
    Live,
    /// Lost; we try again.
    Lost,
    /// Nothing more will come.
    Closed,
}

/// A stream of news. It ends with the page that opened it.
#[derive(Clone, Copy)]
pub(crate) struct Live {
    connection: RwSignal<Connection>,
    source: StoredValue<Option<Source>, LocalStorage>,
    again: StoredValue<Option<Timeout>, LocalStorage>,
    opener: StoredValue<Opener, LocalStorage>,
    session: SessionContext,
}

type OnText = std::rc::Rc<dyn Fn(String)>;

#[derive(Clone)]
struct Opener {
    url: String,
    event: &'static str,
    on_text: OnText,
}

/// An open connection; dropping it closes it.
struct Source {
    stream: EventSource,
    _on_open: Closure<dyn FnMut(Event)>,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stream.set_onopen(None);
        self.stream.set_onerror(None);
        self.stream.close();
    }
}

impl Live {
    /// Opens a stream and gives each piece of news to `on_news`.
    pub(crate) fn open<T, F>(path: &str, event: &'static str, on_news: F) -> Self
    where
        T: DeserializeOwned,
        F: Fn(T) + 'static,
    {
        let opener = Opener {
            url: format!("{BASE}{}", here(path)),
            event,
            // News that this page is too old to read is left out; a reload of the page reads it.
            on_text: std::rc::Rc::new(move |text| {
                if let Ok(news) = serde_json::from_str(&text) {
                    on_news(news);
                }
            }),
        };
        let live = Self {
            connection: RwSignal::new(Connection::Connecting),
            source: StoredValue::new_local(None),
            again: StoredValue::new_local(None),
            opener: StoredValue::new_local(opener),
            session: SessionContext::expect(),
        };
        live.connect();
        live.sleep_with_the_page();
        live
    }

    /// A page that the browser keeps for the way back is not looked at: its stream ends, and begins
    /// again when the person comes back.
    fn sleep_with_the_page(self) {
        let hidden = window_event_listener(leptos::ev::pagehide, move |_| {
            self.source.try_update_value(Option::take);
        });
        let shown = window_event_listener(leptos::ev::pageshow, move |event| {
            if event.persisted() && self.connection.try_get_untracked() != Some(Connection::Closed)
            {
                self.connect();
            }
        });
        on_cleanup(move || {
            hidden.remove();
            shown.remove();
        });
    }

    pub(crate) fn connection(self) -> RwSignal<Connection> {
        self.connection
    }

    /// Ends it: nothing more will come.
    pub(crate) fn close(self) {
        self.connection.try_set(Connection::Closed);
        // Not at once: this may be called from the news that the connection is just delivering.
        spawn_local(async move {
            self.source.try_update_value(Option::take);
            self.again.try_update_value(Option::take);
        });
    }

    fn connect(self) {
        let Some(opener) = self.opener.try_get_value() else {
            return;
        };
        let Ok(source) = EventSource::new(&opener.url) else {
            self.connection.try_set(Connection::Lost);
            return;
        };
        let on_open = Closure::<dyn FnMut(Event)>::new(move |_event| {
            self.connection.try_set(Connection::Live);
        });
        let on_text = opener.on_text;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_text(text);
            }
        });
        let on_error = Closure::<dyn FnMut(Event)>::new(move |_event| self.lose());
        source.set_onopen(Some(on_open.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        drop(
            source.add_event_listener_with_callback(
                opener.event,
                on_message.as_ref().unchecked_ref(),
            ),
        );
        self.source.try_set_value(Some(Source {
            stream: source,
            _on_open: on_open,
            _on_message: on_message,
            _on_error: on_error,
        }));
    }

    fn lose(self) {
        if self.connection.try_get_untracked() == Some(Connection::Closed) {
            return;
        }
        self.connection.try_set(Connection::Lost);
        let has_given_up = self.source.try_with_value(|source| {
            source
                .as_ref()
                .is_none_or(|source| source.stream.ready_state() == EventSource::CLOSED)
        });
        if has_given_up == Some(true) {
            spawn_local(async move { self.ask_why().await });
        }
    }

    async fn ask_why(self) {
        match super::find_session().await {
            Ok(None) => self.session.expire(),
            Err(failure) if failure.code == Some(ProblemCode::SignedOut) => self.session.expire(),
            Ok(Some(_)) | Err(_) => {
                let again = Timeout::new(AGAIN_AFTER_MS, move || self.connect());
                self.again.try_set_value(Some(again));
            }
        }
    }
}
