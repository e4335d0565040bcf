//! The pages as people know them: what can be done on each and what it says. Nothing here looks at
//! classes or ids; what people can't name, these can't find.

pub mod change;
pub mod deployment;
pub mod editor;
pub mod new_service;
pub mod new_version;
pub mod preview;
pub mod queue;
pub mod service;
pub mod sign_in;
