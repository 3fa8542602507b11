//! Table `ip_pool_rules`: which mail leaves by which pool.

use super::{Conn, Row, StoreError};
use crate::model::{IpPoolRef, IpPoolRule, IpPoolRuleId, OrganizationId, RuleOwner, ServerId};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT r.id, r.uuid, r.organization_id, r.server_id, p.id, p.uuid, p.name, r.from_text, r.to_text,
                    r.created_at, r.updated_at
               FROM ip_pool_rules r JOIN ip_pools p ON p.id = r.ip_pool_id ",
            $tail
        )
    };
}

fn rule(row: &Row) -> Result<IpPoolRule, StoreError> {
    let mut columns = row.columns();
    let (id, uuid): (IpPoolRuleId, String) = (columns.next()?, columns.next()?);
    let (organization, server): (Option<OrganizationId>, Option<ServerId>) = (columns.next()?, columns.next()?);
    let owner = match (organization, server) {
        (Some(organization), _) => RuleOwner::Organization(organization),
        (None, Some(server)) => RuleOwner::Server(server),
        (None, None) => return Err(StoreError::Value { column: 2, value: "NULL".to_owned() }),
    };
    Ok(IpPoolRule {
        id,
        uuid,
        owner,
        pool: IpPoolRef { id: columns.next()?, uuid: columns.next()?, name: columns.next()? },
        from_text: columns.next()?,
        to_text: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

fn owner_id(owner: RuleOwner) -> i64 {
    match owner {
        RuleOwner::Organization(id) => id.0,
        RuleOwner::Server(id) => id.0,
    }
}

pub async fn find_by_uuid(conn: &mut Conn, owner: RuleOwner, uuid: &str) -> Result<Option<IpPoolRule>, StoreError> {
    let sql = match owner {
        RuleOwner::Organization(_) => select!("WHERE r.uuid = ? AND r.organization_id = ?"),
        RuleOwner::Server(_) => select!("WHERE r.uuid = ? AND r.server_id = ?"),
    };
    conn.fetch_optional(sql, &[uuid.into(), owner_id(owner).into()]).await?.as_ref().map(rule).transpose()
}

/// Newest first: the order in which they are looked at. `before`: id of the last row before.
pub async fn list(
    conn: &mut Conn,
    owner: RuleOwner,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<IpPoolRule>, StoreError> {
    let sql = match owner {
        RuleOwner::Organization(_) => select!("WHERE r.organization_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?"),
        RuleOwner::Server(_) => select!("WHERE r.server_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?"),
    };
    let values = [owner_id(owner).into(), before.unwrap_or(i64::MAX).into(), limit.into()];
    conn.fetch_all(sql, &values).await?.iter().map(rule).collect()
}

/// Inserts all but `id`, which is answered.
pub async fn insert(conn: &mut Conn, new: &IpPoolRule) -> Result<IpPoolRuleId, StoreError> {
    let (organization, server) = match new.owner {
        RuleOwner::Organization(id) => (Some(id), None),
        RuleOwner::Server(id) => (None, Some(id)),
    };
    conn.fetch_one(
        "INSERT INTO ip_pool_rules (uuid, organization_id, server_id, ip_pool_id, from_text, to_text, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&new.uuid).into(),
            organization.into(),
            server.into(),
            new.pool.id.into(),
            new.from_text.as_deref().into(),
            new.to_text.as_deref().into(),
            new.created_at.into(),
            new.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes pool and conditions. `false`: it is gone.
pub async fn update(conn: &mut Conn, changed: &IpPoolRule) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE ip_pool_rules SET ip_pool_id = ?, from_text = ?, to_text = ?, updated_at = ? WHERE id = ?",
            &[
                changed.pool.id.into(),
                changed.from_text.as_deref().into(),
                changed.to_text.as_deref().into(),
                changed.updated_at.into(),
                changed.id.into(),
            ],
        )
        .await?;
    Ok(rows == 1)
}

pub async fn delete(conn: &mut Conn, id: IpPoolRuleId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM ip_pool_rules WHERE id = ?", &[id.into()]).await.map(drop)
}
