//! Whole loads: precedence, versions, casting, messages.

use std::net::IpAddr;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::config::{BareNewline, Listener, ListenerTls, Relay, RelayHost, RelayTls, TlsVersions};

/// A working directory with files in it.
struct Setup(TempDir);

impl Setup {
    fn new(file: &str) -> Self {
        Self::empty().with(DEFAULT_PATH, file)
    }

    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn with(self, name: &str, text: &str) -> Self {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_string_lossy().into_owned()
    }

    fn load(&self, variables: &[(&str, &str)]) -> Result<Loaded, ConfigErrors> {
        load(&variables.iter().copied().collect(), self.0.path())
    }

    fn config(&self, variables: &[(&str, &str)]) -> Config {
        self.load(variables).unwrap_or_else(|errors| panic!("{errors}")).config
    }

    fn errors(&self, variables: &[(&str, &str)]) -> Vec<String> {
        let errors = self.load(variables).map(|loaded| loaded.config).unwrap_err();
        let prefix = format!("{}/", self.0.path().display());
        errors.errors.iter().map(|error| error.to_string().replace(&prefix, "")).collect()
    }

    fn warnings(&self, variables: &[(&str, &str)]) -> Vec<String> {
        let loaded = self.load(variables).unwrap_or_else(|errors| panic!("{errors}"));
        let prefix = format!("{}/", self.0.path().display());
        loaded.warnings.iter().map(|warning| warning.to_string().replace(&prefix, "")).collect()
    }
}

/// `version: 2` with one option.
fn two(group: &str, line: &str) -> Setup {
    Setup::new(&format!("version: 2\n{group}:\n  {line}\n"))
}

#[test]
fn every_default_is_valid() {
    let sources = Sources::none();
    let mut reader = Reader::new(&sources);
    let config = Config::read(&mut reader);
    assert_eq!((reader.errors, reader.warnings), (vec![], vec![]));
    assert_eq!(config.smtp_server.default_bind_address, "::".parse::<IpAddr>().unwrap());
    assert_eq!(config.smtp_server.max_message_bytes(), 14 * 1_048_576);
    assert_eq!(config.dns.mx_records, ["mx1.postal.example.com", "mx2.postal.example.com"]);
    assert_eq!(config.oidc.scopes, ["openid", "email"]);
    assert_eq!(config.dns.timeout, Duration::from_secs(5));
    assert_eq!(config.postal.signing_key_path, Path::new("config/postal/signing.key"));
    assert_eq!(config.database.url, DatabaseUrl::Sqlite("config/postal/postal.db".into()));
    assert!(config.main_db.password.is_none() && config.gelf.host.is_none() && config.postal.smtp_relays.is_empty());
}

#[test]
fn a_variable_wins_over_the_file_and_the_file_over_the_default_per_option() {
    let setup =
        Setup::new("version: 2\nweb_server:\n  default_port: 6000\n  max_threads: 7\ndns:\n  mx_records: [a, b]\n");
    let config = setup.config(&[("WEB_SERVER_DEFAULT_PORT", "7000"), ("DNS_MX_RECORDS", "c.example , d.example,")]);
    assert_eq!((config.web_server.default_port, config.web_server.max_threads), (7000, 7));
    assert_eq!(config.dns.mx_records, ["c.example", "d.example"]);
    assert_eq!(setup.config(&[]).dns.mx_records, ["a", "b"]);
    assert_eq!(setup.config(&[("WEB_SERVER_DEFAULT_PORT", "")]).web_server.default_port, 6000, "empty is not set");
}

#[test]
fn booleans_have_all_spellings_of_yaml_1_1_and_nothing_else_passes() {
    let read = |text: &str| two("smtp_server", &format!("tls_enabled: {text}")).load(&[]);
    let variable = |text: &str| Setup::empty().load(&[("SMTP_SERVER_TLS_ENABLED", text)]);
    for text in ["true", "TRUE", "True", "yes", "Yes", "on", "ON", "1", "1.0"] {
        for loaded in [read(text), read(&format!("'{text}'")), variable(text)] {
            assert!(loaded.unwrap().config.smtp_server.tls_enabled, "{text}");
        }
    }
    for text in ["false", "no", "NO", "off", "Off", "0"] {
        for loaded in [read(text), read(&format!("\"{text}\"")), variable(text)] {
            assert!(!loaded.unwrap().config.smtp_server.tls_enabled, "{text}");
        }
    }
    for text in ["maybe", "y", "2", "tru", "[true]", "{a: 1}"] {
        assert!(read(text).is_err(), "{text}");
    }
    assert_eq!(
        two("smtp_server", "tls_enabled: maybe").errors(&[]),
        [
            "config/postal/postal.yml:3: smtp_server.tls_enabled: expected a boolean (true, yes, on, 1 or false, no, off, 0), found `maybe`"
        ]
    );
    assert_eq!(
        Setup::empty().errors(&[("SMTP_SERVER_TLS_ENABLED", "maybe")]),
        [
            "environment variable SMTP_SERVER_TLS_ENABLED: smtp_server.tls_enabled: expected a boolean (true, yes, on, 1 or false, no, off, 0), found `maybe`"
        ]
    );
}

