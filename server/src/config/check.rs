//! Findings about a configuration that is valid but probably not meant so: `postal config check`.

use std::path::Path;

use super::{Config, DatabaseUrl, Dns, ListenerTls, Postal, RelayTls, Smtp};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Something will not work.
    Error,
    /// Something is likely not as wanted.
    Warning,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// `group.name`.
    pub option: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: {}: {}", self.option, self.message)
    }
}

/// Looks at values and at the files they name; opens no connection.
pub fn check(config: &Config) -> Vec<Finding> {
    let mut findings = Findings(Vec::new());
    findings.example_names(config);
    findings.signing_key(&config.postal.signing_key_path);
    findings.smtp_tls(config);
    findings.files(config);
    findings.combinations(config);
    findings.0
}

struct Findings(Vec<Finding>);

impl Findings {
    fn error(&mut self, option: &'static str, message: impl Into<String>) {
        self.0.push(Finding { severity: Severity::Error, option, message: message.into() });
    }

    fn warning(&mut self, option: &'static str, message: impl Into<String>) {
        self.0.push(Finding { severity: Severity::Warning, option, message: message.into() });
    }

    /// Defaults under example.com cannot be anybody's.
    fn example_names(&mut self, config: &Config) {
        let (postal, dns, smtp) = (Postal::default(), Dns::default(), Smtp::default());
        for (option, value, default) in [
            ("postal.web_hostname", &config.postal.web_hostname, postal.web_hostname),
            ("postal.smtp_hostname", &config.postal.smtp_hostname, postal.smtp_hostname),
            ("dns.spf_include", &config.dns.spf_include, dns.spf_include),
            ("dns.return_path_domain", &config.dns.return_path_domain, dns.return_path_domain),
            ("dns.route_domain", &config.dns.route_domain, dns.route_domain),
            ("dns.track_domain", &config.dns.track_domain, dns.track_domain),
            ("smtp.from_address", &config.smtp.from_address, smtp.from_address),
        ] {
            if *value == default {
                self.error(option, format!("still has the default {value}; set it to a name of yours"));
            }
        }
        if config.dns.mx_records == dns.mx_records {
            let names = config.dns.mx_records.join(", ");
            self.error("dns.mx_records", format!("still has the default {names}; set it to names of yours"));
        } else if config.dns.mx_records.is_empty() {
            self.error("dns.mx_records", "is empty, so no domain can pass its MX check; name your MX hosts");
        }
    }

    fn signing_key(&mut self, path: &Path) {
        const OPTION: &str = "postal.signing_key_path";
        let Some(text) = self.readable(OPTION, path) else { return };
        if !text.contains("PRIVATE KEY-----") {
            self.error(OPTION, format!("{} holds no private key in PEM form", path.display()));
        }
        self.private(OPTION, path);
    }

    fn smtp_tls(&mut self, config: &Config) {
        let smtp = &config.smtp_server;
        let listens_with_tls = smtp.listeners.iter().any(|it| it.tls.is_some_and(|tls| tls != ListenerTls::None));
        if !smtp.tls_enabled && !listens_with_tls {
            self.warning("smtp_server.tls_enabled", "TLS is off: passwords and mail arrive unencrypted");
            return;
        }
        if let Some(text) = self.readable("smtp_server.tls_certificate_path", &smtp.tls_certificate_path)
            && !text.contains("-----BEGIN CERTIFICATE-----")
        {
            let message = format!("{} holds no certificate in PEM form", smtp.tls_certificate_path.display());
            self.error("smtp_server.tls_certificate_path", message);
        }
        if let Some(text) = self.readable("smtp_server.tls_private_key_path", &smtp.tls_private_key_path) {
            if !text.contains("PRIVATE KEY-----") {
                let message = format!("{} holds no private key in PEM form", smtp.tls_private_key_path.display());
                self.error("smtp_server.tls_private_key_path", message);
            }
            self.private("smtp_server.tls_private_key_path", &smtp.tls_private_key_path);
        }
    }

    fn files(&mut self, config: &Config) {
        if config.dns.nameservers.is_empty() {
            self.readable("dns.resolv_conf_path", &config.dns.resolv_conf_path);
        }
        if let Some(directory) = &config.web_server.ui_directory
            && !directory.join("index.html").is_file()
        {
            let message =
                format!("{} has no index.html; name the folder of a built user interface", directory.display());
            self.error("web_server.ui_directory", message);
        }
        if let DatabaseUrl::Sqlite(path) = &config.database.url
            && let Some(directory) = path.parent().filter(|it| !it.as_os_str().is_empty())
            && !directory.is_dir()
        {
            self.error("database.url", format!("the directory {} does not exist; create it", directory.display()));
        }
    }

