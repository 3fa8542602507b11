//! Table `audit_entries`.

use std::time::Duration;

use postal::model::audit::{Actor, ActorKind, AuditFilter, AuditObject, NewAuditEntry, Place};
use postal::model::{OrganizationId, ServerId};
use postal::store::audit;

use super::accounts::NOW;
use crate::support::database::{batches, migrated};

#[tokio::test]
async fn entries_are_listed_by_each_filter_and_pruned_by_age() {
    let (store, _database) = migrated().await;
    let mut conn = store.write().await.unwrap();
    let mut written = Vec::new();
    for n in 0..4 {
        let actor = Actor {
            kind: ActorKind::Token,
            uuid: Some(format!("user {}", n % 2)),
            address_key: Some(format!("{n}@x.example")),
            name: "Zoë <zoe@x.example>".to_owned(),
            token_name: Some("CI".to_owned()),
        };
        let entry = NewAuditEntry {
            ip_address: Some("2001:db8::1".to_owned()),
            request_id: Some(format!("request {n}")),
            object: AuditObject {
                kind: "user".to_owned(),
                id: Some(format!("object {n}")),
                name: Some(if n < 3 { "few" } else { "one" }.to_owned()),
            },
            organization: (n == 3).then(|| Place { id: OrganizationId(7), permalink: "acme".to_owned() }),
            server: (n == 3).then(|| Place { id: ServerId(8), permalink: "mail".to_owned() }),
            before: (n == 1).then(|| r#"{"a":1}"#.to_owned()),
            after: None,
            // Two at the same time, told apart by their order.
            ..NewAuditEntry::new(
                if n < 2 { "user_update" } else { "user_delete" },
                actor,
                "user",
                NOW + Duration::from_secs(n.max(1)),
            )
        };
        audit::insert(&mut conn, &entry).await.unwrap();
        written.push(entry);
    }
    let all = audit::list(&mut conn, &AuditFilter::default(), None, 10).await.unwrap();
    let newest_first: Vec<NewAuditEntry> = written.iter().rev().cloned().collect();
    assert_eq!(all.iter().map(|it| it.entry.clone()).collect::<Vec<_>>(), newest_first);
    let next = audit::list(&mut conn, &AuditFilter::default(), Some((all[1].entry.at, all[1].id)), 1).await.unwrap();
    assert_eq!(next[0].entry, written[1]);
    let none = AuditFilter::default;
    for (filter, count) in [
        (AuditFilter { organization: Some(OrganizationId(7)), ..none() }, 1),
        (AuditFilter { actor_uuid: Some("user 0".to_owned()), ..none() }, 2),
        (AuditFilter { actor_address_key: Some("1@x.example".to_owned()), ..none() }, 1),
        (AuditFilter { object_name: Some("few".to_owned()), ..none() }, 3),
        (AuditFilter { object_id: Some("object 2".to_owned()), ..none() }, 1),
        (AuditFilter { action: Some("user_update".to_owned()), ..none() }, 2),
        (AuditFilter { after: Some(NOW + Duration::from_secs(2)), ..none() }, 2),
        (AuditFilter { before: Some(NOW + Duration::from_secs(2)), ..none() }, 2),
        (AuditFilter { actor_uuid: Some("user 0".to_owned()), action: Some("user_delete".to_owned()), ..none() }, 1),
    ] {
        assert_eq!(audit::list(&mut conn, &filter, None, 10).await.unwrap().len(), count, "{filter:?}");
    }
    drop(conn);
    assert_eq!(audit::prune(&batches(&store), NOW + Duration::from_secs(2)).await.unwrap(), 2);
    let mut conn = store.read().await.unwrap();
    assert_eq!(audit::list(&mut conn, &none(), None, 10).await.unwrap().len(), 2);
}