#[test]
fn integers_are_read_as_yaml_1_1_where_unquoted_and_by_leading_digits_elsewhere() {
    for (text, in_file, in_variable) in [
        ("25", 25, 25),
        ("010", 8, 10),
        ("0x1F", 31, 0),
        ("0b101", 5, 0),
        ("1_000", 1000, 1),
        ("1,000", 1000, 1),
        ("12:30", 750, 12),
        ("+7", 7, 7),
        ("12abc", 12, 12),
        ("1.5", 1, 1),
        ("true", 1, 1),
        ("false", 0, 0),
        ("089", 89, 89),
    ] {
        let port = |setup: Setup, variables: &[(&str, &str)]| setup.config(variables).smtp_server.default_port;
        assert_eq!(port(two("smtp_server", &format!("default_port: {text}")), &[]), in_file, "{text}");
        assert_eq!(port(two("smtp_server", &format!("default_port: '{text}'")), &[]), in_variable, "'{text}'");
        assert_eq!(port(Setup::empty(), &[("SMTP_SERVER_DEFAULT_PORT", text)]), in_variable, "{text}");
    }
    assert_eq!(
        two("smtp_server", "default_port: 12abc").warnings(&[]),
        [
            "config/postal/postal.yml:3: smtp_server.default_port: `12abc` is not an integer and is read as 12; write the number alone"
        ]
    );
    for text in ["-1", "65536", "99999999999999999999999999999999999999999999", "[1]", "abc", "'on'"] {
        let errors = two("smtp_server", &format!("default_port: {text}")).errors(&[]);
        assert!(
            errors[0].starts_with(
                "config/postal/postal.yml:3: smtp_server.default_port: expected an integer from 0 to 65535"
            )
        );
    }
    assert_eq!(two("postal", "default_spam_threshold: -5").config(&[]).postal.default_spam_threshold, -5);
}

#[test]
fn null_and_empty_mean_the_default() {
    for line in ["from_name:", "from_name: ~", "from_name: null", "from_name: ''"] {
        assert_eq!(two("smtp", line).config(&[]).smtp.from_name, "Postal", "{line}");
    }
    for file in ["", "---\n", "# nothing\n", "version: 2\n", "version: 2\nsmtp:\n", "version: 2\nsmtp: ~\n"] {
        assert_eq!(Setup::new(file).config(&[]).smtp.port, 25, "{file:?}");
    }
    assert_eq!(two("dns", "mx_records: []").config(&[]).dns.mx_records, Vec::<String>::new(), "a list can be emptied");
    assert_eq!(two("dns", "mx_records: mx.example").config(&[]).dns.mx_records, ["mx.example"]);
    assert_eq!(two("dns", "mx_records: [a, ~, b]").config(&[]).dns.mx_records, ["a", "b"]);
}

#[test]
fn texts_keep_their_spelling() {
    for (text, expected) in
        [("0123", "0123"), ("yes", "yes"), ("'a # b'", "a # b"), ("\"x\\ty\"", "x\ty"), ("1.50", "1.50")]
    {
        assert_eq!(two("smtp", &format!("from_name: {text}")).config(&[]).smtp.from_name, expected, "{text}");
    }
    assert_eq!(two("smtp", "from_name: 2024-01-31").errors(&[]).len(), 1);
    assert_eq!(two("smtp", "from_name: :symbol").errors(&[]).len(), 1);
}

