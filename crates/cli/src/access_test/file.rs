//! A test file, read and checked as far as that goes without running it.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use jiff::Timestamp;
use rolecall::{
    catalog::Catalog,
    organization::{Command, FoundOrganization, Founder},
};

use super::{
    fields::Fields,
    form::{Saved, Unfit},
    matrix,
    names::Names,
    node::{self, Node, Value},
    source::{Fault, Faults, Place, Source},
    step::{Case, Step, read_case},
    world::{Prepared, World, display_name, email},
};
use crate::catalogs;

/// When a case begins, unless its file says otherwise.
const USUAL_TIME: &str = "2026-01-05T09:00:00Z";

/// A test file.
pub struct TestFile {
    /// The path as people gave it.
    pub name: String,
    /// The rule in the author's words.
    pub rule: String,
    /// The catalog.
    pub catalog: Arc<CatalogFile>,
    /// Where the file begins to say what it is about.
    pub place: Place,
    /// When every case begins.
    pub now: Timestamp,
    /// The organization to be founded, but for its slug.
    pub founding: FoundOrganization,
    /// The commands that build the world.
    pub world: Vec<Prepared>,
    /// Members that begin invited.
    pub invited: Vec<String>,
    /// The cases; a matrix is the last.
    pub cases: Vec<Case>,
    /// Whether a step changes the slug, so that organizations of other cases must be elsewhere.
    pub changes_slug: bool,
}

/// A catalog and the file that it came from.
pub struct CatalogFile {
    /// The file.
    pub file: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub catalog: Catalog,
}

/// The catalogs that were read so far, by where they are; `None` where one is faulty and that was told.
pub type CatalogCache = BTreeMap<String, Option<Arc<CatalogFile>>>;

/// What a file turned out to be.
pub enum Found {
    /// A test.
    Test(Box<TestFile>),
    /// Something else: it has no `rule`, no `case` and no `matrix`.
    Other,
    /// A test with faults.
    Faulty(Vec<Fault>),
}

/// Reads a file.
pub fn read(path: &Path, name: &str, catalogs: &mut CatalogCache) -> Found {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            return Found::Faulty(vec![Fault::of_file(format!("`{name}` cannot be read: {error}"))]);
        }
    };
    let source = Arc::new(Source { name: name.to_owned(), text });
    let mut faults = Faults::new(&source);
    let Some(root) = node::parse(&mut faults) else { return Found::Faulty(faults.found) };
    let is_test = |key: &str| matches!(&root.value, Value::Table(table) if table.iter().any(|(own, _)| own.name == key));
    if !["rule", "case", "matrix"].into_iter().any(is_test) {
        return Found::Other;
    }
    let read = read_test(&root, path, &mut faults, catalogs);
    match read {
        Some(test) if faults.found.is_empty() => Found::Test(Box::new(test)),
        _ => Found::Faulty(faults.found),
    }
}

fn read_test(root: &Node, path: &Path, faults: &mut Faults, cache: &mut CatalogCache) -> Option<TestFile> {
    let mut fields = Fields::of(root, "a test", faults)?;
    let rule = fields.required("rule", "the test", faults);
    fields.required("source", "the test", faults);
    let catalog = fields.required("catalog", "the test", faults);
    let catalog = catalog.and_then(|(name, span)| {
        let place = Place::of(&faults.source, span);
        read_catalog(name, path, place, &mut faults.found, cache)
    });
    let mut world = World::default();
    if let Some((include, span)) = fields.text("include", faults) {
        let place = Place::of(&faults.source, span);
        include_world(&mut world, include, path, place, faults);
    }
    world.read(&mut fields, faults);
    let mut cases: Vec<Case> =
        fields.list("case", faults).iter().filter_map(|node| read_case(node, faults)).collect();
    cases.extend(fields.take("matrix").and_then(|node| matrix::read(node, faults)));
    let span = rule.map_or(0..0, |(_, span)| span.clone());
    fields.finish("a test", faults);
    let commands = world.commands(&mut faults.found);
    check_cases(&cases, &span, faults);
    let catalog = catalog?;
    let founding = founding(&world, &catalog.catalog, &mut faults.found)?;
    Names::of(&world, &cases).check(&cases, &catalog.catalog, faults);
    let changes_slug = acts(&cases).any(|act| act.form.name == "organization.slug");
    Some(TestFile {
        name: faults.source.name.clone(),
        rule: rule?.0.to_owned(),
        place: Place::line_of(&faults.source, &span),
        catalog,
        now: world.now.or_else(|| USUAL_TIME.parse().ok())?,
        founding,
        invited: world.invited().map(str::to_owned).collect(),
        world: commands,
        cases,
        changes_slug,
    })
}

/// Everything that somebody does or looks at in these cases.
pub fn acts(cases: &[Case]) -> impl Iterator<Item = &super::step::Act> {
    cases.iter().flat_map(|case| &case.steps).filter_map(|step| match step {
        Step::Act(act) => Some(&**act),
        _ => None,
    })
}

