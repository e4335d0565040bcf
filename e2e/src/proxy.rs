//! Proxies between `longshore serve` and what it speaks to. They know what passes, and can catch a
//! program at any point of it.

mod aws;
mod gate;
mod messages;
mod postgres;

pub use aws::AwsProxy;
pub use gate::{Caught, Decision, Gate, Moment, Point, Trap};
pub use postgres::PostgresProxy;
