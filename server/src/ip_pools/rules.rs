//! Rules of a mail server or an organization come, are changed and go.

use super::{IpPools, IpPoolsError};
use crate::model::ip_pool::conditions;
use crate::model::{
    IpPoolRef, IpPoolRule, IpPoolRuleId, MAX_TEXT_CHARS, OrganizationId, RuleOwner, ViolationCode, Violations,
};
use crate::store::ip_pool_rules as rows;
use crate::store::{Conn, StoreError, audit, ip_pools};

/// Conditions of one rule.
const MAX_CONDITIONS: usize = 1000;

/// A submitted new rule.
#[derive(Debug, Clone, Default)]
pub struct IpPoolRuleForm {
    /// UUID of a pool of the organization.
    pub ip_pool: String,
    pub from_text: Option<String>,
    pub to_text: Option<String>,
}

/// A submitted change; outer `None`: stays as it is, inner `None`: cleared.
#[derive(Debug, Clone, Default)]
pub struct IpPoolRuleChange {
    pub ip_pool: Option<String>,
    pub from_text: Option<Option<String>>,
    pub to_text: Option<Option<String>>,
}

impl IpPools {
    /// `organization`: whose pools may be used; that of the owner.
    pub async fn create_rule(
        &self,
        organization: OrganizationId,
        owner: RuleOwner,
        form: &IpPoolRuleForm,
    ) -> Result<IpPoolRule, IpPoolsError> {
        let mut violations = Violations::new();
        let from_text = text("/from_text", form.from_text.as_deref(), &mut violations);
        let to_text = text("/to_text", form.to_text.as_deref(), &mut violations);
        one_condition(from_text.as_ref(), to_text.as_ref(), &mut violations);
        let mut tx = self.store.begin().await?;
        let pool = usable_pool(&mut tx, organization, &form.ip_pool, &mut violations).await?;
        violations.into_result()?;
        let Some(pool) = pool else { return Err(IpPoolsError::Gone) };
        let now = self.clock.now();
        let mut rule = IpPoolRule {
            id: IpPoolRuleId(0),
            uuid: self.random.uuid(),
            owner,
            pool,
            from_text,
            to_text,
            created_at: now,
            updated_at: now,
        };
        rule.id = rows::insert(&mut tx, &rule).await?;
        audit::object(&rule.uuid, &rule.pool.name);
        tx.commit().await?;
        self.sources.forget();
        Ok(rule)
    }

    pub async fn find_rule(&self, owner: RuleOwner, uuid: &str) -> Result<Option<IpPoolRule>, IpPoolsError> {
        Ok(rows::find_by_uuid(&mut self.store.read().await?, owner, uuid).await?)
    }

    /// Newest first: the order in which they are looked at. `before`: id of the last row of the page before.
    pub async fn list_rules(
        &self,
        owner: RuleOwner,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<IpPoolRule>, IpPoolsError> {
        Ok(rows::list(&mut self.store.read().await?, owner, before, limit).await?)
    }

    /// A pool that was taken away from the organization may stay, but not be chosen anew.
    pub async fn update_rule(
        &self,
        organization: OrganizationId,
        rule: &IpPoolRule,
        change: &IpPoolRuleChange,
    ) -> Result<IpPoolRule, IpPoolsError> {
        let mut violations = Violations::new();
        let mut changed = rule.clone();
        if let Some(given) = &change.from_text {
            changed.from_text = text("/from_text", given.as_deref(), &mut violations);
        }
        if let Some(given) = &change.to_text {
            changed.to_text = text("/to_text", given.as_deref(), &mut violations);
        }
        one_condition(changed.from_text.as_ref(), changed.to_text.as_ref(), &mut violations);
        let mut tx = self.store.begin().await?;
        if let Some(uuid) = change.ip_pool.as_deref().filter(|uuid| *uuid != rule.pool.uuid)
            && let Some(pool) = usable_pool(&mut tx, organization, uuid, &mut violations).await?
        {
            changed.pool = pool;
        }
        violations.into_result()?;
        changed.updated_at = self.clock.now();
        if !rows::update(&mut tx, &changed).await? {
            return Err(IpPoolsError::Gone);
        }
        tx.commit().await?;
        self.sources.forget();
        Ok(changed)
    }

    pub async fn delete_rule(&self, rule: &IpPoolRule) -> Result<(), IpPoolsError> {
        let mut tx = self.store.begin().await?;
        rows::delete(&mut tx, rule.id).await?;
        tx.commit().await?;
        self.sources.forget();
        Ok(())
    }
}

/// The pool, which nobody deletes before this transaction ends.
async fn usable_pool(
    conn: &mut Conn,
    organization: OrganizationId,
    uuid: &str,
    violations: &mut Violations,
) -> Result<Option<IpPoolRef>, StoreError> {
    let uuid = violations.required_text("/ip_pool", uuid);
    if violations.names("/ip_pool") {
        return Ok(None);
    }
    if let Some(pool) = ip_pools::find_assigned(conn, organization, &uuid).await?
        && ip_pools::keep(conn, pool.id).await?
    {
        return Ok(Some(pool.into()));
    }
    violations.add("/ip_pool", ViolationCode::Invalid, "must belong to the organization");
    Ok(None)
}

/// One condition a line, without the blank ones. `None`: there is none.
fn text(field: &str, text: Option<&str>, violations: &mut Violations) -> Option<String> {
    let lines: Vec<&str> = conditions(text).collect();
    for line in &lines {
        if line.contains('\0') || line.contains(char::is_whitespace) {
            violations.add(field, ViolationCode::Invalid, "holds a line that is neither an address nor a domain");
            break;
        }
        if line.chars().count() > MAX_TEXT_CHARS {
            let message = format!("holds a line that is too long (maximum is {MAX_TEXT_CHARS} characters)");
            violations.add(field, ViolationCode::TooLong, message);
            break;
        }
    }
    if lines.len() > MAX_CONDITIONS {
        let message = format!("has too many lines (maximum is {MAX_CONDITIONS})");
        violations.add(field, ViolationCode::TooLong, message);
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn one_condition(from: Option<&String>, to: Option<&String>, violations: &mut Violations) {
    if from.is_none() && to.is_none() {
        // 3.3's text; it belongs to no field there.
        violations.add("", ViolationCode::Required, "At least one rule condition must be specified");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_lines_without_blank_ones() {
        let mut violations = Violations::new();
        let kept = text("/to_text", Some(" a@b.example \r\n\r\n*.c.example\n"), &mut violations);
        assert_eq!(kept.as_deref(), Some("a@b.example\n*.c.example"));
        assert_eq!(text("/to_text", Some(" \r\n"), &mut violations), None);
        assert!(violations.is_empty());
        text("/to_text", Some("a b"), &mut violations);
        text("/from_text", Some(&"x\n".repeat(1001)), &mut violations);
        assert!(violations.names("/to_text") && violations.names("/from_text"));
    }
}
