//! What is to be told, and handing it to everybody who is to hear of it.
//!
//! News are written in the transaction of what they tell. A moment later they are handed out, in a
//! transaction of its own, so that nothing that happens waits for how many hear of it: each piece
//! becomes deliveries to webhooks and addresses, and lines on people's pages, all or none.

use std::collections::HashMap;

use shared::change::{Change, ChangeEntry};
use shared::deployment::Verdict;
use shared::plan::Target;
use shared::telling::{Choices, News, NewsKind, Told, Way};
use sqlx::{Any, Row as _, Transaction};

use super::{Store, StoreError, User, policies};
use crate::random;

/// So long news are kept, with what came of telling them.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// So much is handed out, or forgotten, in one transaction.
const AT_ONCE: i64 = 100;

impl Store {
    /// Hands out what is to be told, some of it; says how much that was.
    ///
    /// # Errors
    /// The database failed.
    pub async fn hand_out_news(&self, now_ms: i64) -> Result<usize, StoreError> {
        let waiting =
            sqlx::query("select id from news where told_at is null order by at, id limit $1")
                .bind(AT_ONCE)
                .fetch_all(&self.pool)
                .await
                .map_err(StoreError::query("look for news"))?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let users = self.users().await?;
        let mut transaction = self.begin().await?;
        // Holds the numbers: who hands out at the same moment waits, and then finds nothing left.
        let mut number: i64 =
            sqlx::query("update news_numbers set last = last where only_one = 1 returning last")
                .fetch_one(&mut *transaction)
                .await
                .and_then(|row| row.try_get("last"))
                .map_err(StoreError::query("hold the numbers of news"))?;
        let listeners = Listeners::of(&mut transaction, users).await?;
        let rows =
            sqlx::query("select id, news from news where told_at is null order by at, id limit $1")
                .bind(AT_ONCE)
                .fetch_all(&mut *transaction)
                .await
                .map_err(StoreError::query("look for news"))?;
        for row in &rows {
            let news = read(row)?;
            number += 1;
            listeners
                .hand_out(&mut transaction, &news, number, now_ms)
                .await?;
            sqlx::query("update news set told_at = $2 where id = $1")
                .bind(&news.id)
                .bind(now_ms)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("hand news out"))?;
        }
        sqlx::query("update news_numbers set last = $1 where only_one = 1")
            .bind(number)
            .execute(&mut *transaction)
            .await
            .map_err(StoreError::query("number news"))?;
        transaction
            .commit()
            .await
            .map_err(StoreError::query("hand news out"))?;
        Ok(rows.len())
    }

    /// Forgets what was told long ago, some of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_old_news(&self, now_ms: i64) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        let old = sqlx::query(
            "select id from news where at < $1 and told_at is not null order by at limit $2",
        )
        .bind(now_ms.saturating_sub(KEPT_MS))
        .bind(AT_ONCE)
        .fetch_all(&mut *transaction)
        .await
        .map_err(StoreError::query("look for old news"))?;
        for row in &old {
            let id: String = row
                .try_get("id")
                .map_err(StoreError::query("look for old news"))?;
            for statement in [
                "delete from delivery_attempts where delivery_id in \
                 (select id from deliveries where news_id = $1)",
                "delete from deliveries where news_id = $1",
                "delete from inbox where news_id = $1",
                "delete from news where id = $1",
            ] {
                sqlx::query(statement)
                    .bind(&id)
                    .execute(&mut *transaction)
                    .await
                    .map_err(StoreError::query("forget old news"))?;
            }
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("forget old news"))
    }
}

/// Writes news within the transaction of what they tell. What was written already stays.
pub(super) async fn append(
    transaction: &mut Transaction<'static, Any>,
    news: &News,
    told_at_ms: Option<i64>,
) -> Result<(), StoreError> {
    let text = serde_json::to_string(news).map_err(|_| StoreError::Unreadable { what: "news" })?;
    sqlx::query(
        "insert into news (id, at, kind, environment, news, told_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing",
    )
    .bind(&news.id)
    .bind(news.at_ms)
    .bind(news.kind.as_str())
    .bind(&news.environment)
    .bind(text)
    .bind(told_at_ms)
    .execute(&mut **transaction)
    .await
    .map(|_| ())
    .map_err(StoreError::query("write news"))
}

