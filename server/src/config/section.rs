//! The macro that declares a section, and the reader that fills it from the sources.
//!
//! `section!` makes the struct, its list of [`OptionSpec`] and the function that reads it; doc comments of the fields
//! are the manual's text.

use super::error::{ConfigError, Place, Warning};
use super::setting::{Cast, Setting};
use super::source::Sources;
use super::yaml::Node;

/// One option, as loader and manual see it.
#[derive(Debug)]
pub struct OptionSpec {
    pub group: &'static str,
    pub name: &'static str,
    /// What the manual calls the type, e.g. `integer (seconds)`.
    pub type_name: &'static str,
    /// As one would write it in a variable; empty = no default.
    pub default: &'static str,
    /// Key in the legacy (version 1) file.
    pub legacy: Option<&'static str>,
    /// May also come from `<VARIABLE>_FILE` and the systemd credentials directory, and is never printed.
    pub is_secret: bool,
    /// Lines of the doc comment.
    pub doc: &'static [&'static str],
}

impl OptionSpec {
    /// `group.name`.
    pub fn key(&self) -> String {
        format!("{}.{}", self.group, self.name)
    }

    /// `GROUP_NAME`.
    pub fn variable(&self) -> String {
        format!("{}_{}", self.group, self.name).to_uppercase()
    }
}

pub(super) trait Section: Sized {
    const NAME: &'static str;
    const DOC: &'static [&'static str];
    const OPTIONS: &'static [OptionSpec];
    fn read(reader: &mut Reader<'_>) -> Self;
}

/// ```text
/// section! {
///     /// What the section is for.
///     WebServer = "web_server" {
///         /// Manual text.
///         default_port: u16 = "5000", legacy "web_server.port";
///         max_threads: u32 = "5", legacy same;       // same key in the legacy file
///         ui_directory: Option<PathBuf> = "";        // not settable there, no default
///     }
/// }
/// ```
macro_rules! section {
    (
        $(#[doc = $section_doc:literal])+
        $section:ident = $group:literal {
            $(
                $(#[doc = $doc:literal])+
                $field:ident : $type:ty = $default:literal $(, legacy $legacy:tt)? ;
            )+
        }
    ) => {
        $(#[doc = $section_doc])+
        #[derive(Clone, Debug)]
        pub struct $section {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl $crate::config::section::Section for $section {
            const NAME: &'static str = $group;
            const DOC: &'static [&'static str] = &[$($section_doc),+];
            const OPTIONS: &'static [$crate::config::section::OptionSpec] = &[$(
                $crate::config::section::OptionSpec {
                    group: $group,
                    name: stringify!($field),
                    type_name: <$type as $crate::config::setting::Setting>::TYPE,
                    default: $default,
                    legacy: $crate::config::section::legacy_key!($group, $field $(, $legacy)?),
                    is_secret: <$type as $crate::config::setting::Setting>::SECRET,
                    doc: &[$($doc),+],
                },
            )+];

            fn read(reader: &mut $crate::config::section::Reader<'_>) -> Self {
                let mut options = Self::OPTIONS.iter();
                Self { $($field: reader.next::<$type>(&mut options),)+ }
            }
        }

        impl Default for $section {
            fn default() -> Self {
                let sources = $crate::config::source::Sources::none();
                <Self as $crate::config::section::Section>::read(&mut $crate::config::section::Reader::new(&sources))
            }
        }
    };
}

macro_rules! legacy_key {
    ($group:literal, $field:ident) => {
        None
    };
    ($group:literal, $field:ident, same) => {
        Some(concat!($group, ".", stringify!($field)))
    };
    ($group:literal, $field:ident, $legacy:literal) => {
        Some($legacy)
    };
}

pub(super) use {legacy_key, section};

/// Reads options one after the other and keeps all errors, so that an operator sees them at once.
pub(super) struct Reader<'a> {
    sources: &'a Sources,
    pub(super) errors: Vec<ConfigError>,
    pub(super) warnings: Vec<Warning>,
    /// Where the options came from that somebody set.
    pub(super) explicit: Vec<(&'static OptionSpec, Place)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, errors: Vec::new(), warnings: Vec::new(), explicit: Vec::new() }
    }

    /// Reads the next option of a section; the macro keeps fields and specifications in the same order.
    pub(super) fn next<T: Setting>(&mut self, options: &mut std::slice::Iter<'static, OptionSpec>) -> T {
        options.next().map_or_else(T::unset, |option| self.read(option))
    }

    fn read<T: Setting>(&mut self, option: &'static OptionSpec) -> T {
        match self.sources.find(option) {
            Ok(Some((place, node))) => {
                self.explicit.push((option, place.clone()));
                self.cast(option, &place, &node)
            }
            Ok(None) if option.default.is_empty() => T::unset(),
            Ok(None) => self.cast(option, &Place::Default, &Node::text(option.default)),
            Err(error) => {
                self.errors.push(error);
                T::unset()
            }
        }
    }

    /// The value, or after an error something that nobody will see: `load` then returns the errors.
    fn cast<T: Setting>(&mut self, option: &'static OptionSpec, place: &Place, node: &Node) -> T {
        let mut cast = Cast::new(self.sources.root());
        let result = T::cast(node, &mut cast);
        for note in cast.notes {
            self.warnings.push(Warning { place: place.at(node.line), message: format!("{}: {note}", option.key()) });
        }
        match result {
            Ok(value) => value,
            Err(bads) => {
                for bad in bads {
                    self.errors.push(ConfigError::new(place.at(bad.line), option, &bad));
                }
                T::unset()
            }
        }
    }
}
