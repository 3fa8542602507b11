//! The schema, step by step: embedded files of the same names for each engine.

use super::{Conn, Engine, Store, StoreError, dialect};

struct Migration {
    name: &'static str,
    sqlite: &'static str,
    mariadb: &'static str,
    postgres: &'static str,
}

macro_rules! migrations {
    ($($name:literal),* $(,)?) => {
        const MIGRATIONS: &[Migration] = &[$(Migration {
            name: $name,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $name, ".sql")),
            mariadb: include_str!(concat!("../../../migrations/mariadb/", $name, ".sql")),
            postgres: include_str!(concat!("../../../migrations/postgres/", $name, ".sql")),
        }),*];
    };
}

migrations!(
    "0001_accounts",
    "0002_mail_servers",
    "0003_messages",
    "0004_statistics",
    "0005_processes",
    "0006_queue_counted",
    "0007_routes",
    "0008_inspection",
    "0009_dsn_parameters",
    "0010_events",
    "0011_mails",
    "0012_webhooks",
    "0013_tracking",
    "0014_domain_checks",
    "0015_tasks",
    "0016_statistics",
    "0017_accounts",
    "0019_sending",
    "0020_audit",
    "0021_two_factor",
    "0022_oidc",
    "0023_suppression",
    "0024_events",
    "0025_priority",
    "0026_edits",
    "0027_restore",
    "0028_bulk_actions",
    "0029_ip_pools"
);

/// Names of all migrations this program knows, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().map(|migration| migration.name)
}

/// Migrations that this database still lacks. Refuses a database of Postal 3.
pub async fn pending(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    let mut conn = store.read().await?;
    refuse_foreign(&mut conn).await?;
    pending_on(&mut conn).await
}

/// Applies what is pending, one process at a time; answers the names of what was applied.
pub async fn migrate(store: &Store) -> Result<Vec<&'static str>, StoreError> {
    match store.engine() {
        // DDL is transactional: all or nothing, and the write lock keeps others out.
        Engine::Sqlite | Engine::Postgres => {
            let mut tx = store.begin().await?;
            if store.engine() == Engine::Postgres {
                tx.execute_raw("SELECT pg_advisory_xact_lock(7067265841)").await?;
            }
            let applied = apply(&mut tx).await?;
            tx.commit().await?;
            Ok(applied)
        }
        // DDL commits by itself: statements can be run again after an interruption.
        Engine::MariaDb => {
            let mut conn = store.write().await?;
            let row = conn.fetch_one("SELECT CAST(GET_LOCK('postal_migrations', 600) AS SIGNED)", &[]).await?;
            if row.get::<Option<i64>>(0)? != Some(1) {
                return Err(StoreError::MigrationsRunning);
            }
            let applied = apply(&mut conn).await;
            conn.execute_raw("SELECT RELEASE_LOCK('postal_migrations')").await?;
            applied
        }
    }
}

async fn apply(conn: &mut Conn) -> Result<Vec<&'static str>, StoreError> {
    refuse_foreign(conn).await?;
    let pending = pending_on(conn).await?;
    let options = if conn.engine() == Engine::MariaDb { " ENGINE=InnoDB" } else { "" };
    conn.execute_raw(&format!(
        "CREATE TABLE IF NOT EXISTS postal_migrations (name VARCHAR(64) NOT NULL PRIMARY KEY, applied_at BIGINT NOT NULL){options}"
    ))
    .await?;
    for migration in MIGRATIONS.iter().filter(|migration| pending.contains(&migration.name)) {
        apply_one(conn, migration)
            .await
            .map_err(|source| StoreError::Migration { name: migration.name, source: Box::new(source) })?;
    }
    Ok(pending)
}

async fn apply_one(conn: &mut Conn, migration: &Migration) -> Result<(), StoreError> {
    let text = match conn.engine() {
        Engine::Sqlite => migration.sqlite,
        Engine::MariaDb => migration.mariadb,
        Engine::Postgres => migration.postgres,
    };
    for statement in statements(text) {
        conn.execute_raw(&statement).await?;
    }
    let insert =
        format!("INSERT INTO postal_migrations (name, applied_at) VALUES (?, {})", dialect::now(conn.engine()));
    conn.execute_exactly(1, "recording a migration", insert, &[migration.name.into()]).await
}

/// Statements end with `;` at the end of a line; comment lines start with `--`.
fn statements(text: &str) -> Vec<String> {
    let code: String =
        text.lines().filter(|line| !line.trim_start().starts_with("--")).flat_map(|l| [l, "\n"]).collect();
    code.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

async fn pending_on(conn: &mut Conn) -> Result<Vec<&'static str>, StoreError> {
    let mut applied = Vec::new();
    if has_table(conn, "postal_migrations").await? {
        for row in conn.fetch_all("SELECT name FROM postal_migrations", &[]).await? {
            applied.push(row.get::<String>(0)?);
        }
    }
    Ok(names().filter(|name| !applied.iter().any(|applied| applied == name)).collect())
}

async fn refuse_foreign(conn: &mut Conn) -> Result<(), StoreError> {
    if has_table(conn, "schema_migrations").await? { Err(StoreError::ForeignDatabase) } else { Ok(()) }
}

async fn has_table(conn: &mut Conn, name: &str) -> Result<bool, StoreError> {
    let sql = match conn.engine() {
        Engine::Sqlite => "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?",
        Engine::MariaDb => "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?",
        Engine::Postgres => {
            "SELECT 1 FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA() AND table_name = ?"
        }
    };
    Ok(conn.fetch_optional(sql, &[name.into()]).await?.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_has_the_same_statements_on_each_engine() {
        for migration in MIGRATIONS {
            let count = statements(migration.sqlite).len();
            assert!(count > 0, "{} is empty", migration.name);
            assert_eq!(statements(migration.mariadb).len(), count, "{}", migration.name);
            assert_eq!(statements(migration.postgres).len(), count, "{}", migration.name);
        }
    }
}
