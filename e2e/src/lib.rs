//! The product from outside: what the browser journeys and the conformance tests are made of.
//!
//! It knows the product's binary, its pages and the AWS clients of other people, and no crate of
//! ours: what it finds out, a user could find out.

pub mod api;
pub mod authenticator;
pub mod axe;
pub mod botocore;
pub mod browser;
pub mod case;
pub mod database;
pub mod ecs;
pub mod longshore;
pub mod pages;
pub mod process;
pub mod provider;
pub mod proxy;
pub mod report;
pub mod sandbox;
pub mod server;
pub mod side_by_side;
pub mod tools;
pub mod until;
