//! What the provider says of itself, as it was asked a while ago. It is asked once for all who
//! wait for it, and nobody holds anything while it thinks.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use jsonwebtoken::jwk::Jwk;
use reqwest::Client;

use super::ProviderSettings;
use super::ask::AskError;
use super::talk::{self, Endpoints};
use crate::clock::Clock;

/// So long what the provider says of itself is taken as it was.
const GOOD_FOR_MS: i64 = 60 * 60 * 1000;
/// It is asked anew where no key fits a token, but no more often than that.
const KEYS_AGAIN_MS: i64 = 5 * 1000;
/// Somebody waits at a button until all of it is there.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the provider says of itself.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) endpoints: Endpoints,
    pub(super) keys: Vec<Jwk>,
    pub(super) asked_at_ms: i64,
}

type Answer = Result<Arc<Known>, AskError>;
type Asking = BoxFuture<'static, Answer>;

/// What is known of the provider, for all who ask.
#[derive(Debug, Clone)]
pub(super) struct Knowledge {
    client: Client,
    settings: Arc<ProviderSettings>,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug, Default)]
struct Kept {
    known: Option<Arc<Known>>,
    /// The question that is under way, as long as somebody waits for its answer.
    asking: Option<WeakShared<Asking>>,
}

impl Knowledge {
    pub(super) fn new(client: Client, settings: Arc<ProviderSettings>) -> Self {
        Self {
            client,
            settings,
            kept: Arc::default(),
        }
    }

    /// What was last said, however long ago; nothing before the first answer.
    pub(super) fn at_hand(&self) -> Option<Arc<Known>> {
        self.kept().known.clone()
    }

    /// What the provider says, asked for anew after a while.
    pub(super) async fn current(&self, clock: &Clock) -> Answer {
        let now_ms = clock.now_ms();
        match self.at_hand() {
            Some(known) if now_ms - known.asked_at_ms < GOOD_FOR_MS => Ok(known),
            _ => self.asking(clock).await,
        }
    }

    /// What the provider says by now, where something did not fit what it said before.
    pub(super) async fn newer(&self, clock: &Clock, than: &Known) -> Answer {
        match self.at_hand() {
            Some(known)
                if known.asked_at_ms > than.asked_at_ms
                    || clock.now_ms() - known.asked_at_ms < KEYS_AGAIN_MS =>
            {
                Ok(known)
            }
            _ => self.asking(clock).await,
        }
    }

    /// The answer to come: to the question that is under way, or to a new one.
    fn asking(&self, clock: &Clock) -> Shared<Asking> {
        let mut kept = self.kept();
        let under_way = kept.asking.as_ref().and_then(WeakShared::upgrade);
        if let Some(asking) = under_way.filter(|asking| asking.peek().is_none()) {
            return asking;
        }
        let (this, now_ms) = (self.clone(), clock.now_ms());
        let asking = async move {
            let discovery = talk::discover(&this.client, &this.settings, now_ms);
            let known = tokio::time::timeout(PATIENCE, discovery)
                .await
                .map_err(|_| AskError::Late(PATIENCE))??;
            let known = Arc::new(known);
            this.kept().known = Some(Arc::clone(&known));
            Ok(known)
        };
        let asking = asking.boxed().shared();
        kept.asking = asking.downgrade();
        asking
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use futures::future::join_all;
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::super::ask;
    use super::{AskError, Knowledge};
    use crate::auth::ProviderSettings;
    use crate::clock::Clock;

    fn knowledge(issuer: String) -> Knowledge {
        let settings = ProviderSettings {
            issuer,
            client_id: "longshore".to_owned(),
            client_secret: None,
            scopes: "openid".to_owned(),
            groups_claim: "groups".to_owned(),
            group_grants: Vec::new(),
            is_only_way: false,
        };
        let client = ask::client(&settings).unwrap();
        Knowledge::new(client, Arc::new(settings))
    }

    #[tokio::test]
    async fn all_who_wait_ask_one_question_and_are_told_the_same() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let knowledge = knowledge(format!("http://{}", listener.local_addr().unwrap()));
        let clock = Clock::system();
        let everybody = join_all((0..6).map(|_| knowledge.current(&clock)));
        // Takes one question, which is on its way only when all of them wait, and hangs up.
        let provider = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut question = [0; 1024];
            assert!(stream.read(&mut question).await.unwrap() > 0);
        };
        let (told, ()) = tokio::join!(everybody, provider);
        for answer in told {
            assert!(matches!(answer, Err(AskError::Unreachable { .. })));
        }
        let another = listener.accept();
        assert!(futures::FutureExt::now_or_never(another).is_none());
        // A question that failed is asked anew.
        drop(listener);
        let again = knowledge.current(&clock).await.unwrap_err();
        assert!(again.is_passing());
        assert!(knowledge.at_hand().is_none());
    }
}
