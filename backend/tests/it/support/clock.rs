//! A clock that can be put forward. Waiting takes the time that it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use backend::clock::{Clock, TimeSource};
use futures::future::BoxFuture;

#[derive(Clone, Default)]
pub(super) struct Shifted(Arc<AtomicI64>);

impl Shifted {
    pub(super) fn clock(&self) -> Clock {
        Clock::new(self.clone())
    }

    pub(super) fn pass(&self, time: Duration) {
        let shift = i64::try_from(time.as_millis()).unwrap();
        self.0.fetch_add(shift, Ordering::SeqCst);
    }
}

impl TimeSource for Shifted {
    fn now_ms(&self) -> i64 {
        Clock::system().now_ms() + self.0.load(Ordering::SeqCst)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
