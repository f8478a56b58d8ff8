//! `rolecall who-can`: the members who may do something, each with what opens it.

use rolecall::{Asked, View, organization::MemberId};
use serde_json::{Value, json};

use crate::{
    Failure, Session, Verdict,
    question::{self, Circumstances},
    scene::{Scene, Seat},
    text::columns,
};

/// What is asked of everybody.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The organization
    #[arg(value_name = "ORG")]
    pub organization: String,
    /// The action, such as view or edit
    pub action: String,
    /// The module, and the record in it
    #[arg(value_name = "MODULE[/RECORD]")]
    pub on: String,
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[command(flatten)]
    pub seat: Seat,
}

/// Lists.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let Arguments { action, on, circumstances, .. } = arguments;
    let scene = Scene::open(&arguments.seat, &arguments.organization).await?;
    scene.may_ask(None)?;
    let view = &scene.view;
    question::permission(view, action, on.split('/').next().unwrap_or(on))?;
    let asked = question::asked(view, "", action, on, circumstances)?;
    let mut able: Vec<Able> =
        view.who_can(&asked, scene.now).into_iter().map(|id| Able::new(&scene, &asked, id)).collect();
    able.sort_by(|one, other| one.name.cmp(&other.name));
    if session.json {
        let members: Vec<Value> = able.iter().map(Able::json).collect();
        session.json(&json!({ "revision": view.revision, "members": members }))?;
        return Ok(Verdict::Yes);
    }
    if able.is_empty() {
        writeln!(session.out, "nobody")?;
    }
    write!(session.out, "{}", columns(&able.iter().map(Able::row).collect::<Vec<_>>()))?;
    Ok(Verdict::Yes)
}

/// A member who may.
struct Able {
    id: MemberId,
    external_id: Option<String>,
    name: String,
    why: Vec<&'static str>,
}

impl Able {
    fn new(scene: &Scene, asked: &Asked, id: MemberId) -> Self {
        let view: &View = &scene.view;
        let decision = view.check(&Asked { member: id.to_string(), ..asked.clone() }, scene.now);
        let person = view.organization.people().person(&id);
        let mut why = decision.words();
        why.sort_unstable();
        why.dedup();
        Self {
            external_id: person.and_then(|person| person.external_id.as_ref()).map(ToString::to_string),
            name: view.organization.display_name(&id),
            why,
            id,
        }
    }

    fn row(&self) -> Vec<String> {
        let id = self.external_id.clone().unwrap_or_else(|| self.id.to_string());
        vec![id, self.name.clone(), self.why.join(", ")]
    }

    fn json(&self) -> Value {
        json!({ "id": self.id, "external_id": self.external_id, "name": self.name, "why": self.why })
    }
}
