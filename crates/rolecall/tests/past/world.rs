//! A small product with parents two levels deep, and the commands that make its organization.

use std::{collections::BTreeMap, sync::Arc};

use rolecall::{
    Asked, AskedFacts, Options, Outside, Rolecall, System, Tenant,
    organization::{Actor, Command, FoundOrganization, Founder, NewMember, RecordForm, RecordKey, Revision},
    store::Store,
};

pub const CATALOG: &str = r#"
catalog = "past"
name = "Past"
founder = { role = "Owner" }
[modules]
accounts = {}
deals = { parents = ["accounts"], owner = "parent" }
notes = { parents = ["deals"], owner = "parent" }
users = {}
roles = {}
[roles.Owner]
holders = [1]
grants = [{ on = "*", can = "*" }]
[roles.Staff]
grants = [{ on = ["accounts", "deals", "notes"], can = "*", reach = "assigned" }]
"#;

/// An organization over a store, with a member `ann` who holds what she owns.
pub async fn founded(store: Arc<dyn Store>) -> (Rolecall, Tenant) {
    let outside: Arc<dyn Outside> = Arc::new(System);
    let rolecall = Rolecall::over(store, outside).await.unwrap();
    let catalog = rolecall.add_catalog("past.toml", CATALOG).await.unwrap();
    let owner = Founder { email: "o@example.com".into(), name: None, external_id: Some("owner".into()) };
    let form = FoundOrganization { slug: "past".into(), name: "Past".into(), edition: None, owner };
    rolecall.found(&catalog, &form).await.unwrap();
    let tenant = rolecall.organization("past").await.unwrap();
    let ann = NewMember {
        email: "ann@example.com".into(),
        external_id: Some("ann".into()),
        roles: Some(vec!["Staff".into()]),
        invite: Some(false),
        ..NewMember::default()
    };
    give(&tenant, Command::InviteMember(ann)).await;
    (rolecall, tenant)
}

pub async fn give(tenant: &Tenant, command: Command) -> Revision {
    tenant.execute(&Actor::Platform, &command, &Options::default()).await.unwrap().revision
}

pub fn key(module: &str, id: &str) -> RecordKey {
    RecordKey::new(module.parse().unwrap(), id.parse().unwrap())
}

/// A record of a module, under another one or owned by somebody.
pub fn record(module: &str, id: &str, owner: Option<&str>, parent: Option<RecordKey>) -> RecordForm {
    RecordForm {
        module: module.parse().unwrap(),
        id: id.parse().unwrap(),
        owner: owner.map(str::to_owned),
        parent,
        container: None,
        segments: BTreeMap::new(),
        version: None,
    }
}

pub fn put(records: Vec<RecordForm>) -> Command {
    Command::PutRecords { records }
}

/// May `ann` view it?
pub fn may_ann_view(module: &str, id: &str) -> Asked {
    Asked {
        member: "ann".into(),
        action: "view".parse().unwrap(),
        module: module.parse().unwrap(),
        record: Some(id.parse().unwrap()),
        container: None,
        facts: AskedFacts::default(),
    }
}
