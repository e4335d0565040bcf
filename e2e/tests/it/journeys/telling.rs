//! Telling people: a webhook that is added, tried out and looked into, and one's own news.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use e2e::browser::{visit, visit_in_two};
use e2e::longshore::Longshore;
use e2e::pages::queue;
use e2e::pages::sign_in::{ADMINISTRATOR, DEPLOYER, sign_in};
use e2e::until::{BOUND, Look, until};
use serde_json::json;

use super::accessibility::inspect;

/// A program that takes webhooks until the test process ends; gives its address and the bodies.
fn receive() -> Result<(String, Receiver<String>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    let (bodies, incoming) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let Ok(reading) = stream.try_clone() else {
                return;
            };
            let mut reader = BufReader::new(reading);
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                let (name, value) = line.split_once(':').unwrap_or((&line, ""));
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().unwrap_or(0);
                }
                line.clear();
            }
            let mut body = vec![0; length];
            if reader.read_exact(&mut body).is_err() {
                continue;
            }
            let answer =
                "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\nwelcome!";
            // Whoever asked may be gone.
            let _written = stream.write_all(answer.as_bytes());
            if bodies
                .send(String::from_utf8_lossy(&body).into_owned())
                .is_err()
            {
                return;
            }
        }
    });
    Ok((format!("http://{address}/hook/secret"), incoming))
}

#[tokio::test]
async fn a_webhook_is_added_and_tried_out_and_people_read_their_news() -> Result<()> {
    let longshore = Longshore::start()?;
    let (url, bodies) = receive()?;
    let next = || {
        bodies
            .recv_timeout(Duration::from_secs(30))
            .context("nothing came")
    };
    visit_in_two(longshore.url(), async |ada, dana| {
        let mut found = Vec::new();
        sign_in(ada, ADMINISTRATOR, "/environment").await?;
        ada.follow("Webhooks").await?;
        ada.sees("There are none yet").await?;
        ada.press("Add a webhook").await?;
        ada.press("Add it").await?;
        ada.sees("Name it with 1 to 60 characters").await?;
        inspect(ada, "webhooks, with a form that has faults", &mut found).await?;
        ada.fill("Name", "Deploys").await?;
        ada.fill("Address", &url).await?;
        ada.press("Add it").await?;
        ada.sees("The secret of Deploys").await?;
        ada.press("Send a test").await?;
        ensure!(
            next()?.contains("ada tries the webhook Deploys"),
            "another body"
        );
        ada.sees("Taken").await?;
        inspect(ada, "webhooks, with what was sent", &mut found).await?;
        ada.does_not_see("hook/secret").await?;

        ada.go("/news").await?;
        ada.sees("Nothing yet").await?;
        ada.sees("Longshore sends no e-mail here").await?;
        sign_in(dana, DEPLOYER, "/").await?;
        queue::pause(dana, "The database moves").await?;
        ensure!(next()?.contains("The database moves"), "another body");
        // It comes by itself.
        ada.sees_within("dana paused the deployments", Duration::from_secs(30))
            .await?;
        ada.sees("New").await?;
        ada.press("Mark all as seen").await?;
        ada.sees("You have seen all of it").await?;
        inspect(ada, "news, and what one hears of", &mut found).await?;
        ensure!(found.is_empty(), "{}", found.join("\n"));
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_webhook_that_its_new_name_moves_in_the_list_keeps_the_focus() -> Result<()> {
    let longshore = Longshore::start()?;
    visit(longshore.url(), async |ada| {
        sign_in(ada, ADMINISTRATOR, "/webhooks").await?;
        for name in ["Alpha", "Beta", "Gamma"] {
            ada.press("Add a webhook").await?;
            ada.fill("Name", name).await?;
            ada.fill("Address", "https://example.com/hook").await?;
            ada.press("Add it").await?;
            ada.sees(&format!("The secret of {name}")).await?;
        }
        ada.click_first("button", "Change it").await?;
        ada.fill("Name", "Zeta").await?;
        ada.press("Save it").await?;
        let look = "const name = (card) => card?.querySelector('strong')?.textContent ?? '';\
            const cards = [...document.querySelectorAll('.cards > li')].map(name);\
            return [cards, name(document.activeElement.closest('li'))]";
        until("the focus at the card that moved", BOUND, async || {
            let shown = ada.run(look, Vec::new()).await?;
            Ok(if shown == json!([["Beta", "Gamma", "Zeta"], "Zeta"]) {
                Look::Done(())
            } else {
                Look::Not(shown.to_string())
            })
        })
        .await
    })
    .await
}
