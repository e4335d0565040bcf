//! News on their way out, and what came of each time that they were sent.
//!
//! Who sends a delivery holds it for a while; another takes it over only when that is over. So two
//! processes do not send the same, and what a process held that was killed is sent by the next: a
//! delivery may come twice then, with the same id, but is never lost.

use shared::telling::{News, NewsKind};
use shared::wire::{Delivery, DeliveryAttempt, DeliveryState, Listing};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, StoreError, news};

/// So many attempts of each delivery are shown.
const ATTEMPTS_SHOWN: i64 = 20;

/// Where a delivery goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A webhook, by its id.
    Webhook(String),
    /// Somebody's e-mail, by their name.
    Email(String),
}

/// A delivery that is held in order to be sent.
#[derive(Debug, Clone)]
pub struct HeldDelivery {
    /// Its id.
    pub id: String,
    /// What it tells.
    pub news: News,
    /// Where it goes.
    pub recipient: Recipient,
    /// By which those to one recipient come in the order of what they tell.
    pub number: i64,
    /// How often it failed since it was to be sent.
    pub failures: i64,
    /// Who holds it.
    pub holder: String,
}

/// What came of sending a delivery.
#[derive(Debug, Clone)]
pub struct DeliveryEnd {
    /// How it went.
    pub attempt: DeliveryAttempt,
    /// Where the delivery is now.
    pub state: DeliveryState,
    /// When it is sent again, where it is.
    pub due_at_ms: i64,
}

