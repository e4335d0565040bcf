//! What people want to hear of, their page of news, and where their e-mail goes.

use shared::telling::{Choices, News};
use shared::wire::{EmailAddress, Listing, NewsItem};
use sqlx::Row as _;

use super::{Store, StoreError, news};

/// So many codes may be guessed for one that was sent.
const GUESSES: i64 = 10;

/// An e-mail address that somebody says is theirs.
#[derive(Debug, Clone, Copy)]
pub struct ClaimedAddress<'a> {
    /// Who.
    pub user: &'a str,
    /// The address.
    pub address: &'a str,
    /// The hash of the code that is sent there.
    pub code_hash: &'a str,
    /// Until when the code is good.
    pub expires_at_ms: i64,
    /// Another code is sent no sooner than so long after the one before, in milliseconds.
    pub again_after_ms: i64,
    /// Now.
    pub now_ms: i64,
}

impl Store {
    /// What somebody chose to hear of.
    ///
    /// # Errors
    /// The database failed.
    pub async fn choices(&self, user: &str) -> Result<Choices, StoreError> {
        let row = sqlx::query("select choices from hearing where user_name = $1")
            .bind(user)
            .fetch_optional(&self.pool)
            .await
            .and_then(|row| row.map(|row| row.try_get("choices")).transpose())
            .map_err(StoreError::query("find what somebody wants to hear of"))?;
        choices(row)
    }

