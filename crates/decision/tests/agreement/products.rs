//! The products that organizations are generated for: `catalog.toml` and what becomes of it by a few choices.

use std::sync::{Arc, LazyLock};

use rolecall_catalog::Catalog;
use rolecall_organization::Catalogs;

const TEXT: &str = include_str!("catalog.toml");

/// How many products there are.
pub const PRODUCTS: usize = 32;

/// Products from this number on have two modules more, which others belong to.
pub const ZONED: usize = 16;

static ALL: LazyLock<Vec<Arc<Catalog>>> = LazyLock::new(|| (0..PRODUCTS).map(parse).collect());
static BY_HASH: LazyLock<Catalogs> =
    LazyLock::new(|| ALL.iter().map(|catalog| (catalog.hash.clone(), Arc::clone(catalog))).collect());

/// One of the products.
pub fn product(which: usize) -> Arc<Catalog> {
    Arc::clone(&ALL[which])
}

/// All products, as an organization that adopts another one finds them.
pub fn catalogs() -> &'static Catalogs {
    &BY_HASH
}

fn parse(which: usize) -> Arc<Catalog> {
    let text = variant(which);
    let catalog = Catalog::parse("catalog.toml", &text);
    Arc::new(catalog.unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| problem.render(&text)).collect::<String>())
    }))
}

/// Each bit is a choice: no tree in one product of eight, which kind of container reminds, what everybody may do at first, and
/// whether accounts cap what is below and spaces stand in themselves, whether there are yards and zones. The number makes each text, and so
/// each hash, another.
fn variant(which: usize) -> String {
    let mut text = format!("# product {which}\n{TEXT}");
    if which & 7 == 7 {
        text = without(&text, "#: tree");
    }
    if which & ZONED == 0 {
        text = without(&text, "#: zones").replace(", \"yards\", \"zones\"", "");
    }
    if which & 4 != 0 {
        text = text
            .replace("\"end\" #: ends", "\"remind\"")
            .replace("\"remind\" #: reminds", "\"end\"")
            .replace("leads = { shareable = \"private\"", "leads = { shareable = \"public_read_write\"");
    }
    if which & 8 != 0 {
        text = text
            .replace(", caps_children = true", "")
            .replace("spaces = { segments", "spaces = { in = \"space\", segments");
    }
    text
}

fn without(text: &str, choice: &str) -> String {
    text.lines().filter(|line| !line.ends_with(choice)).collect::<Vec<_>>().join("\n")
}
