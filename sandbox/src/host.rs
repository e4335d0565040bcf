//! The one place where the world is shared: a lock, the clock that drives it, and what watches it.

use std::{
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::{
    calls::Calls,
    clock::{Clock, Timekeeper},
    cloudwatch,
    error::{Answer, AwsError},
    exchanges::{Exchange, Exchanges},
    faults::{FaultError, FaultTable, Kind},
    past::Past,
    protocol::{self, Call, Written},
    servicequotas,
    state_file::{self, StateFileError},
    world::{World, uuid_form},
};

/// How long a request may wait for the world to come up to the clock.
const LONGEST_CATCH_UP: Duration = Duration::from_millis(100);

/// The running sandbox behind its HTTP face.
#[derive(Debug)]
pub(crate) struct Host {
    inner: Mutex<Inner>,
    /// Held while a state is taken and written, so that an older one never replaces a newer.
    saving: Mutex<()>,
    state_file: Option<PathBuf>,
    pub(crate) stopping: CancellationToken,
}

#[derive(Debug)]
struct Inner {
    world: World,
    timekeeper: Timekeeper,
    faults: FaultTable,
    calls: Calls,
    exchanges: Exchanges,
    past: Past,
    answers: u64,
    unsaved: bool,
}

/// An answer and its request id.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) written: Written,
    pub(crate) request_id: String,
}

impl Host {
    pub(crate) fn new(
        world: World,
        clock: Clock,
        recording: bool,
        state_file: Option<PathBuf>,
    ) -> Self {
        let timekeeper = Timekeeper::new(clock, world.now_ms);
        Self {
            inner: Mutex::new(Inner {
                world,
                timekeeper,
                faults: FaultTable::default(),
                calls: Calls::default(),
                exchanges: Exchanges::new(recording),
                past: Past::default(),
                answers: 0,
                unsaved: true,
            }),
            saving: Mutex::new(()),
            state_file,
            stopping: CancellationToken::new(),
        }
    }

    /// Brings the world up to the clock.
    pub(crate) fn catch_up(&self) {
        self.lock().catch_up();
    }

    /// What goes wrong with a call. A fault strikes before a bucket is asked.
    pub(crate) fn decide_fault(&self, call: &Call) -> Option<Kind> {
        let mut inner = self.lock();
        inner.catch_up();
        let now_ms = inner.world.now_ms;
        let (service, operation) = (call.service.name(), &call.operation);
        let fault = inner.faults.decide(service, operation);
        let is_too_fast = inner.calls.come_too_fast(service, operation, now_ms);
        fault.or(is_too_fast.then_some(Kind::Throttle))
    }

    /// The calls that came, counted.
    pub(crate) fn calls(&self) -> Value {
        self.lock().calls.describe()
    }

    pub(crate) fn forget_calls(&self) {
        self.lock().calls.forget();
    }

    /// Whether calls that come too fast are turned away.
    pub(crate) fn is_throttling(&self) -> bool {
        self.lock().calls.is_throttling()
    }

    pub(crate) fn throttle(&self, is_on: bool) {
        self.lock().calls.throttle(is_on);
    }

    /// Carries a call out and writes its answer.
    pub(crate) fn answer(&self, call: &Call) -> Reply {
        let mut inner = self.lock();
        inner.catch_up();
        let answer = protocol::dispatch(&mut inner.world, call);
        inner.unsaved |= !call.only_reads();
        inner.remember();
        inner.reply(Some(call), &answer)
    }

    /// Answers a call from an earlier state; what it changes is lost.
    pub(crate) fn answer_from_past(&self, call: &Call, seconds: u32) -> Reply {
        let mut inner = self.lock();
        inner.catch_up();
        let now_ms = inner.world.now_ms;
        let answer = match inner.past.world(now_ms, seconds) {
            Some(mut past) => protocol::dispatch(&mut past, call),
            None => protocol::dispatch(&mut inner.world, call),
        };
        inner.reply(Some(call), &answer)
    }

    /// Writes an answer that the world had no part in.
    pub(crate) fn write(&self, call: Option<&Call>, answer: &Answer) -> Reply {
        self.lock().reply(call, answer)
    }

    /// The clock as the control endpoint shows it.
    pub(crate) fn clock(&self) -> Value {
        let mut inner = self.lock();
        inner.catch_up();
        let (mode, speed) = match inner.timekeeper.clock() {
            Clock::Manual => ("manual", 0.0),
            Clock::Speed(speed) => ("speed", speed),
        };
        json!({ "mode": mode, "speed": speed, "now": inner.world.now() })
    }

