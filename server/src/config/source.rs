//! Where values come from: variables, `.env`, secret files, the configuration file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::error::{ConfigError, Place};
use super::section::OptionSpec;
use super::yaml::Node;

/// Environment variables, handed in by `cli`. Empty ones count as not set.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl std::fmt::Debug for Environment {
    /// Names only: the values hold passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Environment {
    pub fn var(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Adds the variables of a `.env` file; those that are there already, also empty ones, stay.
    pub(super) fn add_dotenv(&mut self, text: &str) {
        for (name, value) in dotenv(text) {
            self.0.entry(name).or_insert(value);
        }
    }
}

/// The lines of a `.env` file. Written here because libraries for it replace `$NAME` from the process environment,
/// which would destroy `$config-file-root`.
fn dotenv(text: &str) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else { continue };
        let name = name.trim();
        if name.starts_with('#') || name.is_empty() {
            continue;
        }
        variables.push((name.to_owned(), unquote(value.trim())));
    }
    variables
}

fn unquote(value: &str) -> String {
    if let Some(rest) = value.strip_prefix('\'') {
        return rest.split('\'').next().unwrap_or_default().to_owned();
    }
    let Some(rest) = value.strip_prefix('"') else {
        let end = if value.starts_with('#') { Some(0) } else { value.find(" #") };
        return value.get(..end.unwrap_or(value.len())).unwrap_or(value).trim_end().to_owned();
    };
    let mut unquoted = String::new();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => match characters.next() {
                Some('n') => unquoted.push('\n'),
                Some('r') => unquoted.push('\r'),
                Some(other) => unquoted.push(other),
                None => {}
            },
            other => unquoted.push(other),
        }
    }
    unquoted
}

/// All sources of one start.
pub struct Sources {
    environment: Environment,
    /// Options of the file by `group.name`, without those that are null.
    file: BTreeMap<String, Node>,
    path: PathBuf,
    root: PathBuf,
}

impl Sources {
    pub fn new(environment: Environment, path: PathBuf, file: BTreeMap<String, Node>) -> Self {
        let root = path.parent().map(Path::to_path_buf).unwrap_or_default();
        Self { environment, file, path, root }
    }

    /// Only defaults.
    pub fn none() -> Self {
        Self::new(Environment::default(), PathBuf::from(super::load::DEFAULT_PATH), BTreeMap::new())
    }

    /// Directory of the configuration file.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Variable, then secret file, then configuration file.
    pub fn find(&self, option: &OptionSpec) -> Result<Option<(Place, Node)>, ConfigError> {
        let variable = option.variable();
        if let Some(value) = self.environment.var(&variable) {
            return Ok(Some((Place::Variable(variable), Node::text(value))));
        }
        if option.is_secret
            && let Some(found) = self.secret_file(option, &variable)?
        {
            return Ok(Some(found));
        }
        let from_file = self.file.get(&option.key());
        Ok(from_file.map(|node| (Place::File { path: self.path.clone(), line: node.line }, node.clone())))
    }

    /// `<VARIABLE>_FILE`, else systemd's credential `<group>.<option>`.
    fn secret_file(&self, option: &OptionSpec, variable: &str) -> Result<Option<(Place, Node)>, ConfigError> {
        let name = format!("{variable}_FILE");
        if let Some(path) = self.environment.var(&name) {
            let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
                place: Place::Variable(name),
                message: format!("{}: cannot read {path}: {error}; name a readable file", option.key()),
            })?;
            return Ok(secret(PathBuf::from(path), &text));
        }
        let Some(directory) = self.environment.var("CREDENTIALS_DIRECTORY") else { return Ok(None) };
        let path = Path::new(directory).join(option.key());
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(secret(path, &text)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ConfigError {
                place: Place::OtherFile(path),
                message: format!("{}: cannot read the credential: {error}", option.key()),
            }),
        }
    }
}

fn secret(path: PathBuf, text: &str) -> Option<(Place, Node)> {
    let text = text.trim();
    (!text.is_empty()).then(|| (Place::OtherFile(path), Node::text(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotenv_lines_have_quotes_comments_and_no_substitution() {
        let text = "A=1\nexport B = two # note\n# C=3\nD='a $b # c'\nE=\"x\\ny\\\"z\"\nF=$config-file-root/k\nG=\nnonsense\nH=#x\n";
        let variables = dotenv(text);
        let expected = [
            ("A", "1"),
            ("B", "two"),
            ("D", "a $b # c"),
            ("E", "x\ny\"z"),
            ("F", "$config-file-root/k"),
            ("G", ""),
            ("H", ""),
        ];
        assert_eq!(variables, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn dotenv_never_overrides_the_process() {
        let mut environment: Environment = [("A", "process"), ("B", "")].into_iter().collect();
        environment.add_dotenv("A=file\nB=file\nC=file\n");
        assert_eq!(
            (environment.var("A"), environment.var("B"), environment.var("C")),
            (Some("process"), None, Some("file"))
        );
    }
}
