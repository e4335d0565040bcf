//! The browser's list, and radio buttons.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use super::{description, focus, gallery, page_says};

#[tokio::test]
async fn a_list_is_named_described_and_chosen_from_by_keys() -> Result<()> {
    gallery(async |visitor| {
        let said = description(visitor, "field", "Network mode").await?;
        ensure!(said == ["How containers reach each other.", ""], "{said:?}");
        focus(visitor, "field", "Network mode").await?;
        visitor.key(Key::Up).await?;
        ensure!(visitor.value("Network mode").await? == "bridge");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_value_that_is_not_in_the_list_is_kept() -> Result<()> {
    gallery(async |visitor| {
        let value = visitor
            .value("With a value that is not in the list")
            .await?;
        ensure!(value == "something-new", "{value}");
        Ok(())
    })
    .await
}

#[tokio::test]
async fn arrows_choose_among_radio_buttons_and_tab_leaves_them() -> Result<()> {
    gallery(async |visitor| {
        let legend = page_says(
            visitor,
            "document.getElementById('gallery-launch-ec2').closest('fieldset')\
             .querySelector('legend').textContent",
        )
        .await?;
        ensure!(legend == "Where it runs", "{legend}");
        let chosen = "document.querySelector('[name=gallery-launch]:checked').value";
        ensure!(page_says(visitor, chosen).await? == "fargate");
        let said = description(visitor, "radio", "Fargate").await?;
        ensure!(said == ["AWS keeps the machines."], "{said:?}");
        focus(visitor, "radio", "Fargate").await?;
        visitor.key(Key::Down).await?;
        ensure!(page_says(visitor, chosen).await? == "ec2");
        visitor.key(Key::Up).await?;
        visitor.key(Key::Up).await?;
        ensure!(page_says(visitor, chosen).await? == "external");
        visitor.key(Key::Tab).await?;
        let left = page_says(visitor, "document.activeElement.type !== 'radio'").await?;
        ensure!(left == true);
        Ok(())
    })
    .await
}
