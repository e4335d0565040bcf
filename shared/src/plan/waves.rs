//! The waves of a rolling deployment: how many tasks start and stop at each, while every new one
//! becomes healthy.

use serde::{Deserialize, Serialize};

/// More waves than these are not told one by one.
const MOST_WAVES: usize = 12;

/// One wave of a rollout: first new tasks start, then old ones stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Wave {
    /// New tasks that start.
    pub starts: u64,
    /// Old tasks that stop.
    pub stops: u64,
    /// New tasks that run after it.
    pub new: u64,
    /// Old tasks that run after it.
    pub old: u64,
}

/// The waves from `old` tasks to `desired` new ones, and how many more there are than are told.
pub(super) fn waves(old: u64, desired: u64, least: u64, most: u64) -> (Vec<Wave>, u64) {
    let (mut old, mut new) = (old, 0);
    let mut told = Vec::new();
    let mut more = 0;
    while old > 0 || new < desired {
        // Where there is no room to start, room is made first, as far as the fewest allow.
        let may_stop = |old: u64, new: u64| (old + new).saturating_sub(least).min(old);
        let room = most.saturating_sub(old + new).min(desired - new);
        let (starts, stops_first) = if room > 0 {
            (room, 0)
        } else {
            let stops = may_stop(old, new);
            (stops.min(desired - new), stops)
        };
        old -= stops_first;
        new += starts;
        let stops_after = if new >= desired {
            old
        } else if stops_first > 0 {
            0
        } else {
            may_stop(old, new)
        };
        old -= stops_after;
        let stops = stops_first + stops_after;
        if starts == 0 && stops == 0 {
            // It cannot go on; the forecast says why.
            break;
        }
        told.push(Wave {
            starts,
            stops,
            new,
            old,
        });
        if told.len() == MOST_WAVES {
            // The others are as large as the last one.
            let remaining = old.max(desired.saturating_sub(new));
            more = remaining.div_ceil(starts.max(stops));
            break;
        }
    }
    (told, more)
}

#[cfg(test)]
mod tests {
    use super::waves;

    fn told(old: u64, desired: u64, least: u64, most: u64) -> Vec<(u64, u64)> {
        let (told, _) = waves(old, desired, least, most);
        told.iter().map(|wave| (wave.starts, wave.stops)).collect()
    }

    #[test]
    fn replaces_as_many_as_the_percentages_let() {
        // 100 and 200 percent: all at once.
        assert_eq!(told(4, 4, 4, 8), [(4, 4)]);
        // 100 and 150 percent: two by two.
        assert_eq!(told(4, 4, 4, 6), [(2, 2), (2, 2)]);
        // 50 and 100 percent: room is made first.
        assert_eq!(told(4, 4, 2, 4), [(2, 2), (2, 2)]);
        // 0 and 100 percent with one task: an outage.
        assert_eq!(told(1, 1, 0, 1), [(1, 1)]);
        // From nothing, and to nothing.
        assert_eq!(told(0, 3, 3, 6), [(3, 0)]);
        assert_eq!(told(2, 0, 0, 0), [(0, 2)]);
    }

    #[test]
    fn ends_where_nothing_can_move() {
        assert_eq!(told(1, 1, 1, 1), []);
    }

    #[test]
    fn counts_waves_that_are_not_told() {
        let (told, more) = waves(100, 100, 100, 101);
        assert_eq!((told.len(), more), (12, 88));
        let (told_of_many, _) = waves(u64::MAX / 4, u64::MAX / 4, u64::MAX / 4, u64::MAX / 4 + 1);
        assert_eq!(told_of_many.len(), 12);
        let (last, _) = waves(3, 3, 3, 4);
        assert_eq!(last.last().map(|wave| (wave.new, wave.old)), Some((3, 0)));
    }
}
