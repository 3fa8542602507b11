//! Section `database`: which engine, and where.

use std::fmt;
use std::path::PathBuf;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use super::main_db::MainDb;
use super::secret::Secret;
use super::section::section;
use super::setting::{Bad, Cast, Setting};
use super::yaml::Node;

section! {
    /// Which database holds everything.
    Database = "database" {
        /// `sqlite:///path/to/postal.db`, `mysql://user:password@host:port/name` (MariaDB) or
        /// `postgres://user:password@host:port/name`. When it is not set but an option of `main_db` is, that MariaDB
        /// is used; setting both is an error.
        url: DatabaseUrl = "sqlite://$config-file-root/postal.db";
    }
}

/// The chosen engine.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// Path of the file.
    Sqlite(PathBuf),
    MariaDb(MariaDb),
    /// The URL as written; it may hold a password.
    Postgres(String),
}

/// How to reach MariaDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MariaDb {
    pub host: String,
    pub port: u16,
    pub username: String,
    pub password: Option<Secret>,
    pub database: String,
    /// Character set of connections.
    pub encoding: String,
    /// Query part of the URL (`ssl-mode=…`), without `?`; empty when none.
    pub parameters: String,
}

impl MariaDb {
    pub fn from_main_db(main_db: &MainDb) -> Self {
        Self {
            host: main_db.host.clone(),
            port: main_db.port,
            username: main_db.username.clone(),
            password: main_db.password.clone(),
            database: main_db.database.clone(),
            encoding: main_db.encoding.clone(),
            parameters: String::new(),
        }
    }

    /// `mysql://…` with everything percent-encoded. Holds the password: for the driver only.
    pub fn url(&self) -> String {
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let password = self.password.as_ref().map(|it| format!(":{}", encode(it.expose()))).unwrap_or_default();
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        let mut parameters = self.parameters.clone();
        if !parameters.split('&').any(|it| it.starts_with("charset=")) {
            let separator = if parameters.is_empty() { "" } else { "&" };
            parameters = format!("{parameters}{separator}charset={}", encode(&self.encoding));
        }
        let (username, database) = (encode(&self.username), encode(&self.database));
        format!("mysql://{username}{password}@{host}:{}/{database}?{parameters}", self.port)
    }

    fn from_url(url: &Url) -> Option<Self> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().ok().map(String::from);
        let database = decode(url.path().trim_start_matches('/')).filter(|it| !it.is_empty() && !it.contains('/'))?;
        let username = decode(url.username())?;
        let password = match url.password() {
            Some(password) => Some(Secret::new(decode(password)?)),
            None => None,
        };
        let defaults = MainDb::default();
        Some(Self {
            host: url.host_str()?.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(defaults.port),
            username: if username.is_empty() { defaults.username } else { username },
            password,
            database,
            encoding: defaults.encoding,
            parameters: url.query().unwrap_or_default().to_owned(),
        })
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::MariaDb(maria_db) => f.debug_tuple("MariaDb").field(maria_db).finish(),
            Self::Postgres(_) => f.write_str("Postgres([redacted])"),
        }
    }
}

impl Setting for DatabaseUrl {
    const TYPE: &'static str = "URL";
    const SECRET: bool = true;

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        const EXPECTED: &str = "sqlite:///path/to/postal.db, mysql://user:password@host:port/name or \
                                postgres://user:password@host:port/name (special characters percent-encoded)";
        let text = cast.expand(node.scalar(EXPECTED)?.trim());
        parse(&text).ok_or_else(|| Bad::new(node, EXPECTED))
    }

    fn unset() -> Self {
        Self::Sqlite(PathBuf::from("postal.db"))
    }
}

impl std::str::FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or("expected a sqlite://, mysql:// or postgres:// URL")
    }
}

fn parse(text: &str) -> Option<DatabaseUrl> {
    let (scheme, rest) = text.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "sqlite" => {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            // Parameters could switch off what keeps acknowledged mail safe.
            let is_path = !path.is_empty() && !path.contains('?') && path != ":memory:";
            is_path.then(|| DatabaseUrl::Sqlite(PathBuf::from(path)))
        }
        "mysql" | "mariadb" => MariaDb::from_url(&Url::parse(text).ok()?).map(DatabaseUrl::MariaDb),
        "postgres" | "postgresql" => {
            let url = Url::parse(text).ok()?;
            let is_complete = rest.starts_with("//") && url.path().len() > 1;
            is_complete.then(|| DatabaseUrl::Postgres(text.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_engine_has_its_url() {
        assert_eq!(parse("sqlite:///var/lib/postal.db"), Some(DatabaseUrl::Sqlite("/var/lib/postal.db".into())));
        assert_eq!(parse("sqlite:postal.db"), Some(DatabaseUrl::Sqlite("postal.db".into())));
        let Some(DatabaseUrl::MariaDb(maria)) = parse("mysql://po%40stal:p%3Aw@[::1]:3307/mail?ssl-mode=REQUIRED")
        else {
            panic!("not MariaDB")
        };
        assert_eq!((maria.host.as_str(), maria.port, maria.username.as_str()), ("::1", 3307, "po@stal"));
        assert_eq!(maria.password.as_ref().unwrap().expose(), "p:w");
        assert_eq!(maria.url(), "mysql://po%40stal:p%3Aw@[::1]:3307/mail?ssl-mode=REQUIRED&charset=utf8mb4");
        let url = "postgresql://postal:secret@db.example/postal";
        assert_eq!(parse(url), Some(DatabaseUrl::Postgres(url.to_owned())));
    }

    #[test]
    fn what_is_no_database_is_refused() {
        for url in [
            "",
            "postal.db",
            "sqlite://",
            "sqlite::memory:",
            "sqlite:///x.db?mode=ro",
            "mysql://host",
            "mysql:///db",
            "oracle://x/y",
            "postgres://host",
        ] {
            assert_eq!(parse(url), None, "{url}");
        }
    }

    #[test]
    fn debug_output_has_no_password() {
        for url in ["postgres://u:hunter2@h/d", "mysql://u:hunter2@h/d"] {
            assert!(!format!("{:?}", parse(url)).contains("hunter2"));
        }
    }
}
