//! Rows in four bytes a permission, and the grants that limits cut.

use std::sync::Arc;

use rolecall_catalog::Reach;

use crate::engine::{
    rights::{ALL, EMPTY, Entry, Limited, OWN, Rights, Row, SHARED},
    slots::BEYOND,
};

/// What a permission opens to the members of a row: a set of classes, or where limits cut some grant, the place of its cuts; and
/// the bits below.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Packed(pub u32);

/// Where a row begins, by its number in [`Rights`].
pub(super) fn begin(width: u32, row: u32, ends: bool) -> u32 {
    match row {
        _ if ends => width,
        0 => 0,
        row => (row + 1) * width,
    }
}

/// What has to be looked at elsewhere: an end, more limits than a cut holds, more sets than fit.
pub(super) const ELSEWHERE: u32 = 1 << 31;
/// Everything is open, also in containers.
pub(super) const OPENS_ALL: u32 = 1 << 30;
/// What is shared is open.
pub(super) const OPENS_SHARED: u32 = 1 << 29;
/// Own records are open.
pub(super) const OPENS_ASSIGNED: u32 = 1 << 28;
/// Limits cut some of the grants: they stand among the cuts.
pub(super) const CUTS: u32 = 1 << 27;
/// Own records are open outside containers.
pub(super) const OPENS_OWN: u32 = OPENS_SHARED | OPENS_ASSIGNED;
/// More than a set matters.
pub(super) const INTRICATE: u32 = ELSEWHERE | CUTS;
const BITS: u32 = ELSEWHERE | OPENS_ALL | OPENS_OWN | CUTS;

impl Packed {
    /// Where the set begins, or the first of the cuts stands.
    #[inline]
    pub fn set(self) -> u32 {
        self.0 & !BITS
    }

    /// Whether one of some bits is set.
    #[inline]
    pub fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }

    /// The bits of both.
    #[inline]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether some grant is held.
    #[inline]
    pub fn is_held(self) -> bool {
        self.has(BITS)
    }

    fn of(bits: u32, set: u32) -> Self {
        if set & BITS != 0 {
            return Self(ELSEWHERE);
        }
        let bit = |held: u32, packed: u32| if bits & held == 0 { 0 } else { packed };
        Self(set | bit(ALL, OPENS_ALL) | bit(SHARED, OPENS_SHARED) | bit(OWN, OPENS_ASSIGNED))
    }
}

/// Grants that open the same to records with one of some values. Of an entry with cuts, the first has no limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// What they open.
    pub entry: Packed,
    /// How many cuts of the same entry follow.
    pub follow: u32,
    /// The values allowed, as bits, of two segments at the most; [`BEYOND`]: no limit.
    allowed: [u64; 2],
}

impl Cut {
    /// Whether a record with these values lies within the limits.
    #[inline]
    pub fn admits(&self, values: u64) -> bool {
        // The highest bit of a limit says that there is none.
        let within = |allowed: u64| allowed & (values | BEYOND) != 0;
        let [one, other] = self.allowed;
        within(one) & within(other)
    }

    /// A grant that limits cut; nothing where it has limits in more segments.
    fn of(grant: &Limited, shared: u32, everybody: u32) -> Option<Self> {
        let mut allowed = [BEYOND; 2];
        if grant.allowed.len() > allowed.len() {
            return None;
        }
        // Of values with larger numbers, records say that they have some.
        let first = |values: &[u64]| values.first().copied().unwrap_or_default() & !BEYOND;
        allowed.iter_mut().zip(&grant.allowed).for_each(|(word, values)| *word = first(values));
        let entry = match grant.reach {
            Reach::All => Packed::of(ALL, everybody),
            Reach::Shared => Packed::of(SHARED, shared),
            Reach::Assigned => Packed::of(OWN, EMPTY),
        };
        (!entry.has(ELSEWHERE)).then_some(Self { entry, follow: 0, allowed })
    }
}

/// Rows while they are packed.
pub(super) struct PackedRows {
    entries: Vec<Packed>,
    cuts: Vec<Cut>,
}

impl PackedRows {
    /// Packs all rows: nobody's, one for those for whom something has an end, all others.
    pub fn of(rights: &Rights) -> (Arc<[Packed]>, Arc<[Cut]>) {
        let width = rights.shape.permissions.len();
        let room = (rights.rows().len() + 1) * width;
        let mut packed = Self { entries: Vec::with_capacity(room), cuts: Vec::new() };
        packed.entries.resize(width, Packed::default());
        packed.entries.resize(2 * width, Packed(ELSEWHERE));
        for row in rights.rows().skip(1) {
            for (number, entry) in row.entries.iter().enumerate() {
                let entry = if entry.is_limited() {
                    packed.cut(rights, row, (number, *entry)).unwrap_or(Packed(ELSEWHERE))
                } else {
                    Packed::of(entry.bits, entry.set)
                };
                packed.entries.push(entry);
            }
        }
        (packed.entries.into(), packed.cuts.into())
    }

    fn cut(&mut self, rights: &Rights, row: &Row, (number, entry): (usize, Entry)) -> Option<Packed> {
        let shape = rights.shape.permissions.get(number)?;
        let shared = rights.sets.place(row.viewer(), shape.module, shape.class);
        let unlimited = Packed::of(entry.bits, entry.set);
        if unlimited.has(ELSEWHERE) {
            return None;
        }
        let cut = |grant| Cut::of(grant, shared, rights.sets.everybody());
        let cuts: Vec<Cut> = row.limited(entry).iter().map(cut).collect::<Option<_>>()?;
        let place = u32::try_from(self.cuts.len()).ok().filter(|place| place & BITS == 0)?;
        let follow = u32::try_from(cuts.len()).ok()?;
        self.cuts.push(Cut { entry: unlimited, follow, allowed: [BEYOND; 2] });
        self.cuts.extend(cuts);
        Some(Packed(place | CUTS))
    }
}