/// Tells what happened to a change.
pub(super) async fn tell_of_change(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
    entry: &ChangeEntry,
) -> Result<(), StoreError> {
    for mut news in News::of_change(change, entry) {
        if news.kind == NewsKind::ChangeWaits {
            let policy = policies::of(transaction, &change.environment, entry.at_ms).await?;
            news.reviewers = policy.review.approvers;
        }
        for name in deployers_of(transaction, change).await? {
            if !news.people.contains(&name) {
                news.people.push(name);
            }
        }
        append(transaction, &news, None).await?;
    }
    Ok(())
}

/// Who had a change deployed.
async fn deployers_of(
    transaction: &mut Transaction<'static, Any>,
    change: &Change,
) -> Result<Vec<String>, StoreError> {
    if change.deployments.is_empty() {
        return Ok(Vec::new());
    }
    sqlx::query("select distinct started_by from deployments where change_id = $1")
        .bind(change.id)
        .fetch_all(&mut **transaction)
        .await
        .and_then(|rows| rows.iter().map(|row| row.try_get("started_by")).collect())
        .map_err(StoreError::query("find who had a change deployed"))
}

/// What is to be told of a deployment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn<'a> {
    /// It began.
    Began,
    /// It is over.
    Ended(Verdict, &'a str),
}

/// Tells that a deployment began or is over, where it belongs to no change; changes tell of theirs.
pub(super) async fn tell_of_deployment(
    transaction: &mut Transaction<'static, Any>,
    id: &str,
    turn: Turn<'_>,
    now_ms: i64,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "select environment, cluster, service, summary, started_by from deployments \
         where id = $1 and change_id is null",
    )
    .bind(id)
    .fetch_optional(&mut **transaction)
    .await
    .map_err(StoreError::query("find a deployment"))?;
    let Some(row) = row else {
        return Ok(());
    };
    let column = |name: &str| {
        row.try_get::<String, _>(name)
            .map_err(StoreError::query("read a deployment"))
    };
    let target = Target {
        cluster: column("cluster")?,
        service: column("service")?,
    };
    let told = Told {
        id,
        environment: &column("environment")?,
        target: &target,
        summary: &column("summary")?,
        by: &column("started_by")?,
        at_ms: now_ms,
    };
    let news = match turn {
        Turn::Began => Some(News::of_beginning(&told)),
        Turn::Ended(verdict, reason) => News::of_end(&told, verdict, reason),
    };
    match news {
        Some(news) => append(transaction, &news, None).await,
        None => Ok(()),
    }
}

pub(super) fn read(row: &sqlx::any::AnyRow) -> Result<News, StoreError> {
    let unreadable = || StoreError::Unreadable { what: "news" };
    let text: String = row.try_get("news").map_err(|_| unreadable())?;
    serde_json::from_str(&text).map_err(|_| unreadable())
}

/// A delivery that is to be made.
pub(super) struct NewDelivery<'a> {
    pub(super) news: &'a str,
    pub(super) way: &'static str,
    pub(super) recipient: &'a str,
    /// The news' number.
    pub(super) number: i64,
    pub(super) now_ms: i64,
}

/// Has news delivered; answers the delivery's id.
pub(super) async fn deliver(
    transaction: &mut Transaction<'static, Any>,
    new: &NewDelivery<'_>,
) -> Result<String, StoreError> {
    let id = random::identifier().map_err(|_| StoreError::NoRandomness)?;
    sqlx::query(
        "insert into deliveries (id, news_id, way, recipient, number, state, created_at, due_at, \
         failures, holder, held_until) values ($1, $2, $3, $4, $6, 'waiting', $5, $5, 0, '', 0)",
    )
    .bind(&id)
    .bind(new.news)
    .bind(new.way)
    .bind(new.recipient)
    .bind(new.now_ms)
    .bind(new.number)
    .execute(&mut **transaction)
    .await
    .map_err(StoreError::query("have news delivered"))?;
    Ok(id)
}

