//! Variables and files of earlier versions that are no longer read.

use std::path::Path;

use super::error::{Place, Warning};
use super::source::Environment;

/// Variable and what to do instead.
const VARIABLES: &[(&str, &str)] = &[
    ("POSTAL_CONFIG_ROOT", "use POSTAL_CONFIG_FILE_PATH (a file, not a directory)"),
    ("POSTAL_ENV", "use RAILS_ENVIRONMENT"),
    ("LOG_TO_STDOUT", "the log always goes to standard output"),
    ("POSTAL_SKIP_CONFIG_CHECK", "remove it"),
    ("POSTAL_HOST", "use POSTAL_WEB_HOSTNAME"),
    ("POSTAL_PROTOCOL", "use POSTAL_WEB_PROTOCOL"),
    ("POSTAL_EXCEPTION_URL", "use LOGGING_SENTRY_DSN"),
    ("POSTAL_MAXIMUM_DELIVERY_ATTEMPTS", "use POSTAL_DEFAULT_MAXIMUM_DELIVERY_ATTEMPTS"),
    ("POSTAL_MAXIMUM_HOLD_EXPIRY_DAYS", "use POSTAL_DEFAULT_MAXIMUM_HOLD_EXPIRY_DAYS"),
    ("POSTAL_SUPPRESSION_LIST_REMOVAL_DELAY", "use POSTAL_DEFAULT_SUPPRESSION_LIST_AUTOMATIC_REMOVAL_DAYS"),
    ("POSTAL_USE_LOCAL_NS_FOR_DOMAINS", "use POSTAL_USE_LOCAL_NS_FOR_DOMAIN_VERIFICATION"),
    ("WEB_SERVER_BIND_ADDRESS", "use WEB_SERVER_DEFAULT_BIND_ADDRESS"),
    ("WEB_SERVER_PORT", "use WEB_SERVER_DEFAULT_PORT"),
    ("MESSAGE_DB_PREFIX", "use MESSAGE_DB_DATABASE_NAME_PREFIX"),
    ("LOGGING_STDOUT", "the log always goes to standard output"),
    ("LOGGING_ROOT", "the log always goes to standard output"),
    ("GRAYLOG_HOST", "use GELF_HOST"),
    ("GRAYLOG_PORT", "use GELF_PORT"),
    ("SMTP_SERVER_PORT", "use SMTP_SERVER_DEFAULT_PORT"),
    ("SMTP_SERVER_BIND_ADDRESS", "use SMTP_SERVER_DEFAULT_BIND_ADDRESS"),
    ("SMTP_SERVER_LOG_CONNECT", "use SMTP_SERVER_LOG_CONNECTIONS"),
    ("DNS_SMTP_SERVER_HOSTNAME", "use POSTAL_SMTP_HOSTNAME"),
    ("DNS_RETURN_PATH", "use DNS_RETURN_PATH_DOMAIN"),
    ("RAILS_ENV", "use RAILS_ENVIRONMENT"),
    ("RAILS_SECRET_KEY_BASE", "use RAILS_SECRET_KEY"),
];

/// One warning per variable or file that somebody may believe to be in effect.
pub fn warnings(environment: &Environment, path: &Path) -> Vec<Warning> {
    let warning = |name: &str, advice: &str| Warning {
        place: Place::Variable(name.to_owned()),
        message: format!("is no longer read; {advice}"),
    };
    let mut warnings: Vec<_> = VARIABLES
        .iter()
        .filter(|(name, _)| environment.var(name).is_some())
        .map(|(name, advice)| warning(name, advice))
        .collect();
    let rabbit = environment.names().filter(|name| name.starts_with("RABBITMQ_"));
    warnings.extend(rabbit.map(|name| warning(name, "RabbitMQ is not used any more, remove it")));
    let local = path.with_file_name("postal.local.yml");
    if local.exists() {
        let message = "is no longer read; move its options to the configuration file".to_owned();
        warnings.push(Warning { place: Place::OtherFile(local), message });
    }
    warnings
}
