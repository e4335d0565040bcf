//! What is logged, at every level, while somebody listens.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once};

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What was logged. One process has one log, whatever tests run in it.
static LOGGED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
/// How many listen. The tests beside them would make a large log.
static LISTENING: AtomicUsize = AtomicUsize::new(0);
static BEGIN: Once = Once::new();

struct Log;

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOGGED.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps everything that is logged until it is dropped.
pub(crate) struct Listening {
    from: usize,
}

impl Listening {
    pub(crate) fn begin() -> Self {
        BEGIN.call_once(|| {
            let while_listening = dynamic_filter_fn(|_, _| LISTENING.load(Ordering::SeqCst) > 0);
            let layer = tracing_subscriber::fmt::layer()
                .with_ansi(false)
                .with_writer(|| Log)
                .with_filter(while_listening);
            tracing_subscriber::registry().with(layer).init();
        });
        LISTENING.fetch_add(1, Ordering::SeqCst);
        Self {
            from: LOGGED.lock().unwrap().len(),
        }
    }

    /// What was logged since.
    pub(crate) fn heard(&self) -> Vec<u8> {
        let logged = LOGGED.lock().unwrap();
        logged.get(self.from..).unwrap_or_default().to_vec()
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        LISTENING.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether bytes hold a text. What is no text beside it is in nobody's way, and the standard
/// library looks through many megabytes in a moment.
pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(text)
}
