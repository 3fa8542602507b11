//! Types an option can have: how a scalar becomes a value.
//!
//! The rules are those of YAML 1.1 as Postal 3.3 applied them, by option type, without its traps: a boolean that is
//! not one is refused instead of being false.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use regex::Regex;

use super::yaml::{Data, Node, Style};

/// Why a value was refused.
#[derive(Debug)]
pub struct Bad {
    /// Line in the file; 0 = that of the option.
    pub line: usize,
    /// Continues "expected …".
    pub expected: String,
    pub found: Option<String>,
}

impl Bad {
    pub fn new(node: &Node, expected: impl Into<String>) -> Vec<Self> {
        vec![Self { line: node.line, expected: expected.into(), found: Some(node.describe()) }]
    }
}

/// What casts know besides the value, and what they noticed.
pub struct Cast<'a> {
    /// Replaces `$config-file-root`.
    pub root: &'a Path,
    pub notes: Vec<String>,
}

impl<'a> Cast<'a> {
    pub fn new(root: &'a Path) -> Self {
        Self { root, notes: Vec::new() }
    }

    /// `$config-file-root`, in any case, becomes the directory of the configuration file.
    pub fn expand(&self, text: &str) -> String {
        const NAME: &str = "$config-file-root";
        let lower = text.to_ascii_lowercase();
        let root = self.root.to_string_lossy();
        let mut expanded = String::new();
        let mut done = 0;
        // ASCII lower case keeps byte offsets, so those found in `lower` are valid in `text`.
        for (start, _) in lower.match_indices(NAME) {
            expanded.push_str(text.get(done..start).unwrap_or_default());
            expanded.push_str(&root);
            done = start + NAME.len();
        }
        expanded.push_str(text.get(done..).unwrap_or_default());
        expanded
    }
}

pub trait Setting: Sized {
    /// For the manual.
    const TYPE: &'static str;
    const SECRET: bool = false;

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>>;

    /// Value of an option without value and default; also the stand-in after an error.
    fn unset() -> Self;
}

impl<T: Setting> Setting for Option<T> {
    const TYPE: &'static str = T::TYPE;
    const SECRET: bool = T::SECRET;

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        T::cast(node, cast).map(Some)
    }

    fn unset() -> Self {
        None
    }
}

/// A list: in variables split at commas; a single YAML scalar is a list of one.
impl<T: ListItem> Setting for Vec<T> {
    const TYPE: &'static str = T::LIST_TYPE;
    const SECRET: bool = T::SECRET;

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        let items: Vec<Node> = match &node.data {
            Data::List(items) => items.iter().filter(|item| !item.is_null()).cloned().collect(),
            Data::Scalar { text, style: Style::Text } => {
                text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(Node::text).collect()
            }
            _ => vec![node.clone()],
        };
        let mut values = Vec::with_capacity(items.len());
        let mut bads = Vec::new();
        for item in &items {
            match T::cast_item(item, cast) {
                Ok(Some(value)) => values.push(value),
                Ok(None) => {}
                Err(more) => bads.extend(more),
            }
        }
        if bads.is_empty() { Ok(values) } else { Err(bads) }
    }

    fn unset() -> Self {
        Self::new()
    }
}

/// What can be in a list.
pub trait ListItem: Sized {
    const LIST_TYPE: &'static str;
    const SECRET: bool = false;

    /// `None`: an entry that stands for nothing and is left out.
    fn cast_item(node: &Node, cast: &mut Cast) -> Result<Option<Self>, Vec<Bad>>;
}

impl ListItem for String {
    const LIST_TYPE: &'static str = "list of strings";

    fn cast_item(node: &Node, cast: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        String::cast(node, cast).map(Some)
    }
}

impl Setting for String {
    const TYPE: &'static str = "string";

    fn cast(node: &Node, _: &mut Cast) -> Result<Self, Vec<Bad>> {
        node.scalar("a text").map(str::to_owned)
    }

    fn unset() -> Self {
        Self::new()
    }
}

impl Setting for bool {
    const TYPE: &'static str = "boolean";

    fn cast(node: &Node, _: &mut Cast) -> Result<Self, Vec<Bad>> {
        const EXPECTED: &str = "a boolean (true, yes, on, 1 or false, no, off, 0)";
        // 3.3: an unknown text in a variable was false; here: refused, because `yes` and `on` silently meant no.
        match node.scalar(EXPECTED)?.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" | "1" | "1.0" => Ok(true),
            "false" | "no" | "off" | "0" | "0.0" => Ok(false),
            _ => Err(Bad::new(node, EXPECTED)),
        }
    }

    fn unset() -> Self {
        false
    }
}

macro_rules! integers {
    ($($type:ty),+) => {$(
        impl Setting for $type {
            const TYPE: &'static str = "integer";

            fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
                let expected = format!("an integer from 0 to {}", Self::MAX);
                let number = integer(node, &expected, cast)?;
                Self::try_from(number).map_err(|_| Bad::new(node, expected))
            }

            fn unset() -> Self {
                0
            }
        }
    )+};
}

integers!(u16, u32, u64, usize);

impl Setting for i64 {
    const TYPE: &'static str = "integer";

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        let number = integer(node, "an integer", cast)?;
        Self::try_from(number).map_err(|_| Bad::new(node, "an integer"))
    }

    fn unset() -> Self {
        0
    }
}

impl Setting for Duration {
    const TYPE: &'static str = "integer (seconds)";

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        u32::cast(node, cast).map(|seconds| Self::from_secs(seconds.into()))
    }

    fn unset() -> Self {
        Self::ZERO
    }
}

