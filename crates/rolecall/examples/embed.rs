//! Rolecall within another program: a catalog, an organization, a question.

use std::{error::Error, io::Write};

use rolecall::{
    Asked, Options, Rolecall,
    organization::{Actor, Command, FoundOrganization},
};
use serde_json::{from_value, json};

async fn ask() -> Result<String, Box<dyn Error>> {
    let rolecall = Rolecall::in_memory().await?; // or Rolecall::open(folder)
    let catalog =
        rolecall.add_catalog("starter.toml", include_str!("../../../catalogs/starter.toml")).await?;

    let owner = json!({ "email": "zoe@zylker.example", "name": "Zoe", "external_id": "zoe" });
    let form: FoundOrganization = from_value(json!({ "slug": "zylker", "name": "Zylker", "owner": owner }))?;
    rolecall.found(&catalog, &form).await?;
    let zylker = rolecall.organization("zylker").await?;

    for command in [
        json!({ "do": "member.invite", "email": "rita@zylker.example", "name": "Rita", "roles": ["Viewer"], "invite": false }),
        json!({ "do": "record.put", "records": [{ "module": "customers", "id": "acme", "owner": "zoe" }] }),
    ] {
        let command: Command = from_value(command)?;
        zylker.execute(&Actor::Platform, &command, &Options::default()).await?;
    }

    let question =
        json!({ "member": "rita@zylker.example", "action": "edit", "module": "customers", "record": "acme" });
    let question: Asked = from_value(question)?;
    Ok(zylker.view().explain(&question, zylker.now()).sentence)
}

fn main() -> Result<(), Box<dyn Error>> {
    let sentence = tokio::runtime::Builder::new_current_thread().build()?.block_on(ask())?;
    Ok(writeln!(std::io::stdout(), "{sentence}")?)
}