    /// Puts the clock forward and lets everything happen up to then.
    pub(crate) fn advance(&self, ms: i64) {
        let mut inner = self.lock();
        inner.timekeeper.advance(ms);
        if inner.faults.oldest_stale_seconds().is_none() {
            // Who asks for a leap waits for it, however long it takes.
            let target = inner.timekeeper.target_ms();
            inner.unsaved |= inner.world.would_tick(target);
            inner.world.advance_to(target);
        }
        inner.catch_up();
    }

    /// Changes the pace of time.
    pub(crate) fn set_clock(&self, clock: Clock) {
        let mut inner = self.lock();
        inner.catch_up();
        inner.timekeeper.set(clock);
    }

    pub(crate) fn alarms(&self) -> Value {
        cloudwatch::states(&self.lock().world)
    }

    /// Sets the state of an alarm; made when there is none.
    pub(crate) fn set_alarm(&self, name: &str, state: &str) -> Result<(), AwsError> {
        let mut inner = self.lock();
        inner.catch_up();
        inner.unsaved = true;
        cloudwatch::put(&mut inner.world, name, state)
    }

    /// Sets a quota; whether there is one of that name.
    pub(crate) fn set_quota(&self, name: &str, value: f64) -> bool {
        let mut inner = self.lock();
        inner.catch_up();
        inner.unsaved = true;
        servicequotas::put(&mut inner.world, name, value)
    }

    pub(crate) fn faults(&self) -> Value {
        json!({ "faults": self.lock().faults })
    }

    /// Adds faults, replacing those before when asked to.
    pub(crate) fn set_faults(&self, faults: Value, replace: bool) -> Result<(), FaultError> {
        let mut inner = self.lock();
        inner.catch_up();
        if replace {
            let mut table = FaultTable::default();
            table.add(faults)?;
            inner.faults = table;
        } else {
            inner.faults.add(faults)?;
        }
        inner.remember();
        Ok(())
    }

    /// The record; `None` when nothing is recorded.
    pub(crate) fn exchanges(&self) -> Option<Value> {
        let inner = self.lock();
        inner
            .exchanges
            .kept()
            .map(|exchanges| json!({ "exchanges": exchanges }))
    }

    pub(crate) fn clear_exchanges(&self) {
        self.lock().exchanges.clear();
    }

    /// Whether a call must be kept before it is answered: AWS never forgets what it accepted.
    pub(crate) fn must_keep(&self, call: &Call) -> bool {
        self.state_file.is_some() && !call.only_reads()
    }

    /// Saves the world when it changed since it was last saved.
    pub(crate) fn save(&self) -> Result<(), StateFileError> {
        let Some(path) = &self.state_file else {
            return Ok(());
        };
        let _saving = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let state = {
            let mut inner = self.lock();
            if !inner.unsaved {
                return Ok(());
            }
            inner.unsaved = false;
            serde_json::to_vec(&inner.world).unwrap_or_default()
        };
        if state.is_empty() {
            return Ok(());
        }
        state_file::save(path, &state).inspect_err(|_| self.lock().unsaved = true)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn catch_up(&mut self) {
        let target = self.timekeeper.target_ms();
        if self.faults.oldest_stale_seconds().is_none() {
            self.unsaved |= self.world.would_tick(target);
            self.catch_up_in_time(target);
            return;
        }
        // Step by step, so that each state can be remembered.
        while self.world.would_tick(target) {
            let step = target.min(self.world.now_ms + 1000);
            self.world.advance_to(step);
            self.unsaved = true;
            self.remember();
        }
        self.world.advance_to(target);
    }

    /// A world that is too large for the speed that was asked for runs slower; it must not keep
    /// requests waiting for a past that grows.
    fn catch_up_in_time(&mut self, target: i64) {
        if self.timekeeper.clock() == Clock::Manual {
            self.world.advance_to(target);
            return;
        }
        let began = Instant::now();
        while self.world.would_tick(target) {
            let step = target.min(self.world.now_ms + 1000);
            self.world.advance_to(step);
            if began.elapsed() >= LONGEST_CATCH_UP {
                self.timekeeper.fall_behind(self.world.now_ms);
                return;
            }
        }
        self.world.advance_to(target);
    }

    fn remember(&mut self) {
        self.past
            .remember(&self.world, self.faults.oldest_stale_seconds());
    }

    fn reply(&mut self, call: Option<&Call>, answer: &Answer) -> Reply {
        self.answers += 1;
        let request_id = uuid_form(&format!("{:016x}{:016x}", self.answers, self.world.now_ms));
        let written = protocol::write(call, answer, &request_id);
        if let Some(call) = call {
            self.exchanges.record(|| Exchange {
                service: call.service.name().to_owned(),
                operation: call.operation.clone(),
                request: call.input.clone(),
                status: written.status,
                response: protocol::as_json(answer),
                raw: protocol::as_text(call, answer, &written),
            });
        }
        Reply {
            written,
            request_id,
        }
    }
}
