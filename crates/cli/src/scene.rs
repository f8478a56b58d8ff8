//! At which moment and for whom an organization is looked at.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall::{
    Moment, Present, Rolecall, Seen, View, When,
    organization::{Actor, Revision},
};

use crate::{
    Failure,
    data::{self, Opened, Source},
    question::member_help,
    remote::Organization,
};

/// At which moment a question is answered, and for whom.
#[derive(Debug, Clone, clap::Args)]
pub struct Seat {
    #[command(flatten)]
    pub source: Source,
    /// The past: a time, a day or the number of an entry
    #[arg(long, value_name = "TIME|REVISION")]
    pub at: Option<String>,
    /// The past: the instant of an entry
    #[arg(long, value_name = "N", conflicts_with = "at")]
    pub revision: Option<u64>,
    /// Have the answer know this entry and all ahead of it
    #[arg(long, value_name = "N")]
    pub at_least: Option<u64>,
    /// Who asks; the operator if absent
    #[arg(long = "as", value_name = "MEMBER")]
    pub actor: Option<String>,
}

/// Where an organization is asked.
pub enum Place {
    /// In the data.
    Here(Scene),
    /// At a server.
    There(Organization),
}

impl Seat {
    /// The moment that is asked about; `None` for the present.
    ///
    /// # Errors
    /// Where a text is none.
    pub fn moment(&self) -> Result<Option<Moment>, Failure> {
        let of_text = |text: &String| match (text.parse().map(Revision), time(text)) {
            (Ok(revision), _) => Ok(Moment::Revision(revision)),
            (_, Some(at)) => Ok(Moment::Time(at)),
            _ => Err(no_moment(text)),
        };
        let at = self.at.as_ref().map(of_text).transpose()?;
        Ok(at.or(self.revision.map(|revision| Moment::Revision(Revision(revision)))))
    }

    /// Opens an organization as it is asked about.
    ///
    /// # Errors
    /// Where there is no data, no such organization, no such moment or no such actor.
    pub async fn open(&self, organization: &str) -> Result<Place, Failure> {
        match self.source.open().await? {
            Opened::Here(rolecall) => Ok(Place::Here(Scene::of(&rolecall, self, organization).await?)),
            Opened::There(client) => {
                let client = client.acting(self.actor.as_deref());
                Ok(Place::There(Organization::of(client, organization, self)?))
            }
        }
    }
}

/// An organization at the moment asked about, and who asks.
pub struct Scene {
    /// The organization's handle.
    pub organization: rolecall::Opened,
    /// The organization as it is, or was.
    pub seen: Seen,
    /// Who asks.
    pub actor: Actor,
}

impl Scene {
    /// Opens an organization as it is asked about.
    ///
    /// # Errors
    /// Where there is no such organization, no such moment or no such actor.
    async fn of(rolecall: &Rolecall, seat: &Seat, organization: &str) -> Result<Self, Failure> {
        let opened = data::opened(rolecall, organization).await?;
        let when = When { moment: seat.moment()?, at_least: seat.at_least.map(Revision) };
        let present = opened.present(None).await?;
        let (founded, last) = (present.organization().policy().founded_at, present.revision());
        let told = |error| {
            Failure::from(error)
                .help(format!("the first entry is of {founded}, the last one is entry {last}"))
        };
        let seen = opened.seen(when).await.map_err(told)?;
        let actor = match &seat.actor {
            None => Actor::Platform,
            // Who may look back is who may look now.
            Some(text) => {
                let present = seen.present();
                present.actor(text).map_err(|error| with_members(present, text, error))?
            }
        };
        Ok(Self { organization: opened, seen, actor })
    }

    /// Whether who asks may ask about a member.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_ask(&self, about: Option<&str>) -> Result<(), Failure> {
        Ok(self.seen.present().may_ask(&self.actor, about, self.organization.now())?)
    }

    /// All there is to be shown of the organization as it is, or was.
    ///
    /// # Errors
    /// Where the past cannot be read.
    pub async fn view(&self) -> Result<Arc<View>, Failure> {
        let tenant = self.organization.loaded().await?;
        Ok(tenant.view_at(Moment::Revision(self.seen.revision())).await?)
    }
}

fn with_members(present: &Present, text: &str, error: rolecall::Error) -> Failure {
    Failure::from(error).help(member_help(present.organization(), text))
}

/// What is no moment.
pub fn no_moment(text: &str) -> Failure {
    Failure::new(format!("`{text}` is no moment"))
        .help("write a time as `2026-01-31T12:00:00Z`, a day as `2026-01-31`, or the number of an entry")
}

/// A time, or the first moment of a day in UTC.
pub fn time(text: &str) -> Option<Timestamp> {
    let day = || text.parse::<jiff::civil::Date>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok();
    text.parse().ok().or_else(|| day().map(|day| day.timestamp()))
}

/// A time given as an option.
///
/// # Errors
/// Where it is none.
pub fn time_option(text: Option<&String>) -> Result<Option<Timestamp>, Failure> {
    text.map(|text| time(text).ok_or_else(|| no_moment(text))).transpose()
}
