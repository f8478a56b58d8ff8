//! A server of its own for each test, and how it is spoken to.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use rolecall::{
    Outside, PasswordRules, Rolecall, System, TokenForm,
    identity::{HashCost, PasswordPolicy},
};
use rolecall_http::{Api, Settings, router, serve};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

/// How long an answer may take.
const IN_TIME: Duration = Duration::from_secs(10);

/// A clock that stands still until it is moved on.
#[derive(Clone)]
pub struct Clock(Arc<Mutex<Timestamp>>);

impl Default for Clock {
    fn default() -> Self {
        Self(Arc::new(Mutex::new("2026-03-02T09:00:00Z".parse().unwrap())))
    }
}

impl Clock {
    /// Moves it on.
    pub fn pass(&self, hours: i64) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(SignedDuration::from_hours(hours)).unwrap();
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

/// A server, with the five catalogs, and a platform token.
pub struct World {
    /// The library that it serves.
    pub rolecall: Rolecall,
    /// Where it listens.
    pub address: SocketAddr,
    /// A platform token.
    pub platform: String,
    /// The server's clock.
    pub clock: Clock,
    client: reqwest::Client,
    stop: Option<oneshot::Sender<()>>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as text.
    pub text: String,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The revision in the header.
    pub fn revision(&self) -> u64 {
        self.headers["rolecall-revision"].to_str().unwrap().parse().unwrap()
    }

    /// The problem's code.
    pub fn code(&self) -> String {
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }

    /// The body, of an answer that must have this status.
    #[track_caller]
    pub fn of(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }
}

impl World {
    /// A server over a store in memory.
    pub async fn start() -> Self {
        let world = Self::empty().await;
        for file in ["zoho-crm", "zoho-projects", "zoho-billing", "zoho-creator", "billwerk"] {
            let path = format!("{}/../../catalogs/{file}.toml", env!("CARGO_MANIFEST_DIR"));
            world.rolecall.add_catalog(file, &std::fs::read_to_string(path).unwrap()).await.unwrap();
        }
        world
    }

    /// A server over a store in memory, without catalogs.
    pub async fn empty() -> Self {
        let (store, clock) = (rolecall::store_in_memory().unwrap(), Clock::default());
        let rules = PasswordRules { policy: PasswordPolicy::default(), cost: HashCost::FOR_TESTS };
        let rolecall = Rolecall::with(store, Arc::new(clock.clone()), rules).await.unwrap();
        Self::over(rolecall, clock).await
    }

    /// A server over a library, whose clock this is.
    pub async fn over(rolecall: Rolecall, clock: Clock) -> Self {
        Self::serving(rolecall, clock, Settings::default()).await
    }

    /// A server with the five catalogs, where a request may take so long.
    pub async fn hurried(timeout: Duration) -> Self {
        let World { rolecall, clock, .. } = &Self::start().await;
        Self::serving(rolecall.clone(), clock.clone(), Settings { timeout, ..Settings::default() }).await
    }

    async fn serving(rolecall: Rolecall, clock: Clock, settings: Settings) -> Self {
        let form = TokenForm { name: "tests".to_owned(), ..TokenForm::default() };
        let (_, secret) = rolecall.create_token(&form).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let settings = Settings { public_url: format!("http://{address}"), ..settings };
        let app = router(Api::new(rolecall.clone(), settings, None));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, app, async move { drop(stopped.await) }));
        let (client, platform) = (reqwest::Client::new(), secret.expose().to_owned());
        Self { rolecall, address, platform, clock, client, stop: Some(stop) }
    }

    /// A request to be completed.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("http://{}{path}", self.address))
    }

    /// Sends a request. Whatever is answered is answered in time, and as the API describes itself.
    pub async fn send(request: reqwest::RequestBuilder) -> Reply {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let (method, path) = (request.method().to_string(), request.url().path().to_owned());
        let answered = async {
            let response = client.execute(request).await.unwrap();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            Reply { status, headers, text: response.text().await.unwrap() }
        };
        let reply =
            tokio::time::timeout(IN_TIME, answered).await.unwrap_or_else(|_| panic!("{method} {path} hangs"));
        crate::contract::hold(&method, &path, &reply);
        reply
    }

    /// The revision of an organization, and how many entries its ledger has.
    pub async fn state(&self, organization: &str) -> (u64, u64) {
        let tenant = self.rolecall.organization(organization).await.unwrap();
        let head = tenant.head().await.unwrap();
        (tenant.view().revision.0, head.revision.0)
    }

    /// Sends a request with the platform token, and a body where there is one.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let request = self.request(method, path).bearer_auth(&self.platform);
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(body.to_string()),
            None => request,
        };
        Self::send(request).await
    }

    /// Founds an organization of a catalog, owned by `ada@SLUG.example`.
    pub async fn found(&self, slug: &str, catalog: &str) -> Value {
        let owner =
            json!({ "email": format!("ada@{slug}.example"), "name": "Ada Quill", "external_id": "ada" });
        let body = json!({ "slug": slug, "name": slug, "catalog": catalog, "owner": owner });
        self.call("POST", "/v1/organizations", Some(body)).await.of(201)
    }

    /// A token of an organization.
    pub async fn token(&self, organization: &str, scopes: &[&str]) -> String {
        let body = json!({ "name": "tests", "organization": organization, "scopes": scopes });
        let made = self.call("POST", "/v1/tokens", Some(body)).await.of(201);
        made["token"].as_str().unwrap().to_owned()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _gone = stop.send(());
        }
    }
}
