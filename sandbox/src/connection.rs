//! Connections that can be cut off without an answer, for the faults that reset them.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
};

/// Cuts one connection: once thrown, the next byte that would be written resets it instead.
#[derive(Debug, Clone, Default)]
pub(crate) struct ResetSwitch(Arc<AtomicBool>);

impl ResetSwitch {
    pub(crate) fn throw(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_thrown(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Connected<IncomingStream<'_, ResettableListener>> for ResetSwitch {
    fn connect_info(stream: IncomingStream<'_, ResettableListener>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A listener whose connections carry a [`ResetSwitch`].
#[derive(Debug)]
pub(crate) struct ResettableListener(TcpListener);

impl ResettableListener {
    pub(crate) async fn bind(address: SocketAddr) -> io::Result<Self> {
        TcpListener::bind(address).await.map(Self)
    }

    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Listener for ResettableListener {
    type Io = ResettableStream;
    type Addr = ResetSwitch;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, _peer) = Listener::accept(&mut self.0).await;
        let switch = ResetSwitch::default();
        let io = ResettableStream {
            stream,
            switch: switch.clone(),
        };
        (io, switch)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(ResetSwitch::default())
    }
}

/// A TCP stream that resets itself when its switch is thrown.
#[derive(Debug)]
pub(crate) struct ResettableStream {
    stream: TcpStream,
    switch: ResetSwitch,
}

impl AsyncRead for ResettableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for ResettableStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.switch.is_thrown() {
            // With no lingering, closing sends a reset instead of an orderly end.
            self.stream.set_zero_linger()?;
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.switch.is_thrown() {
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// A body that breaks off: some bytes, and then an error instead of the rest.
#[derive(Debug)]
pub(crate) struct BrokenOff {
    bytes: Vec<u8>,
    is_read: bool,
    has_paused: bool,
}

impl BrokenOff {
    pub(crate) fn after(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            is_read: false,
            has_paused: false,
        }
    }
}

impl AsyncRead for BrokenOff {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.is_read {
            let count = self.bytes.len().min(buffer.remaining());
            let rest = self.bytes.split_off(count);
            buffer.put_slice(&self.bytes);
            self.is_read = rest.is_empty();
            self.bytes = rest;
            return Poll::Ready(Ok(()));
        }
        if !self.has_paused {
            // What was read goes out before the connection is given up.
            self.has_paused = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
    }
}
