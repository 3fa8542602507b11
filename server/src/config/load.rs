//! Finds, reads and joins the sources.

use std::path::PathBuf;

use super::Config;
use super::error::Warning;
use super::source::Environment;

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
