//! A page is played: each request is made, each answer compared or written down.

use std::{path::Path, process::Command};

use tempfile::TempDir;

use crate::{
    answers::Answer,
    forms::{Form, Known, Piece, pieces},
    page::{Block, Page, Step, What},
    server::Server,
};

/// Where the pages say that the server listens.
const SHOWN: &str = "127.0.0.1:8080";

struct Play {
    server: Server,
    client: reqwest::Client,
    folder: TempDir,
    mails: usize,
    known: Known,
}

/// Plays a page; what is not as it stands there. Or, where asked for, makes it stand there.
pub async fn replay(path: &Path) -> Vec<String> {
    let page = Page::read(path);
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&folder.path().join("demo-data/outbox")).await;
    let mut play = Play { server, client: reqwest::Client::new(), folder, mails: 0, known: Known::default() };
    let update = std::env::var_os("ROLECALL_UPDATE_DOCS").is_some();
    let (mut faults, mut changed) = (Vec::new(), Vec::new());
    for step in &page.steps {
        let answer = play.act(&step.what).await;
        match fault(step, &answer, &mut play.known) {
            None => {}
            Some((block, text)) if update => changed.push((block.clone(), text)),
            Some((_, text)) => {
                faults.push(format!("{}:{}: the answer is\n{text}", path.display(), step.line));
                break;
            }
        }
        if step.answer.is_none() && answer.status.is_some_and(|status| status >= 300) {
            faults.push(format!("{}:{}: refused: {}", path.display(), step.line, answer.body));
        }
    }
    if !changed.is_empty() {
        page.rewrite(&changed);
    }
    faults
}

/// The block whose answer is another, and what it should show.
fn fault<'a>(step: &'a Step, answer: &Answer, known: &mut Known) -> Option<(&'a Block, String)> {
    let block = step.answer.as_ref()?;
    (!answer.is(block, known)).then(|| (block, answer.shown(block, known)))
}

impl Play {
    async fn act(&mut self, what: &What) -> Answer {
        let mut answer = match what {
            What::Request { method, path, headers, body } => self.request(method, path, headers, body).await,
            What::Shell(command) => self.shell(command),
        };
        let address = self.server.address.to_string();
        answer.body = answer.body.replace(&address, SHOWN);
        self.server.meanwhile().await;
        self.collect();
        answer
    }

    async fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: &str,
    ) -> Answer {
        let url = format!("http://{}{}", self.server.address, self.known.sent_as(path));
        let mut request = self.client.request(method.parse().unwrap(), url);
        let named = |name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !named("authorization") {
            request = request.bearer_auth(&self.server.platform);
        }
        if !named("content-type") && !body.is_empty() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers.iter().filter(|(_, value)| value != "none") {
            request = request.header(name, self.known.sent_as(value));
        }
        let response = request.body(self.known.sent_as(body)).send().await.unwrap();
        let status = Some(response.status().as_u16());
        let text = |(name, value): (&reqwest::header::HeaderName, &reqwest::header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = response.headers().iter().map(text).collect();
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    /// A command line, in a folder whose `demo-data` is the server's.
    fn shell(&mut self, command: &str) -> Answer {
        const CURL: &str =
            "curl() { command curl --silent --show-error --write-out '\\n%{http_code}' \"$@\"; }\n";
        let script = format!("{CURL}{}", self.known.sent_as(command));
        let auth = format!("Authorization: Bearer {}", self.server.platform);
        let api = format!("http://{}/v1", self.server.address);
        let mut shell = Command::new("sh");
        shell.args(["-c", &script]).current_dir(self.folder.path()).env("AUTH", auth).env("API", api);
        let output = tokio::task::block_in_place(|| shell.output()).unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{command}: {told}");
        let body = String::from_utf8(output.stdout).unwrap();
        if !command.starts_with("curl ") {
            return Answer { body, ..Answer::default() };
        }
        let (body, status) = body.rsplit_once('\n').unwrap();
        Answer { status: status.parse().ok(), body: body.to_owned(), ..Answer::default() }
    }

    /// Takes the token out of each mail that came.
    fn collect(&mut self) {
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("demo-data/outbox")) else { return };
        let mut mails: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        mails.sort();
        for mail in mails.iter().skip(self.mails) {
            for piece in pieces(&std::fs::read_to_string(mail).unwrap()) {
                if let Piece::Made(Form::Secret(_), token) = piece {
                    self.known.mailed(token.to_owned());
                }
            }
        }
        self.mails = mails.len();
    }
}
