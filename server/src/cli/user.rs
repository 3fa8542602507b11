//! `postal make-user`.

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use clap::Args;

use super::Failure;
use super::context::Context;
use crate::accounts::{AccountsError, UserForm};

#[derive(Debug, Args)]
pub struct MakeUser {
    /// Log in with this address; asked for when it is not given, like the names.
    #[arg(long)]
    email: Option<String>,
    #[arg(long)]
    first_name: Option<String>,
    #[arg(long)]
    last_name: Option<String>,
    /// Read the password from standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
    /// Make a user without the rights of an administrator.
    #[arg(long)]
    no_admin: bool,
}

impl MakeUser {
    pub async fn run(self) -> Result<(), Failure> {
        let context = Context::open().await?;
        let is_asking = self.email.is_none() || self.first_name.is_none() || self.last_name.is_none();
        if is_asking || !self.password_stdin {
            let title = "Postal User Creator";
            if std::io::stdout().is_terminal() {
                println!("\x1b[32m{title}\x1b[0m");
            } else {
                println!("{title}");
            }
            println!("Enter the information required to create a new Postal user.");
            println!("This tool is usually only used to create your initial admin user.");
            println!();
        }
        let form = UserForm {
            email_address: given_or_asked(self.email, "E-Mail Address")?,
            first_name: given_or_asked(self.first_name, "First Name")?,
            last_name: given_or_asked(self.last_name, "Last Name")?,
            password: Some(if self.password_stdin { read_line()? } else { ask_password()? }),
            is_admin: !self.no_admin,
            ..UserForm::default()
        };
        match context.recorded("make-user", "user", context.accounts.create_user(&form)).await {
            Ok(user) => {
                println!("User has been created with e-mail address {}", user.email_address);
                Ok(())
            }
            Err(AccountsError::Invalid(violations)) => {
                eprintln!("Failed to create user");
                for violation in violations.iter() {
                    eprintln!(" * {} {}", violation.field.trim_start_matches('/'), violation.message);
                }
                Err(Failure::Failed(anyhow::anyhow!("no user was created")))
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn given_or_asked(given: Option<String>, label: &str) -> Result<String, Failure> {
    if let Some(given) = given {
        return Ok(given);
    }
    print!("{label:<20}: ");
    std::io::stdout().flush()?;
    read_line()
}

fn ask_password() -> Result<String, Failure> {
    let label = format!("{:<20}: ", "Initial Password");
    if std::io::stdin().is_terminal() {
        return Ok(rpassword::prompt_password(label)?);
    }
    print!("{label}");
    std::io::stdout().flush()?;
    read_line()
}

fn read_line() -> Result<String, Failure> {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(Failure::usage("standard input ended before everything was answered"));
    }
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
