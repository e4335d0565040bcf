//! The module that is loaded when an editor is first opened.

fn main() {
    frontend::offer_editors();
}
