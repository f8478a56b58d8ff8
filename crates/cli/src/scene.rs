//! At which moment and for whom an organization is looked at.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall::{
    Moment, Rolecall, Tenant, View,
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
    /// Opens an organization as it is asked about.
    ///
    /// # Errors
    /// Where there is no data, no such organization, no such moment or no such actor.
    pub async fn open(&self, organization: &str) -> Result<Place, Failure> {
        match self.source.open().await? {
            Opened::Here(rolecall) => Ok(Place::Here(Scene::of(&rolecall, self, organization).await?)),
            Opened::There(client) => {
                let client = client.acting(self.actor.as_deref());
                Ok(Place::There(Organization::of(client, organization, self.at.as_deref())?))
            }
        }
    }
}

/// An organization at the moment asked about, and who asks.
pub struct Scene {
    /// The organization's handle.
    pub tenant: Tenant,
    /// The organization as it is, or was.
    pub view: Arc<View>,
    /// The moment.
    pub now: Timestamp,
    /// Who asks.
    pub actor: Actor,
}

impl Scene {
    /// Opens an organization as it is asked about.
    ///
    /// # Errors
    /// Where there is no such organization, no such moment or no such actor.
    async fn of(rolecall: &Rolecall, seat: &Seat, organization: &str) -> Result<Self, Failure> {
        let tenant = data::tenant(rolecall, organization).await?;
        let (view, now) = match &seat.at {
            None => (tenant.view(), tenant.now()),
            Some(text) => past(&tenant, text).await?,
        };
        let actor = match &seat.actor {
            None => Actor::Platform,
            // Who may look back is who may look now.
            Some(text) => {
                let present = tenant.view();
                present.actor(text).map_err(|error| with_members(&present, text, error))?
            }
        };
        Ok(Self { tenant, view, now, actor })
    }

    /// Whether who asks may ask about a member.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_ask(&self, about: Option<&str>) -> Result<(), Failure> {
        Ok(self.tenant.view().may_ask(&self.actor, about, self.tenant.now())?)
    }
}

fn with_members(view: &View, text: &str, error: rolecall::Error) -> Failure {
    Failure::from(error).help(member_help(view, text))
}

/// A time, a day or the number of an entry.
async fn past(tenant: &Tenant, text: &str) -> Result<(Arc<View>, Timestamp), Failure> {
    let moment = match (text.parse().map(Revision), time(text)) {
        (Ok(revision), _) => Moment::Revision(revision),
        (_, Some(at)) => Moment::Time(at),
        _ => return Err(no_moment(text)),
    };
    let founded = tenant.view().organization.policy().founded_at;
    let last = tenant.view().revision;
    let told = |error| {
        Failure::from(error).help(format!("the first entry is of {founded}, the last one is entry {last}"))
    };
    let view = tenant.view_at(moment).await.map_err(told)?;
    let now = match moment {
        Moment::Revision(_) => view.at,
        Moment::Time(at) => at,
    };
    Ok((view, now))
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
