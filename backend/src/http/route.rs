//! The table of routes: each with the operation that it needs and with what goes in and comes out.
//! The router, the `OpenAPI` document and the tests of who may do what are all made from it, so that
//! no route is without any of them.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};
use axum::{Router, routing::MethodRouter};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use shared::permission::{Extent, Operation};

use super::access;
use crate::app::App;

/// The schema of a type.
pub(super) type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// What comes out.
#[derive(Debug, Clone, Copy)]
pub(super) enum Answer {
    /// JSON.
    Json(SchemaOf),
    /// Server-sent events of a name, each of JSON.
    Events(&'static str, SchemaOf),
    /// Lines of JSON.
    Lines(SchemaOf),
    /// A status alone.
    Nothing,
}

/// Who may use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Everybody, also who is not signed in.
    Nobody,
    /// Everybody who is signed in, about their own account; a token is not enough.
    Own,
    /// Who may do an operation, in the environment of the address where it happens in one.
    Operation(Operation),
    /// Who may do an operation in one environment at least; the answer is of those alone.
    Anywhere(Operation),
}

/// A route, as it is told to people and to tests.
#[derive(Debug, Clone)]
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: Cow<'static, str>,
    pub(super) need: Need,
    pub(super) words: &'static str,
    pub(super) status: StatusCode,
    pub(super) query: Option<SchemaOf>,
    pub(super) body: Option<SchemaOf>,
    pub(super) answer: Answer,
    /// Refusals that are a part of what it does, by their status, each in words.
    pub(super) refusals: &'static [(StatusCode, &'static str)],
    /// Whether it takes an `Idempotency-Key`.
    pub(super) has_key: bool,
    /// The most bytes of its body, where they are more than usual.
    room: Option<usize>,
}

impl Route {
    pub(super) const fn get(path: &'static str, words: &'static str) -> Self {
        Self::new(Method::GET, path, words)
    }

    pub(super) const fn post(path: &'static str, words: &'static str) -> Self {
        Self::new(Method::POST, path, words)
    }

    pub(super) const fn patch(path: &'static str, words: &'static str) -> Self {
        Self::new(Method::PATCH, path, words)
    }

    pub(super) const fn put(path: &'static str, words: &'static str) -> Self {
        Self::new(Method::PUT, path, words)
    }

    pub(super) const fn delete(path: &'static str, words: &'static str) -> Self {
        Self::new(Method::DELETE, path, words)
    }

    pub(super) const fn new(method: Method, path: &'static str, words: &'static str) -> Self {
        Self {
            method,
            path: Cow::Borrowed(path),
            need: Need::Nobody,
            words,
            status: StatusCode::OK,
            query: None,
            body: None,
            answer: Answer::Nothing,
            refusals: &[],
            has_key: false,
            room: None,
        }
    }

    pub(super) fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(|generator| T::json_schema(generator));
        self
    }

    pub(super) fn body<T: JsonSchema>(mut self) -> Self {
        self.body = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    pub(super) fn answers<T: JsonSchema>(mut self) -> Self {
        self.answer = Answer::Json(SchemaGenerator::subschema_for::<T>);
        self
    }

    pub(super) fn events<T: JsonSchema>(mut self, name: &'static str) -> Self {
        self.answer = Answer::Events(name, SchemaGenerator::subschema_for::<T>);
        self
    }

    pub(super) fn lines<T: JsonSchema>(mut self) -> Self {
        self.answer = Answer::Lines(SchemaGenerator::subschema_for::<T>);
        self
    }

    pub(super) const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Tells of refusals that clients may want to know beforehand.
    pub(super) const fn refuses(mut self, refusals: &'static [(StatusCode, &'static str)]) -> Self {
        self.refusals = refusals;
        self
    }

    /// Made once for each `Idempotency-Key`.
    pub(super) const fn keyed(mut self) -> Self {
        self.has_key = true;
        self
    }

    /// Takes more bytes than usual.
    pub(super) const fn room(mut self, bytes: usize) -> Self {
        self.room = Some(bytes);
        self
    }
}

/// Routes that are being put together.
pub(super) struct Routes {
    app: Arc<App>,
    router: Router<Arc<App>>,
    listed: Vec<Route>,
}

impl Routes {
    pub(super) fn new(app: &Arc<App>) -> Self {
        Self {
            app: Arc::clone(app),
            router: Router::new(),
            listed: Vec::new(),
        }
    }

    /// Adds a route that everybody may use.
    pub(super) fn open<H, T>(self, route: Route, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        let methods = methods(&route, handler);
        self.add(route, methods)
    }

    /// Adds a route for who may do an operation. What happens in an environment is below the
    /// environment's address.
    pub(super) fn needs<H, T>(self, operation: Operation, mut route: Route, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        route.need = Need::Operation(operation);
        if operation.extent() == Extent::Environment {
            route.path = Cow::Owned(format!("/environments/{{environment}}{}", route.path));
        }
        let state = (Arc::clone(&self.app), operation);
        let methods =
            methods(&route, handler).route_layer(from_fn_with_state(state, access::check));
        self.add(route, methods)
    }

    /// Adds a route for who may do an operation in one environment at least.
    pub(super) fn anywhere<H, T>(self, operation: Operation, mut route: Route, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        route.need = Need::Anywhere(operation);
        let state = (Arc::clone(&self.app), operation);
        let methods =
            methods(&route, handler).route_layer(from_fn_with_state(state, access::anywhere));
        self.add(route, methods)
    }

    /// Adds a route about one's own account.
    pub(super) fn own<H, T>(self, mut route: Route, handler: H) -> Self
    where
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        route.need = Need::Own;
        let state = Arc::clone(&self.app);
        let methods = methods(&route, handler).route_layer(from_fn_with_state(state, access::own));
        self.add(route, methods)
    }

    fn add(mut self, route: Route, methods: MethodRouter<Arc<App>>) -> Self {
        self.router = self.router.route(&route.path, methods);
        self.listed.push(route);
        self
    }

    /// Adds others.
    pub(super) fn and(mut self, more: impl FnOnce(Self) -> Self) -> Self {
        self = more(self);
        self
    }

    /// What was put together: the router, and what it is made of.
    pub(super) fn finish(self) -> (Router<Arc<App>>, Vec<Route>) {
        (self.router, self.listed)
    }
}

fn methods<H, T>(route: &Route, handler: H) -> MethodRouter<Arc<App>>
where
    H: Handler<T, Arc<App>>,
    T: 'static,
{
    let filter = match route.method {
        Method::POST => MethodFilter::POST,
        Method::PUT => MethodFilter::PUT,
        Method::DELETE => MethodFilter::DELETE,
        Method::PATCH => MethodFilter::PATCH,
        _ => MethodFilter::GET,
    };
    let methods = on(filter, handler);
    match route.room {
        Some(bytes) => methods.layer(DefaultBodyLimit::max(bytes)),
        None => methods,
    }
}
