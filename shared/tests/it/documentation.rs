//! The pages of the documentation that are made from the code.
//!
//! To write them anew after an intended change, run with `UPDATE_DOCS=1` and review the diff.

use std::path::Path;

#[test]
fn the_page_of_rules_says_what_the_code_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let page = shared::check::listed::page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/rules.md is not what `longshore rules` prints; run UPDATE_DOCS=1 cargo test -p shared documentation"
    );
}
