//! Executes the commands of a file.

use std::path::{Path, PathBuf};

use rolecall::{
    Done, Error, Options, Rolecall, Tenant,
    catalog::{CatalogHash, instead},
    organization::{Actor, Command, FoundOrganization},
};

use super::{Step, What};
use crate::{Failure, catalogs, data};

/// Executes commands one after another.
pub struct Runner {
    rolecall: Rolecall,
    folder: PathBuf,
    organization: Option<String>,
}

impl Runner {
    /// Executes on a store. Catalogs are files in `folder`; commands that name no organization go to the one that was
    /// founded last, else to `organization`.
    pub fn new(rolecall: Rolecall, folder: &Path, organization: Option<String>) -> Self {
        Self { rolecall, folder: folder.to_owned(), organization }
    }

    /// Executes one.
    ///
    /// # Errors
    /// The refusal, or why it could not even be tried.
    pub async fn run(&mut self, step: &Step) -> Result<Done, Failure> {
        match &step.what {
            What::Found { catalog, form } => self.found(step, catalog, form).await,
            What::Do(command) => {
                let tenant = self.tenant(step).await?;
                let actor = match &step.actor {
                    None => Actor::Platform,
                    Some(text) => tenant.view().actor(text)?,
                };
                let options = Options { command_id: step.id.clone(), ..Options::default() };
                let command = self.with_catalog(command).await?;
                Ok(tenant.execute(&actor, &command, &options).await?)
            }
        }
    }

    /// Tries one out in the organization as it is: all rules run, nothing is written.
    ///
    /// # Errors
    /// Those of [`Self::run`].
    pub async fn rehearse(&self, step: &Step) -> Result<Done, Failure> {
        let options = Options { dry_run: true, ..Options::default() };
        let command = match &step.what {
            What::Do(command) => command,
            What::Found { catalog, form } => {
                return Ok(self.rolecall.found_with(&self.text_of(catalog)?, form, &options).await?);
            }
        };
        let tenant = self.tenant(step).await?;
        let actor = match &step.actor {
            None => Actor::Platform,
            Some(text) => tenant.view().actor(text)?,
        };
        match command.as_ref() {
            Command::AdoptCatalog { catalog } => {
                Ok(tenant.adopt(&actor, &self.text_of(&catalog.to_string())?, &options).await?)
            }
            other => Ok(tenant.execute(&actor, other, &options).await?),
        }
    }

    /// The text of a catalog that ships with Rolecall or lies in a file; else its name, for one that is stored.
    fn text_of(&self, name: &str) -> Result<String, Failure> {
        if let Some((_, text)) = catalogs::shipped(name) {
            return Ok(text.to_owned());
        }
        let path = self.folder.join(name);
        if !path.is_file() {
            return Ok(name.to_owned());
        }
        let file = path.display().to_string();
        std::fs::read_to_string(&path).map_err(|error| Failure::unreadable(&file, &error))
    }

    async fn tenant(&self, step: &Step) -> Result<Tenant, Failure> {
        let named = step.organization.as_ref().or(self.organization.as_ref());
        let named = named.ok_or_else(|| {
            Failure::new("the command names no organization").help(
                "add organization = \"...\", or name one on the command line: `rolecall apply FILE ORG`",
            )
        })?;
        data::tenant(&self.rolecall, named).await
    }

    async fn found(&mut self, step: &Step, catalog: &str, form: &FoundOrganization) -> Result<Done, Failure> {
        if step.actor.is_some() || step.organization.is_some() || step.id.is_some() {
            let failure =
                Failure::new("an organization is founded by the platform, and has no commands before");
            return Err(failure.help("leave out `as`, `organization` and `command_id`"));
        }
        let hash = self.catalog(catalog).await?;
        // What follows is meant for this one, also where it was founded before and the file is executed once more.
        self.organization = Some(form.slug.clone());
        let done = self.rolecall.found(&hash, form).await?;
        self.organization = done.answer.created.first().cloned().or(self.organization.take());
        Ok(done)
    }

    /// Adopting names a catalog as founding does.
    async fn with_catalog(&self, command: &Command) -> Result<Command, Failure> {
        match command {
            Command::AdoptCatalog { catalog } => {
                Ok(Command::AdoptCatalog { catalog: self.catalog(&catalog.to_string()).await? })
            }
            other => Ok(other.clone()),
        }
    }

    /// A catalog that ships with Rolecall, a file, or one that is stored; stored from here on.
    async fn catalog(&self, name: &str) -> Result<CatalogHash, Failure> {
        if let Some((file, text)) = catalogs::shipped(name) {
            return Ok(self.rolecall.add_catalog(file, text).await?);
        }
        if let Some(hash) = self.rolecall.catalogs().keys().find(|hash| hash.to_string() == name) {
            return Ok(hash.clone());
        }
        let path = self.folder.join(name);
        if !path.is_file() {
            let known = catalogs::all().map(|(id, _, _)| id);
            let help = instead(name, known, "catalogs that ship with Rolecall", "");
            return Err(Failure::new(format!("there is no catalog `{name}`"))
                .help(format!("{help} (one of your own is a file, named from where this one stands)")));
        }
        let file = path.display().to_string();
        let text = std::fs::read_to_string(&path).map_err(|error| Failure::unreadable(&file, &error))?;
        self.rolecall.add_catalog(&file, &text).await.map_err(|error| match error {
            Error::Catalog(problems) => Failure::Catalog { problems, text: text.clone() },
            other => other.into(),
        })
    }
}
