//! Accounts: how the first is made, what is one's own to change, and what is an administrator's.

mod guarded;
mod odd_provider;
mod people;
mod planted;
mod provider;
mod second_factor;
mod sessions;
mod setting_up;
mod tokens;
