//! Which of the two calls a service is for, and what belongs to the other one.

use super::last::Last;
use super::{Checker, remove_at};
use crate::check::path::Path;
use crate::issue::Severity;
use crate::schema::{self, Scope};

impl Checker<'_> {
    /// `serviceName` means `CreateService`, `service` means `UpdateService`; each takes members
    /// that the other refuses.
    pub(super) fn scope(&mut self, last: &Last<'_>, at: &Path<'_>) {
        let (other, severity, words) = if last.has("serviceName") {
            (
                Scope::Update,
                Severity::Error,
                "when a service is updated, and serviceName is for creating one".to_owned(),
            )
        } else if last.has("service") {
            (
                Scope::Create,
                Severity::Error,
                "when a service is created, and service is for updating one".to_owned(),
            )
        } else {
            // Other tools keep the name elsewhere, so that a file without one may be complete.
            self.add(
                Severity::Warning,
                "service-unnamed",
                &at.member("serviceName"),
                "Name the service: serviceName for a new one, service for one that is there"
                    .to_owned(),
                None,
            );
            let Some(creating) = self.of_scope(Scope::Create, last).next() else {
                return;
            };
            (
                Scope::Update,
                Severity::Warning,
                format!("when a service is updated, and {creating} when one is created"),
            )
        };
        for name in self.of_scope(other, last) {
            let here = at.member(name);
            let message = format!("Remove {name}: it can only be given {words}");
            self.add(
                severity,
                "other-call",
                &here,
                message,
                Some(remove_at(&here)),
            );
        }
    }

    /// The members at the top that are there and belong to one call.
    fn of_scope<'l>(
        &self,
        scope: Scope,
        last: &'l Last<'_>,
    ) -> impl Iterator<Item = &'static str> + use<'l> {
        let members = schema::root(self.kind).members.iter();
        members
            .filter(move |member| member.scope == scope)
            .map(|member| member.name)
            .filter(|name| last.has(name))
    }
}
