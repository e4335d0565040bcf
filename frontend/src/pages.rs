//! The pages. Each owns its data; what it shows is made of `parts` and `ui`.

mod busy;
mod deployment;
mod deployments;
mod editing;
mod new_release;
mod not_found;
mod paused;
mod permissions;
mod planning;
mod preview;
mod queue;
mod release;
mod roll_back;
mod run_task;
mod secrets;
mod service;
mod services;
mod sign_in;

pub(crate) use deployment::DeploymentPage;
pub(crate) use deployments::DeploymentsPage;
pub(crate) use editing::{GalleryPage, NewServicePage, NewVersionPage};
pub(crate) use new_release::NewReleasePage;
pub(crate) use not_found::NotFoundPage;
pub(crate) use permissions::PermissionsPage;
pub(crate) use preview::PreviewPage;
pub(crate) use queue::QueuePage;
pub(crate) use release::ReleasePage;
pub(crate) use roll_back::RollBackPage;
pub(crate) use run_task::RunTaskPage;
pub(crate) use secrets::SecretsPage;
pub(crate) use service::ServicePage;
pub(crate) use services::ServicesPage;
pub(crate) use sign_in::SignInPage;