#[test]
fn bind_addresses_may_have_brackets_and_unquoted_colons() {
    for (text, expected) in [
        ("::", "::"),
        ("'::'", "::"),
        ("\"[::]\"", "::"),
        ("::1", "::1"),
        ("0.0.0.0", "0.0.0.0"),
        ("localhost", "127.0.0.1"),
    ] {
        let config = two("smtp_server", &format!("default_bind_address: {text}")).config(&[]);
        assert_eq!(config.smtp_server.default_bind_address, expected.parse::<IpAddr>().unwrap(), "{text}");
    }
    assert_eq!(two("smtp_server", "default_bind_address: mail.example").errors(&[]).len(), 1);
}

#[test]
fn all_mistakes_are_reported_at_once_with_their_lines() {
    let file = "version: 2\npostal:\n  web_protocol: gopher\n  smtp_relays:\n    - smtp://ok.example\n    - relay.example:25\n    \
                - smtp://x.example?ssl_mode=SSL3\nsmtp_server:\n  ssl_version: SSLv4\n  proxy_networks: [10.0.0.0/99]\n  \
                log_ip_address_exclusion_matcher: '('\ndns: 5\n";
    let errors = Setup::new(file).errors(&[("DNS_DKIM_KEY_SIZE", "512"), ("SMTP_AUTHENTICATION_TYPE", "ntlm")]);
    let starts = [
        "config/postal/postal.yml:12: dns: expected options",
        "config/postal/postal.yml:3: postal.web_protocol: expected `https` or `http`, found `gopher`",
        "config/postal/postal.yml:6: postal.smtp_relays: expected smtp://",
        "config/postal/postal.yml:7: postal.smtp_relays: expected ssl_mode to be",
        "config/postal/postal.yml:9: smtp_server.ssl_version: expected `SSLv23`",
        "config/postal/postal.yml:11: smtp_server.log_ip_address_exclusion_matcher: expected a regular expression",
        "config/postal/postal.yml:10: smtp_server.proxy_networks: expected a network",
        "environment variable DNS_DKIM_KEY_SIZE: dns.dkim_key_size: expected 2048, 3072 or 4096, found `512`",
        "environment variable SMTP_AUTHENTICATION_TYPE: smtp.authentication_type: expected `plain`, `login` or `cram_md5`",
    ];
    assert_eq!(errors.len(), starts.len(), "{errors:#?}");
    for (error, start) in errors.iter().zip(starts) {
        assert!(error.starts_with(start), "{error} / {start}");
    }
}

#[test]
fn errors_never_show_secrets() {
    let setup = two("postal", "smtp_relays: ['smtp://user:hunter2@relay.example?ssl_mode=None']");
    let errors = setup.errors(&[("DATABASE_URL", "oracle://user:hunter2@host/db")]).join("\n");
    assert!(errors.lines().count() == 2 && !errors.contains("hunter2"), "{errors}");
}

#[test]
fn a_broken_file_is_an_error_with_its_line() {
    for (file, line) in
        [("version: 2\nsmtp: [\n", 3), ("version: 2\nsmtp: &a {}\nrails: *a\n", 3), ("- a\n", 1), ("text", 1)]
    {
        let errors = Setup::new(file).errors(&[]);
        assert_eq!(errors.len(), 1);
        assert!(errors[0].starts_with(&format!("config/postal/postal.yml:{line}: ")), "{file:?}: {errors:?}");
    }
    let directory = Setup::empty().with("config/postal/postal.yml/x", "");
    assert!(directory.errors(&[])[0].contains("cannot be read"));
}

#[test]
fn only_versions_1_and_2_exist() {
    for version in ["3", "0", "'2'", "two", "2.0", "[2]"] {
        let errors = Setup::new(&format!("version: {version}\n")).errors(&[]);
        let message = "config/postal/postal.yml:1: Invalid version specified in Postal config file. Must be 1 or 2.";
        assert_eq!(errors, [message], "{version}");
    }
}

