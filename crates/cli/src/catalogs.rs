//! The catalogs that ship with the program: the five systems and the starter, as they stand in `catalogs/`.

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        /// Id, file name, text.
        const SHIPPED: &[(&str, &str, &str)] = &[$((
            $id,
            concat!($id, ".toml"),
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogs/", $id, ".toml")),
        ),)*];
    };
}

shipped!["starter", "zoho-crm", "zoho-projects", "zoho-billing", "billwerk", "zoho-creator"];

/// A shipped catalog by its id: its file name and its text.
pub fn shipped(id: &str) -> Option<(&'static str, &'static str)> {
    SHIPPED.iter().find(|(own, _, _)| *own == id).map(|(_, file, text)| (*file, *text))
}

/// Every shipped catalog: its id, its file name, its text.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    SHIPPED.iter().copied()
}
