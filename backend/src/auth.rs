//! Who somebody is: accounts, passwords, sign-in and sessions.
//!
//! What they may do is decided by `shared::permission`, asked in one place (`http/access.rs`).

mod base32;
mod code;
mod common;
mod first_start;
mod guess;
mod oidc;
mod password;
mod qr;
mod second_factor;
mod session;
mod session_store;
mod sign_in;
mod token;
mod trial;

pub use code::OneTimeCode;
pub(crate) use first_start::{OpenError, choose_password, make_password_code, set_up};
pub use first_start::{SetUpCodeError, make_set_up_code};
pub(crate) use guess::{KNOWN_DAYS, Place, forget_mistakes};
pub(crate) use oidc::{AskError, Journey, Provider, ProviderError, Returned, form};
pub use oidc::{ProviderSettings, ProviderSettingsError};
pub use password::{PasswordError, hash_password};
pub(crate) use second_factor::{SecondFactorError, confirm as confirm_second_factor, enroll};
pub(crate) use session::{
    Beginning, IDLE_MS, SessionError, confirm, end, handle, is_fresh, is_from_provider,
    open_sessions, signed_in, start,
};
pub use session_store::DatabaseSessions;
pub(crate) use sign_in::{
    Credentials, PasswordsFor, SignInError, SignedIn, confirm as check_again, sign_in,
};
pub(crate) use token::{NewTokenError, make_token, of_token};
pub use trial::{TRIAL_USERS, TrialError, TrialUser, add_trial_users, holds_trial_users};
