//! The long-running process: start, reload, stop.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout, Command};

use super::Installation;

struct Service {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Service {
    fn start(installation: &Installation) -> Self {
        let mut command = installation.command(&["serve"]);
        command.envs([
            ("SMTP_SERVER_DEFAULT_BIND_ADDRESS", "127.0.0.1"),
            ("SMTP_SERVER_DEFAULT_PORT", "0"),
            ("WEB_SERVER_DEFAULT_BIND_ADDRESS", "127.0.0.1"),
            ("WEB_SERVER_DEFAULT_PORT", "0"),
        ]);
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    /// Reads on to the line that holds this.
    fn says(&mut self, text: &str) -> String {
        let mut seen = String::new();
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "ended without {text:?}: {seen}");
            if line.contains(text) {
                return line;
            }
            seen.push_str(&line);
        }
    }

    fn signal(&self, name: &str) {
        // The shell's own `kill`: a bare machine has no program of that name.
        let done = Command::new("sh").args(["-c", &format!("kill -s {name} {}", self.child.id())]).status().unwrap();
        assert!(done.success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn a_service_outlives_a_hang_up_and_ends_in_order() {
    let installation = Installation::ready().await;
    for name in ["TERM", "INT"] {
        let mut service = Service::start(&installation);
        service.says("component=web-server");
        service.signal("HUP");
        service.signal(name);
        service.says(&format!("Received {name} signal, shutting down."));
        assert_eq!(service.child.wait().unwrap().code(), Some(0), "{name}");
    }
}

#[tokio::test]
async fn a_second_service_on_the_embedded_database_is_refused() {
    let installation = Installation::ready().await;
    let file = installation.path("own.db");
    let url = format!("sqlite://{}", file.display());
    let store = postal::store::Store::open(&url.parse().unwrap(), postal::store::Access::Service, 1).await.unwrap();
    let output = installation.command(&["serve"]).env("DATABASE_URL", &url).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("in use by another Postal process"));
    drop(store);
}
