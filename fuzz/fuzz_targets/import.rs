//! Runs the properties of `fuzz::import`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::with_bound(bytes, fuzz::import::run));
