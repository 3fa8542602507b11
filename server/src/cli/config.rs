//! `postal config`: checks and explains the configuration.

use clap::Subcommand;

use super::Failure;
use super::context::{load_config, print_out, print_warnings};
use crate::app::Keys;
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
            ConfigCommand::Docs => print_out(config::manual()),
            ConfigCommand::Convert => {
                let loaded = load_config()?;
                let text = std::fs::read_to_string(&loaded.path)
                    .map_err(|error| Failure::usage(format!("{}: {error}", loaded.path.display())))?;
                print_out(config::convert(&text, &loaded.path).map_err(|errors| Failure::usage(&errors))?)
            }
        }
    }
}

fn check() -> Result<(), Failure> {
    let loaded = load_config()?;
    print_warnings(&loaded);
    let findings = config::check(&loaded.config);
    let mut text = String::new();
    for finding in &findings {
        text.push_str(&format!("{finding}\n"));
    }
    let mut errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    if let Err(error) = Keys::load(&loaded.config) {
        errors += 1;
        text.push_str(&format!("error: {:#}\n", anyhow::Error::from(error)));
    }
    print_out(text)?;
    match errors {
        0 => print_out(format!("Configuration can be used: {}\n", loaded.path.display())),
        count => Err(Failure::usage(format!("{count} error(s) in the configuration"))),
    }
}
