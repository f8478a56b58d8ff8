//! Decisions in nanoseconds: a view, handles resolved once, and checks that read memory and nothing else.
//!
//! `cargo run --release -p rolecall --example decide`

use std::{error::Error, io::Write, time::Instant};

use rolecall::{Options, Rolecall, Tenant, organization::Actor};
use serde_json::{from_value, json};

async fn founded() -> Result<Tenant, Box<dyn Error>> {
    let rolecall = Rolecall::in_memory().await?;
    let catalog =
        rolecall.add_catalog("starter.toml", include_str!("../../../catalogs/starter.toml")).await?;
    let owner = json!({ "email": "zoe@zylker.example", "external_id": "zoe" });
    let form = from_value(json!({ "slug": "zylker", "name": "Zylker", "owner": owner }))?;
    rolecall.found(&catalog, &form).await?;
    let zylker = rolecall.organization("zylker").await?;
    let record = |number: u32| json!({ "module": "customers", "id": format!("c-{number}"), "owner": "zoe" });
    let records: Vec<_> = (0..10_000).map(record).collect();
    let command = from_value(json!({ "do": "record.put", "records": records }))?;
    zylker.execute(&Actor::Platform, &command, &Options::default()).await?;
    Ok(zylker)
}

fn main() -> Result<(), Box<dyn Error>> {
    let zylker = tokio::runtime::Builder::new_current_thread().build()?.block_on(founded())?;
    let (view, now) = (zylker.view(), zylker.now());
    let engine = &view.engine;
    let (zoe, edit) =
        engine.member("zoe").zip(engine.permission_named("customers", "edit")).ok_or("nobody")?;
    let records: Vec<_> = engine.list(zoe, edit, now).records().collect();
    let began = Instant::now();
    let allowed =
        (0..1_000).flat_map(|_| &records).filter(|record| engine.allows(zoe, edit, **record, now)).count();
    let each = began.elapsed() * 1_000 / u32::try_from(allowed)?;
    Ok(writeln!(std::io::stdout(), "{allowed} checks allowed, 1,000 in {each:?}")?)
}
