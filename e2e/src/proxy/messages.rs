//! As much of PostgreSQL's wire protocol as it takes to know when a transaction that wrote into the
//! journal is committed. <https://www.postgresql.org/docs/current/protocol-message-formats.html>

use std::collections::HashMap;
use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _};

/// `SSLRequest` and `GSSENCRequest`, which come instead of a start-up message.
const SSL_REQUEST: u32 = 80_877_103;
const GSS_REQUEST: u32 = 80_877_104;
/// More than any statement of ours; a length beyond it means that the framing was lost.
const LONGEST: usize = 64 * 1024 * 1024;

/// One message, with the bytes that it came in.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) kind: u8,
    pub(super) bytes: Vec<u8>,
}

impl Message {
    /// Reads the first message of a connection, which has no kind.
    pub(super) async fn read_first(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        read_rest(stream, 0, Vec::new()).await
    }

    /// Reads one.
    pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let kind = stream.read_u8().await?;
        read_rest(stream, kind, vec![kind]).await
    }

    /// Whether it asks for encryption.
    pub(super) fn asks_for_encryption(&self) -> bool {
        let code = self.bytes.get(4..8).and_then(|code| code.try_into().ok());
        self.kind == 0
            && code
                .map(u32::from_be_bytes)
                .is_some_and(|code| code == SSL_REQUEST || code == GSS_REQUEST)
    }

    fn body(&self) -> &[u8] {
        self.bytes.get(5..).unwrap_or_default()
    }
}

async fn read_rest(
    stream: &mut (impl AsyncRead + Unpin),
    kind: u8,
    mut bytes: Vec<u8>,
) -> io::Result<Message> {
    let length = stream.read_u32().await?;
    bytes.extend(length.to_be_bytes());
    let rest = usize::try_from(length)
        .ok()
        .and_then(|length| length.checked_sub(4))
        .filter(|rest| *rest <= LONGEST)
        .ok_or(io::ErrorKind::InvalidData)?;
    let start = bytes.len();
    bytes.resize(start + rest, 0);
    let place = bytes.get_mut(start..).unwrap_or_default();
    stream.read_exact(place).await?;
    Ok(Message { kind, bytes })
}

/// What one connection is at.
#[derive(Debug, Default)]
pub(super) struct Session {
    statements: HashMap<Vec<u8>, String>,
    in_transaction: bool,
    written: Vec<String>,
}

impl Session {
    /// Takes a message of the client's; answers what it commits, where that includes rows of the
    /// journal.
    pub(super) fn take(&mut self, message: &Message) -> Option<String> {
        match message.kind {
            b'P' => {
                let (name, rest) = text(message.body());
                let (statement, _) = text(rest);
                let statement = String::from_utf8_lossy(statement).to_lowercase();
                self.statements.insert(name.to_vec(), statement);
                None
            }
            b'B' => {
                let (_portal, rest) = text(message.body());
                let (name, values) = text(rest);
                let statement = self.statements.get(name).map_or("", String::as_str);
                if statement.starts_with("insert into journal") {
                    self.written.push(event(values));
                }
                None
            }
            b'Q' => {
                let (statement, _) = text(message.body());
                self.simple(&String::from_utf8_lossy(statement).to_lowercase())
            }
            // Sync: outside of a transaction it ends an implicit one.
            b'S' if !self.in_transaction => self.committed(),
            _ => None,
        }
    }

    fn simple(&mut self, statement: &str) -> Option<String> {
        if statement.starts_with("begin") {
            self.in_transaction = true;
        } else if statement.starts_with("commit") {
            self.in_transaction = false;
            return self.committed();
        } else if statement.trim_end_matches(';').trim() == "rollback" {
            self.in_transaction = false;
            self.written.clear();
        }
        None
    }

    fn committed(&mut self) -> Option<String> {
        let written = std::mem::take(&mut self.written);
        (!written.is_empty()).then(|| format!("journal {}", written.join("+")))
    }
}

/// The text up to the next zero, and what follows it.
fn text(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    let (text, rest) = bytes.split_at(end);
    (text, rest.get(1..).unwrap_or_default())
}

/// The event's name among the values of a row.
fn event(values: &[u8]) -> String {
    let values = String::from_utf8_lossy(values);
    values
        .split_once("\"event\":\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map_or_else(|| "?".to_owned(), |(event, _)| event.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, parts: &[&[u8]]) -> Message {
        let body = parts.concat();
        let mut bytes = vec![kind, 0, 0, 0, 0];
        bytes.extend(body);
        Message { kind, bytes }
    }

    const INSERT: &[u8] = b"s1\0INSERT into journal (deployment_id) select $1\0\0\0";
    const ROW: &[u8] = b"\0s1\0\0\0{\"event\":\"step-started\",\"step\":0}";

    #[test]
    fn a_commit_says_what_it_writes_into_the_journal() {
        let mut session = Session::default();
        assert_eq!(session.take(&message(b'P', &[INSERT])), None);
        for _ in 0..2 {
            assert_eq!(session.take(&message(b'Q', &[b"BEGIN\0"])), None);
            assert_eq!(session.take(&message(b'B', &[ROW])), None);
            assert_eq!(session.take(&message(b'S', &[])), None);
            assert_eq!(
                session.take(&message(b'Q', &[b"COMMIT\0"])).as_deref(),
                Some("journal step-started")
            );
        }
    }

    #[test]
    fn what_is_rolled_back_is_not_committed() {
        let mut session = Session::default();
        session.take(&message(b'P', &[INSERT]));
        session.take(&message(b'Q', &[b"BEGIN\0"]));
        session.take(&message(b'B', &[ROW]));
        session.take(&message(b'Q', &[b"ROLLBACK\0"]));
        session.take(&message(b'Q', &[b"BEGIN\0"]));
        assert_eq!(session.take(&message(b'Q', &[b"COMMIT\0"])), None);
    }

    #[test]
    fn outside_of_a_transaction_a_sync_commits() {
        let mut session = Session::default();
        session.take(&message(b'P', &[INSERT]));
        session.take(&message(b'B', &[ROW]));
        assert_eq!(
            session.take(&message(b'S', &[])).as_deref(),
            Some("journal step-started")
        );
        assert_eq!(session.take(&message(b'S', &[])), None);
    }
}
