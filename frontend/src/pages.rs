//! The pages. Each owns its data; what it shows is made of `parts` and `ui`.

mod deployment;
mod deployments;
mod no_environment;
mod not_found;
mod place;
mod service;
mod services;
mod set_up;
mod sign_in;

pub(crate) use deployment::DeploymentPage;
pub(crate) use deployments::DeploymentsPage;
pub(crate) use no_environment::NoEnvironmentPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use place::{
    AccountPage, AuditPage, BlamePage, ChangePage, ChangesPage, EnvironmentsPage, GalleryPage,
    NewChangePage, NewReleasePage, NewServicePage, NewVersionPage, NewsPage, PeoplePage,
    PermissionsPage, PolicyPage, PreviewPage, QueuePage, ReleasePage, RollBackPage, RunTaskPage,
    SecretsPage, WebhooksPage,
};
pub(crate) use service::ServicePage;
pub(crate) use services::ServicesPage;
pub(crate) use set_up::SetUpPage;
pub(crate) use sign_in::SignInPage;
