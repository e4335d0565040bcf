//! The module that is loaded when one of the team's pages is first opened.

fn main() {
    frontend::offer_team_pages();
}
