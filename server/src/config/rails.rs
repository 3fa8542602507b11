//! Section `rails`: names kept from Postal 3.

use super::secret::Secret;
use super::section::section;

section! {
    /// Kept from Postal 3.
    Rails = "rails" {
        /// `production`, `development` or `test`.
        environment: String = "production", legacy same;
        /// Key of signed links and log-in state; without it each process makes its own, and they end with it.
        secret_key: Option<Secret> = "", legacy same;
    }
}
