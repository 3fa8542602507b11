use std::time::Duration;

use postal::model::{
    MessageId, OrganizationId, ServerId, Suppression, SuppressionKind, SuppressionList, SuppressionRepeats, Timestamp,
};
use postal::store::Store;
use postal::store::suppressions::{self, Added, Filter, Start};
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
    assert!(
        suppressions::delete_all(&mut conn, ServerId(1).into(), &["a@x.example".to_owned()]).await.unwrap().is_empty()
    );
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

#[tokio::test]
async fn the_list_of_an_organization_stands_beside_those_of_servers() {
    let (store, _database) = migrated().await;
    let organization = SuppressionList::from(OrganizationId(1));
    let shared = Suppression { list: organization, kind: SuppressionKind::Manual, ..entry("A@x.example", "no", NOW) };
    assert_eq!(add(&store, &shared).await, Added::New);
    assert_eq!(suppression::get(&store, OrganizationId(1), "a@x.example").await.unwrap(), Some(shared.clone()));
    for list in [ServerId(1).into(), SuppressionList::from(OrganizationId(2))] {
        assert_eq!(suppression::get(&store, list, "a@x.example").await.unwrap(), None);
    }
    assert_eq!(add(&store, &entry("a@x.example", "own", NOW)).await, Added::New);
    let mut conn = store.write().await.unwrap();
    let removed = suppressions::delete_all(&mut conn, organization, &["a@X.example".to_owned()]).await.unwrap();
    assert_eq!(removed, std::slice::from_ref(&shared));
    drop(conn);
    assert!(suppression::get(&store, ServerId(1), "a@x.example").await.unwrap().is_some());
    add(&store, &shared).await;
    assert_eq!(suppression::prune(&batches(&store), NOW + 31 * DAY).await.unwrap(), 2);
}

#[tokio::test]
async fn a_page_may_begin_with_the_entry_itself() {
    let (store, _database) = migrated().await;
    for address in ["a@x", "b@x"] {
        add(&store, &entry(address, "r", NOW)).await;
    }
    let mut conn = store.read().await.unwrap();
    let mut found = async |start: Start<'_>| -> Vec<String> {
        let list = ServerId(1).into();
        let entries = suppressions::list(&mut conn, list, &Filter::default(), Some(start), 9).await.unwrap();
        entries.into_iter().map(|entry| entry.address).collect()
    };
    assert_eq!(found(Start::after(NOW, "A@x")).await, ["b@x"]);
    assert_eq!(found(Start { is_included: true, ..Start::after(NOW, "A@x") }).await, ["a@x", "b@x"]);
}

#[tokio::test]
async fn it_is_forgotten_after_a_year_how_often_an_address_was_suppressed() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let sql = "INSERT INTO suppression_repeats (server_id, address_key, times, keep_until) VALUES (1, ?, ?, ?)";
    for (address, end) in [("a@x", NOW), ("b@x", NOW + DAY)] {
        conn.execute(sql, &[address.into(), 3_i64.into(), end.into()]).await.unwrap();
    }
    let repeats = suppressions::find_repeats(&mut conn, ServerId(1), "B@x").await.unwrap();
    assert_eq!(repeats, Some(SuppressionRepeats { times: 3, keep_until: NOW + DAY }));
    assert_eq!(suppressions::find_repeats(&mut conn, ServerId(2), "b@x").await.unwrap(), None);
    drop(conn);
    suppression::prune(&batches(&store), NOW + 366 * DAY - Duration::from_secs(1)).await.unwrap();
    let mut conn = store.write().await.unwrap();
    assert_eq!(suppressions::find_repeats(&mut conn, ServerId(1), "a@x").await.unwrap(), None);
    assert!(suppressions::find_repeats(&mut conn, ServerId(1), "b@x").await.unwrap().is_some());
    // Whoever takes an address off the list says that it is good.
    suppressions::delete_all(&mut conn, ServerId(1).into(), &["B@x".to_owned()]).await.unwrap();
    assert_eq!(suppressions::find_repeats(&mut conn, ServerId(1), "b@x").await.unwrap(), None);
}
