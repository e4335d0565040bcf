//! Who somebody is: passwords, sign-in and sessions.
//!
//! What they may do is decided by `shared::permission`, asked in one place (`http/access.rs`).

mod password;
mod session;
mod session_store;
mod sign_in;
mod trial;

pub use password::{PasswordError, hash_password};
pub(crate) use session::{SessionError, end, signed_in, start};
pub use session_store::DatabaseSessions;
pub(crate) use sign_in::{SignInError, sign_in};
pub use trial::{TRIAL_USERS, TrialError, TrialUser, add_trial_users, holds_trial_users};
