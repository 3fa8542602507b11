//! Commands: one file each. The only module that reads the environment, the arguments and the working directory.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong usage or configuration. What a program may read goes to standard output,
//! everything else to standard error. Begin with [`main`].

mod bootstrap;
mod config;
mod context;
mod database;
mod demo;
mod keys;
mod mail;
mod serve;
mod tasks;
mod token;
mod upkeep;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use context::Failure;

use crate::app::Roles;

/// Mail delivery platform: takes mail by SMTP and HTTP, queues, signs and delivers it.
#[derive(Debug, Parser)]
#[command(name = "postal", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run web server, SMTP server and worker in one process: the normal way on one machine.
    Serve,
    /// Run only the web server: interface and APIs.
    WebServer,
    /// Run only the SMTP server.
    SmtpServer,
    /// Run only the worker: deliveries and scheduled tasks.
    Worker,
    /// Create the database if it is missing, and its tables.
    Initialize,
    /// Bring the tables of the database up to this version.
    #[command(alias = "update")]
    Upgrade,
    /// Write a configuration and keys for a new installation. Existing files are kept.
    Bootstrap {
        /// Name of this machine, such as postal.example.com.
        hostname: String,
        /// Where to write; the configuration file's folder when left out.
        directory: Option<PathBuf>,
    },
    /// Create a user who can log in. Asks for what the options do not say.
    MakeUser(user::MakeUser),
    /// Create a management token for a user and print it.
    MakeToken(token::MakeToken),
    /// Create a demo organization, server, domain and keys. Does nothing to what exists.
    MakeDemo,
    /// Print the DKIM record of the return path domain.
    DefaultDkimRecord,
    /// Print the OpenAPI document of the management API.
    Openapi,
    /// Check or explain the configuration.
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Send a test mail through the server for the product's own mails (`smtp` in the configuration).
    TestAppSmtp {
        /// Who gets it.
        address: Option<String>,
    },
    /// Show the scheduled tasks, or run one now.
    #[command(subcommand)]
    Tasks(tasks::TasksCommand),
    /// Print the version.
    Version,
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if rustls::crypto::aws_lc_rs::default_provider().install_default().is_err() {
        eprintln!("postal: the TLS library was set up twice");
        return ExitCode::FAILURE;
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("postal: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(arguments.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            failure.exit_code()
        }
    }
}

async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve => serve::run(Roles::ALL).await,
        Command::WebServer => serve::run(Roles { web: true, smtp: false, worker: false }).await,
        Command::SmtpServer => serve::run(Roles { web: false, smtp: true, worker: false }).await,
        Command::Worker => serve::run(Roles { web: false, smtp: false, worker: true }).await,
        Command::Initialize => database::initialize().await,
        Command::Upgrade => database::upgrade().await,
        Command::Bootstrap { hostname, directory } => bootstrap::run(&hostname, directory),
        Command::MakeUser(options) => options.run().await,
        Command::MakeToken(options) => options.run().await,
        Command::MakeDemo => demo::run().await,
        Command::DefaultDkimRecord => keys::default_dkim_record(),
        Command::Openapi => context::print_out(format_args!("{}", crate::http::management::document())),
        Command::Config(command) => command.run(),
        Command::TestAppSmtp { address } => mail::test_app_smtp(address.as_deref()).await,
        Command::Tasks(command) => command.run().await,
        Command::Version => {
            println!("{}", env!("CARGO_PKG_VERSION"));
            Ok(())
        }
    }
}