#[test]
fn unknown_keys_are_named_with_the_nearest_known_one() {
    let file = "version: 2\npostal:\n  web_hostnam: a\nsmtp_servr:\n  tls_enabled: true\nweb_server:\n  port: 1\nmessage_db:\n  \
                prefix: mail\nzzz: 1\nsmtp:\n  port: 1\n  port: 2\n";
    let setup = Setup::new(file);
    let at = |line: usize| format!("config/postal/postal.yml:{line}: ");
    let warnings = setup.warnings(&[]);
    assert_eq!(warnings[0], at(3) + "unknown key postal.web_hostnam, ignored; did you mean postal.web_hostname?");
    assert_eq!(warnings[1], at(4) + "unknown section smtp_servr, ignored; did you mean smtp_server?");
    assert_eq!(
        warnings[2],
        at(7) + "unknown key web_server.port, ignored; in a version 2 file it is web_server.default_port"
    );
    assert!(warnings[3].starts_with(&(at(9) + "message_db.prefix is ignored in a version 2 file")));
    assert_eq!(warnings[4], at(10) + "unknown section zzz, ignored");
    assert_eq!(warnings[5], at(13) + "smtp.port: also set in line 12; this one counts");
    assert_eq!(warnings.len(), 6);
    let config = setup.config(&[]);
    assert_eq!((config.smtp.port, config.message_db.database_name_prefix.as_str()), (2, "postal"));
}

#[test]
fn paths_are_relative_to_the_file_where_they_say_so() {
    let setup = Setup::empty()
        .with("etc/p.yml", "version: 2\nsmtp_server:\n  tls_certificate_path: $CONFIG-file-root/a/$config-file-root\n");
    let config =
        setup.config(&[("POSTAL_CONFIG_FILE_PATH", "etc/p.yml"), ("POSTAL_SIGNING_KEY_PATH", "$Config-File-Root/k")]);
    let root = setup.path("etc");
    assert_eq!(config.smtp_server.tls_certificate_path.to_string_lossy(), format!("{root}/a/{root}"));
    assert_eq!(config.postal.signing_key_path.to_string_lossy(), format!("{root}/k"));
    assert_eq!(config.smtp_server.tls_private_key_path.to_string_lossy(), format!("{root}/smtp.key"));
    assert_eq!(config.database.url, DatabaseUrl::Sqlite(format!("{root}/postal.db").into()));
}

#[test]
fn dotenv_adds_variables_and_can_name_the_file() {
    let setup = Setup::empty()
        .with(".env", "POSTAL_CONFIG_FILE_PATH=other.yml\nSMTP_PORT=2525\nSMTP_HOST=dotenv.example\n")
        .with("other.yml", "version: 2\nsmtp:\n  from_name: Other\n");
    let config = setup.config(&[("SMTP_HOST", "process.example")]);
    assert_eq!(
        (config.smtp.port, config.smtp.host.as_str(), config.smtp.from_name.as_str()),
        (2525, "process.example", "Other")
    );
}

#[test]
fn secrets_come_from_files_and_systemd_credentials_too() {
    let setup = two("smtp", "password: in-file")
        .with("secret", "  from-secret-file\n")
        .with("credentials/smtp.password", "from-credential\n")
        .with("credentials/smtp.host", "not.a.secret\n");
    let (secret, credentials) = (setup.path("secret"), setup.path("credentials"));
    let file = ("SMTP_PASSWORD_FILE", secret.as_str());
    let directory = ("CREDENTIALS_DIRECTORY", credentials.as_str());
    for (variables, expected) in [
        (vec![], "in-file"),
        (vec![directory], "from-credential"),
        (vec![directory, file], "from-secret-file"),
        (vec![directory, file, ("SMTP_PASSWORD", "direct")], "direct"),
    ] {
        let config = setup.config(&variables);
        assert_eq!(config.smtp.password.unwrap().expose(), expected);
        assert_eq!(config.smtp.host, "127.0.0.1");
    }
    let errors = setup.errors(&[("SMTP_PASSWORD_FILE", "/nowhere/at/all")]);
    assert!(
        errors[0].starts_with("environment variable SMTP_PASSWORD_FILE: smtp.password: cannot read /nowhere/at/all")
    );
}

#[test]
fn the_database_is_sqlite_unless_something_else_is_set() {
    let MariaDb { host, password, .. } =
        match two("main_db", "password: x").config(&[("MAIN_DB_HOST", "db.example")]).database.url {
            DatabaseUrl::MariaDb(maria) => maria,
            other => panic!("{other:?}"),
        };
    assert_eq!((host.as_str(), password.unwrap().expose()), ("db.example", "x"));
    let config = two("main_db", "password:").config(&[("DATABASE_URL", "postgres://u:p@h/d"), ("MAIN_DB_HOST", "")]);
    assert_eq!(config.database.url, DatabaseUrl::Postgres("postgres://u:p@h/d".to_owned()));
    assert_eq!(
        two("database", "url: sqlite:///x.db").errors(&[("MAIN_DB_HOST", "db.example")]),
        ["config/postal/postal.yml:3: database.url: cannot be combined with main_db.*, but main_db.host is set \
          (environment variable MAIN_DB_HOST); remove one of them"]
    );
}

