//! A connection to a mail server that begins in the open: it gives no more than the line that is
//! asked for.
//!
//! The mail library reads ahead, and keeps what it has read when TLS begins. Somebody on the way
//! could say something right behind the answer to `STARTTLS`, and it would be taken for an answer in
//! TLS (RFC 3207, section 6). Read a byte at a time, nothing is read ahead: what follows that answer
//! is left to TLS, which refuses what is none.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// What each record of a TLS handshake begins with (RFC 8446, section 5.1); no command of SMTP does.
const HANDSHAKE: u8 = 22;

/// The connection.
#[derive(Debug)]
pub(super) struct LineByLine {
    stream: TcpStream,
    is_tls: bool,
}

impl LineByLine {
    pub(super) const fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            is_tls: false,
        }
    }
}

impl AsyncTokioStream for LineByLine {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.stream.peer_addr()
    }
}

impl AsyncRead for LineByLine {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_tls {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let mut byte = [0];
        let mut one = ReadBuf::new(&mut byte);
        if buffer.remaining() > 0 {
            ready!(Pin::new(&mut self.stream).poll_read(context, &mut one))?;
        }
        buffer.put_slice(one.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for LineByLine {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.is_tls |= bytes.first() == Some(&HANDSHAKE);
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
