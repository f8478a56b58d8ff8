//! A server of its own for each test, and how it is spoken to.

use std::{net::SocketAddr, sync::Arc};

use rolecall::{
    PasswordRules, Rolecall, System, TokenForm,
    identity::{HashCost, PasswordPolicy},
};
use rolecall_http::{Api, Settings, router, serve};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

/// A server, with the five catalogs, and a platform token.
pub struct World {
    /// The library that it serves.
    pub rolecall: Rolecall,
    /// Where it listens.
    pub address: SocketAddr,
    /// A platform token.
    pub platform: String,
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
        let store = rolecall::store_in_memory().unwrap();
        let rules = PasswordRules { policy: PasswordPolicy::default(), cost: HashCost::FOR_TESTS };
        let rolecall = Rolecall::with(store, Arc::new(System), rules).await.unwrap();
        for file in ["zoho-crm", "zoho-projects", "zoho-billing", "zoho-creator", "billwerk"] {
            let path = format!("{}/../../catalogs/{file}.toml", env!("CARGO_MANIFEST_DIR"));
            rolecall.add_catalog(file, &std::fs::read_to_string(path).unwrap()).await.unwrap();
        }
        Self::over(rolecall).await
    }

    /// A server over a library.
    pub async fn over(rolecall: Rolecall) -> Self {
        let form = TokenForm { name: "tests".to_owned(), ..TokenForm::default() };
        let (_, secret) = rolecall.create_token(&form).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let settings = Settings { public_url: format!("http://{address}"), ..Settings::default() };
        let app = router(Api::new(rolecall.clone(), settings, None));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(serve(listener, app, async move { drop(stopped.await) }));
        let (client, platform) = (reqwest::Client::new(), secret.expose().to_owned());
        Self { rolecall, address, platform, client, stop: Some(stop) }
    }

    /// A request to be completed.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method.parse().unwrap(), format!("http://{}{path}", self.address))
    }

    /// Sends a request.
    pub async fn send(request: reqwest::RequestBuilder) -> Reply {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Reply { status, headers, text: response.text().await.unwrap() }
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

    /// As [`Self::call`], in a member's name.
    pub async fn call_as(&self, actor: &str, method: &str, path: &str, body: Option<Value>) -> Reply {
        let request = self.request(method, path).bearer_auth(&self.platform).header("rolecall-actor", actor);
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
            drop(stop.send(()));
        }
    }
}
