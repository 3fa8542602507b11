//! What can be wrong with a configuration, and where.

use std::fmt;
use std::path::PathBuf;

use super::section::OptionSpec;
use super::setting::Bad;

/// Where a value was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The configuration file; the line counts from 1.
    File { path: PathBuf, line: usize },
    /// An environment variable.
    Variable(String),
    /// A file as a whole: a secret, a systemd credential, `.env`.
    OtherFile(PathBuf),
    /// Built in.
    Default,
}

impl Place {
    /// The same file at another line; 0 = no line known.
    pub(super) fn at(&self, new_line: usize) -> Self {
        match self {
            Self::File { path, .. } if new_line > 0 => Self::File { path: path.clone(), line: new_line },
            other => other.clone(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::OtherFile(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One mistake: where, which option, what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {message}")]
pub struct ConfigError {
    pub place: Place,
    pub message: String,
}

impl ConfigError {
    pub(super) fn new(place: Place, option: &OptionSpec, bad: &Bad) -> Self {
        // A secret must not end up in a terminal or log only because it was written wrongly.
        let found = match &bad.found {
            Some(found) if !option.is_secret => format!(", found `{found}`"),
            _ => String::new(),
        };
        Self { place, message: format!("{}: expected {}{found}", option.key(), bad.expected) }
    }
}

/// All mistakes of a configuration, one per line. The warnings are no part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors {
    pub errors: Vec<ConfigError>,
    pub warnings: Vec<Warning>,
}

impl std::error::Error for ConfigErrors {}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl From<ConfigError> for ConfigErrors {
    fn from(error: ConfigError) -> Self {
        vec![error].into()
    }
}

impl From<Vec<ConfigError>> for ConfigErrors {
    fn from(errors: Vec<ConfigError>) -> Self {
        Self { errors, warnings: Vec::new() }
    }
}

/// Something accepted that the operator should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub place: Place,
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}