impl Store {
    /// Holds deliveries that are due, to those to whom nothing is being sent.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hold_deliveries(
        &self,
        holder: &str,
        now_ms: i64,
        until_ms: i64,
        limit: i64,
    ) -> Result<Vec<HeldDelivery>, StoreError> {
        let mut transaction = self.begin().await?;
        // The condition stands twice: on PostgreSQL who waited for another's write looks at the
        // outer one again.
        let held = sqlx::query(
            "update deliveries set holder = $1, held_until = $3 where state = 'waiting' \
             and due_at <= $2 and held_until < $2 and id in (select id from deliveries \
             where state = 'waiting' and due_at <= $2 and held_until < $2 and not exists ( \
                 select 1 from deliveries sent where sent.state = 'waiting' \
                 and sent.way = deliveries.way and sent.recipient = deliveries.recipient \
                 and sent.held_until >= $2) \
             order by due_at, number, id limit $4) returning id",
        )
        .bind(holder)
        .bind(now_ms)
        .bind(until_ms)
        .bind(limit)
        .fetch_all(&mut *transaction)
        .await
        .map_err(StoreError::query("hold deliveries"))?;
        let mut deliveries = Vec::new();
        for row in &held {
            let id: String = row
                .try_get("id")
                .map_err(StoreError::query("hold deliveries"))?;
            let row = sqlx::query(
                "select deliveries.id, way, recipient, number, failures, holder, news.news \
                 from deliveries join news on news.id = deliveries.news_id \
                 where deliveries.id = $1",
            )
            .bind(&id)
            .fetch_one(&mut *transaction)
            .await
            .map_err(StoreError::query("read a delivery"))?;
            deliveries.push(held_delivery(&row)?);
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("hold deliveries"))?;
        deliveries.sort_by_key(|held| held.number);
        Ok(deliveries)
    }

    /// Writes down what came of sending a delivery, unless another holds it now.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_delivery(
        &self,
        held: &HeldDelivery,
        end: &DeliveryEnd,
    ) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let failures = match end.state {
            DeliveryState::Delivered => 0,
            DeliveryState::Waiting | DeliveryState::GivenUp => held.failures + 1,
        };
        let ended = sqlx::query(
            "update deliveries set state = $3, due_at = $4, failures = $5, holder = '', \
             held_until = 0 where id = $1 and holder = $2 and state = 'waiting'",
        )
        .bind(&held.id)
        .bind(&held.holder)
        .bind(end.state.as_str())
        .bind(end.due_at_ms)
        .bind(failures)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("end a delivery"))?;
        if ended.rows_affected() == 0 {
            return Ok(());
        }
        let DeliveryAttempt {
            at_ms,
            took_ms,
            status,
            words,
            answer,
        } = &end.attempt;
        sqlx::query(
            "insert into delivery_attempts (delivery_id, number, at, took_ms, status, words, \
             answer) select cast($1 as text), coalesce(max(number), 0) + 1, cast($2 as bigint), \
             cast($3 as bigint), cast($4 as bigint), cast($5 as text), cast($6 as text) \
             from delivery_attempts where delivery_id = $1",
        )
        .bind(&held.id)
        .bind(at_ms)
        .bind(took_ms)
        .bind(status.map(i64::from))
        .bind(words)
        .bind(answer)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("log a delivery"))?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("end a delivery"))
    }

    /// The deliveries of a webhook, newest first; `after` is the last one's id of the page before.
    ///
    /// # Errors
    /// The database failed.
    pub async fn deliveries_of(
        &self,
        webhook: &str,
        after: Option<&str>,
        limit: i64,
    ) -> Result<Listing<Delivery>, StoreError> {
        let rows = sqlx::query(
            "select deliveries.id, kind, news.news, created_at from deliveries \
             join news on news.id = deliveries.news_id \
             where way = 'webhook' and recipient = $1 and ($2 = '' or exists ( \
                 select 1 from deliveries last where last.id = $2 \
                 and (deliveries.created_at, deliveries.id) < (last.created_at, last.id))) \
             order by created_at desc, deliveries.id desc limit $3",
        )
        .bind(webhook)
        .bind(after.unwrap_or_default())
        .bind(limit + 1)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list deliveries"))?;
        let most = usize::try_from(limit).unwrap_or(0);
        let mut items = Vec::new();
        for row in rows.iter().take(most) {
            items.push(self.delivery_of(row).await?);
        }
        let more = rows.len() > most;
        let next = items.last().filter(|_| more).map(|last| last.id.clone());
        Ok(Listing { items, next })
    }

    /// A delivery of a webhook.
    ///
    /// # Errors
    /// The database failed.
    pub async fn delivery(&self, webhook: &str, id: &str) -> Result<Option<Delivery>, StoreError> {
        let row = sqlx::query(
            "select deliveries.id, kind, news.news, created_at from deliveries \
             join news on news.id = deliveries.news_id \
             where way = 'webhook' and recipient = $1 and deliveries.id = $2",
        )
        .bind(webhook)
        .bind(id)
        .fetch_optional(&self.pool)
        .await
        .map_err(StoreError::query("find a delivery"))?;
        match row {
            Some(row) => self.delivery_of(&row).await.map(Some),
            None => Ok(None),
        }
    }

    async fn delivery_of(&self, row: &AnyRow) -> Result<Delivery, StoreError> {
        let unreadable = || StoreError::Unreadable { what: "a delivery" };
        let text = |column: &str| row.try_get::<String, _>(column).map_err(|_| unreadable());
        let number = |column: &str| row.try_get::<i64, _>(column).map_err(|_| unreadable());
        let id = text("id")?;
        let attempts = sqlx::query(
            "select at, took_ms, status, words, answer from delivery_attempts \
             where delivery_id = $1 order by number desc limit $2",
        )
        .bind(&id)
        .bind(ATTEMPTS_SHOWN)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("read the log of a delivery"))?;
        // After its tries, so that it never tells of an earlier time than the last of them.
        let now = sqlx::query("select state, due_at from deliveries where id = $1")
            .bind(&id)
            .fetch_one(&self.pool)
            .await
            .map_err(StoreError::query("find a delivery"))?;
        let state: String = now.try_get("state").map_err(|_| unreadable())?;
        let state = DeliveryState::find(&state).ok_or_else(unreadable)?;
        Ok(Delivery {
            kind: NewsKind::find(&text("kind")?).ok_or_else(unreadable)?,
            title: news::read(row)?.headline(),
            created_at_ms: number("created_at")?,
            next_at_ms: (state == DeliveryState::Waiting)
                .then(|| now.try_get("due_at").map_err(|_| unreadable()))
                .transpose()?,
            state,
            attempts: attempts.iter().map(attempt).collect::<Result<_, _>>()?,
            id,
        })
    }
}

fn held_delivery(row: &AnyRow) -> Result<HeldDelivery, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a delivery" };
    let text = |column: &str| row.try_get::<String, _>(column).map_err(|_| unreadable());
    let recipient = text("recipient")?;
    Ok(HeldDelivery {
        id: text("id")?,
        news: news::read(row)?,
        recipient: match text("way")?.as_str() {
            "webhook" => Recipient::Webhook(recipient),
            "email" => Recipient::Email(recipient),
            _ => return Err(unreadable()),
        },
        number: row.try_get("number").map_err(|_| unreadable())?,
        failures: row.try_get("failures").map_err(|_| unreadable())?,
        holder: text("holder")?,
    })
}

fn attempt(row: &AnyRow) -> Result<DeliveryAttempt, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "a delivery" };
    let status: Option<i64> = row.try_get("status").map_err(|_| unreadable())?;
    Ok(DeliveryAttempt {
        at_ms: row.try_get("at").map_err(|_| unreadable())?,
        took_ms: row.try_get("took_ms").map_err(|_| unreadable())?,
        status: status.and_then(|status| u16::try_from(status).ok()),
        words: row.try_get("words").map_err(|_| unreadable())?,
        answer: row.try_get("answer").map_err(|_| unreadable())?,
    })
}
