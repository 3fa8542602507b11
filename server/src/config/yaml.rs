//! The YAML file as a tree with line numbers. Scalars keep their text; options decide what it means.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use super::setting::Bad;

#[derive(Clone, Debug)]
pub struct Node {
    /// From 1; 0 = not from a file.
    pub line: usize,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub enum Data {
    Scalar {
        text: String,
        style: Style,
    },
    List(Vec<Node>),
    /// In the order of the file.
    Map(Vec<(String, Node)>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Unquoted in YAML: numbers, booleans and null have their YAML 1.1 spellings.
    Plain,
    /// Quoted in YAML.
    Quoted,
    /// Not from YAML (variable, secret file, default): lists are split at commas.
    Text,
}

impl Node {
    /// A value that does not come from YAML.
    pub fn text(text: &str) -> Self {
        Self::at(0, text)
    }

    pub fn at(line: usize, text: &str) -> Self {
        Self { line, data: Data::Scalar { text: text.to_owned(), style: Style::Text } }
    }

    /// Nothing, `~`, `null` or the empty string: the option is not set.
    pub fn is_null(&self) -> bool {
        match &self.data {
            Data::Scalar { text, style: Style::Plain } => {
                text.is_empty() || text == "~" || text.eq_ignore_ascii_case("null")
            }
            Data::Scalar { text, .. } => text.is_empty(),
            _ => false,
        }
    }

    pub fn scalar(&self, expected: &str) -> Result<&str, Vec<Bad>> {
        match &self.data {
            // YAML 1.1 as 3.3 read it refused these; they are nearly always a slip.
            Data::Scalar { text, style: Style::Plain } if is_date(text) || is_symbol(text) => {
                Err(Bad::new(self, format!("{expected}; put the value in quotes")))
            }
            Data::Scalar { text, .. } => Ok(text),
            _ => Err(Bad::new(self, expected)),
        }
    }

    /// For error messages.
    pub fn describe(&self) -> String {
        match &self.data {
            Data::Scalar { text, .. } => text.clone(),
            Data::List(_) => "a list".to_owned(),
            Data::Map(_) => "a map".to_owned(),
        }
    }
}

/// `2024-01-31`, with or without time.
fn is_date(text: &str) -> bool {
    let shape: String = text.chars().take(10).map(|it| if it.is_ascii_digit() { '0' } else { it }).collect();
    shape == "0000-00-00" && text.chars().nth(10).is_none_or(|it| matches!(it, 'T' | 't' | ' '))
}

/// `:name`.
fn is_symbol(text: &str) -> bool {
    text.strip_prefix(':').is_some_and(|name| name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_'))
}

/// A file that is not YAML, or uses what is not allowed.
#[derive(Debug, PartialEq, Eq)]
pub struct YamlError {
    pub line: usize,
    pub message: String,
}

impl From<ScanError> for YamlError {
    fn from(error: ScanError) -> Self {
        Self { line: error.marker().line(), message: format!("not valid YAML: {}", error.info()) }
    }
}

/// The first document; `None` when there is none.
pub fn parse(text: &str) -> Result<Option<Node>, YamlError> {
    let text = quote_double_colons(text);
    let mut events = Events(Parser::new_from_str(&text));
    loop {
        match events.next()? {
            Some((Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _)) => {}
            Some((Event::StreamEnd | Event::DocumentEnd, _)) | None => return Ok(None),
            Some((event, span)) => {
                return events.node(event, span, 0).map(|node| Some(node).filter(|it| !it.is_null()));
            }
        }
    }
}

/// Puts an unquoted `::` in quotes: it is no valid YAML, but Postal's own sample file has `default_bind_address: ::`.
fn quote_double_colons(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let (value, comment) = match line.find(" #") {
            Some(start) => line.split_at(start),
            None => (line, ""),
        };
        let bare = value.trim_end();
        let is_bare = bare.strip_suffix("::").is_some_and(|before| {
            let key = before.trim_end();
            before.len() > key.len() && (key.ends_with(':') || key.ends_with('-')) && !key.contains(['"', '\'', '#'])
        });
        if is_bare {
            quoted.push_str(bare.strip_suffix("::").unwrap_or(bare));
            quoted.push_str("\"::\"");
            quoted.push_str(value.get(bare.len()..).unwrap_or_default());
            quoted.push_str(comment);
        } else {
            quoted.push_str(line);
        }
    }
    quoted
}

/// Deeper than any option; keeps a hostile file from exhausting the stack.
const MAX_DEPTH: usize = 32;

struct Events<'a>(Parser<'a, saphyr_parser::StrInput<'a>>);

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, YamlError> {
        self.0.next_event().transpose().map_err(YamlError::from)
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, YamlError> {
        let line = span.start.line();
        let refuse = |message: &str| Err(YamlError { line, message: message.to_owned() });
        if depth > MAX_DEPTH {
            return refuse("nested too deeply");
        }
        let data = match event {
            Event::Scalar(text, style, _, tag) => {
                let style = match (style, tag.as_deref()) {
                    (_, Some(tag)) if !is_known(tag) => return refuse("custom tags are not allowed"),
                    (_, Some(tag)) if tag.suffix == "str" => Style::Quoted,
                    (ScalarStyle::Plain, _) => Style::Plain,
                    _ => Style::Quoted,
                };
                Data::Scalar { text: text.into_owned(), style }
            }
            Event::SequenceStart(_, tag) => {
                if tag.is_some_and(|tag| !is_known(&tag)) {
                    return refuse("custom tags are not allowed");
                }
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Some((Event::SequenceEnd, _)) => break Data::List(items),
                        Some((event, span)) => items.push(self.node(event, span, depth + 1)?),
                        None => return refuse("the list does not end"),
                    }
                }
            }
            Event::MappingStart(_, tag) => {
                if tag.is_some_and(|tag| !is_known(&tag)) {
                    return refuse("custom tags are not allowed");
                }
                Data::Map(self.entries(line, depth)?)
            }
            Event::Alias(_) => return refuse("aliases are not allowed; write the value again"),
            _ => return refuse("not valid YAML"),
        };
        Ok(Node { line, data })
    }

