//! The checks as a module of their own: most visits only look, and need not load two hundred rules
//! for that. It puts one function where the pages find it, and knows nothing of pages.

/// Checks what a [`CheckRequest`](shared::check::CheckRequest) holds; both are JSON texts.
#[cfg_attr(
    not(target_family = "wasm"),
    expect(
        dead_code,
        reason = "natively it is compiled with the workspace and never called"
    )
)]
fn check(request: &str) -> String {
    let issues = serde_json::from_str::<shared::check::CheckRequest>(request)
        .map(shared::check::CheckRequest::run)
        .unwrap_or_default();
    serde_json::to_string(&issues).unwrap_or_default()
}

#[cfg(target_family = "wasm")]
fn main() {
    use js_sys::Reflect;
    use wasm_bindgen::closure::Closure;

    let function = Closure::<dyn Fn(String) -> String>::new(|request: String| check(&request));
    let place = Reflect::get(&js_sys::global(), &"longshoreChecks".into());
    if let Ok(place) = place {
        // Where the place is missing nobody asks for the function either.
        drop(Reflect::set(
            &place,
            &"run".into(),
            &function.into_js_value(),
        ));
    }
}

#[cfg(not(target_family = "wasm"))]
fn main() {
    // Compiled natively with the rest of the workspace; there is no page to serve.
}
