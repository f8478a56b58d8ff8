//! Reads TOML values into the structs of [`crate::raw`]. Unlike serde it does not stop at the first problem: every
//! unknown key, missing key and wrong type of a file is noted, each with its place.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::{Problems, Span};
use crate::suggest;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

/// A piece of text and where it stands.
pub(crate) type Text = At<String>;

/// Something that can be read from a TOML value.
pub(crate) trait Read: Sized {
    /// What must stand there, in words for people.
    const EXPECTED: &'static str;
    /// How it is written.
    const HELP: &'static str;

    /// The value, or `None` after noting what is wrong with it.
    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self>;

    /// Notes that something else stands there.
    fn mismatch(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        let message = format!("expected {}, found `{}`", Self::EXPECTED, problems.quote(&value.span()));
        problems.add(&value.span(), message, Self::HELP);
        None
    }
}

/// A word out of a fixed few.
pub(crate) trait Word: Copy + 'static {
    /// What it is, in the singular.
    const WHAT: &'static str;
    /// What several are called.
    const PLURAL: &'static str;
    /// The words there are.
    const WORDS: &'static [(&'static str, Self)];
}

impl Read for Text {
    const EXPECTED: &'static str = "text";
    const HELP: &'static str = "write text in quotes, such as \"customers\"";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(At { value: text.to_string(), span: value.span() }),
            _ => Self::mismatch(value, problems),
        }
    }
}

impl Read for At<bool> {
    const EXPECTED: &'static str = "`true` or `false`";
    const HELP: &'static str = "write `true` or `false`, without quotes";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Boolean(yes) => Some(At { value: *yes, span: value.span() }),
            _ => Self::mismatch(value, problems),
        }
    }
}

impl Read for At<u64> {
    const EXPECTED: &'static str = "a whole number";
    const HELP: &'static str = "write a number such as 10, without quotes, sign or fraction";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        let DeValue::Integer(number) = value.get_ref() else {
            return Self::mismatch(value, problems);
        };
        match u64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Some(At { value: number, span: value.span() }),
            Err(_) => Self::mismatch(value, problems),
        }
    }
}

impl<W: Word> Read for At<W> {
    const EXPECTED: &'static str = W::WHAT;
    const HELP: &'static str = "write one of these words, in quotes";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        let words = || W::WORDS.iter().map(|(word, _)| *word);
        if !value.get_ref().is_str() {
            let words: Vec<&str> = words().collect();
            let message =
                format!("expected {}, found `{}`", suggest::listed(&words), problems.quote(&value.span()));
            problems.add(&value.span(), message, Self::HELP);
            return None;
        }
        let text = Text::read(value, problems)?;
        let found = W::WORDS.iter().find(|(word, _)| *word == text.value);
        if let Some((_, word)) = found {
            return Some(At { value: *word, span: text.span });
        }
        let help = suggest::instead(&text.value, words(), W::PLURAL, Self::HELP);
        problems.add(&text.span, format!("`{}` is no {}", text.value, W::WHAT), help);
        None
    }
}

impl<T: Read> Read for Vec<T> {
    const EXPECTED: &'static str = "a list";
    const HELP: &'static str = "write a list in brackets, such as [\"customers\", \"deals\"]";

    /// Items that cannot be read are noted and left out.
    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(items) => Some(items.iter().filter_map(|item| T::read(item, problems)).collect()),
            _ => Self::mismatch(value, problems),
        }
    }
}

/// A table whose keys the author chooses: `[modules]`.
#[derive(Debug, Clone)]
pub(crate) struct Named<T> {
    /// Every key, also of entries that could not be read.
    pub(crate) names: Vec<Text>,
    /// The entries that could be read, in the order of the text.
    pub(crate) entries: Vec<(Text, T)>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self { names: Vec::new(), entries: Vec::new() }
    }
}

impl<T: Read> Read for Named<T> {
    const EXPECTED: &'static str = "a table";
    const HELP: &'static str = "write a table: under a heading in brackets, or between braces";

    fn read(value: &Spanned<DeValue<'_>>, problems: &mut Problems<'_>) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            return Self::mismatch(value, problems);
        };
        Some(Self::of(table.iter(), problems))
    }
}

