//! `postal initialize` and `postal upgrade`: the tables.

use super::Failure;
use super::context::{load_config, print_warnings};
use crate::store::{Access, Store, migrations};

/// Creates the database when the server does not have it yet, then as [`upgrade`].
pub async fn initialize() -> Result<(), Failure> {
    println!("Initializing database");
    let loaded = load_config()?;
    print_warnings(&loaded);
    Store::create_database(&loaded.config.database.url).await?;
    migrate(&loaded.config).await
}

pub async fn upgrade() -> Result<(), Failure> {
    let loaded = load_config()?;
    print_warnings(&loaded);
    migrate(&loaded.config).await
}

async fn migrate(config: &crate::config::Config) -> Result<(), Failure> {
    let store = Store::open(&config.database.url, Access::Command, config.main_db.pool_size).await?;
    let applied = migrations::migrate(&store).await?;
    store.close().await;
    if applied.is_empty() {
        println!("Nothing to do, the database is up to date");
    }
    for name in applied {
        println!("Applied {name}");
    }
    Ok(())
}
