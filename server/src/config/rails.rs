//! Section `rails`: names kept from Postal 3.

use super::secret::Secret;
use super::section::section;

section! {
    /// Kept from Postal 3.
    Rails = "rails" {
        /// `production`, `development` or `test`.
        environment: String = "production", legacy same;
        /// Key of Postal 3's cookies. Kept for old files: sessions are in the database and need none.
        secret_key: Option<Secret> = "", legacy same;
    }
}