/// YAML 1.1 number where written unquoted, else the leading digits (`12abc` is 12), as 3.3 read them.
fn integer(node: &Node, expected: &str, cast: &mut Cast) -> Result<i128, Vec<Bad>> {
    let text = node.scalar(expected)?.trim();
    let is_plain = matches!(node.data, Data::Scalar { style: Style::Plain, .. });
    if is_plain && let Some(number) = yaml_integer(text) {
        return Ok(number);
    }
    match text.to_ascii_lowercase().as_str() {
        "true" => return Ok(1),
        "false" => return Ok(0),
        _ => {}
    }
    if is_plain {
        match text.to_ascii_lowercase().as_str() {
            "yes" | "on" => return Ok(1),
            "no" | "off" => return Ok(0),
            _ => {}
        }
    }
    let (number, rest) = leading_digits(text).ok_or_else(|| Bad::new(node, expected))?;
    if !rest.is_empty() {
        cast.notes.push(format!("`{text}` is not an integer and is read as {number}; write the number alone"));
    }
    Ok(number)
}

/// An integer in the sense of YAML 1.1: octal `010`, `0x1F`, `0b11`, `1_000`, `1,000`, base 60 `12:30`.
fn yaml_integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    if !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let plain: String = digits.chars().filter(|digit| !matches!(digit, '_' | ',')).collect();
    let number = if let Some(hex) = plain.strip_prefix("0x") {
        i128::from_str_radix(hex, 16).ok()?
    } else if let Some(binary) = plain.strip_prefix("0b") {
        i128::from_str_radix(binary, 2).ok()?
    } else if plain.contains(':') {
        base60(&plain)?
    } else if plain.len() > 1 && plain.starts_with('0') {
        i128::from_str_radix(&plain, 8).ok()?
    } else {
        plain.parse().ok()?
    };
    Some(sign * number)
}

fn base60(text: &str) -> Option<i128> {
    let mut parts = text.split(':');
    let mut number: i128 = parts.next()?.parse().ok()?;
    for part in parts {
        let digit: i128 = part.parse().ok().filter(|digit| *digit < 60)?;
        number = number.checked_mul(60)?.checked_add(digit)?;
    }
    Some(number)
}

/// Number at the start and what follows it; `None` without digits, or when it is too large for any option.
fn leading_digits(text: &str) -> Option<(i128, &str)> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_negative = text.starts_with('-');
    let end = unsigned.find(|digit: char| !digit.is_ascii_digit()).unwrap_or(unsigned.len());
    let (digits, rest) = unsigned.split_at(end);
    let number: i128 = digits.parse().ok()?;
    Some((if is_negative { -number } else { number }, rest))
}

impl Setting for PathBuf {
    const TYPE: &'static str = "path";

    fn cast(node: &Node, cast: &mut Cast) -> Result<Self, Vec<Bad>> {
        node.scalar("a path").map(|text| Self::from(cast.expand(text)))
    }

    fn unset() -> Self {
        Self::new()
    }
}

impl Setting for Regex {
    const TYPE: &'static str = "regular expression";

    fn cast(node: &Node, _: &mut Cast) -> Result<Self, Vec<Bad>> {
        let text = node.scalar("a regular expression")?;
        Self::new(text).map_err(|error| Bad::new(node, format!("a regular expression ({error})")))
    }

    /// Never seen: options of this type are optional.
    #[expect(clippy::expect_used, reason = "the empty expression is valid")]
    fn unset() -> Self {
        Self::new("").expect("the empty expression is valid")
    }
}

/// An address to listen on, with or without brackets.
impl Setting for IpAddr {
    const TYPE: &'static str = "IP address";

    fn cast(node: &Node, _: &mut Cast) -> Result<Self, Vec<Bad>> {
        const EXPECTED: &str = "an IP address such as 127.0.0.1, :: or [::]";
        parse_address(node.scalar(EXPECTED)?).ok_or_else(|| Bad::new(node, EXPECTED))
    }

    fn unset() -> Self {
        Self::V4(Ipv4Addr::LOCALHOST)
    }
}

/// `1.2.3.4`, `::1`, `[::1]` or `localhost`.
pub(super) fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("localhost") {
        return Some(IpAddr::V4(Ipv4Addr::LOCALHOST));
    }
    match text.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']')?.parse().ok().map(IpAddr::V6),
        None => text.parse().ok(),
    }
}

/// Declares an enum that is written as one of a few words, without regard to case.
macro_rules! words {
    (
        $(#[$attribute:meta])*
        $name:ident, $expected:literal, unset $unset:ident {
            $($(#[$variant_attribute:meta])* $variant:ident = $first:literal $(| $other:literal)*,)+
        }
    ) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_attribute])* $variant,)+
        }

        impl $name {
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $first,)+ }
            }

            pub(super) fn parse(text: &str) -> Option<Self> {
                let text = text.trim();
                $(if [$first $(, $other)*].iter().any(|word: &&str| word.eq_ignore_ascii_case(text)) {
                    return Some(Self::$variant);
                })+
                None
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::config::setting::Setting for $name {
            const TYPE: &'static str = "string";

            fn cast(
                node: &$crate::config::yaml::Node,
                _: &mut $crate::config::setting::Cast,
            ) -> Result<Self, Vec<$crate::config::setting::Bad>> {
                Self::parse(node.scalar($expected)?).ok_or_else(|| $crate::config::setting::Bad::new(node, $expected))
            }

            fn unset() -> Self {
                Self::$unset
            }
        }
    };
}

pub(super) use words;
