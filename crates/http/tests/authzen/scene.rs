//! A server with the organizations of the scenarios, `tests/authzen/*/organization.toml`.

use std::{fs, path::Path};

use rolecall::{
    Options,
    organization::{Actor, Command, FoundOrganization},
};
use serde_json::Value;

use crate::{
    vectors::Ask,
    world::{Reply, World},
};

/// The server.
pub struct Scene {
    /// It, and a platform token.
    pub world: World,
}

impl Scene {
    /// Founds the organizations of the scenarios.
    pub async fn start() -> Self {
        let world = World::empty().await;
        for scenario in ["todo", "search", "certification"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/authzen").join(scenario);
            apply(&world, &folder).await;
        }
        Self { world }
    }

    /// Posts a question about an organization.
    pub async fn ask(&self, organization: &str, endpoint: &str, body: &Value) -> Reply {
        self.world
            .call(
                "POST",
                &format!("/v1/organizations/{organization}/access/v1{endpoint}"),
                Some(body.clone()),
            )
            .await
    }
}

impl Ask for Scene {
    async fn post(&self, path: &str, body: &str) -> (u16, Value) {
        let request = self.world.request("POST", path).bearer_auth(&self.world.platform);
        let reply =
            World::send(request.header("content-type", "application/json").body(body.to_owned())).await;
        let text = || Value::String(reply.text.clone());
        (reply.status, serde_json::from_str(&reply.text).unwrap_or_else(|_| text()))
    }
}

/// Carries out a file of commands.
async fn apply(world: &World, folder: &Path) {
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let file: toml::Table = read("organization.toml").parse().unwrap();
    let mut organization = None;
    for command in file["command"].as_array().unwrap() {
        let mut command = serde_json::to_value(command).unwrap();
        if command["do"] == "organization.found" {
            let fields = command.as_object_mut().unwrap();
            fields.remove("do");
            let catalog = fields.remove("catalog").unwrap();
            let catalog =
                world.rolecall.add_catalog("catalog", &read(catalog.as_str().unwrap())).await.unwrap();
            let form: FoundOrganization = serde_json::from_value(command).unwrap();
            world.rolecall.found(&catalog, &form).await.unwrap();
            organization = Some(world.rolecall.organization(&form.slug).await.unwrap());
            continue;
        }
        let command: Command = serde_json::from_value(command).unwrap();
        organization
            .as_ref()
            .unwrap()
            .execute(&Actor::Platform, &command, &Options::default())
            .await
            .unwrap();
    }
}
