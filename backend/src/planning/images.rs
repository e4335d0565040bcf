//! Binds a plan to the bytes that its images' tags stand for while it is made.

use std::time::Duration;

use futures::{StreamExt as _, stream};
use shared::plan;
use shared::wire::Preview;

use crate::aws::Aws;

/// So long may it take. A plan whose images were not looked up in time is bound to none.
const PATIENCE: Duration = Duration::from_secs(3);
/// So many images are looked up at the same time.
const AT_ONCE: usize = 4;

/// Looks up what the tags of a plan's images stand for. What cannot be looked up stays unbound; the
/// look before the plan begins says so.
pub(super) async fn pinned(aws: &Aws, preview: Preview) -> Preview {
    let images = plan::tagged_images(&preview);
    if images.is_empty() {
        return preview;
    }
    let found = stream::iter(images)
        .map(async |image| {
            let digest = aws.digest(&image).await.ok().flatten();
            digest.map(|digest| (image, digest))
        })
        .buffer_unordered(AT_ONCE)
        .collect::<Vec<_>>();
    match tokio::time::timeout(PATIENCE, found).await {
        Ok(found) => plan::pin(preview, found.into_iter().flatten().collect()),
        Err(_) => preview,
    }
}
