//! From an empty folder to keys that work.

use std::os::unix::ffi::OsStringExt as _;

use super::Installation;

#[tokio::test]
async fn a_new_installation_is_made_step_by_step() {
    let installation = Installation::new().await;
    let said = installation.run(&["make-token", "--email", "a@example.org", "--name", "x"]);
    assert_eq!(said.code, 2, "no keys yet: {}", said.stderr);
    assert!(said.stderr.contains("postal bootstrap"), "{}", said.stderr);

    let folder = installation.path("");
    let printed = installation.done(&["bootstrap", "postal.example.org", folder.to_str().unwrap()]);
    for name in ["postal.yml", "signing.key", "secret.key"] {
        assert!(printed.contains(&format!("Created {}", installation.path(name).display())), "{printed}");
    }
    assert!(installation.done(&["bootstrap", "other.example.org", folder.to_str().unwrap()]).contains("Kept"));

    let said = installation.run(&["make-token", "--email", "a@example.org", "--name", "x"]);
    assert_eq!(said.code, 2, "no tables yet");
    assert!(said.stderr.contains("postal initialize"), "{}", said.stderr);
    installation.done(&["initialize"]);
    installation.done(&["upgrade"]);

    let record = installation.done(&["default-dkim-record"]);
    assert!(record.starts_with("v=DKIM1; t=s; h=sha256; p="), "{record}");
}

#[tokio::test]
async fn a_user_is_made_by_prompts_as_in_postal_3() {
    let installation = Installation::ready().await;
    let said = installation.run_with(&["make-user"], "grace@example.org\nGrace\nHopper\ncorrect horse\n");
    assert_eq!(said.code, 0, "{}", said.stderr);
    for text in ["Postal User Creator", "E-Mail Address      : ", "First Name          : ", "Initial Password    : "] {
        assert!(said.stdout.contains(text), "{}", said.stdout);
    }
    assert!(!said.stdout.contains('\x1b'), "colours are for terminals");
    assert!(said.stdout.ends_with("User has been created with e-mail address grace@example.org\n"), "{}", said.stdout);

    let again = installation.run_with(&["make-user"], "grace@example.org\nGrace\nHopper\nshort\n");
    assert_eq!(again.code, 1);
    assert!(again.stderr.starts_with("Failed to create user\n * "), "{}", again.stderr);
}

#[tokio::test]
async fn only_the_token_is_printed() {
    let installation = Installation::ready().await;
    let token = installation.done(&["make-token", "--email", "ADA@example.org", "--name", "script"]);
    assert!(
        token.ends_with('\n') && token.trim().len() >= 32 && !token.trim().contains(char::is_whitespace),
        "{token:?}"
    );
    let said = installation.run(&["make-token", "--email", "ada@example.org", "--name", "x", "--scope", "everything"]);
    assert_ne!(said.code, 0);
    assert_eq!(said.stdout, "");
    let said = installation.run(&["make-token", "--email", "nobody@example.org", "--name", "x"]);
    assert_eq!((said.code, said.stdout.as_str()), (1, ""));
    assert!(said.stderr.contains("nobody@example.org"), "{}", said.stderr);
}

#[tokio::test]
async fn the_demo_is_made_once() {
    let installation = Installation::ready().await;
    let first = installation.done(&["make-demo"]);
    assert!(first.contains("api_key=") && first.contains("smtp_key="), "{first}");
    let second = installation.done(&["make-demo"]);
    let smtp_key = |text: &str| text.lines().find(|line| line.starts_with("smtp_key=")).map(str::to_owned);
    assert_eq!(smtp_key(&first), smtp_key(&second));
}

#[tokio::test]
async fn every_command_explains_itself() {
    let installation = Installation::new().await;
    let commands = [
        "serve",
        "web-server",
        "smtp-server",
        "worker",
        "initialize",
        "upgrade",
        "bootstrap",
        "make-user",
        "make-token",
        "make-demo",
        "default-dkim-record",
        "openapi",
        "config",
        "version",
    ];
    let help = installation.done(&["--help"]);
    for command in commands {
        assert!(help.contains(&format!("  {command}")), "{command} is not listed in {help}");
        let said = installation.run(&[command, "--help"]);
        assert_eq!(said.code, 0, "{command}");
        assert!(said.stdout.contains("Usage: postal"), "{command}: {}", said.stdout);
    }
    assert_eq!(installation.run(&["no-such-command"]).code, 2);
    assert!(installation.done(&["version"]).starts_with(env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn the_configuration_is_checked_with_the_files_it_names() {
    let installation = Installation::ready().await;
    let said = installation.run(&["config", "check"]);
    assert_eq!(said.code, 0, "{}{}", said.stdout, said.stderr);
    std::fs::remove_file(installation.path("secret.key")).unwrap();
    let said = installation.run(&["config", "check"]);
    assert_eq!(said.code, 2);
    assert!(said.stdout.contains("secret.key"), "{}", said.stdout);

    std::fs::write(installation.path("postal.yml"), "version: 2\npostal:\n  web_hostnam: x\n  use_ip_pools: maybe\n")
        .unwrap();
    let said = installation.run(&["config", "check"]);
    assert_eq!(said.code, 2);
    let file = installation.path("postal.yml");
    assert!(said.stderr.contains(&format!("{}:3: ", file.display())), "{}", said.stderr);
    assert!(said.stderr.contains(&format!("{}:4: postal.use_ip_pools", file.display())), "{}", said.stderr);
}

#[tokio::test]
async fn variables_that_are_no_text_are_nobodys_business() {
    let installation = Installation::ready().await;
    let mut command = installation.command(&["default-dkim-record"]);
    command.env("FOO", std::ffi::OsString::from_vec(vec![0xff]));
    assert!(command.output().unwrap().status.success());
}

#[tokio::test]
async fn the_database_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let installation = Installation::new().await;
    let folder = installation.path("");
    installation.done(&["bootstrap", "postal.example.org", folder.to_str().unwrap()]);
    let file = installation.path("private.db");
    let mut command = installation.command(&["initialize"]);
    assert!(command.env("DATABASE_URL", format!("sqlite://{}", file.display())).output().unwrap().status.success());
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}
