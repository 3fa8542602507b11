//! `postal config`: checks and explains the configuration.

use clap::Subcommand;

use super::Failure;
use super::context::{load_config, print_warnings};
use crate::config::{self, Severity};

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Read the configuration and say what is wrong with it.
    Check,
    /// Print the manual of all options in Markdown.
    Docs,
    /// Print the version 2 equivalent of a legacy configuration file.
    Convert,
}

impl ConfigCommand {
    pub fn run(self) -> Result<(), Failure> {
        match self {
            ConfigCommand::Check => check(),
            ConfigCommand::Docs => {
                print!("{}", config::manual());
                Ok(())
            }
            ConfigCommand::Convert => {
                let loaded = load_config()?;
                let text = std::fs::read_to_string(&loaded.path)
                    .map_err(|error| Failure::usage(format!("{}: {error}", loaded.path.display())))?;
                print!("{}", config::convert(&text, &loaded.path).map_err(|errors| Failure::usage(&errors))?);
                Ok(())
            }
        }
    }
}

fn check() -> Result<(), Failure> {
    let loaded = load_config()?;
    print_warnings(&loaded);
    let findings = config::check(&loaded.config);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.iter().filter(|finding| finding.severity == Severity::Error).count() {
        0 => {
            println!("Configuration can be used: {}", loaded.path.display());
            Ok(())
        }
        count => Err(Failure::usage(format!("{count} error(s) in the configuration"))),
    }
}
