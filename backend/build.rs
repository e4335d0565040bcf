//! Tells Cargo that the built frontend is part of the binary.

use std::path::Path;

fn main() {
    let dist = Path::new("../dist");
    // A folder that is missing would make Cargo build the crate anew each time. An empty one means
    // that the frontend is not built; the binary then says so instead of showing pages.
    let made = dist.is_dir() || std::fs::create_dir(dist).is_ok();
    if made {
        println!("cargo::rerun-if-changed=../dist");
    }
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=migrations");
}