#[test]
fn the_start_says_which_file_it_read_unless_silenced() {
    let notices = |setup: &Setup, variables: &[(&str, &str)]| setup.load(variables).unwrap().notices;
    let none = Setup::empty();
    let expected = format!("No configuration file found at {}", none.path(DEFAULT_PATH));
    assert_eq!(notices(&none, &[]), [expected.as_str(), "Only using environment variables for configuration"]);
    let setup = Setup::new("version: 2\n");
    assert_eq!(notices(&setup, &[]), [format!("Loading config from {}", setup.path(DEFAULT_PATH))]);
    let legacy = notices(&Setup::new("web:\n  host: x\n"), &[]);
    assert!(legacy.len() == 4 && legacy[1].starts_with("WARNING: Using legacy config file format."));
    assert!(notices(&setup, &[("SILENCE_POSTAL_CONFIG_MESSAGES", "true")]).is_empty());
    assert_eq!(notices(&setup, &[("SILENCE_POSTAL_CONFIG_MESSAGES", "TRUE")]).len(), 1);
}

#[test]
fn a_legacy_file_sets_the_options_its_keys_became() {
    let file = "web:\n  host: mail.example\n  protocol: http\ngeneral:\n  use_ip_pools: yes\n  exception_url: https://k@sentry/1\n\
                web_server:\n  port: 8080\n  bind_address:\nlogging:\n  stdout: true\n  graylog:\n    host: gray.example\n    port: 1\n\
                smtp_server:\n  port: 2525\n  bind_address: ::\n  log_connect: true\n  strip_received_headers: true\n  tls_enabled: yes\n\
                dns:\n  smtp_server_hostname: smtp.example\n  return_path: rp.example\nmessage_db:\n  prefix: mail\n\
                rabbitmq:\n  host: x\nworkers:\n  threads: 4\nfast_server:\n  enabled: true\n\
                smtp_relays:\n  - hostname: r1.example\n    port: 587\n    ssl_mode: STARTTLS\n  - hostname: r2.example\n  -\n    hostname:\n    port: 25\n";
    let setup = Setup::new(file);
    let warnings = setup.warnings(&[]);
    assert!(
        warnings.len() == 2 && warnings.iter().all(|it| it.contains("not supported by this version")),
        "{warnings:?}"
    );
    let config = setup.config(&[("WEB_SERVER_DEFAULT_BIND_ADDRESS", "::1")]);
    assert_eq!((config.postal.web_hostname.as_str(), config.postal.web_protocol.as_str()), ("mail.example", "http"));
    assert!(config.postal.use_ip_pools && config.smtp_server.log_connections && config.smtp_server.tls_enabled);
    assert_eq!(config.logging.sentry_dsn.unwrap().expose(), "https://k@sentry/1");
    assert_eq!((config.web_server.default_port, config.smtp_server.default_port), (8080, 2525));
    assert_eq!(config.web_server.default_bind_address, "::1".parse::<IpAddr>().unwrap());
    assert_eq!((config.gelf.host.as_deref(), config.gelf.port), (Some("gray.example"), 1));
    assert_eq!(
        (config.postal.smtp_hostname.as_str(), config.dns.return_path_domain.as_str()),
        ("smtp.example", "rp.example")
    );
    assert_eq!(config.message_db.database_name_prefix, "mail");
    let relay = |host: &str, port, tls| Relay { host: RelayHost::Name(host.to_owned()), port, tls, credentials: None };
    let relays = [relay("r1.example", 587, RelayTls::StartTls), relay("r2.example", 25, RelayTls::Auto)];
    assert_eq!(config.postal.smtp_relays, relays);
}

#[test]
fn a_legacy_file_cannot_set_newer_options_and_says_so() {
    let warnings = Setup::new("web:\n  hots: x\nworker:\n  threads: 3\nversion: 1\n").warnings(&[]);
    assert_eq!(
        warnings,
        [
            "config/postal/postal.yml:2: unknown key web.hots, ignored; did you mean web.host?",
            "config/postal/postal.yml:4: unknown key worker.threads, ignored; it can only be set in a version 2 file or by its variable",
        ]
    );
}

