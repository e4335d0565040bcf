//! Our bytes in a request, and the bytes of its answer.
//!
//! The interceptor replaces the body before it is signed, and takes the answer's body after the
//! SDK has read it. So members that the SDK does not know travel both ways.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;

use super::guard::Guard;

/// One call's bytes.
#[derive(Debug, Clone, Default)]
pub(super) struct Raw {
    sends: Option<String>,
    guard: Option<Guard>,
    held: Arc<AtomicBool>,
    received: Arc<Mutex<Option<String>>>,
}

/// A write was not sent, because its guard was closed by then.
#[derive(Debug, thiserror::Error)]
#[error("not sent, since another agent may work on the deployment now")]
struct Held;

impl Raw {
    /// Takes the answer's bytes.
    pub(super) fn reading() -> Self {
        Self::default()
    }

    /// Sends these bytes, unless the guard is closed by then, and takes the answer's.
    pub(super) fn sending(body: &str, guard: Option<Guard>) -> Self {
        Self {
            sends: Some(body.to_owned()),
            guard,
            ..Self::default()
        }
    }

    /// Whether the guard kept the request from being sent.
    pub(super) fn was_held(&self) -> bool {
        self.held.load(Ordering::Relaxed)
    }

    /// The answer's bytes, once it has come.
    pub(super) fn received(&self) -> Option<String> {
        self.received
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }
}

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for Raw {
    fn name(&self) -> &'static str {
        "Raw"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(body) = &self.sends {
            let request = context.request_mut();
            request
                .headers_mut()
                .insert("content-length", body.len().to_string());
            *request.body_mut() = SdkBody::from(body.as_str());
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.guard.as_ref().is_some_and(|guard| !guard.is_open()) {
            self.held.store(true, Ordering::Relaxed);
            return Err(Held.into());
        }
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let text = context
            .response()
            .body()
            .bytes()
            .map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        *self.received.lock().unwrap_or_else(PoisonError::into_inner) = text;
        Ok(())
    }
}
