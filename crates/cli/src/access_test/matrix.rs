//! A whole table of rights at once: a row for each module, a column for each member, a level in every cell.

use super::{
    fields::Fields,
    line::{self, Unread},
    node::{Node, Value},
    source::{Faults, Place, Span},
    step::{Case, Line, Step, WordPlaces},
};

/// A level: its name and the actions it opens.
type Level<'a> = (&'a str, Vec<&'a str>);

/// Reads a matrix as a case with a line for every cell and every action.
pub fn read(node: &Node, faults: &mut Faults) -> Option<Case> {
    let mut fields = Fields::of(node, "a matrix", faults)?;
    let columns = texts(fields.list("columns", faults), faults);
    let actions = texts(fields.list("actions", faults), faults);
    let levels = read_levels(&mut fields, &actions, faults);
    let rows = fields.table("rows", faults);
    let mut lines = Vec::new();
    for (key, row) in rows {
        let Value::List(cells) = &row.value else {
            faults.add(
                &row.span,
                format!("a row is a list, not {}", row.kind()),
                "give it one level for each column",
            );
            continue;
        };
        if cells.len() != columns.len() {
            let message = format!("the row `{}` has {} cells, not {}", key.name, cells.len(), columns.len());
            faults.add(&row.span, message, "give it one level for each column");
        }
        for (cell, member) in cells.iter().zip(&columns) {
            let Some(opened) = level(cell, &levels, faults) else { continue };
            for action in &actions {
                let not = if opened.contains(action) { "" } else { "not " };
                lines.extend(read_line(
                    &format!("{member} may {not}{action} {}", key.name),
                    &cell.span,
                    faults,
                ));
            }
        }
    }
    fields.finish("a matrix", faults);
    let place = rows.first().map_or(&node.span, |(key, _)| &key.span);
    let place = Place::line_of(&faults.source, place);
    Some(Case { name: "the matrix".to_owned(), place, steps: vec![Step::Expect(lines)] })
}

fn texts<'a>(items: &'a [Node], faults: &mut Faults) -> Vec<&'a str> {
    for item in items.iter().filter(|item| item.text().is_none()) {
        faults.add(&item.span, format!("expected a text, found {}", item.kind()), "put it in quotes");
    }
    items.iter().filter_map(Node::text).collect()
}

fn read_levels<'a>(fields: &mut Fields<'a>, actions: &[&str], faults: &mut Faults) -> Vec<Level<'a>> {
    let mut levels = Vec::new();
    for (key, node) in fields.table("levels", faults) {
        let Value::List(items) = &node.value else {
            faults.add(
                &node.span,
                format!("a level is a list of actions, not {}", node.kind()),
                "write `[\"read\"]`",
            );
            continue;
        };
        let opened = texts(items, faults);
        for unknown in items.iter().filter(|item| item.text().is_some_and(|text| !actions.contains(&text))) {
            let message = format!("the level `{}` opens an action that the matrix does not ask", key.name);
            faults.add(&unknown.span, message, "add it to `actions`");
        }
        levels.push((key.name.as_str(), opened));
    }
    levels
}

fn level<'a>(cell: &Node, levels: &'a [Level<'_>], faults: &mut Faults) -> Option<&'a [&'a str]> {
    let found = cell.text().and_then(|text| levels.iter().find(|(name, _)| *name == text));
    if found.is_none() {
        let known = levels.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let written = cell.text().map_or_else(|| cell.kind().to_owned(), |text| format!("`{text}`"));
        faults.add(&cell.span, format!("{written} is no level"), format!("`levels` has {known}"));
    }
    found.map(|(_, actions)| actions.as_slice())
}

fn read_line(text: &str, span: &Span, faults: &mut Faults) -> Option<Line> {
    match line::read(text) {
        Ok(claim) => {
            let words = WordPlaces::whole(&faults.source, span);
            Some(Line { place: Place::of(&faults.source, span), text: text.to_owned(), words, claim })
        }
        Err(Unread { message, help, .. }) => {
            faults.add(span, format!("`{text}`: {message}"), help);
            None
        }
    }
}
