//! What a new version of a catalog means: what comes, what goes, what is called otherwise, and what each built-in role
//! gains and loses - as data, each with a sentence; and the ids that vanish without a word, which an organization that
//! uses them refuses to lose.

mod facts;
mod grants;
mod settings;
mod vanished;
mod words;

use serde::Serialize;

use crate::Catalog;

/// What a new version of a catalog means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Everything that is different, section by section in the order of the catalog.
    pub changes: Vec<Change>,
    /// Ids that vanish without `renamed_from` or `retired`.
    pub dropped: Vec<DroppedId>,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened.
    pub kind: ChangeKind,
    /// What it happened to.
    pub thing: Thing,
    /// Its id: in the new version, or in the old one if it is gone.
    pub id: String,
    /// The change in words.
    pub sentence: String,
}

/// What happened to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It has another id.
    Renamed,
    /// A built-in role gives something it did not give.
    GrantGained,
    /// A built-in role no longer gives something.
    GrantLost,
    /// What a built-in role gives goes further: more records, more values, fewer conditions.
    GrantWidened,
    /// What a built-in role gives goes less far.
    GrantNarrowed,
    /// What a built-in role gives goes further in one way and less far in another.
    GrantShifted,
    /// A property of it is another.
    Changed,
}

/// What a change or a dropped id is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    /// The catalog as a whole.
    Catalog,
    /// A module.
    Module,
    /// An action; its id is `module:action`.
    Action,
    /// A segment.
    Segment,
    /// A value of a segment; its id is `segment=value`.
    SegmentValue,
    /// A kind of member.
    MemberKind,
    /// A kind of container.
    ContainerKind,
    /// A built-in position.
    Position,
    /// A built-in role.
    Role,
    /// A permission that may be given without a role; its id is `module:action`.
    DirectPermission,
    /// A feature.
    Feature,
    /// An edition.
    Edition,
    /// A limit.
    Limit,
    /// A command or reading.
    Command,
}

/// An id that vanishes without a word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DroppedId {
    /// What it names.
    pub kind: Thing,
    /// The id in the old version.
    pub id: String,
}

impl Thing {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Catalog => "catalog",
            Self::Module => "module",
            Self::Action => "action",
            Self::Segment => "segment",
            Self::SegmentValue => "segment value",
            Self::MemberKind => "member kind",
            Self::ContainerKind => "container kind",
            Self::Position => "position",
            Self::Role => "role",
            Self::DirectPermission => "direct permission",
            Self::Feature => "feature",
            Self::Edition => "edition",
            Self::Limit => "limit",
            Self::Command => "command",
        }
    }
}

impl std::fmt::Display for Thing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.as_str())
    }
}

impl Comparison {
    fn note(&mut self, kind: ChangeKind, thing: Thing, id: &(impl ToString + ?Sized), sentence: String) {
        self.changes.push(Change { kind, thing, id: id.to_string(), sentence });
    }
}

/// Compares two versions of a catalog.
///
/// Everything of the old one is first put into the new one's words, so that a renamed module is not told as a change of
/// every role that grants on it.
pub fn compare(old: &Catalog, new: &Catalog) -> Comparison {
    let mut found = Comparison::default();
    let renames = new.renamed.effective(old);
    let translated = renames.translate(old);
    settings::compare(&translated, new, &mut found);
    vanished::compare(old, new, &renames, &mut found);
    facts::compare(&translated, new, &mut found);
    grants::compare(&translated, new, &mut found);
    settings::compare_commands(&translated, new, &mut found);
    found.changes.sort_by_key(|change| change.thing);
    found
}