#[test]
fn obsolete_variables_and_files_are_named_once_with_their_successor() {
    let setup = Setup::new("version: 2\n").with("config/postal/postal.local.yml", "");
    assert_eq!(
        setup.warnings(&[("RAILS_ENV", "production"), ("RABBITMQ_HOST", "x"), ("GRAYLOG_HOST", "")]),
        [
            "environment variable RAILS_ENV: is no longer read; use RAILS_ENVIRONMENT",
            "environment variable RABBITMQ_HOST: is no longer read; RabbitMQ is not used any more, remove it",
            "config/postal/postal.local.yml: is no longer read; move its options to the configuration file",
        ]
    );
}

#[test]
fn what_has_an_unexpected_effect_is_warned_about() {
    let warnings = Setup::new("version: 2\nsmtp_server:\n  proxy_protocol: true\n").warnings(&[]);
    assert!(
        warnings[0].starts_with("config/postal/postal.yml:3: smtp_server.proxy_protocol: the PROXY header of every")
    );
}

#[test]
fn listeners_are_maps_in_the_file_and_urls_in_a_variable() {
    let expected = [
        Listener {
            address: "[::]:587".parse().unwrap(),
            tls: Some(ListenerTls::StartTls),
            proxy: None,
            auth_requires_tls: Some(true),
            submission: None,
        },
        Listener {
            address: "0.0.0.0:465".parse().unwrap(),
            tls: Some(ListenerTls::Implicit),
            proxy: Some(true),
            auth_requires_tls: None,
            submission: None,
        },
    ];
    let file = "listeners:\n    - {address: '[::]:587', tls: STARTTLS, auth_requires_tls: yes}\n    \
                - address: 0.0.0.0\n      port: 465\n      tls: implicit\n      proxy: on\n";
    assert_eq!(two("smtp_server", file).config(&[]).smtp_server.listeners, expected);
    let variable = "[::]:587?tls=starttls&auth_requires_tls=true, 0.0.0.0:465?tls=implicit&proxy=1";
    assert_eq!(Setup::empty().config(&[("SMTP_SERVER_LISTENERS", variable)]).smtp_server.listeners, expected);
    for wrong in [
        "[{tls: none}]",
        "[{address: '0.0.0.0'}]",
        "[{address: '0.0.0.0:1', tls: ssl}]",
        "[{address: '0.0.0.0:1', x: 1}]",
        "['::']",
    ] {
        assert_eq!(two("smtp_server", &format!("listeners: {wrong}")).errors(&[]).len(), 1, "{wrong}");
    }
}

#[test]
fn words_are_parsed_into_types() {
    let config = two("smtp_server", "bare_newline: Normalize").config(&[("SMTP_SERVER_SSL_VERSION", "TLSv1_3")]);
    assert_eq!(
        (config.smtp_server.bare_newline, config.smtp_server.ssl_version),
        (BareNewline::Normalize, TlsVersions::From13)
    );
}

#[test]
fn warnings_are_told_beside_errors() {
    let errors = two("smtp_server", "default_prot: 25\n  default_port: abc").load(&[]).unwrap_err();
    assert_eq!(errors.errors.len(), 1);
    assert!(errors.warnings[0].message.contains("default_prot"), "{:?}", errors.warnings);
}

#[test]
fn a_login_that_cannot_work_is_refused() {
    let errors = two("oidc", "local_authentication_enabled: false").errors(&[]);
    assert!(errors[0].contains("oidc.local_authentication_enabled: is off and so is oidc.enabled"), "{errors:?}");

    let errors = two("oidc", "enabled: true\n  issuer: id.example").errors(&[]).join("\n");
    assert!(errors.contains("oidc.identifier: is needed"), "{errors}");
    assert!(errors.contains("oidc.issuer: expected a URL"), "{errors}");

    let manual = "enabled: true\n  issuer: https://id.example\n  identifier: postal\n  discovery: false";
    let errors = two("oidc", manual).errors(&[]).join("\n");
    for option in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        assert!(errors.contains(&format!("oidc.{option}: is needed because oidc.discovery is off")), "{errors}");
    }
    assert!(!errors.contains("userinfo_endpoint"), "{errors}");

    let good = "enabled: true\n  local_authentication_enabled: false\n  issuer: https://id.example\n  identifier: postal\n  group_roles: [mail=acme:admin]";
    let config = two("oidc", good).load(&[]).unwrap().config;
    assert_eq!(config.oidc.group_roles.len(), 1);
}
