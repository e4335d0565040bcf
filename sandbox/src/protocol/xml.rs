//! Writing XML: escaping only what the format needs.
