//! Rules about tables: what belongs to a mail server goes with it.

use std::collections::BTreeSet;

use postal::store::{Engine, Store, purge, retention};

use crate::support::database::migrated;

async fn tables_with(store: &Store, column: &str) -> BTreeSet<String> {
    let sql = match store.engine() {
        Engine::Sqlite => {
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = ?"
        }
        Engine::MariaDb => {
            "SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND column_name = ?"
        }
        Engine::Postgres => {
            "SELECT table_name::text FROM information_schema.columns
              WHERE table_schema = CURRENT_SCHEMA() AND column_name = ?"
        }
    };
    let rows = store.read().await.unwrap().fetch_all(sql, &[column.into()]).await.unwrap();
    rows.iter().map(|row| row.get(0).unwrap()).collect()
}

fn names(tables: &[&str]) -> BTreeSet<String> {
    tables.iter().map(|name| (*name).to_owned()).collect()
}

/// All tables whose rows go when a mail server is deleted.
fn purged() -> BTreeSet<String> {
    let large: Vec<&str> = purge::LARGE.iter().map(|(table, ..)| *table).collect();
    &names(&large) | &names(purge::SMALL)
}

#[tokio::test]
async fn every_table_of_a_mail_server_is_emptied_when_it_is_deleted() {
    let (store, _database) = migrated().await;
    let mut expected = tables_with(&store, "server_id").await;
    // Who deleted it is told for a year.
    expected.remove("audit_entries");
    assert_eq!(
        purged(),
        expected,
        "every table with a column server_id stands in LARGE or SMALL of server/src/store/purge.rs"
    );
}

#[tokio::test]
async fn every_table_of_an_organization_is_emptied_when_it_is_deleted() {
    let (store, _database) = migrated().await;
    let mut expected = tables_with(&store, "organization_id").await;
    expected.remove("servers");
    // Outlives the organization, as it does a mail server.
    expected.remove("audit_entries");
    assert_eq!(
        names(purge::OF_ORGANIZATIONS),
        expected,
        "every table with a column organization_id stands in OF_ORGANIZATIONS of server/src/store/purge.rs"
    );
}

#[tokio::test]
async fn every_table_of_a_message_is_emptied_when_it_is_deleted() {
    let (store, _database) = migrated().await;
    let mut expected = &tables_with(&store, "server_id").await & &tables_with(&store, "message_id").await;
    // The column of `messages` is the Message-ID, and what is queued is not deleted.
    expected.remove("messages");
    expected.remove("queued_messages");
    // These outlive the message: links lead on for a year, entries of the suppression list have an end of their own, and
    // webhooks have a history of ten days.
    for table in ["links", "suppressions", "webhook_requests", "webhook_attempts"] {
        expected.remove(table);
    }
    assert_eq!(
        names(retention::OF_MESSAGES),
        expected,
        "every table with columns server_id and message_id stands in OF_MESSAGES of server/src/store/retention.rs"
    );
}

/// SQLite tells which tables refer to which.
#[tokio::test]
async fn what_refers_to_a_purged_table_is_purged_before_it() {
    let (store, _database) = migrated().await;
    if store.engine() != Engine::Sqlite {
        return;
    }
    let sql = "SELECT m.name, f.\"table\" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
                WHERE m.type = 'table'";
    let rows = store.read().await.unwrap().fetch_all(sql, &[]).await.unwrap();
    let purged = purged();
    for row in rows {
        let (child, parent): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
        let is_child = purge::CHILDREN.iter().any(|(table, _, of)| *table == child && *of == parent);
        assert!(
            !purged.contains(&parent) || purged.contains(&child) || is_child,
            "{child} refers to {parent}: it belongs into CHILDREN of server/src/store/purge.rs"
        );
    }
}
