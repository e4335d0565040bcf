//! The routes about accounts: one's own, and those of others for administrators.

use axum::http::StatusCode;
use shared::permission::Operation;
use shared::wire::{
    Account, Confirmation, Enrollment, FactorCode, Listing, MadeToken, NewPerson, NewToken,
    OpenSession, PasswordChange, PasswordCode, Person, PersonUpdate, RecoveryCodes, Token,
};

use super::super::route::{Route, Routes};
use super::super::{account, people, session};

/// One's own account.
pub(super) fn own(routes: Routes) -> Routes {
    routes
        .own(
            Route::post("/session/confirmation", "Shows once more who one is")
                .body::<Confirmation>()
                .status(StatusCode::NO_CONTENT),
            session::confirm,
        )
        .own(
            Route::get("/account", "One's own account").answers::<Account>(),
            account::show,
        )
        .own(
            Route::put(
                "/account/password",
                "Changes one's own password; all other sessions end",
            )
            .body::<PasswordChange>()
            .status(StatusCode::NO_CONTENT),
            account::change_password,
        )
        .own(
            Route::post(
                "/account/second-factor",
                "Draws a secret for an authenticator",
            )
            .answers::<Enrollment>(),
            account::enroll,
        )
        .own(
            Route::put(
                "/account/second-factor",
                "Turns the second factor on, with a first code",
            )
            .body::<FactorCode>()
            .answers::<RecoveryCodes>(),
            account::confirm_second_factor,
        )
        .own(
            Route::delete("/account/second-factor", "Turns the second factor off")
                .status(StatusCode::NO_CONTENT),
            account::remove_second_factor,
        )
        .own(
            Route::get("/sessions", "One's own sessions").answers::<Listing<OpenSession>>(),
            session::list,
        )
        .own(
            Route::delete("/sessions", "Ends all of one's own sessions but this one")
                .status(StatusCode::NO_CONTENT),
            session::end_others,
        )
        .own(
            Route::delete("/sessions/{id}", "Ends a session of one's own")
                .status(StatusCode::NO_CONTENT),
            session::end_one,
        )
        .own(
            Route::get("/tokens", "One's own tokens, never their text").answers::<Listing<Token>>(),
            account::list_tokens,
        )
        .own(
            Route::post("/tokens", "Makes a token, and shows it once")
                .body::<NewToken>()
                .answers::<MadeToken>()
                .status(StatusCode::CREATED),
            account::make_token,
        )
        .own(
            Route::delete("/tokens/{id}", "Takes a token back").status(StatusCode::NO_CONTENT),
            account::remove_token,
        )
}

/// The accounts of others.
pub(super) fn of_others(routes: Routes) -> Routes {
    use Operation::ManagePeople;
    routes
        .needs(
            ManagePeople,
            Route::get("/people", "Everybody who has an account").answers::<Listing<Person>>(),
            people::list,
        )
        .needs(
            ManagePeople,
            Route::post("/people", "Adds somebody, with a code for a password")
                .body::<NewPerson>()
                .answers::<PasswordCode>()
                .status(StatusCode::CREATED),
            people::create,
        )
        .needs(
            ManagePeople,
            Route::patch(
                "/people/{name}",
                "Gives roles, closes an account or opens it again",
            )
            .body::<PersonUpdate>()
            .answers::<Person>(),
            people::update,
        )
        .needs(
            ManagePeople,
            Route::delete("/people/{name}", "Takes an account away").status(StatusCode::NO_CONTENT),
            people::delete,
        )
        .needs(
            ManagePeople,
            Route::post(
                "/people/{name}/password-code",
                "Voids a password, with a code for another",
            )
            .answers::<PasswordCode>()
            .status(StatusCode::CREATED),
            people::reset_password,
        )
        .needs(
            ManagePeople,
            Route::delete(
                "/people/{name}/second-factor",
                "Turns somebody's second factor off",
            )
            .status(StatusCode::NO_CONTENT),
            people::reset_second_factor,
        )
        .needs(
            ManagePeople,
            Route::delete("/people/{name}/sessions", "Ends all of somebody's sessions")
                .status(StatusCode::NO_CONTENT),
            people::end_sessions,
        )
}
