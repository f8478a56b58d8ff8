//! The steps of a case: lines that have to hold, commands, readings, the passing of time.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall::organization::Code;

use super::{
    fields::Fields,
    form::Form,
    line::{self, Claim, Unread},
    node::{Node, Value},
    source::{Faults, Place, Source, Span},
};

/// A case: what happens, from the world as it was built.
pub struct Case {
    /// What it shows.
    pub name: String,
    /// Where it begins.
    pub place: Place,
    /// What happens.
    pub steps: Vec<Step>,
}

/// A step.
pub enum Step {
    /// Lines that have to hold.
    Expect(Vec<Line>),
    /// Something that somebody does or looks at.
    Act(Box<Act>),
    /// Time passes.
    Now(Timestamp),
}

/// Something that somebody does or looks at.
pub struct Act {
    /// Who; `None`: the platform.
    pub actor: Option<String>,
    /// Where the actor is named.
    pub actor_place: Place,
    /// What.
    pub form: Form,
    /// Where the step stands.
    pub place: Place,
    /// The refusal that has to come.
    pub refused: Option<Code>,
    /// What the made id is called in later steps.
    pub save: Option<String>,
    /// What a reading's answer has to be.
    pub answer: Option<Node>,
}

/// A line that has to hold.
pub struct Line {
    /// Where.
    pub place: Place,
    /// Its text.
    pub text: String,
    /// Where each of its words stands.
    pub words: WordPlaces,
    /// What it claims.
    pub claim: Claim,
}

/// Where the words of a line stand in its file.
pub struct WordPlaces {
    source: Arc<Source>,
    span: Span,
    /// How far the line begins behind the begin of its span. `None`: it is not written letter by letter.
    offset: Option<usize>,
}

impl WordPlaces {
    /// Of a text in a file.
    pub fn of(source: &Arc<Source>, node: &Node) -> Self {
        let raw = source.text.get(node.span.clone()).unwrap_or_default();
        let offset = node.text().and_then(|text| raw.find(text));
        Self { source: Arc::clone(source), span: node.span.clone(), offset }
    }

    /// Of a line that stands in the file in other words.
    pub fn whole(source: &Arc<Source>, span: &Span) -> Self {
        Self { source: Arc::clone(source), span: span.clone(), offset: None }
    }

    /// Where a part of the line stands.
    pub fn span(&self, at: &Span) -> Span {
        let begin = |offset: usize| self.span.start + offset;
        self.offset
            .map_or_else(|| self.span.clone(), |offset| begin(offset) + at.start..begin(offset) + at.end)
    }

    /// The file.
    pub fn source(&self) -> &Source {
        &self.source
    }
}

/// Reads a case.
pub fn read_case(node: &Node, faults: &mut Faults) -> Option<Case> {
    let mut fields = Fields::of(node, "a case", faults)?;
    let name = fields.required("name", "the case", faults);
    let span = name.map_or_else(|| node.span.clone(), |(_, span)| span.clone());
    let steps: Vec<Step> =
        fields.list("step", faults).iter().filter_map(|step| read_step(step, faults)).collect();
    fields.finish("a case", faults);
    let place = Place::line_of(&faults.source, &span);
    Some(Case { name: name?.0.to_owned(), place, steps })
}

impl Case {
    /// Whether anything in it can fail but what prepares it.
    pub fn checks_something(&self) -> bool {
        self.steps.iter().any(|step| match step {
            Step::Expect(lines) => !lines.is_empty(),
            Step::Act(act) => act.actor.is_some() || act.refused.is_some() || act.form.tag == "show",
            Step::Now(_) => false,
        })
    }
}

