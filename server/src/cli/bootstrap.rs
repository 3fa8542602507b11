//! `postal bootstrap`: the files of a new installation.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use postal_mail::address::normalize_domain;
use postal_mail::dkim::{KeyBits, SigningKey};

use super::Failure;
use super::context::load_config;
use crate::random::Random;
use crate::secrets::SECRET_KEY_BYTES;

/// Secrets are for the owner alone.
const SECRET_MODE: u32 = 0o600;
/// It may hold the password of the database.
const CONFIG_MODE: u32 = 0o640;

/// Writes `postal.yml`, `signing.key` and `secret.key`, except those that exist.
pub fn run(hostname: &str, directory: Option<PathBuf>) -> Result<(), Failure> {
    let hostname = normalize_domain(hostname).ok().filter(|name| name.contains('.')).ok_or_else(|| {
        Failure::usage(format!("{hostname:?} is not a full host name; give one such as postal.example.com"))
    })?;
    let directory = match directory {
        Some(directory) => directory,
        None => load_config()?.path.parent().map(Path::to_owned).unwrap_or_default(),
    };
    std::fs::create_dir_all(&directory).with_context(|| format!("cannot create {}", directory.display()))?;

    write_new(&directory.join("postal.yml"), CONFIG_MODE, || Ok(configuration(&hostname).into_bytes()))?;
    write_new(&directory.join("signing.key"), SECRET_MODE, || {
        Ok(SigningKey::generate(KeyBits::Bits2048)?.to_pem()?.into_bytes())
    })?;
    write_new(&directory.join("secret.key"), SECRET_MODE, || {
        Ok(Random::system().bytes::<SECRET_KEY_BYTES>().to_vec())
    })?;
    println!();
    println!(
        "Next: look through {}, then run `postal initialize` and `postal make-user`.",
        directory.join("postal.yml").display()
    );
    println!("Keep signing.key and secret.key in your backups: the database cannot be used without secret.key.");
    Ok(())
}

fn write_new(path: &Path, mode: u32, content: impl FnOnce() -> anyhow::Result<Vec<u8>>) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    match file {
        Ok(mut file) => {
            let written = content().and_then(|content| Ok(file.write_all(&content).and_then(|()| file.sync_all())?));
            if let Err(error) = written {
                // Half a key is worse than none: the next run would keep it.
                let _ = std::fs::remove_file(path);
                return Err(error.context(format!("cannot write {}", path.display())).into());
            }
            println!("Created {}", path.display());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            println!("Kept    {}", path.display());
            Ok(())
        }
        Err(error) => Err(anyhow::Error::from(error).context(format!("cannot create {}", path.display())).into()),
    }
}

fn configuration(hostname: &str) -> String {
    format!(
        "\
# Configuration of Postal. All options: docs/manual/configuration.md, or `postal config docs`.
# `postal config check` looks for mistakes.
version: 2

postal:
  web_hostname: {hostname}
  web_protocol: https
  smtp_hostname: {hostname}

# Without this section everything is stored in postal.db beside this file.
# database:
#   url: mysql://postal:password@127.0.0.1:3306/postal
#   url: postgres://postal:password@127.0.0.1:5432/postal

smtp_server:
  default_port: 25
  # STARTTLS: name a certificate and switch it on.
  tls_enabled: false
  # tls_certificate_path: $config-file-root/smtp.cert
  # tls_private_key_path: $config-file-root/smtp.key

dns:
  # The DNS records of the installation, to be published before mail is sent.
  mx_records:
    - mx.{hostname}
  spf_include: spf.{hostname}
  return_path_domain: rp.{hostname}
  route_domain: routes.{hostname}
  track_domain: track.{hostname}

# The server for mails that Postal itself sends, such as password resets.
smtp:
  host: 127.0.0.1
  port: 25
  from_name: Postal
  from_address: postal@{hostname}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_once_with_their_modes_and_the_configuration_loads() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("etc");
        run("Postal.Example.ORG", Some(path.clone())).unwrap();
        let mode = |name: &str| path.join(name).metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("signing.key"), mode("secret.key")), (0o600, 0o600));
        let secret = std::fs::read(path.join("secret.key")).unwrap();
        assert_eq!(secret.len(), SECRET_KEY_BYTES);

        run("other.example.org", Some(path.clone())).unwrap();
        assert_eq!(std::fs::read(path.join("secret.key")).unwrap(), secret);

        let file = path.join("postal.yml").display().to_string();
        let environment = [("POSTAL_CONFIG_FILE_PATH".to_owned(), file)].into_iter().collect();
        let loaded = crate::config::load(&environment, directory.path()).unwrap();
        assert_eq!(loaded.config.postal.web_hostname, "postal.example.org");
        assert_eq!(loaded.config.dns.return_path_domain, "rp.postal.example.org");
        assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    }

    #[test]
    fn a_host_name_must_be_one() {
        let directory = tempfile::tempdir().unwrap();
        for name in ["", "localhost", "no spaces.example", "-"] {
            assert!(matches!(run(name, Some(directory.path().to_owned())), Err(Failure::Usage(_))), "{name}");
        }
    }
}
