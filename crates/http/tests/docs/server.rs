//! A server of its own for each page. Its clock moves on by a few seconds with every request and its randomness is a count, so
//! that a page that is written again changes only where the answers do.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use rolecall::{
    Outside, PasswordRules, Rolecall, TokenForm,
    identity::{Folder, HashCost, PasswordPolicy},
    store::Hash,
};
use rolecall_http::{Api, Settings, router, serve};
use tokio::net::TcpListener;

/// How far the clock moves with a request, in seconds.
const STEP: i64 = 7;

/// Time and randomness of a page.
struct Counted {
    seconds: AtomicI64,
    draws: AtomicU64,
}

impl Outside for Counted {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds.load(Ordering::Relaxed)).unwrap()
    }

    fn draw(&self) -> Result<[u8; 32], String> {
        let count = self.draws.fetch_add(1, Ordering::Relaxed);
        Ok(*Hash::of(format!("a page's draw {count}").as_bytes()).as_bytes())
    }
}

/// A server over a store in memory, with the catalogs that ship.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    /// A platform token.
    pub platform: String,
    rolecall: Rolecall,
    outside: Arc<Counted>,
    post: Folder,
}

impl Server {
    /// Starts one that mails into a folder.
    pub async fn start(outbox: &Path) -> Self {
        let began: Timestamp = "2026-03-02T09:00:00Z".parse().unwrap();
        let outside = Counted { seconds: AtomicI64::new(began.as_second()), draws: AtomicU64::new(0) };
        let outside = Arc::new(outside);
        let rules = PasswordRules { policy: PasswordPolicy::default(), cost: HashCost::FOR_TESTS };
        let store = rolecall::store_in_memory().unwrap();
        let rolecall = Rolecall::with(store, outside.clone(), rules).await.unwrap();
        for name in ["zoho-crm", "zoho-projects", "zoho-billing", "zoho-creator", "billwerk", "starter"] {
            let text = std::fs::read_to_string(crate::root().join(format!("catalogs/{name}.toml"))).unwrap();
            rolecall.add_catalog(name, &text).await.unwrap();
        }
        let form = TokenForm { name: "guide".to_owned(), ..TokenForm::default() };
        let (_, secret) = rolecall.create_token(&form).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let settings = Settings { public_url: format!("http://{address}"), ..Settings::default() };
        let app = router(Api::new(rolecall.clone(), settings, None));
        tokio::spawn(serve(listener, app, std::future::pending()));
        let post = Folder::new(outbox, "Starter <no-reply@starter.example>".parse().unwrap());
        Self { address, platform: secret.expose().to_owned(), rolecall, outside, post }
    }

    /// What happens between two requests: mail leaves, time passes.
    pub async fn meanwhile(&self) {
        self.rolecall.deliver(&self.post).await.unwrap();
        self.outside.seconds.fetch_add(STEP, Ordering::Relaxed);
    }
}