/// A catalog that ships with the program by its id, or one in a file beside the test.
fn read_catalog(
    name: &str,
    path: &Path,
    place: Place,
    faults: &mut Vec<Fault>,
    cache: &mut CatalogCache,
) -> Option<Arc<CatalogFile>> {
    let beside = Path::new(name).extension().is_some_and(|extension| extension == "toml");
    let file = path.with_file_name(name);
    let key = if beside { file.display().to_string() } else { name.to_owned() };
    if let Some(read) = cache.get(&key) {
        return read.clone();
    }
    let text = match catalogs::shipped(name) {
        Some((own, text)) => Ok((own.to_owned(), text.to_owned())),
        None if beside => std::fs::read_to_string(&file).map(|text| (key.clone(), text)).map_err(|error| {
            (format!("the catalog `{name}` cannot be read: {error}"), file.display().to_string())
        }),
        None => {
            let known = catalogs::all().map(|(id, _, _)| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let help = format!("one of {known}, or a file beside this one ending in `.toml`");
            Err((format!("no catalog `{name}` ships with the program"), help))
        }
    };
    let read = match text {
        Ok((file, text)) => parse_catalog(file, text, faults),
        Err((message, help)) => {
            // Not kept: every file that names it is told.
            faults.push(Fault::at(place, message).note("help", help));
            return None;
        }
    };
    cache.insert(key, read.clone());
    read
}

fn parse_catalog(file: String, text: String, faults: &mut Vec<Fault>) -> Option<Arc<CatalogFile>> {
    match Catalog::parse(&file, &text) {
        Ok(catalog) => Some(Arc::new(CatalogFile { file, text, catalog })),
        Err(problems) => {
            faults.extend(problems.iter().map(|problem| Fault::of_catalog(problem, &text)));
            None
        }
    }
}

/// Takes in the file that another one includes.
fn include_world(world: &mut World, include: &str, path: &Path, place: Place, faults: &mut Faults) {
    let file = path.with_file_name(include);
    let name = Path::new(&faults.source.name).with_file_name(include).display().to_string();
    let text = match std::fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            let fault = Fault::at(place, format!("`{include}` cannot be read: {error}"));
            faults.found.push(fault.note("help", "name a file beside this one"));
            return;
        }
    };
    let mut own = Faults::new(&Arc::new(Source { name, text }));
    if let Some(root) = node::parse(&mut own)
        && let Some(mut fields) = Fields::of(&root, "a world", &mut own)
    {
        world.read(&mut fields, &mut own);
        fields.finish("an included file", &mut own);
    }
    faults.found.extend(own.found);
}

/// A file or case that cannot fail shows nothing.
fn check_cases(cases: &[Case], span: &super::source::Span, faults: &mut Faults) {
    if cases.is_empty() {
        faults.add(span, "this test checks nothing", "add a `[[case]]` with steps, or a `[matrix]`");
    }
    let mut names = BTreeSet::new();
    for case in cases {
        if !case.checks_something() {
            let fault = Fault::at(case.place.clone(), format!("the case `{}` checks nothing", case.name));
            faults.found.push(
                fault
                    .note("help", "add a step with `expect`, `show` or `refused`, or one that a member does"),
            );
        }
        if !names.insert(&case.name) {
            let fault = Fault::at(case.place.clone(), format!("there is another case `{}`", case.name));
            faults.found.push(fault.note("help", "give each case a name of its own"));
        }
    }
    for act in acts(cases).filter(|act| !act.form.has_saved()) {
        check_form(act, faults);
    }
}

/// Tells at once what is no command or reading. A bad value is let through where a refusal is expected: that is what
/// `invalid` means.
fn check_form(act: &super::step::Act, faults: &mut Faults) {
    let read = match act.form.tag {
        "do" => act.form.read::<Command>(&Saved::new()).map(|_| ()),
        _ => act.form.read::<rolecall::Reading>(&Saved::new()).map(|_| ()),
    };
    match read {
        Err(Unfit::Value(_)) if act.refused.is_some() => {}
        Err(unfit) => faults.found.push(unfit.into_fault()),
        Ok(()) => {}
    }
}

fn founding(world: &World, catalog: &Catalog, faults: &mut Vec<Fault>) -> Option<FoundOrganization> {
    let edition = match &world.edition {
        None => None,
        Some((edition, place)) => {
            let found = catalog.editions.keys().find(|id| id.as_str() == edition);
            if found.is_none() {
                let known =
                    catalog.editions.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
                let fault = Fault::at(place.clone(), format!("the catalog has no edition `{edition}`"));
                faults.push(fault.note(
                    "help",
                    if known.is_empty() { "it has none".to_owned() } else { format!("it has {known}") },
                ));
            }
            Some(found?.clone())
        }
    };
    let founder = world.founder();
    let owner = Founder {
        email: email(founder),
        name: Some(display_name(founder)),
        external_id: Some(founder.to_owned()),
    };
    Some(FoundOrganization { slug: String::new(), name: "Access test".to_owned(), edition, owner })
}
