use std::time::Duration;

use postal::model::{MessageId, ServerId, Suppression, SuppressionKind, Timestamp};
use postal::store::Store;
use postal::store::suppressions::{self, Added, Filter};
use postal::suppression;

use crate::support::database::{batches, migrated};

const NOW: Timestamp = Timestamp(1_795_358_146_000_000);
const DAY: Duration = Duration::from_secs(86400);

fn entry(address: &str, reason: &str, at: Timestamp) -> Suppression {
    suppression::entry(ServerId(1), address, reason, at, 30 * DAY)
}

async fn add(store: &Store, entry: &Suppression) -> Added {
    suppressions::upsert(&mut store.write().await.unwrap(), entry).await.unwrap()
}

#[tokio::test]
async fn an_entry_is_renewed_found_in_any_case_and_ends() {
    let (store, _database) = migrated().await;
    assert_eq!(add(&store, &entry("A@x.example", "too many hard fails", NOW)).await, Added::New);
    assert_eq!(add(&store, &entry("a@X.example", "too many soft fails", NOW + DAY)).await, Added::Renewed);
    let found = suppression::find(&store, ServerId(1), "a@x.EXAMPLE", NOW).await.unwrap().unwrap();
    assert_eq!(found.reason, "too many soft fails");
    assert_eq!((found.created_at, found.keep_until), (NOW, Some(NOW + 31 * DAY)));
    assert!(suppression::find(&store, ServerId(2), "a@x.example", NOW).await.unwrap().is_none());
    assert!(suppression::find(&store, ServerId(1), "a@x.example", NOW + 32 * DAY).await.unwrap().is_none());
    assert!(suppression::get(&store, ServerId(1), "A@x.example").await.unwrap().is_some());
    // An expired one keeps nothing back, so whoever comes next is new.
    assert_eq!(add(&store, &entry("a@x.example", "again", NOW + 32 * DAY)).await, Added::New);
    assert_eq!(suppression::prune(&batches(&store), NOW + 62 * DAY).await.unwrap(), 0);
    assert_eq!(suppression::prune(&batches(&store), NOW + 63 * DAY).await.unwrap(), 1);
    let mut conn = store.write().await.unwrap();
    assert!(suppressions::delete_all(&mut conn, ServerId(1), &["a@x.example".to_owned()]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_failure_replaces_no_wish_of_a_person() {
    let (store, _database) = migrated().await;
    for kind in [SuppressionKind::Complaint, SuppressionKind::Unsubscribe, SuppressionKind::Manual] {
        let address = format!("{}@x.example", kind.as_str());
        let first = Suppression {
            kind,
            note: Some("by phone".to_owned()),
            message_id: Some(MessageId(7)),
            keep_until: None,
            ..entry(&address, "no more mail", NOW)
        };
        assert_eq!(add(&store, &first).await, Added::New);
        assert_eq!(add(&store, &entry(&address, "too many hard fails", NOW + DAY)).await, Added::Unchanged);
        assert_eq!(suppression::get(&store, ServerId(1), &address).await.unwrap().unwrap(), first);
    }
    add(&store, &entry("b@x.example", "too many hard fails", NOW)).await;
    let complaint = suppression::complaint_entry(ServerId(1), "b@x.example", NOW + DAY);
    assert_eq!(add(&store, &complaint).await, Added::Renewed);
    let found = suppression::get(&store, ServerId(1), "b@x.example").await.unwrap().unwrap();
    assert_eq!((found.kind, found.keep_until, found.created_at), (SuppressionKind::Complaint, None, NOW));
}

#[tokio::test]
async fn the_list_runs_from_new_to_old_page_by_page() {
    let (store, _database) = migrated().await;
    for (address, at) in [("a@x", NOW), ("b@x", NOW), ("c@x", NOW + DAY)] {
        add(&store, &entry(address, "r", at)).await;
    }
    let all = Filter::default();
    let first = suppression::list(&store, ServerId(1), &all, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|e| e.address.as_str()).collect::<Vec<_>>(), ["c@x", "a@x"]);
    let rest = suppression::list(&store, ServerId(1), &all, Some((NOW, "a@x")), 2).await.unwrap();
    assert_eq!(rest.iter().map(|e| e.address.as_str()).collect::<Vec<_>>(), ["b@x"]);
}

#[tokio::test]
async fn a_filter_is_a_beginning_a_kind_and_a_state() {
    let (store, _database) = migrated().await;
    add(&store, &entry("Ann@x.example", "r", NOW)).await;
    add(&store, &entry("anna@x.example", "r", NOW + 10 * DAY)).await;
    add(&store, &suppression::complaint_entry(ServerId(1), "bob@x.example", NOW)).await;
    let found = async |filter: Filter| -> Vec<String> {
        let entries = suppression::list(&store, ServerId(1), &filter, None, 10).await.unwrap();
        entries.into_iter().map(|entry| entry.address).collect()
    };
    let later = NOW + 35 * DAY;
    assert_eq!(
        found(Filter { prefix: Some("ANN".into()), ..Filter::default() }).await,
        ["anna@x.example", "Ann@x.example"]
    );
    assert_eq!(found(Filter { prefix: Some("%".into()), ..Filter::default() }).await, Vec::<String>::new());
    let complaints = Filter { kind: Some(SuppressionKind::Complaint), ..Filter::default() };
    assert_eq!(found(complaints).await, ["bob@x.example"]);
    assert_eq!(found(Filter { is_live: Some((false, later)), ..Filter::default() }).await, ["Ann@x.example"]);
    assert_eq!(
        found(Filter { is_live: Some((true, later)), ..Filter::default() }).await,
        ["anna@x.example", "bob@x.example"]
    );
}
