//! Finds, reads and joins the sources.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, ConfigErrors, Place, Warning};
use super::file::{self, Contents, Version};
use super::section::Reader;
use super::source::{Environment, Sources};
use super::{Config, DatabaseUrl, MariaDb, obsolete};

/// Where the file is expected, relative to the working directory, unless `POSTAL_CONFIG_FILE_PATH` says otherwise.
pub(super) const DEFAULT_PATH: &str = "config/postal/postal.yml";

/// A configuration and how it came about.
#[derive(Debug)]
pub struct Loaded {
    pub config: Config,
    /// Path of the file, whether it exists or not.
    pub path: PathBuf,
    /// Variables of the process and of `.env`.
    pub environment: Environment,
    /// Lines for standard error; none when `SILENCE_POSTAL_CONFIG_MESSAGES=true`.
    pub notices: Vec<String>,
    /// For the log.
    pub warnings: Vec<Warning>,
}

/// Reads the configuration: variables win over secret files, those over the configuration file, that over defaults.
///
/// `environment`: variables of the process; `.env` in `working_directory` adds to them. The errors are all there are,
/// not only the first.
pub fn load(environment: &Environment, working_directory: &Path) -> Result<Loaded, ConfigErrors> {
    let mut environment = environment.clone();
    if let Some(dotenv) = read(&working_directory.join(".env"))? {
        environment.add_dotenv(&dotenv);
    }
    let path = working_directory.join(environment.var("POSTAL_CONFIG_FILE_PATH").unwrap_or(DEFAULT_PATH));
    let text = read(&path)?;
    let contents = match &text {
        Some(text) => file::contents(text, &path)?,
        None => Contents::default(),
    };
    let notices = if environment.var("SILENCE_POSTAL_CONFIG_MESSAGES") == Some("true") {
        Vec::new()
    } else {
        notices(&path, text.is_some(), contents.version)
    };

    let mut warnings = contents.warnings;
    warnings.extend(obsolete::warnings(&environment, &path));
    let options: BTreeMap<_, _> = contents.options.into_iter().filter(|(_, node)| !node.is_null()).collect();
    let sources = Sources::new(environment.clone(), path.clone(), options);
    let mut reader = Reader::new(&sources);
    let mut config = Config::read(&mut reader);
    choose_database(&mut config, &mut reader);
    refuse_broken_login(&config, &mut reader);
    warn_about_effects(&config, &mut reader);
    let mut errors = contents.errors;
    errors.append(&mut reader.errors);
    warnings.append(&mut reader.warnings);
    if errors.is_empty() {
        Ok(Loaded { config, path, environment, notices, warnings })
    } else {
        Err(ConfigErrors { errors, warnings })
    }
}

/// `None`: there is no such file.
fn read(path: &Path) -> Result<Option<String>, ConfigError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ConfigError {
            place: Place::OtherFile(path.to_path_buf()),
            message: format!("cannot be read: {error}; it must be a readable file in UTF-8"),
        }),
    }
}

fn notices(path: &Path, is_found: bool, version: Version) -> Vec<String> {
    let path = path.display();
    if !is_found {
        return vec![
            format!("No configuration file found at {path}"),
            "Only using environment variables for configuration".to_owned(),
        ];
    }
    let mut lines = vec![format!("Loading config from {path}")];
    if version == Version::Legacy {
        lines.extend(
            [
                "WARNING: Using legacy config file format. Upgrade your postal.yml to use",
                "version 2 of the Postal config format (`postal config convert` prints it)",
                "or configure using environment variables.",
            ]
            .map(str::to_owned),
        );
    }
    lines
}

/// `database.url`, else an explicitly set `main_db`, else the embedded database.
fn choose_database(config: &mut Config, reader: &mut Reader<'_>) {
    let find =
        |group: &str| reader.explicit.iter().find(|(option, _)| option.group == group && option.name != "pool_size");
    let Some((main_db, main_db_place)) = find("main_db") else { return };
    match find("database") {
        Some((_, place)) => reader.errors.push(ConfigError {
            place: place.clone(),
            message: format!(
                "database.url: cannot be combined with main_db.*, but {} is set ({main_db_place}); remove one of them",
                main_db.key()
            ),
        }),
        None => config.database.url = DatabaseUrl::MariaDb(MariaDb::from_main_db(&config.main_db)),
    }
}

/// A login that cannot work: nobody should find that out in the morning.
fn refuse_broken_login(config: &Config, reader: &mut Reader<'_>) {
    for (key, message) in config.oidc.faults() {
        let found = reader.explicit.iter().find(|(option, _)| option.key() == key);
        let place = found.map_or(Place::Default, |(_, place)| place.clone());
        reader.errors.push(ConfigError { place, message: format!("{key}: {message}") });
    }
}

/// What is valid but does not do what one would think.
fn warn_about_effects(config: &Config, reader: &mut Reader<'_>) {
    let mut warn = |key: &str, message: &str| {
        let found = reader.explicit.iter().find(|(option, _)| option.key() == key);
        let place = found.map_or(Place::Default, |(_, place)| place.clone());
        reader.warnings.push(Warning { place, message: format!("{key}: {message}") });
    };
    if config.gelf.host.is_some() {
        warn("gelf.host", "GELF is not supported by this version; the log goes to standard output only");
    }
    if config.logging.sentry_dsn.is_some() {
        warn("logging.sentry_dsn", "Sentry is not supported by this version; errors are in the log only");
    }
    if config.smtp_server.proxy_protocol && config.smtp_server.proxy_networks.is_empty() {
        warn(
            "smtp_server.proxy_protocol",
            "the PROXY header of every private address is believed; name your proxies in smtp_server.proxy_networks",
        );
    }
}

#[cfg(test)]
mod tests;
