//! Configuration: `postal.yml`, environment variables and secret files, read once at process start.
//!
//! One file per section; in it the macro [`section!`](section) names each option once, with type, default, key in the
//! legacy file and manual text. Loading, environment names, suggestions for unknown keys and the manual come from that.
//! Values are parsed here into types that cannot be wrong; nothing outside `cli` reads the environment, so variables
//! come in as a map. Begin reading at [`load()`].

mod section;

mod check;
mod clamav;
mod convert;
mod database;
mod dns;
mod error;
mod file;
mod gelf;
mod legacy;
mod listener;
mod load;
mod logging;
mod main_db;
mod manual;
mod message_db;
mod migration_waiter;
mod network;
mod obsolete;
mod oidc;
mod overrides;
mod postal;
mod rails;
mod relay;
mod rspamd;
mod secret;
mod setting;
mod smtp;
mod smtp_client;
mod smtp_server;
mod source;
mod spamd;
mod web_server;
mod worker;
mod yaml;

pub use check::{Finding, Severity, check};
pub use clamav::Clamav;
pub use convert::convert;
pub use database::{Database, DatabaseUrl, MariaDb};
pub use dns::Dns;
pub use error::{ConfigError, ConfigErrors, Place, Warning};
pub use gelf::Gelf;
pub use listener::{Listener, ListenerTls};
pub use load::{Loaded, load};
pub use logging::Logging;
pub use main_db::MainDb;
pub use manual::manual;
pub use message_db::MessageDb;
pub use migration_waiter::MigrationWaiter;
pub use network::Destination;
pub use oidc::{GroupRole, Oidc};
pub use overrides::{health_address, listen_address};
pub use postal::{InspectionFailure, Postal, WebProtocol};
pub use rails::Rails;
pub use relay::{AuthType, Relay, RelayCredentials, RelayHost, RelayTls};
pub use rspamd::Rspamd;
pub use secret::Secret;
pub use section::OptionSpec;
pub use smtp::{Smtp, VerifyMode};
pub use smtp_client::SmtpClient;
pub use smtp_server::{BareNewline, SmtpServer, SuspendedReply, TlsVersions};
pub use source::Environment;
pub use spamd::Spamd;
pub use web_server::WebServer;
pub use worker::Worker;

use section::{Reader, Section};

/// Declares [`Config`] from its sections, in the order of the manual.
macro_rules! config {
    ($($field:ident : $type:ty),+ $(,)?) => {
        /// Everything an operator can set. `Config::default()` holds the defaults, as for a file `config/postal/postal.yml`.
        #[derive(Clone, Debug)]
        pub struct Config {
            $(pub $field: $type,)+
        }

        impl Config {
            fn read(reader: &mut Reader<'_>) -> Self {
                Self { $($field: <$type>::read(reader),)+ }
            }
        }

        /// Name, description and options of each section.
        pub(crate) const SECTIONS: &[(&str, &[&str], &[OptionSpec])] =
            &[$((<$type>::NAME, <$type>::DOC, <$type>::OPTIONS),)+];
    };
}

config! {
    postal: Postal,
    database: Database,
    main_db: MainDb,
    message_db: MessageDb,
    web_server: WebServer,
    smtp_server: SmtpServer,
    worker: Worker,
    smtp_client: SmtpClient,
    dns: Dns,
    logging: Logging,
    gelf: Gelf,
    smtp: Smtp,
    rails: Rails,
    oidc: Oidc,
    rspamd: Rspamd,
    spamd: Spamd,
    clamav: Clamav,
    migration_waiter: MigrationWaiter,
}

impl Default for Config {
    fn default() -> Self {
        let sources = source::Sources::none();
        Self::read(&mut Reader::new(&sources))
    }
}

/// All options of all sections.
pub(crate) fn options() -> impl Iterator<Item = &'static OptionSpec> {
    SECTIONS.iter().flat_map(|(_, _, options)| options.iter())
}
