//! A mail server, as much of one as takes letters (<https://www.rfc-editor.org/rfc/rfc5321>), in the
//! open or in TLS (<https://www.rfc-editor.org/rfc/rfc3207>), and from those alone who sign in where
//! it is told so (<https://www.rfc-editor.org/rfc/rfc4954>).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{
    AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader, ReadHalf, WriteHalf,
};
use tokio::net::TcpListener;
use tokio::sync::Mutex as TokioMutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_rustls::TlsAcceptor;

/// A letter that came.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) data: String,
}

impl Letter {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        let mut lines = self.data.lines();
        lines.find_map(|line| line.strip_prefix(&prefix)).unwrap()
    }
}

/// How a mail server is to be spoken to.
#[derive(Clone, Default)]
pub(crate) struct Manners {
    /// It offers to go on in TLS, and speaks of nothing else before.
    pub(crate) start_tls: Option<TlsAcceptor>,
    /// It is in TLS from the beginning.
    pub(crate) implicit: Option<TlsAcceptor>,
    /// What somebody on the way says in the open right behind the answer to `STARTTLS`.
    pub(crate) injected: &'static str,
    /// As whom one has to sign in: the ways that are offered, the name and the password.
    pub(crate) sign_in: Option<(&'static str, &'static str, &'static str)>,
}

pub(crate) struct Mailbox {
    pub(crate) port: u16,
    known: Known,
    incoming: TokioMutex<Receiver<Letter>>,
}

#[derive(Clone)]
struct Known {
    manners: Manners,
    letters: Sender<Letter>,
    /// What the next letters are answered with in place of being taken.
    refusals: Arc<Mutex<VecDeque<&'static str>>>,
    /// What was said, and whether in TLS.
    said: Arc<Mutex<Vec<(bool, String)>>>,
}

impl Mailbox {
    pub(crate) async fn start() -> Self {
        Self::with(Manners::default()).await
    }

    pub(crate) async fn with(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (letters, incoming) = channel(1_000);
        let known = Known {
            manners,
            letters,
            refusals: Arc::default(),
            said: Arc::default(),
        };
        let shared = known.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(shared.clone().receive(stream));
            }
        });
        Self {
            port,
            known,
            incoming: TokioMutex::new(incoming),
        }
    }

    pub(crate) fn refuse(&self, answer: &'static str) {
        self.known.refusals.lock().unwrap().push_back(answer);
    }

    /// Whether everything that was to be refused was.
    pub(crate) fn has_refused(&self) -> bool {
        self.known.refusals.lock().unwrap().is_empty()
    }

    /// What was said in the open, or in TLS.
    pub(crate) fn said(&self, in_tls: bool) -> Vec<String> {
        let said = self.known.said.lock().unwrap();
        let wanted = said.iter().filter(|(is_tls, _)| *is_tls == in_tls);
        wanted.map(|(_, line)| line.clone()).collect()
    }

    pub(crate) async fn next(&self) -> Letter {
        let mut incoming = self.incoming.lock().await;
        tokio::time::timeout(Duration::from_secs(50), incoming.recv())
            .await
            .unwrap()
            .unwrap()
    }

    pub(crate) async fn rest(&self) -> Vec<Letter> {
        let mut incoming = self.incoming.lock().await;
        std::iter::from_fn(|| incoming.try_recv().ok()).collect()
    }
}

/// One who speaks, in the open or in TLS.
struct Speaker<S> {
    lines: tokio::io::Lines<BufReader<ReadHalf<S>>>,
    writer: WriteHalf<S>,
    is_tls: bool,
    said: Arc<Mutex<Vec<(bool, String)>>>,
}

impl<S: AsyncRead + AsyncWrite> Speaker<S> {
    fn new(stream: S, is_tls: bool, known: &Known) -> Self {
        let (reader, writer) = tokio::io::split(stream);
        Self {
            lines: BufReader::new(reader).lines(),
            writer,
            is_tls,
            said: Arc::clone(&known.said),
        }
    }

    /// What is said next; nothing where nobody is there any more.
    async fn hear(&mut self) -> Option<String> {
        let line = self.lines.next_line().await.ok().flatten()?;
        self.said.lock().unwrap().push((self.is_tls, line.clone()));
        Some(line)
    }

    /// Answers, unless nobody is there any more.
    async fn answer(&mut self, answer: &str) {
        let line = format!("{answer}\r\n");
        if self.writer.write_all(line.as_bytes()).await.is_ok() {
            self.writer.flush().await.ok();
        }
    }

    /// What was spoken over, once nothing of it was read that was not heard.
    fn stream(self) -> S
    where
        S: Unpin,
    {
        let reader = self.lines.into_inner();
        assert!(reader.buffer().is_empty(), "said before TLS had begun");
        reader.into_inner().unsplit(self.writer)
    }
}

