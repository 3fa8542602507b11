//! Section `main_db`.

use super::secret::Secret;
use super::section::section;

section! {
    /// The MariaDB database. Setting any of these options chooses MariaDB; do not combine them with `database.url`.
    MainDb = "main_db" {
        /// Host of the database.
        host: String = "localhost", legacy same;
        /// Port of the database.
        port: u16 = "3306", legacy same;
        /// User name.
        username: String = "postal", legacy same;
        /// Password.
        password: Option<Secret> = "", legacy same;
        /// Name of the database.
        database: String = "postal", legacy same;
        /// Connections per process.
        pool_size: u32 = "5", legacy same;
        /// Character set of connections.
        encoding: String = "utf8mb4", legacy same;
    }
}