fn read_step(node: &Node, faults: &mut Faults) -> Option<Step> {
    let mut fields = Fields::of(node, "a step", faults)?;
    let kinds = ["expect", "do", "show", "now"];
    let present: Vec<&str> = kinds.into_iter().filter(|kind| fields.take(kind).is_some()).collect();
    match present.as_slice() {
        ["expect"] => Some(read_expect(node, faults)),
        ["now"] => read_now(node, faults),
        ["do"] => read_act(node, "do", faults),
        ["show"] => read_act(node, "show", faults),
        several => {
            let listed = several.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(" and ");
            let listed = if listed.is_empty() { "nothing".to_owned() } else { listed };
            let help = "give it one of `expect`, `do`, `show`, `now`; further ones are steps of their own";
            faults.add(&node.span, format!("a step does one thing, this one has {listed}"), help);
            None
        }
    }
}

fn read_now(node: &Node, faults: &mut Faults) -> Option<Step> {
    let mut fields = Fields::of(node, "a step", faults)?;
    let now = fields.time("now", faults);
    fields.finish("a step with `now`", faults);
    now.map(Step::Now)
}

fn read_expect(node: &Node, faults: &mut Faults) -> Step {
    let mut lines = Vec::new();
    if let Some(mut fields) = Fields::of(node, "a step", faults) {
        let items = fields.list("expect", faults);
        if items.is_empty() {
            faults.add(
                &node.span,
                "`expect` has no line",
                "write what has to hold, like `rita may view deals/42`",
            );
        }
        lines.extend(items.iter().filter_map(|item| read_line(item, faults)));
        fields.finish("a step with `expect`", faults);
    }
    Step::Expect(lines)
}

fn read_line(node: &Node, faults: &mut Faults) -> Option<Line> {
    let Some(text) = node.text() else {
        faults.add(&node.span, format!("a line is a text, not {}", node.kind()), "put it in quotes");
        return None;
    };
    let words = WordPlaces::of(&faults.source, node);
    match line::read(text) {
        Ok(claim) => {
            let place = Place::of(&faults.source, &words.span(&(0..text.len())));
            Some(Line { place, text: text.to_owned(), words, claim })
        }
        Err(Unread { at, message, help }) => {
            faults.add(&words.span(&at), message, help);
            None
        }
    }
}

fn read_act(node: &Node, tag: &'static str, faults: &mut Faults) -> Option<Step> {
    let mut fields = Fields::of(node, "a step", faults)?;
    let (name, name_span) = fields.text(tag, faults)?;
    let actor = fields.text("as", faults);
    let refused = fields.text("refused", faults).and_then(|(code, span)| read_code(code, span, faults));
    let save = if tag == "do" { fields.text("save", faults) } else { None };
    let answer = if tag == "show" { fields.take("answer") } else { None };
    if let Some(answer) = answer.filter(|node| !matches!(node.value, Value::Table(_))) {
        faults.add(
            &answer.span,
            format!("`answer` is a table, not {}", answer.kind()),
            "name the fields to compare",
        );
    }
    if let (true, Some(answer)) =
        (refused.is_some(), answer.map(|node| &node.span).or(save.map(|(_, span)| span)))
    {
        faults.add(answer, "what is refused answers nothing", "leave out one of the two");
    }
    let place = Place::line_of(&faults.source, name_span);
    let actor_place = actor.map_or_else(|| place.clone(), |(_, span)| Place::of(&faults.source, span));
    let (source, span) = (Arc::clone(&faults.source), name_span.clone());
    Some(Step::Act(Box::new(Act {
        actor: actor.map(|(name, _)| name.to_owned()),
        actor_place,
        form: Form { source, span, tag, name: name.to_owned(), fields: fields.rest() },
        place,
        refused,
        save: save.map(|(name, _)| name.to_owned()),
        answer: answer.cloned(),
    })))
}

fn read_code(text: &str, span: &Span, faults: &mut Faults) -> Option<Code> {
    let found = Code::ALL.iter().copied().find(|code| code.as_str() == text);
    if found.is_none() {
        let known = Code::ALL.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
        faults.add(span, format!("there is no refusal `{text}`"), format!("one of {known}"));
    }
    found
}
