use std::time::Duration;

use postal::model::{ServerId, Suppression, Timestamp};
use postal::statistics::{self, Width};
use postal::store::suppressions;
use postal::suppression;

use crate::support::database::{batches, migrated};

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);
const DAY: Duration = Duration::from_secs(86400);

fn entry(address: &str, reason: &str, at: Timestamp) -> Suppression {
    suppression::entry(ServerId(1), address, reason, at, 30 * DAY)
}

#[tokio::test]
async fn an_entry_is_renewed_found_in_any_case_and_ends() {
    let (store, _database) = migrated().await;
    suppression::add(&store, &entry("A@x.example", "too many hard fails", NOW)).await.unwrap();
    suppression::add(&store, &entry("a@X.example", "too many soft fails", NOW + DAY)).await.unwrap();
    let found = suppression::find(&store, ServerId(1), "a@x.EXAMPLE", NOW).await.unwrap().unwrap();
    assert_eq!(found.reason, "too many soft fails");
    assert_eq!((found.created_at, found.keep_until), (NOW, Some(NOW + 31 * DAY)));
    assert!(suppression::find(&store, ServerId(2), "a@x.example", NOW).await.unwrap().is_none());
    assert!(suppression::find(&store, ServerId(1), "a@x.example", NOW + 32 * DAY).await.unwrap().is_none());
    assert_eq!(suppression::prune(&batches(&store), NOW + 30 * DAY).await.unwrap(), 0);
    assert_eq!(suppression::prune(&batches(&store), NOW + 32 * DAY).await.unwrap(), 1);
    assert!(!suppression::remove(&store, ServerId(1), "a@x.example").await.unwrap());
}

#[tokio::test]
async fn the_list_runs_from_new_to_old_page_by_page() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    for (address, at) in [("a@x", NOW), ("b@x", NOW), ("c@x", NOW + DAY)] {
        suppressions::upsert(&mut conn, &entry(address, "r", at)).await.unwrap();
    }
    drop(conn);
    let first = suppression::list(&store, ServerId(1), None, 2).await.unwrap();
    assert_eq!(first.iter().map(|e| e.address.as_str()).collect::<Vec<_>>(), ["c@x", "a@x"]);
    let rest = suppression::list(&store, ServerId(1), Some((NOW, "a@x")), 2).await.unwrap();
    assert_eq!(rest.iter().map(|e| e.address.as_str()).collect::<Vec<_>>(), ["b@x"]);
}

#[tokio::test]
async fn counters_of_all_writers_are_summed_and_missing_buckets_are_zero() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let hour = NOW.floor(Duration::from_secs(3600));
    for writer in [1_i64, 2] {
        conn.execute(
            "INSERT INTO hourly_counters (server_id, hour, writer, incoming, outgoing, spam, bounces, held)
             VALUES (1, ?, ?, 1, 10, 0, 2, 0)",
            &[hour.into(), writer.into()],
        )
        .await
        .unwrap();
        conn.execute(
            "INSERT INTO minute_counters (server_id, minute, writer, incoming, outgoing) VALUES (1, ?, ?, 0, 30)",
            &[NOW.floor(Duration::from_secs(60)).into(), writer.into()],
        )
        .await
        .unwrap();
    }
    drop(conn);
    let hours = statistics::series(&store, ServerId(1), Width::Hour, 3, NOW).await.unwrap();
    assert_eq!(hours.iter().map(|bucket| bucket.totals.outgoing).collect::<Vec<_>>(), [0, 0, 20]);
    assert!((statistics::bounce_rate(&store, ServerId(1), NOW).await.unwrap() - 20.0).abs() < 1e-9);
    assert_eq!(statistics::live(&store, ServerId(1), 60, NOW).await.unwrap(), (0, 60));
    assert!((statistics::message_rate(&store, ServerId(1), NOW).await.unwrap() - 1.0).abs() < 1e-9);
    assert_eq!(statistics::live(&store, ServerId(1), 60, NOW + 2 * Duration::from_secs(3600)).await.unwrap(), (0, 0));
    let error = statistics::live(&store, ServerId(1), 61, NOW).await.unwrap_err();
    assert_eq!(error.to_string(), "Live stats can only return data for the last 60 minutes.");
}
