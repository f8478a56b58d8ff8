//! A small organization, a clock, and nodes over one store.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use rolecall::{
    Outside, Rolecall, System, Tenant,
    catalog::CatalogHash,
    organization::{FoundOrganization, Founder},
    store::Store,
};

const CATALOG: &str = r#"
catalog = "small"
name = "Small"
founder = { role = "Owner" }
[modules]
users = {}
roles = {}
[roles.Owner]
holders = [1]
grants = [{ on = "*", can = "*" }]
"#;

/// A clock that is set by hand.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<Timestamp>>);

impl Clock {
    pub fn new() -> Self {
        Self(Arc::new(Mutex::new("2026-03-02T09:00:00Z".parse().unwrap())))
    }

    pub fn set_on(&self, seconds: i64) {
        *self.0.lock().unwrap() += SignedDuration::from_secs(seconds);
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn draw(&self) -> Result<[u8; 32], String> {
        System.draw()
    }
}

pub async fn node(store: &Arc<dyn Store>, clock: &Clock) -> Rolecall {
    Rolecall::over(Arc::clone(store), Arc::new(clock.clone())).await.unwrap()
}

/// Stores the catalog that organizations are founded with.
pub async fn catalog(rolecall: &Rolecall) -> CatalogHash {
    rolecall.add_catalog("small.toml", CATALOG).await.unwrap()
}

pub async fn founded(rolecall: &Rolecall, catalog: &CatalogHash, slug: &str) -> Tenant {
    let owner = Founder { email: "o@example.com".into(), name: None, external_id: Some("owner".into()) };
    let form = FoundOrganization { slug: slug.into(), name: slug.into(), edition: None, owner };
    rolecall.found(catalog, &form).await.unwrap();
    rolecall.organization(slug).await.unwrap()
}
