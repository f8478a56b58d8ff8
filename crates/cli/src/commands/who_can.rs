//! `rolecall who-can`: the members who may do something, each with what opens it.

mod there;

use rolecall::{Asked, Seen, organization::MemberId};
use serde_json::{Value, json};

use crate::{
    Failure, Session, Verdict,
    question::{self, Circumstances},
    scene::{Place, Seat},
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
    let scene = match arguments.seat.open(&arguments.organization).await? {
        Place::Here(scene) => scene,
        Place::There(organization) => {
            let (revision, able) = there::able(arguments, &organization)?;
            return tell(session, &json!(revision), able);
        }
    };
    scene.may_ask(None)?;
    let seen = &scene.seen;
    question::permission(seen.organization(), action, on.split('/').next().unwrap_or(on))?;
    let asked = question::asked(seen.organization(), "", action, on, circumstances)?;
    let mut able = Vec::new();
    for id in seen.who_can(&asked).await? {
        able.push(Able::new(seen, &asked, &id).await?);
    }
    tell(session, &json!(seen.revision()), able)
}

/// Members who may, by name.
fn tell(session: &mut Session<'_>, revision: &Value, mut able: Vec<Able>) -> Result<Verdict, Failure> {
    able.sort_by(|one, other| one.name.cmp(&other.name));
    if session.json {
        let members: Vec<Value> = able.iter().map(Able::json).collect();
        session.json(&json!({ "revision": revision, "members": members }))?;
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
    id: String,
    external_id: Option<String>,
    name: String,
    why: Vec<String>,
}

impl Able {
    async fn new(seen: &Seen, asked: &Asked, id: &MemberId) -> Result<Self, Failure> {
        let decision = seen.check(&Asked { member: id.to_string(), ..asked.clone() }).await?;
        let person = seen.organization().people().person(id);
        let why = decision.words().into_iter().map(str::to_owned).collect();
        Ok(Self {
            external_id: person.and_then(|person| person.external_id.as_ref()).map(ToString::to_string),
            name: seen.organization().display_name(id).to_owned(),
            why: distinct(why),
            id: id.to_string(),
        })
    }

    fn row(&self) -> Vec<String> {
        let id = self.external_id.clone().unwrap_or_else(|| self.id.clone());
        vec![id, self.name.clone(), self.why.join(", ")]
    }

    fn json(&self) -> Value {
        json!({ "id": self.id, "external_id": self.external_id, "name": self.name, "why": self.why })
    }
}

fn distinct(mut words: Vec<String>) -> Vec<String> {
    words.sort_unstable();
    words.dedup();
    words
}
