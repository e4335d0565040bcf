//! The clock: real time by a factor for people, by hand for tests. It says what time it ought to
//! be; moving the world there is the host's business.

use std::time::Instant;

/// How the simulated time moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clock {
    /// Real time by a factor: 1.0 is real time, 50.0 lets a minute pass in 1.2 seconds.
    Speed(f64),
    /// Time stands still until it is moved through `POST /_sandbox/clock/advance`.
    Manual,
}

/// Translates real time into simulated time.
#[derive(Debug)]
pub(crate) struct Timekeeper {
    clock: Clock,
    real_anchor: Instant,
    simulated_anchor_ms: i64,
}

impl Timekeeper {
    /// Starts at a simulated point in time.
    pub(crate) fn new(clock: Clock, simulated_ms: i64) -> Self {
        Self {
            clock,
            real_anchor: Instant::now(),
            simulated_anchor_ms: simulated_ms,
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// What time it ought to be in the simulated world.
    pub(crate) fn target_ms(&self) -> i64 {
        match self.clock {
            Clock::Manual => self.simulated_anchor_ms,
            Clock::Speed(factor) => {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a saturating cast; the overflow lies beyond any date"
                )]
                let passed_ms = (self.real_anchor.elapsed().as_secs_f64() * factor * 1000.0) as i64;
                self.simulated_anchor_ms.saturating_add(passed_ms)
            }
        }
    }

    /// Goes on at another pace from here.
    pub(crate) fn set(&mut self, clock: Clock) {
        *self = Self::new(clock, self.target_ms());
    }

    /// Lets time go on from where the world has come to, which could not keep up.
    pub(crate) fn fall_behind(&mut self, world_ms: i64) {
        *self = Self::new(self.clock, world_ms);
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&mut self, ms: i64) {
        self.simulated_anchor_ms = self.simulated_anchor_ms.saturating_add(ms);
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, Timekeeper};

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let mut timekeeper = Timekeeper::new(Clock::Manual, 5_000);
        assert_eq!(timekeeper.target_ms(), 5_000);
        timekeeper.advance(1_500);
        assert_eq!(timekeeper.target_ms(), 6_500);
    }
}