    fn combinations(&mut self, config: &Config) {
        let oidc = &config.oidc;
        if oidc.enabled && oidc.issuer.as_ref().is_some_and(|issuer| issuer.starts_with("http://")) {
            self.warning("oidc.issuer", "is not https: whoever reads the traffic can log in as anybody");
        }
        if config.rspamd.enabled && config.spamd.enabled {
            self.warning("spamd.enabled", "has no effect, because rspamd is on as well");
        }
        let (rspamd, spamd, clamav) = (&config.rspamd, &config.spamd, &config.clamav);
        for (option, is_on, timeout) in [
            ("rspamd.timeout", rspamd.enabled, rspamd.timeout),
            ("spamd.timeout", spamd.enabled && !rspamd.enabled, spamd.timeout),
            ("clamav.timeout", clamav.enabled, clamav.timeout),
        ] {
            if is_on && timeout.is_zero() {
                self.error(option, "is 0, so no mail can be inspected");
            }
        }
        if rspamd.enabled && rspamd.ssl && rspamd.socket.is_some() {
            self.warning("rspamd.ssl", "has no effect, because rspamd.socket is set");
        }
        if config.postal.smtp_relays.iter().any(|relay| relay.tls == RelayTls::None) {
            self.warning("postal.smtp_relays", "a relay is used without TLS (ssl_mode None)");
        }
        if config.smtp_server.max_message_size == 0 {
            self.error("smtp_server.max_message_size", "is 0, so every message is refused");
        }
        if config.smtp.username.is_some() && config.smtp.password.is_none() {
            self.error("smtp.password", "is needed because smtp.username is set");
        }
        if config.worker.max_deliveries == 0 {
            self.error("worker.max_deliveries", "is 0, so nothing is ever delivered");
        }
    }

    fn readable(&mut self, option: &'static str, path: &Path) -> Option<String> {
        match std::fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) => {
                self.error(option, format!("{} cannot be read: {error}", path.display()));
                None
            }
        }
    }

    fn private(&mut self, option: &'static str, path: &Path) {
        use std::os::unix::fs::PermissionsExt as _;
        const FOR_OTHERS: u32 = 0o004;
        if std::fs::metadata(path).is_ok_and(|it| it.permissions().mode() & FOR_OTHERS != 0) {
            self.warning(option, format!("every user of this machine can read {}; use chmod 600", path.display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(config: &Config) -> Vec<&'static str> {
        check(config).into_iter().map(|finding| finding.option).collect()
    }

    #[test]
    fn defaults_that_belong_to_nobody_and_missing_files_are_found() {
        let found = options(&Config::default());
        for option in [
            "postal.web_hostname",
            "postal.smtp_hostname",
            "dns.mx_records",
            "dns.spf_include",
            "dns.return_path_domain",
            "dns.route_domain",
            "dns.track_domain",
            "smtp.from_address",
            "postal.signing_key_path",
            "database.url",
            "smtp_server.tls_enabled",
        ] {
            assert!(found.contains(&option), "{option} in {found:?}");
        }
        assert!(!found.contains(&"smtp_server.tls_certificate_path"), "not looked at while TLS is off");
    }

    #[test]
    fn a_prepared_installation_has_no_findings() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = directory.path().join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
            path
        };
        let mut config = Config::default();
        let ours = || "mail.shop.example".to_owned();
        config.postal.web_hostname = ours();
        config.postal.smtp_hostname = ours();
        config.dns.mx_records = vec![ours()];
        config.dns.spf_include = ours();
        config.dns.return_path_domain = ours();
        config.dns.route_domain = ours();
        config.dns.track_domain = ours();
        config.smtp.from_address = "postal@shop.example".to_owned();
        config.dns.resolv_conf_path = write("resolv.conf", "nameserver 127.0.0.1\n");
        config.postal.signing_key_path = write("signing.key", "-----BEGIN PRIVATE KEY-----\n");
        config.smtp_server.tls_enabled = true;
        config.smtp_server.tls_certificate_path = write("smtp.cert", "-----BEGIN CERTIFICATE-----\n");
        config.smtp_server.tls_private_key_path = write("smtp.key", "-----BEGIN RSA PRIVATE KEY-----\n");
        config.database.url = DatabaseUrl::Sqlite(directory.path().join("postal.db"));
        assert_eq!(check(&config), []);
        std::fs::set_permissions(directory.path().join("smtp.key"), std::fs::Permissions::from_mode(0o644)).unwrap();
        config.smtp_server.tls_certificate_path = write("smtp.cert", "no certificate");
        config.oidc.enabled = true;
        config.oidc.issuer = Some("http://id.example".to_owned());
        let found = options(&config);
        assert_eq!(found[..2], ["smtp_server.tls_certificate_path", "smtp_server.tls_private_key_path"]);
        assert_eq!(found[2..], ["oidc.issuer"]);
    }
}