/// How a conversation goes on.
enum Then {
    InTls,
    Over,
}

impl Known {
    async fn receive(self, stream: tokio::net::TcpStream) {
        if let Some(tls) = &self.manners.implicit {
            // Who does not trust the certificate leaves.
            if let Ok(stream) = tls.accept(stream).await {
                let mut speaker = Speaker::new(stream, true, &self);
                speaker.answer("220 mail.example ESMTP").await;
                self.converse(&mut speaker).await;
            }
            return;
        }
        let mut speaker = Speaker::new(stream, false, &self);
        speaker.answer("220 mail.example ESMTP").await;
        if let (Then::InTls, Some(tls)) =
            (self.converse(&mut speaker).await, &self.manners.start_tls)
            && let Ok(stream) = tls.accept(speaker.stream()).await
        {
            let mut speaker = Speaker::new(stream, true, &self);
            self.converse(&mut speaker).await;
        }
    }

    async fn converse<S: AsyncRead + AsyncWrite>(&self, speaker: &mut Speaker<S>) -> Then {
        let mut to = String::new();
        let mut is_known = self.manners.sign_in.is_none();
        let offers_tls = self.manners.start_tls.is_some() && !speaker.is_tls;
        while let Some(line) = speaker.hear().await {
            let upper = line.to_uppercase();
            let answer = if upper.starts_with("EHLO") {
                self.offered(offers_tls)
            } else if upper == "STARTTLS" && offers_tls {
                let injected = self.manners.injected;
                speaker.answer(&format!("220 Go on in TLS{injected}")).await;
                return Then::InTls;
            } else if upper == "QUIT" {
                "221 Bye".to_owned()
            } else if offers_tls {
                "530 5.7.0 Must issue a STARTTLS command first".to_owned()
            } else if upper.starts_with("AUTH") {
                let answer = self.signed_in(speaker, &line).await;
                is_known = answer.starts_with("235");
                answer
            } else if !is_known {
                "530 5.7.0 Authentication required".to_owned()
            } else if let Some(rest) = line.strip_prefix("RCPT TO:") {
                to = rest.trim_matches(['<', '>', ' ']).to_owned();
                let refusal = self.refusals.lock().unwrap().pop_front();
                refusal.unwrap_or("250 OK").to_owned()
            } else if upper == "DATA" {
                self.take(speaker, &to).await;
                "250 Taken".to_owned()
            } else {
                "250 OK".to_owned()
            };
            speaker.answer(&answer).await;
        }
        Then::Over
    }

    /// What is offered to whoever greets.
    fn offered(&self, offers_tls: bool) -> String {
        let more = match self.manners.sign_in {
            _ if offers_tls => "250-STARTTLS\r\n".to_owned(),
            Some((ways, _, _)) => format!("250-AUTH {ways}\r\n"),
            None => String::new(),
        };
        format!("250-mail.example\r\n{more}250 8BITMIME")
    }

    async fn take<S: AsyncRead + AsyncWrite>(&self, speaker: &mut Speaker<S>, to: &str) {
        speaker.answer("354 Go on").await;
        let mut data = String::new();
        while let Some(line) = speaker.hear().await
            && line != "."
        {
            data.push_str(&line);
            data.push('\n');
        }
        let to = to.to_owned();
        self.letters.send(Letter { to, data }).await.unwrap();
    }

    /// Whether somebody knows the password. Who does not hears all that was said once more, as some
    /// servers do.
    async fn signed_in<S: AsyncRead + AsyncWrite>(
        &self,
        speaker: &mut Speaker<S>,
        line: &str,
    ) -> String {
        let Some((ways, name, password)) = self.manners.sign_in else {
            return "502 5.5.1 Not here".to_owned();
        };
        let read = |text: &str| String::from_utf8(STANDARD.decode(text).unwrap()).unwrap();
        let mut words = line.split(' ').skip(1);
        let way = words.next().unwrap();
        assert!(ways.split(' ').any(|known| known == way), "{line}");
        let (heard, said) = if way == "PLAIN" {
            let said = words.next().unwrap().to_owned();
            (read(&said), said)
        } else {
            speaker
                .answer(&format!("334 {}", STANDARD.encode("Username:")))
                .await;
            let heard_name = read(&speaker.hear().await.unwrap());
            speaker
                .answer(&format!("334 {}", STANDARD.encode("Password:")))
                .await;
            let said = speaker.hear().await.unwrap();
            (format!("\0{heard_name}\0{}", read(&said)), said)
        };
        if heard == format!("\0{name}\0{password}") {
            "235 2.7.0 Come in".to_owned()
        } else {
            let heard = heard.replace('\0', " ");
            format!("535 5.7.8 Nobody is known by{heard}, which is {said}")
        }
    }
}
