//! The manual page of all options.

use std::fmt::Write as _;

use super::{OptionSpec, SECTIONS};

const INTRODUCTION: &str = "\
<!-- Made by `postal config docs`; edit the doc comments in server/src/config instead. -->

# Configuration

Postal reads `config/postal/postal.yml` below its working directory, or the file that `POSTAL_CONFIG_FILE_PATH` names,
once at start. Every option can also be set by an environment variable: section and option in capitals, joined by `_`
(`smtp_server.default_port` is `SMTP_SERVER_DEFAULT_PORT`). For each option a variable wins over the file, and the file
over the default; a list is replaced as a whole. A `.env` file in the working directory adds variables that are not set.

```yaml
version: 2
postal:
  web_hostname: postal.yourdomain.com
dns:
  mx_records: [mx.postal.yourdomain.com]
```

- An empty variable, an empty text or nothing after the colon means: not set.
- **boolean**: `true`, `yes`, `on`, `1` or `false`, `no`, `off`, `0`, in any case.
- **integer**: in the file also `0x1F`, `1_000`, and with a leading zero octal; put it in quotes to avoid that.
- **list**: a YAML list; in a variable separated by commas.
- **path**: `$config-file-root` stands for the directory of the configuration file.
- **secret**: can also come from a file that `<VARIABLE>_FILE` names, or from the systemd credential
  `<section>.<option>`. The variable itself wins, then the file, then the credential.
- `PORT` and `BIND_ADDRESS` (web server, SMTP server) and `HEALTH_SERVER_PORT` and `HEALTH_SERVER_BIND_ADDRESS` (SMTP
  server, worker) win over the defaults of a process that runs one role. Set them per process, not for all.
- `SILENCE_POSTAL_CONFIG_MESSAGES=true` keeps the start quiet about which file was read.
- A file without `version: 2` has the format of Postal 1 and 2; its keys are in the column \"old key\".
  `postal config convert` prints the same in the present format.
";

/// `docs/manual/configuration.md`.
pub fn manual() -> String {
    let mut text = INTRODUCTION.to_owned();
    for (name, doc, options) in SECTIONS {
        let _ = write!(text, "\n## `{name}`\n\n{}\n\n", join(doc));
        text.push_str("| option | variable | type | default | old key | meaning |\n|---|---|---|---|---|---|\n");
        for option in *options {
            let _ = writeln!(text, "{}", row(option));
        }
    }
    text
}

fn row(option: &OptionSpec) -> String {
    let code = |text: &str| if text.is_empty() { "–".to_owned() } else { format!("`{text}`") };
    let secret = if option.is_secret { ", secret" } else { "" };
    let cells = [
        code(option.name),
        code(&option.variable()),
        format!("{}{secret}", option.type_name),
        code(option.default),
        code(option.legacy.unwrap_or_default()),
        join(option.doc).replace('|', "\\|"),
    ];
    format!("| {} |", cells.join(" | "))
}

/// Doc comment lines begin with the space after `///`.
fn join(doc: &[&str]) -> String {
    doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}
