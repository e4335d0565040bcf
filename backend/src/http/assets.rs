//! The pages: the built frontend, which is part of the binary.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{Embed, EmbeddedFile};
use shared::wire::ProblemCode;

use super::problem::Refusal;

#[derive(Embed)]
#[folder = "../dist/"]
#[allow_missing = true]
struct Dist;

const UNBUILT: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Longshore</title>\
<h1>The pages are not built</h1>\
<p>This binary was built without the frontend. Build both and start with <code>cargo xtask start</code>.</p>\
<p>The API at <code>/api/v1</code> works all the same.</p></html>";

/// The page that starts the frontend; nothing when the binary was built without it.
pub(super) fn index() -> Option<String> {
    Dist::get("index.html").map(|file| String::from_utf8_lossy(&file.data).into_owned())
}

/// Answers with a file, or with the page that starts the frontend for the address of a page.
pub(super) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = uri.path().trim_start_matches('/');
    if is_file(path) {
        return match Dist::get(path) {
            Some(file) => answer(path, file, &headers, is_hashed(path)),
            None => Refusal::new(ProblemCode::NotFound, "There is no such file.").into_response(),
        };
    }
    match Dist::get("index.html") {
        Some(file) => answer("index.html", file, &headers, false),
        None => (
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            UNBUILT,
        )
            .into_response(),
    }
}

fn answer(path: &str, plain: EmbeddedFile, headers: &HeaderMap, immutable: bool) -> Response {
    let (file, encoding) = compressed(path, headers).unwrap_or((plain, None));
    let mut response = Response::new(Body::from(file.data.into_owned()));
    let out = response.headers_mut();
    out.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(path)),
    );
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    out.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if immutable {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        }),
    );
    response
}

/// The smallest stored form that the browser takes.
fn compressed(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING)?.to_str().ok()?;
    [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(encoding, _)| accepts(accepted, encoding))
        .find_map(|(encoding, ending)| {
            Some((Dist::get(&format!("{path}{ending}"))?, Some(encoding)))
        })
}

fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        named && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Pages have no dot in the last part of their address, but a service's name may not either.
fn is_file(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| name.contains('.'))
}

/// Trunk puts a hash of 16 hex digits into the names of what it builds.
fn is_hashed(path: &str) -> bool {
    path.split(['-', '_', '.', '/'])
        .any(|part| part.len() >= 15 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" | "webmanifest" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::{accepts, is_hashed};

    #[test]
    fn takes_an_encoding_only_where_it_is_wanted() {
        assert!(accepts("gzip, deflate, br;q=1.0", "br"));
        assert!(!accepts("gzip;q=0, br", "gzip"));
        assert!(!accepts("identity", "br"));
    }

    #[test]
    fn knows_names_that_change_with_their_content() {
        assert!(is_hashed("frontend-4f0a1b2c3d4e5f60_bg.wasm"));
        assert!(!is_hashed("favicon.svg"));
    }
}
