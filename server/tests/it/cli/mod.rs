//! The commands, run as a person or a script runs them: the real binary, its output and its exit code.

mod installation;
mod serve;
mod tasks;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use crate::support::database::TestDatabase;

/// A folder with an installation of its own, and the database that it names.
pub struct Installation {
    directory: tempfile::TempDir,
    database: TestDatabase,
}

/// What a command said.
pub struct Said {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Installation {
    pub async fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap(), database: TestDatabase::empty().await }
    }

    /// With files, tables and a first user `ada@example.org`.
    pub async fn ready() -> Self {
        let installation = Self::new().await;
        installation.done(&["bootstrap", "postal.example.org", installation.path("").to_str().unwrap()]);
        installation.done(&["initialize"]);
        let user =
            ["make-user", "--email", "ada@example.org", "--first-name", "Ada", "--last-name", "L", "--password-stdin"];
        assert_eq!(installation.run_with(&user, "correct horse\n").code, 0);
        installation
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_postal"));
        command
            .args(arguments)
            .current_dir(self.directory.path())
            .env_clear()
            .env("POSTAL_CONFIG_FILE_PATH", self.path("postal.yml"))
            .env("DATABASE_URL", &self.database.url)
            .env("SILENCE_POSTAL_CONFIG_MESSAGES", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, "")
    }

    pub fn run_with(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = self.command(arguments).spawn().unwrap();
        // A command that reads nothing may have ended.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        said(&child.wait_with_output().unwrap())
    }

    /// Runs what must succeed; answers its standard output.
    pub fn done(&self, arguments: &[&str]) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments:?}: {}{}", said.stdout, said.stderr);
        said.stdout
    }
}

fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    Said { code: output.status.code().unwrap(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}
