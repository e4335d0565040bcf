//! Proves that the browser's tools notice what they are there to notice.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use anyhow::Result;
use e2e::axe;
use e2e::browser::{Theme, Viewport, visit};

/// Serves one page at every address until the test process ends.
fn serve(page: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\n\
                 content-security-policy: script-src 'self' 'sha256-nothing'\r\n\
                 content-length: {}\r\nconnection: close\r\n\r\n{page}",
                page.len()
            );
            // A browser that was closed no longer listens.
            let _written = stream.write_all(answer.as_bytes());
        }
    });
    format!("http://{address}")
}

const GOOD: &str = "<!doctype html><html lang=en><title>Harbor</title>\
    <meta name=viewport content='width=device-width, initial-scale=1'>\
    <link rel=icon href='data:,'><main><h1>Harbor</h1>\
    <label for=ship>Ship</label><input id=ship>\
    <button aria-label='Cast off'>Go</button><button hidden>Sink</button>\
    <p id=theme></p></main>";
const BAD: &str = "<!doctype html><html lang=en><title>Harbor</title>\
    <meta name=viewport content='width=device-width, initial-scale=1'>\
    <link rel=icon href='data:,'><main><h1>Harbor</h1>\
    <input id=ship><button></button></main>";
const LOUD: &str = "<!doctype html><html lang=en><title>Harbor</title>\
    <meta name=viewport content='width=device-width, initial-scale=1'>\
    <link rel=icon href='data:,'><main><h1>Harbor</h1></main><script>1</script>";

#[tokio::test]
async fn a_page_is_found_its_way_by_roles_and_names() -> Result<()> {
    visit(&serve(GOOD), async |visitor| {
        visitor.go("/").await?;
        visitor.fill("Ship", "Ada \"the\" one").await?;
        visitor.paste("Ship", "{\"a\": 1}").await?;
        assert_eq!(visitor.value("Ship").await?, "{\"a\": 1}");
        assert_eq!(visitor.names("button").await?, ["Cast off"]);
        visitor.press("Cast off").await?;
        visitor.sees("Harbor").await?;
        visitor.resize(Viewport::Phone).await?;
        let width = visitor.run("return innerWidth", Vec::new()).await?;
        assert_eq!(width, 375);
        visitor.prefer(Theme::Dark).await?;
        let dark = visitor
            .run(
                "return matchMedia('(prefers-color-scheme: dark)').matches",
                Vec::new(),
            )
            .await?;
        assert_eq!(dark, true);
        axe::ensure_accessible(visitor, "the good page").await
    })
    .await
}

#[tokio::test]
async fn axe_finds_what_is_wrong() -> Result<()> {
    visit(&serve(BAD), async |visitor| {
        visitor.go("/").await?;
        let found = axe::ensure_accessible(visitor, "the bad page").await;
        let text = found.unwrap_err().to_string();
        assert!(text.contains("button-name"), "{text}");
        assert!(text.contains("label"), "{text}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_console_that_says_something_fails_the_visit() {
    let outcome = visit(&serve(LOUD), async |visitor| visitor.go("/").await).await;
    let text = outcome.unwrap_err().to_string();
    assert!(text.contains("Content Security Policy"), "{text}");
}
