//! The routes about who is told: webhooks, and what one hears of oneself.

use axum::http::StatusCode;
use shared::permission::Operation;
use shared::telling::Choices;
use shared::wire::{
    AddressCode, AddressRequest, Delivery, Hearing, Listing, MadeWebhook, NewsItem, SeenRequest,
    Webhook, WebhookRequest,
};

use super::super::route::{Route, Routes};
use super::super::{hearing, webhooks};

/// Where news is sent.
pub(super) fn programs(routes: Routes) -> Routes {
    use Operation::ManageWebhooks;
    routes
        .needs(
            ManageWebhooks,
            Route::get("/webhooks", "The webhooks, by name").answers::<Listing<Webhook>>(),
            webhooks::list,
        )
        .needs(
            ManageWebhooks,
            Route::post("/webhooks", "Adds a webhook, and shows its secret once")
                .body::<WebhookRequest>()
                .answers::<MadeWebhook>()
                .status(StatusCode::CREATED),
            webhooks::create,
        )
        .needs(
            ManageWebhooks,
            Route::put("/webhooks/{id}", "Sets a webhook")
                .body::<WebhookRequest>()
                .answers::<Webhook>(),
            webhooks::update,
        )
        .needs(
            ManageWebhooks,
            Route::delete(
                "/webhooks/{id}",
                "Takes a webhook away, with its deliveries",
            )
            .status(StatusCode::NO_CONTENT),
            webhooks::delete,
        )
        .needs(
            ManageWebhooks,
            Route::post(
                "/webhooks/{id}/secret",
                "Replaces a webhook's secret; the old one holds for a day",
            )
            .answers::<MadeWebhook>(),
            webhooks::replace_secret,
        )
        .needs(
            ManageWebhooks,
            Route::post("/webhooks/{id}/tests", "Tries a webhook out")
                .answers::<Delivery>()
                .status(StatusCode::ACCEPTED),
            webhooks::test,
        )
        .needs(
            ManageWebhooks,
            Route::get(
                "/webhooks/{id}/deliveries",
                "What was sent to a webhook, newest first",
            )
            .query::<webhooks::After>()
            .answers::<Listing<Delivery>>(),
            webhooks::list_deliveries,
        )
        .needs(
            ManageWebhooks,
            Route::post(
                "/webhooks/{id}/deliveries/{delivery}",
                "Sends a delivery once more",
            )
            .answers::<Delivery>()
            .status(StatusCode::ACCEPTED),
            webhooks::deliver_again,
        )
}

/// What one hears of.
pub(super) fn oneself(routes: Routes) -> Routes {
    routes
        .own(
            Route::get("/account/hearing", "What one hears of, and by which way")
                .answers::<Hearing>(),
            hearing::show,
        )
        .own(
            Route::put("/account/hearing", "Chooses what one hears of")
                .body::<Choices>()
                .answers::<Hearing>(),
            hearing::choose,
        )
        .own(
            Route::put(
                "/account/address",
                "Sets one's e-mail address, and sends a code there",
            )
            .body::<AddressRequest>()
            .answers::<Hearing>(),
            hearing::set_address,
        )
        .own(
            Route::post(
                "/account/address",
                "Confirms one's e-mail address, with the code",
            )
            .body::<AddressCode>()
            .answers::<Hearing>(),
            hearing::confirm_address,
        )
        .own(
            Route::delete("/account/address", "Takes one's e-mail address away")
                .status(StatusCode::NO_CONTENT),
            hearing::remove_address,
        )
        .own(
            Route::get("/account/news", "One's own news, newest first")
                .query::<hearing::After>()
                .answers::<Listing<NewsItem>>(),
            hearing::list_news,
        )
        .own(
            Route::put("/account/news", "Marks one's own news as seen")
                .body::<SeenRequest>()
                .status(StatusCode::NO_CONTENT),
            hearing::mark_seen,
        )
}
