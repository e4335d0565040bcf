//! The module that every visit loads: the pages.

fn main() {
    frontend::show_pages();
}
