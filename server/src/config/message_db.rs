//! Section `message_db`.

use super::secret::Secret;
use super::section::section;

section! {
    /// Where Postal 3 kept one database per mail server. Not used: mail is now kept in the one
    /// database of `database.url` or `main_db`.
    MessageDb = "message_db" {
        /// Host of the databases.
        host: String = "localhost", legacy same;
        /// Port of the databases.
        port: u16 = "3306", legacy same;
        /// User name.
        username: String = "postal", legacy same;
        /// Password.
        password: Option<Secret> = "", legacy same;
        /// Character set of connections.
        encoding: String = "utf8mb4";
        /// A database is called `<prefix>-server-<id>`.
        database_name_prefix: String = "postal", legacy "message_db.prefix";
    }
}
