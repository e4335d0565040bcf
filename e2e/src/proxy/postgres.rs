//! A proxy in front of PostgreSQL that catches commits of transactions which wrote into the journal.

use std::io;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::PoisonError;

use anyhow::{Context, Result};
use tokio::io::AsyncWriteExt as _;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use super::gate::{Decision, Gate, Moment};
use super::messages::{Message, Session};

/// The server tells that it waits for the next statement.
const READY_FOR_QUERY: u8 = b'Z';

/// A running proxy; dropping it ends it.
#[derive(Debug)]
pub struct PostgresProxy {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl PostgresProxy {
    /// Starts one on a free port of loopback in front of a server's `host:port`.
    ///
    /// # Errors
    ///
    /// When there is no port.
    pub async fn start(upstream: &str, gate: Gate) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("no port is free")?;
        let address = listener.local_addr()?;
        let task = tokio::spawn(accept(listener, upstream.to_owned(), gate));
        Ok(Self { address, task })
    }

    /// Where it listens, as `host:port`.
    pub fn authority(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for PostgresProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn accept(listener: TcpListener, upstream: String, gate: Gate) {
    // Dropped with this task, and the connections with it.
    let mut connections = JoinSet::new();
    while let Ok((client, _)) = listener.accept().await {
        let (upstream, gate) = (upstream.clone(), gate.clone());
        connections.spawn(async move {
            // Whichever side ends, both do.
            let _ended = connection(client, &upstream, &gate).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn connection(mut client: TcpStream, upstream: &str, gate: &Gate) -> io::Result<()> {
    client.set_nodelay(true)?;
    let first = loop {
        let first = Message::read_first(&mut client).await?;
        if !first.asks_for_encryption() {
            break first;
        }
        client.write_all(b"N").await?;
    };
    let mut server = TcpStream::connect(upstream).await?;
    server.set_nodelay(true)?;
    server.write_all(&first.bytes).await?;
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let committing = Mutex::new(None);
    tokio::select! {
        ended = ask(from_client, to_server, gate, &committing) => ended,
        ended = answer(from_server, to_client, gate, &committing) => ended,
    }
}

/// What is being committed, until its answer came.
type Committing = Mutex<Option<String>>;

async fn ask(
    mut client: OwnedReadHalf,
    mut server: OwnedWriteHalf,
    gate: &Gate,
    committing: &Committing,
) -> io::Result<()> {
    let mut session = Session::default();
    loop {
        let message = Message::read(&mut client).await?;
        if let Some(what) = session.take(&message) {
            keep(gate.arrive(&what, Moment::Before).await)?;
            *committing.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
        }
        server.write_all(&message.bytes).await?;
    }
}

async fn answer(
    mut server: OwnedReadHalf,
    mut client: OwnedWriteHalf,
    gate: &Gate,
    committing: &Committing,
) -> io::Result<()> {
    let mut withheld = Vec::new();
    loop {
        let message = Message::read(&mut server).await?;
        let is_ready = message.kind == READY_FOR_QUERY;
        withheld.extend(message.bytes);
        let what = {
            let mut committing = committing.lock().unwrap_or_else(PoisonError::into_inner);
            if committing.is_some() && !is_ready {
                continue;
            }
            committing.take()
        };
        if let Some(what) = what {
            keep(gate.arrive(&what, Moment::After).await)?;
        }
        client.write_all(&withheld).await?;
        withheld.clear();
    }
}

fn keep(decision: Decision) -> io::Result<()> {
    match decision {
        Decision::Pass => Ok(()),
        Decision::Drop => Err(io::ErrorKind::ConnectionAborted.into()),
    }
}
