//! A mail server, as much of one as takes letters: <https://www.rfc-editor.org/rfc/rfc5321>.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex as TokioMutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// A letter that came.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    pub(super) to: String,
    pub(super) data: String,
}

impl Letter {
    /// A header's value.
    pub(super) fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        let mut lines = self.data.lines();
        lines.find_map(|line| line.strip_prefix(&prefix)).unwrap()
    }
}

pub(super) struct Mailbox {
    pub(super) port: u16,
    /// What the next letters are answered with in place of being taken.
    refusals: Arc<Mutex<VecDeque<&'static str>>>,
    incoming: TokioMutex<Receiver<Letter>>,
}

impl Mailbox {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (letters, incoming) = channel(1_000);
        let refusals: Arc<Mutex<VecDeque<&'static str>>> = Arc::default();
        let shared = Arc::clone(&refusals);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(converse(stream, letters.clone(), Arc::clone(&shared)));
            }
        });
        Self {
            port,
            refusals,
            incoming: TokioMutex::new(incoming),
        }
    }

    pub(super) fn refuse(&self, answer: &'static str) {
        self.refusals.lock().unwrap().push_back(answer);
    }

    /// Whether everything that was to be refused was.
    pub(super) fn has_refused(&self) -> bool {
        self.refusals.lock().unwrap().is_empty()
    }

    pub(super) async fn next(&self) -> Letter {
        let mut incoming = self.incoming.lock().await;
        tokio::time::timeout(Duration::from_secs(50), incoming.recv())
            .await
            .unwrap()
            .unwrap()
    }

    pub(super) async fn rest(&self) -> Vec<Letter> {
        let mut incoming = self.incoming.lock().await;
        std::iter::from_fn(|| incoming.try_recv().ok()).collect()
    }
}

async fn converse(
    stream: TcpStream,
    letters: Sender<Letter>,
    refusals: Arc<Mutex<VecDeque<&'static str>>>,
) {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer
        .write_all(b"220 mail.example ESMTP\r\n")
        .await
        .unwrap();
    let mut to = String::new();
    while let Ok(Some(line)) = lines.next_line().await {
        let upper = line.to_uppercase();
        let answer = if upper.starts_with("EHLO") {
            "250-mail.example\r\n250 8BITMIME".to_owned()
        } else if let Some(rest) = line.strip_prefix("RCPT TO:") {
            to = rest.trim_matches(['<', '>', ' ']).to_owned();
            let refusal = refusals.lock().unwrap().pop_front();
            refusal.unwrap_or("250 OK").to_owned()
        } else if upper == "DATA" {
            writer.write_all(b"354 Go on\r\n").await.unwrap();
            let mut data = String::new();
            while let Ok(Some(line)) = lines.next_line().await {
                if line == "." {
                    break;
                }
                data.push_str(&line);
                data.push('\n');
            }
            let letter = Letter {
                to: to.clone(),
                data,
            };
            letters.send(letter).await.unwrap();
            "250 Taken".to_owned()
        } else if upper == "QUIT" {
            "221 Bye".to_owned()
        } else {
            "250 OK".to_owned()
        };
        writer
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .unwrap();
    }
}
