//! The configuration file: its version, and its keys as options.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::{ConfigError, ConfigErrors, Place, Warning};
use super::yaml::{self, Data, Node, Style};
use super::{SECTIONS, legacy, options};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// Postal 1 and 2: no `version`, or 1.
    Legacy,
    /// `version: 2`; also what no file and an empty one count as.
    #[default]
    Two,
}

/// What a file says.
#[derive(Debug, Default)]
pub struct Contents {
    pub version: Version,
    /// By `group.name` of this version.
    pub options: BTreeMap<String, Node>,
    pub warnings: Vec<Warning>,
    pub errors: Vec<ConfigError>,
    /// Keys of a legacy file that stand for nothing any more, with their lines.
    pub dropped: Vec<(String, usize)>,
}

/// Takes the file apart. Errors: what makes it unreadable as a whole; those about single keys are in the result.
pub fn contents(text: &str, path: &Path) -> Result<Contents, ConfigErrors> {
    let place = |line: usize| Place::File { path: path.to_path_buf(), line };
    let root = yaml::parse(text).map_err(|error| ConfigError { place: place(error.line), message: error.message })?;
    let Some(root) = root else { return Ok(Contents::default()) };
    let line = root.line;
    let Data::Map(entries) = root.data else {
        let message = "expected sections such as `postal:` with options in them".to_owned();
        return Err(ConfigError { place: place(line), message }.into());
    };
    let mut contents = Contents { version: version(&entries, &place)?, ..Contents::default() };
    match contents.version {
        Version::Legacy => legacy::read(entries, &place, &mut contents),
        Version::Two => read(entries, &place, &mut contents),
    }
    Ok(contents)
}

fn version(entries: &[(String, Node)], place: &dyn Fn(usize) -> Place) -> Result<Version, ConfigError> {
    let Some((_, node)) = entries.iter().rev().find(|(key, node)| key == "version" && !node.is_null()) else {
        return Ok(Version::Legacy);
    };
    match &node.data {
        Data::Scalar { text, style: Style::Plain } if text == "1" => Ok(Version::Legacy),
        Data::Scalar { text, style: Style::Plain } if text == "2" => Ok(Version::Two),
        _ => Err(ConfigError {
            place: place(node.line),
            message: "Invalid version specified in Postal config file. Must be 1 or 2.".to_owned(),
        }),
    }
}

fn read(entries: Vec<(String, Node)>, place: &dyn Fn(usize) -> Place, contents: &mut Contents) {
    for (group, node) in entries {
        if group == "version" || node.is_null() {
            continue;
        }
        if !SECTIONS.iter().any(|(name, ..)| *name == group) {
            let hint = suggestion(&group, SECTIONS.iter().map(|(name, ..)| (*name).to_owned()));
            let message = format!("unknown section {group}, ignored{hint}");
            contents.warnings.push(Warning { place: place(node.line), message });
            continue;
        }
        let line = node.line;
        let Data::Map(children) = node.data else {
            let message = format!("{group}: expected options, one per line and indented");
            contents.errors.push(ConfigError { place: place(line), message });
            continue;
        };
        for (name, child) in children {
            let key = format!("{group}.{name}");
            if options().any(|option| option.key() == key) {
                contents.insert(key, child, place);
            } else {
                let message = unknown(&key);
                contents.warnings.push(Warning { place: place(child.line), message });
            }
        }
    }
}

impl Contents {
    /// The last one of equal keys wins, as in 3.3, but not in silence.
    pub fn insert(&mut self, key: String, node: Node, place: &dyn Fn(usize) -> Place) {
        let line = node.line;
        if let Some(earlier) = self.options.insert(key.clone(), node) {
            let message = format!("{key}: also set in line {}; this one counts", earlier.line);
            self.warnings.push(Warning { place: place(line), message });
        }
    }
}

fn unknown(key: &str) -> String {
    if key == "message_db.prefix" {
        // The installer's template had it. Starting to honour it would point at other databases.
        return "message_db.prefix is ignored in a version 2 file: the option is message_db.database_name_prefix, and \
                databases are looked for under the prefix in effect. Remove this line; set database_name_prefix only \
                if your databases really have another prefix"
            .to_owned();
    }
    let hint = match options().find(|option| option.legacy == Some(key)) {
        Some(option) => format!("; in a version 2 file it is {}", option.key()),
        None => suggestion(key, options().map(super::OptionSpec::key)),
    };
    format!("unknown key {key}, ignored{hint}")
}

/// `; did you mean …?`, or nothing when no known key is similar.
pub(super) fn suggestion(key: &str, known: impl Iterator<Item = String>) -> String {
    const SIMILAR: f64 = 0.6;
    known
        .map(|name| (strsim::normalized_damerau_levenshtein(key, &name), name))
        .filter(|(similarity, _)| *similarity >= SIMILAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| format!("; did you mean {name}?"))
        .unwrap_or_default()
}
