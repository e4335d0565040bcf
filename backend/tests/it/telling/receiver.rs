//! A program that takes webhooks, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Router, body};
use tokio::net::TcpListener;
use tokio::sync::Mutex as TokioMutex;
use tokio::sync::mpsc::{Receiver as Incoming, Sender, channel};

/// What came.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) path: String,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: String,
}

impl Taken {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: format!("status {status}"),
        }
    }
}

#[derive(Clone)]
struct Counter {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    taken: Sender<Taken>,
}

pub(crate) struct Receiver {
    port: u16,
    counter: Counter,
    incoming: TokioMutex<Incoming<Taken>>,
}

impl Receiver {
    /// Takes everything with 200 where nothing else is said.
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, incoming) = channel(1_000);
        let counter = Counter {
            answers: Arc::default(),
            taken,
        };
        let router = Router::new().fallback(take).with_state(counter.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            port,
            counter,
            incoming: TokioMutex::new(incoming),
        }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Answers the next ones so.
    pub(crate) fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.counter.answers.lock().unwrap().extend(answers);
    }

    /// What comes next.
    pub(crate) async fn next(&self) -> Taken {
        let mut incoming = self.incoming.lock().await;
        tokio::time::timeout(Duration::from_secs(50), incoming.recv())
            .await
            .unwrap()
            .unwrap()
    }

    /// What has come and was not asked for.
    pub(crate) async fn rest(&self) -> Vec<Taken> {
        let mut incoming = self.incoming.lock().await;
        std::iter::from_fn(|| incoming.try_recv().ok()).collect()
    }
}

async fn take(State(counter): State<Counter>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let bytes = body::to_bytes(body, 1_000_000).await.unwrap();
    let taken = Taken {
        path: parts.uri.path().to_owned(),
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).unwrap(),
    };
    let answer = counter
        .answers
        .lock()
        .unwrap()
        .pop_front()
        .unwrap_or_else(|| Answer::status(200));
    counter.taken.send(taken).await.unwrap();
    let status = axum::http::StatusCode::from_u16(answer.status).unwrap();
    let mut response = (status, answer.body).into_response();
    for (name, value) in answer.headers {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}
