//! Section `migration_waiter`.

use std::time::Duration;

use super::section::section;

section! {
    /// Waiting at start until another process has migrated the database.
    MigrationWaiter = "migration_waiter" {
        /// Wait at all.
        enabled: bool = "false";
        /// Rounds before giving up.
        attempts: u32 = "120";
        /// Seconds between rounds.
        sleep_time: Duration = "2";
    }
}
