//! The content security policy: only our own files run, and the scripts that stand in our own
//! index.html, known by their hashes.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::assets;

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let page = assets::index().unwrap_or_default();
    let hashes: Vec<String> = inline_scripts(&page)
        .iter()
        .map(|script| STANDARD.encode(Sha256::digest(script.as_bytes())))
        .map(|hash| format!(" 'sha256-{hash}'"))
        .collect();
    let hashes = hashes.concat();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    )
});

/// The policy.
pub(super) fn policy() -> &'static str {
    &POLICY
}

/// The texts of the scripts that stand in a page.
fn inline_scripts(page: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once("<script") {
        let Some((attributes, body)) = after.split_once('>') else {
            break;
        };
        let Some((script, following)) = body.split_once("</script>") else {
            break;
        };
        if !attributes.contains("src=") {
            scripts.push(script);
        }
        rest = following;
    }
    scripts
}

#[cfg(test)]
mod tests {
    #[test]
    fn finds_scripts_that_stand_in_the_page() {
        let page =
            "<head><script type=\"module\">\nlet a;</script><script src=\"/b.js\"></script></head>";
        assert_eq!(super::inline_scripts(page), ["\nlet a;"]);
    }
}