    fn entries(&mut self, line: usize, depth: usize) -> Result<Vec<(String, Node)>, YamlError> {
        let mut entries = Vec::new();
        loop {
            let (key, span) = match self.next()? {
                Some((Event::MappingEnd, _)) => return Ok(entries),
                Some((Event::Scalar(key, ..), span)) => (key.into_owned(), span),
                Some((_, span)) => {
                    return Err(YamlError { line: span.start.line(), message: "a key must be a text".to_owned() });
                }
                None => return Err(YamlError { line, message: "the map does not end".to_owned() }),
            };
            let Some((event, value_span)) = self.next()? else {
                return Err(YamlError { line, message: "the map does not end".to_owned() });
            };
            let mut value = self.node(event, value_span, depth + 1)?;
            // An error about an option is looked for at its key.
            value.line = span.start.line();
            entries.push((key, value));
        }
    }
}

fn is_known(tag: &Tag) -> bool {
    tag.is_yaml_core_schema() || (tag.handle == "!!" && !tag.suffix.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Node {
        match parse(text).unwrap().unwrap().data {
            Data::Map(mut entries) => entries.remove(0).1,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn unquoted_double_colons_are_a_text() {
        for (text, expected) in [
            ("a: ::", "::"),
            ("a: ::\n", "::"),
            ("a:  ::  # all\r\n", "::"),
            ("a: '::'", "::"),
            ("a: \"::\"", "::"),
            ("a: ::1", "::1"),
        ] {
            assert_eq!(value(text).describe(), expected, "{text:?}");
        }
        let node = parse("b:\n  a: ::\n  c: 1\n").unwrap().unwrap();
        assert!(format!("{node:?}").contains("line: 3"), "lines keep their numbers");
    }

    #[test]
    fn nothing_is_null() {
        for text in ["a:", "a: ~", "a: null", "a: ''", "a: # nothing"] {
            assert!(value(text).is_null(), "{text}");
        }
        for text in ["a: '~'", "a: 'null'", "a: 0", "a: []", "a: nothing"] {
            assert!(!value(text).is_null(), "{text}");
        }
        for text in ["", "---", "# only a comment\n", "~"] {
            assert!(parse(text).unwrap().is_none(), "{text:?}");
        }
    }

    #[test]
    fn what_3_3_refused_is_refused_with_its_line() {
        for (text, line) in [
            ("a: &x 1\nb: *x\n", 2),
            ("a: 1\nb: !ruby/object:Object {}\n", 2),
            ("a: !custom x", 1),
            ("a: 1\nb: [1\n", 2),
            ("? [a]\n: 1\n", 1),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.line >= line && error.line <= line + 1, "{text:?}: {error:?}");
        }
        for text in ["a: 2024-01-31", "a: 2024-01-31 10:00:00", "a: :symbol"] {
            assert!(value(text).scalar("a text").is_err(), "{text}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_without_exhausting_the_stack() {
        assert!(parse(&format!("a: {}", "[".repeat(5000))).is_err());
    }
}
