//! The pages. Each owns its data; what it shows is made of `parts` and `ui`.

mod deployment;
mod deployments;
mod no_environment;
mod not_found;
mod place;
mod preview;
mod release;
mod roll_back;
mod service;
mod services;
mod set_up;
mod sign_in;

pub(crate) use deployment::DeploymentPage;
pub(crate) use deployments::DeploymentsPage;
pub(crate) use no_environment::NoEnvironmentPage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use place::{
    AccountPage, ChangePage, ChangesPage, EnvironmentsPage, GalleryPage, NewChangePage,
    NewReleasePage, NewServicePage, NewVersionPage, NewsPage, PeoplePage, PermissionsPage,
    PolicyPage, QueuePage, RunTaskPage, SecretsPage, WebhooksPage,
};
pub(crate) use preview::PreviewPage;
pub(crate) use release::ReleasePage;
pub(crate) use roll_back::RollBackPage;
pub(crate) use service::ServicePage;
pub(crate) use services::ServicesPage;
pub(crate) use set_up::SetUpPage;
pub(crate) use sign_in::SignInPage;