impl<T: Read> Named<T> {
    /// Reads some of a table's entries.
    pub(crate) fn of<'t, 'i: 't>(
        entries: impl Iterator<Item = (&'t Spanned<Cow<'i, str>>, &'t Spanned<DeValue<'i>>)>,
        problems: &mut Problems<'_>,
    ) -> Self {
        let mut all = Self::default();
        for (key, value) in entries {
            let name = At { value: key.get_ref().to_string(), span: key.span() };
            all.names.push(name.clone());
            if let Some(value) = T::read(value, problems) {
                all.entries.push((name, value));
            }
        }
        all
    }
}

/// Something that stands under a fixed key of a table.
pub(crate) trait Field: Sized {
    /// The value under the key; `None` after noting a problem that leaves nothing to go on with.
    fn take(table: &Keys<'_, '_>, key: &str, problems: &mut Problems<'_>) -> Option<Self>;
}

/// Required.
impl<T: Read> Field for T {
    fn take(table: &Keys<'_, '_>, key: &str, problems: &mut Problems<'_>) -> Option<Self> {
        if let Some(value) = table.get(key) {
            return T::read(value, problems);
        }
        let help = format!("add `{key} = ...`: {} must stand there", T::EXPECTED);
        problems.add(&table.span, format!("`{key}` is missing"), help);
        None
    }
}

/// May be absent.
impl<T: Read> Field for Option<T> {
    fn take(table: &Keys<'_, '_>, key: &str, problems: &mut Problems<'_>) -> Option<Self> {
        Some(table.get(key).and_then(|value| T::read(value, problems)))
    }
}

/// A table with fixed keys.
pub(crate) struct Keys<'t, 'i> {
    table: &'t DeTable<'i>,
    span: Span,
}

impl<'t, 'i> Keys<'t, 'i> {
    /// The table, after noting every key that is none of those known.
    pub(crate) fn of(
        value: &'t Spanned<DeValue<'i>>,
        known: &[&str],
        expected: &str,
        problems: &mut Problems<'_>,
    ) -> Option<Self> {
        let DeValue::Table(table) = value.get_ref() else {
            let message = format!("expected {expected}, found `{}`", problems.quote(&value.span()));
            let known: Vec<&str> = known.iter().map(|key| plain(key)).collect();
            let help = format!("write a table with keys such as {}", suggest::listed(&known));
            problems.add(&value.span(), message, help);
            return None;
        };
        Some(Self::of_table(table, value.span(), known, problems))
    }

    /// The same of the whole file.
    pub(crate) fn of_table(
        table: &'t DeTable<'i>,
        span: Span,
        known: &[&str],
        problems: &mut Problems<'_>,
    ) -> Self {
        let known = || known.iter().map(|key| plain(key));
        for key in table.keys().filter(|key| !known().any(|name| name == key.get_ref().as_ref())) {
            let help = suggest::instead(key.get_ref(), known(), "keys here", "leave it out");
            problems.add(&key.span(), format!("unknown key `{}`", key.get_ref()), help);
        }
        Self { table, span }
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.table.get(plain(key))
    }
}

/// A field's name as a key: Rust writes `r#in` where the catalog says `in`.
fn plain(field: &str) -> &str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Declares structs that are read key by key, and described in the JSON Schema by their doc comments.
macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident: $expected:literal {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub(crate) struct $name { $($(#[$field_meta])* pub(crate) $field: $type,)* }

        impl $name {
            const KEYS: &'static [&'static str] = &[$(stringify!($field)),*];

            fn from_keys(
                table: &$crate::read::Keys<'_, '_>,
                problems: &mut $crate::problem::Problems<'_>,
            ) -> Option<Self> {
                $(let $field: Option<$type> = $crate::read::Field::take(table, stringify!($field), problems);)*
                Some(Self { $($field: $field?,)* })
            }
        }

        impl $crate::read::Read for $name {
            const EXPECTED: &'static str = $expected;
            const HELP: &'static str = "write a table: under a heading in brackets, or between braces";

            fn read(
                value: &toml::Spanned<toml::de::DeValue<'_>>,
                problems: &mut $crate::problem::Problems<'_>,
            ) -> Option<Self> {
                let table = $crate::read::Keys::of(value, Self::KEYS, $expected, problems)?;
                Self::from_keys(&table, problems)
            }
        }
    )*};
}
pub(crate) use tables;

impl<T: JsonSchema> JsonSchema for At<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Named_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}