    /// Keeps what somebody chose to hear of.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_choices(&self, user: &str, choices: &Choices) -> Result<(), StoreError> {
        let text = serde_json::to_string(choices).map_err(|_| StoreError::Unreadable {
            what: "what somebody wants to hear of",
        })?;
        sqlx::query(
            "insert into hearing (user_name, choices) values ($1, $2) \
             on conflict (user_name) do update set choices = excluded.choices",
        )
        .bind(user)
        .bind(text)
        .execute(&self.pool)
        .await
        .map(|_| ())
        .map_err(StoreError::query("keep what somebody wants to hear of"))
    }

    /// The news on somebody's page, newest first, those before a number where one is given.
    ///
    /// # Errors
    /// The database failed.
    pub async fn news_of(
        &self,
        user: &str,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Listing<NewsItem>, StoreError> {
        let rows = sqlx::query(
            "select inbox.number, news.news, coalesce(hearing.seen, 0) as seen from inbox \
             join news on news.id = inbox.news_id \
             left join hearing on hearing.user_name = inbox.user_name \
             where inbox.user_name = $1 and inbox.number < $2 \
             order by inbox.number desc limit $3",
        )
        .bind(user)
        .bind(before.unwrap_or(i64::MAX))
        .bind(limit + 1)
        .fetch_all(&self.pool)
        .await
        .map_err(StoreError::query("list somebody's news"))?;
        let mut items = Vec::new();
        for row in &rows {
            let unreadable = |_| StoreError::Unreadable { what: "news" };
            let number: i64 = row.try_get("number").map_err(unreadable)?;
            let seen: i64 = row.try_get("seen").map_err(unreadable)?;
            items.push(NewsItem {
                number,
                news: news::read(row)?,
                seen: number <= seen,
            });
        }
        let most = usize::try_from(limit).unwrap_or(0);
        let more = items.len() > most;
        items.truncate(most);
        let next = items
            .last()
            .filter(|_| more)
            .map(|last| last.number.to_string());
        Ok(Listing { items, next })
    }

    /// Notes up to which number somebody has seen everything.
    ///
    /// # Errors
    /// The database failed.
    pub async fn set_seen(&self, user: &str, number: i64) -> Result<(), StoreError> {
        sqlx::query(
            "insert into hearing (user_name, seen) values ($1, $2) on conflict (user_name) \
             do update set seen = excluded.seen where hearing.seen < excluded.seen",
        )
        .bind(user)
        .bind(number)
        .execute(&self.pool)
        .await
        .map(|_| ())
        .map_err(StoreError::query("note what somebody has seen"))
    }

    /// Where somebody's e-mail goes.
    ///
    /// # Errors
    /// The database failed.
    pub async fn address(&self, user: &str) -> Result<Option<EmailAddress>, StoreError> {
        let row = sqlx::query("select address, confirmed_at from addresses where user_name = $1")
            .bind(user)
            .fetch_optional(&self.pool)
            .await
            .map_err(StoreError::query("find an e-mail address"))?;
        row.map(|row| {
            let confirmed: Option<i64> = row.try_get("confirmed_at")?;
            Ok(EmailAddress {
                address: row.try_get("address")?,
                confirmed: confirmed.is_some(),
            })
        })
        .transpose()
        .map_err(StoreError::query("read an e-mail address"))
    }

    /// Keeps an address that is to be confirmed, in place of the one before; says whether it did,
    /// which it does not where the last code is too fresh.
    ///
    /// # Errors
    /// The database failed.
    pub async fn claim_address(&self, claimed: &ClaimedAddress<'_>) -> Result<bool, StoreError> {
        sqlx::query(
            "insert into addresses (user_name, address, code_hash, code_expires_at, guesses, \
             asked_at) values ($1, $2, $3, $4, 0, $5) on conflict (user_name) do update set \
             address = excluded.address, confirmed_at = null, code_hash = excluded.code_hash, \
             code_expires_at = excluded.code_expires_at, guesses = 0, \
             asked_at = excluded.asked_at where addresses.asked_at <= $6",
        )
        .bind(claimed.user)
        .bind(claimed.address)
        .bind(claimed.code_hash)
        .bind(claimed.expires_at_ms)
        .bind(claimed.now_ms)
        .bind(claimed.now_ms - claimed.again_after_ms)
        .execute(&self.pool)
        .await
        .map(|done| done.rows_affected() == 1)
        .map_err(StoreError::query("keep an e-mail address"))
    }

    /// Confirms an address with the code that was sent there; says whether it was the code. After
    /// too many guesses none is.
    ///
    /// # Errors
    /// The database failed.
    pub async fn confirm_address(
        &self,
        user: &str,
        code_hash: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin().await?;
        let confirmed = sqlx::query(
            "update addresses set confirmed_at = $3, code_hash = null where user_name = $1 \
             and code_hash = $2 and code_expires_at > $3 and guesses < $4",
        )
        .bind(user)
        .bind(code_hash)
        .bind(now_ms)
        .bind(GUESSES)
        .execute(&mut *transaction)
        .await
        .map_err(StoreError::query("confirm an e-mail address"))?;
        let is_done = confirmed.rows_affected() == 1;
        if !is_done {
            sqlx::query("update addresses set guesses = guesses + 1 where user_name = $1")
                .bind(user)
                .execute(&mut *transaction)
                .await
                .map_err(StoreError::query("count a guess"))?;
        }
        transaction
            .commit()
            .await
            .map_err(StoreError::query("confirm an e-mail address"))?;
        Ok(is_done)
    }

    /// Takes somebody's address away.
    ///
    /// # Errors
    /// The database failed.
    pub async fn remove_address(&self, user: &str) -> Result<bool, StoreError> {
        sqlx::query("delete from addresses where user_name = $1")
            .bind(user)
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected() == 1)
            .map_err(StoreError::query("take an e-mail address away"))
    }

    /// Where news may be sent to somebody by e-mail at this moment; nothing where they may not read
    /// them any more, their account is closed, or they have no address that is confirmed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn address_for(&self, user: &str, news: &News) -> Result<Option<String>, StoreError> {
        let Some(person) = self.user(user).await? else {
            return Ok(None);
        };
        if person.disabled_at_ms.is_some() || !news.is_readable(&person.grants) {
            return Ok(None);
        }
        let address = self.address(user).await?;
        Ok(address
            .filter(|address| address.confirmed)
            .map(|address| address.address))
    }
}

/// Choices from their column; the defaults where there are none.
pub(super) fn choices(text: Option<String>) -> Result<Choices, StoreError> {
    text.map_or_else(
        || Ok(Choices::default()),
        |text| {
            serde_json::from_str(&text).map_err(|_| StoreError::Unreadable {
                what: "what somebody wants to hear of",
            })
        },
    )
}