/// Everybody who may be told.
struct Listeners {
    webhooks: Vec<Webhook>,
    people: Vec<Listener>,
}

struct Webhook {
    id: String,
    environments: Vec<String>,
    kinds: Vec<NewsKind>,
}

struct Listener {
    user: User,
    choices: Choices,
    has_address: bool,
}

impl Listeners {
    async fn of(
        transaction: &mut Transaction<'static, Any>,
        users: Vec<User>,
    ) -> Result<Self, StoreError> {
        let unreadable = |_| StoreError::Unreadable { what: "a webhook" };
        let rows = sqlx::query("select id, environments, kinds from webhooks where enabled = 1")
            .fetch_all(&mut **transaction)
            .await
            .map_err(StoreError::query("list webhooks"))?;
        let mut webhooks = Vec::new();
        for row in &rows {
            let list = |column: &str| row.try_get::<String, _>(column).map_err(unreadable);
            let what = || StoreError::Unreadable { what: "a webhook" };
            webhooks.push(Webhook {
                id: list("id")?,
                environments: serde_json::from_str(&list("environments")?).map_err(|_| what())?,
                kinds: serde_json::from_str(&list("kinds")?).map_err(|_| what())?,
            });
        }
        let rows = sqlx::query(
            "select users.name, hearing.choices, \
             (select count(*) from addresses where addresses.user_name = users.name \
              and confirmed_at is not null) as addresses \
             from users left join hearing on hearing.user_name = users.name",
        )
        .fetch_all(&mut **transaction)
        .await
        .map_err(StoreError::query("find what people want to hear of"))?;
        let mut chosen = HashMap::new();
        for row in &rows {
            let unreadable = |_| StoreError::Unreadable {
                what: "what somebody wants to hear of",
            };
            let name: String = row.try_get("name").map_err(unreadable)?;
            let choices: Option<String> = row.try_get("choices").map_err(unreadable)?;
            let addresses: i64 = row.try_get("addresses").map_err(unreadable)?;
            chosen.insert(name, (super::hearing::choices(choices)?, addresses > 0));
        }
        let people = users
            .into_iter()
            .filter(|user| user.disabled_at_ms.is_none())
            .map(|user| {
                let (choices, has_address) = chosen.remove(&user.name).unwrap_or_default();
                Listener {
                    user,
                    choices,
                    has_address,
                }
            })
            .collect();
        Ok(Self { webhooks, people })
    }

    async fn hand_out(
        &self,
        transaction: &mut Transaction<'static, Any>,
        news: &News,
        number: i64,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let to = |way, recipient| NewDelivery {
            news: &news.id,
            way,
            recipient,
            number,
            now_ms,
        };
        for webhook in &self.webhooks {
            let carries = webhook.kinds.contains(&news.kind)
                && (webhook.environments.is_empty()
                    || news.environment.is_empty()
                    || webhook.environments.contains(&news.environment));
            if carries {
                deliver(transaction, &to("webhook", &webhook.id)).await?;
            }
        }
        for listener in &self.people {
            let Listener {
                user,
                choices,
                has_address,
            } = listener;
            let hears = |way| choices.hears(news, &user.name, &user.grants, way);
            if hears(Way::Page) {
                sqlx::query(
                    "insert into inbox (user_name, number, news_id) select name, \
                     cast($2 as bigint), cast($3 as text) from users where name = $1",
                )
                .bind(&user.name)
                .bind(number)
                .bind(&news.id)
                .execute(&mut **transaction)
                .await
                .map_err(StoreError::query("tell somebody"))?;
            }
            if *has_address && hears(Way::Email) {
                deliver(transaction, &to("email", &user.name)).await?;
            }
        }
        Ok(())
    }
}
