//! Runs the properties of `fuzz::diff`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::with_bound(bytes, fuzz::diff::run));
