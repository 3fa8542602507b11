use std::time::Duration;

use postal::model::{ProcessId, ServerId, Timestamp};
use postal::statistics::{self, Dimension, NamedCounter, Width};
use postal::store::Store;
use postal::store::counters::{Counter, Counters, Processed, Subject};

use crate::support::database::migrated;

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(86400);
const SERVER: ServerId = ServerId(1);

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

fn subject(server: ServerId, domain: &str, tag: Option<&str>) -> Subject {
    Subject::new(server, &format!("a@{domain}"), tag)
}

/// Counts `count` sent messages for a writer at a time.
async fn count(store: &Store, writer: i64, at: Timestamp, count: usize) {
    let mut counters = Counters::default();
    for _ in 0..count {
        counters.add_outgoing(&subject(SERVER, "x.example", None), at, Counter::Outgoing);
    }
    let mut tx = store.begin().await.unwrap();
    counters.write(&mut tx, ProcessId(writer)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn rows(store: &Store, table: &str) -> i64 {
    let mut conn = store.read().await.unwrap();
    conn.fetch_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().get(0).unwrap()
}

async fn sum(store: &Store, width: Width, count: u32) -> i64 {
    let buckets = statistics::series(store, SERVER, width, count, NOW).await.unwrap();
    buckets.iter().map(|bucket| bucket.totals.outgoing).sum()
}

#[tokio::test]
async fn rolled_and_running_hours_are_summed_once_in_every_width() {
    let (store, _database) = migrated().await;
    // This hour, an hour of today, yesterday, last month, last year.
    let ago = [Duration::ZERO, 2 * HOUR, DAY, 30 * DAY, 400 * DAY];
    for (index, ago) in ago.iter().enumerate() {
        count(&store, 1, NOW - *ago, 1 << index).await;
        count(&store, 2, NOW - *ago, 100).await;
    }
    let expected = async || {
        let hours = sum(&store, Width::Hour, 48).await;
        let days = sum(&store, Width::Day, 31).await;
        let months = sum(&store, Width::Month, 2).await;
        (hours, days, months, sum(&store, Width::Year, 2).await)
    };
    let before = expected().await;
    assert_eq!(before, (307, 415, 415, 531));
    assert!(statistics::roll_up(&store, NOW).await.unwrap() > 0);
    assert_eq!(rows(&store, "hourly_counters").await, 2);
    // The hour of 400 days ago is in its day, and is not kept as an hour.
    assert_eq!(expected().await, before);
    assert_eq!(statistics::roll_up(&store, NOW).await.unwrap(), 0);
    assert_eq!(expected().await, before);
    // A result that comes late is neither lost nor counted twice.
    count(&store, 3, NOW - 2 * HOUR, 1000).await;
    assert_eq!(expected().await.0, 1307);
    statistics::roll_up(&store, NOW).await.unwrap();
    assert_eq!(expected().await, (1307, 1415, 1415, 1531));
    let installation = statistics::installation(&store, 24, 10, NOW).await.unwrap();
    assert_eq!((installation.total.outgoing, installation.recent.outgoing), (1531, 1307));
}

#[tokio::test]
async fn roll_ups_and_writers_side_by_side_count_exactly() {
    let (store, _database) = migrated().await;
    let at = NOW - 2 * HOUR;
    let writers = (1..=4).map(|writer| {
        let store = store.clone();
        async move {
            for _ in 0..10 {
                loop {
                    let mut counters = Counters::default();
                    counters.add_outgoing(&subject(SERVER, "x.example", Some("t")), at, Counter::Outgoing);
                    let mut tx = store.begin().await.unwrap();
                    // The servers may abort one of two that wait for each other; it is done again, as the committer does.
                    match counters.write(&mut tx, ProcessId(writer)).await {
                        Ok(()) => match tx.commit().await {
                            Ok(()) => break,
                            Err(error) => assert!(error.is_retryable(), "{error}"),
                        },
                        Err(error) => assert!(error.is_retryable(), "{error}"),
                    }
                }
            }
        }
    });
    let rollers = (0..2).map(|_| async {
        for _ in 0..10 {
            statistics::roll_up(&store, NOW).await.unwrap();
        }
    });
    tokio::join!(futures::future::join_all(writers), futures::future::join_all(rollers));
    statistics::roll_up(&store, NOW + DAY).await.unwrap();
    assert_eq!(sum(&store, Width::Day, 1).await, 40);
    assert_eq!(rows(&store, "hourly_counters").await, 0);
    let days = (NOW - DAY, NOW + DAY);
    let domains = statistics::names(&store, SERVER, Dimension::Domain, days, NamedCounter::Outgoing, 10).await.unwrap();
    assert_eq!(
        domains.iter().map(|(name, totals)| (name.as_str(), totals.outgoing)).collect::<Vec<_>>(),
        [("x.example", 40)]
    );
    assert_eq!(rows(&store, "name_counters").await, 2);
}

#[tokio::test]
async fn an_aborted_transaction_counts_nothing() {
    let (store, _database) = migrated().await;
    count(&store, 1, NOW, 2).await;
    let mut counters = Counters::default();
    counters.add_outgoing(&subject(SERVER, "x.example", Some("t")), NOW, Counter::Outgoing);
    counters.add_processed(SERVER, NOW, Processed::Outgoing, 1);
    counters.add_content(SERVER, 100);
    let mut tx = store.begin().await.unwrap();
    counters.write(&mut tx, ProcessId(1)).await.unwrap();
    drop(tx);
    assert_eq!(sum(&store, Width::Hour, 1).await, 2);
    assert_eq!(statistics::live(&store, SERVER, 60, NOW).await.unwrap(), (0, 0));
    assert_eq!(statistics::stored_bytes(&store, SERVER).await.unwrap(), 0);
    let tags =
        statistics::names(&store, SERVER, Dimension::Tag, (NOW - DAY, NOW), NamedCounter::Sent, 9).await.unwrap();
    assert!(tags.is_empty());
}

#[tokio::test]
async fn domains_and_tags_are_sorted_by_what_is_asked_and_end_after_their_time() {
    let (store, _database) = migrated().await;
    let mut counters = Counters::default();
    for (domain, outgoing, failed) in [("a.example", 3, 0), ("b.example", 2, 2), ("c.example", 1, 1)] {
        for _ in 0..outgoing {
            counters.add_outgoing(&subject(SERVER, domain, Some("news")), NOW, Counter::Outgoing);
        }
        for _ in 0..failed {
            counters.add_outgoing(&subject(SERVER, domain, Some("news")), NOW, Counter::Failed);
        }
    }
    counters.add_sent(&subject(SERVER, "a.example", None), NOW, Duration::from_secs(5));
    counters.add_outgoing(&subject(ServerId(2), "z.example", None), NOW, Counter::Outgoing);
    counters.write(&mut store.write().await.unwrap(), ProcessId(1)).await.unwrap();
    let listed = async |dimension, order, limit| -> Vec<String> {
        let days = (Width::Day.start_of(NOW), Width::Day.step(NOW, 1));
        let names = statistics::names(&store, SERVER, dimension, days, order, limit).await.unwrap();
        names.into_iter().map(|(name, _)| name).collect()
    };
    assert_eq!(listed(Dimension::Domain, NamedCounter::Outgoing, 2).await, ["a.example", "b.example"]);
    assert_eq!(listed(Dimension::Domain, NamedCounter::Failed, 2).await, ["b.example", "c.example"]);
    assert_eq!(listed(Dimension::Tag, NamedCounter::Sent, 5).await, ["news"]);
    statistics::roll_up(&store, NOW + DAY).await.unwrap();
    assert_eq!(listed(Dimension::Domain, NamedCounter::Failed, 1).await, ["b.example"]);
    statistics::roll_up(&store, NOW + 94 * DAY).await.unwrap();
    assert!(listed(Dimension::Domain, NamedCounter::Outgoing, 5).await.is_empty());
    assert_eq!(sum(&store, Width::Day, 1).await, 6);
}

#[tokio::test]
async fn the_rates_of_many_servers_are_read_at_once() {
    let (store, _database) = migrated().await;
    let mut counters = Counters::default();
    counters.add_processed(SERVER, NOW, Processed::Outgoing, 30);
    counters.add_processed(ServerId(2), NOW, Processed::Incoming, 60);
    counters.write(&mut store.write().await.unwrap(), ProcessId(1)).await.unwrap();
    let rates = statistics::message_rates(&store, &[SERVER, ServerId(3)], NOW).await.unwrap();
    assert_eq!(rates.into_iter().collect::<Vec<_>>(), [(SERVER, 0.5)]);
    assert!(statistics::message_rates(&store, &[], NOW).await.unwrap().is_empty());
}
