//! Clocks that differ: AWS refuses what was signed at another time.

use serde_json::json;

use super::offers;
use crate::support::World;

#[tokio::test]
async fn a_machine_with_a_wrong_clock_is_offered_what_there_is() {
    for seconds in [7_200, -7_200] {
        let world = World::new().await;
        let vera = world.vera().await;
        world
            .fault(json!({"kind": "skew", "seconds": seconds}))
            .await;
        // One for each way in which services are spoken to.
        for path in ["parameters", "subnets", "roles", "alarms", "file-systems"] {
            assert!(!offers(&vera, path).await.is_empty(), "{path}");
        }
        world.end().await;
    }
}
