//! Whether an actor may: what the catalog asks for a command or a reading, decided by the access rule. Nothing is copied for it, since
//! whoever asks a question is looked at first.

use rolecall_catalog::{CommandName, ContainerKindId, Gate, Permission, Requirement, Verb};

use crate::{Actor, Call, Code, MemberId, Organization, Question, Refusal, Surroundings, Target};

/// An actor, before an organization.
#[derive(Clone, Copy)]
pub(crate) struct Authority<'a> {
    pub organization: &'a Organization,
    pub surroundings: Surroundings<'a>,
    pub call: Call<'a>,
}

impl<'a> Authority<'a> {
    /// The member who acts; `None` for a call of a program, the platform's or the organization's own.
    pub fn acting(&self) -> Option<&'a MemberId> {
        match self.call.actor {
            Actor::Platform | Actor::Organization => None,
            Actor::Member(member) => Some(member),
        }
    }

    /// An actor that is no member in good standing may do nothing at all.
    pub fn require_member(&self) -> Result<(), Refusal> {
        let Some(actor) = self.acting() else { return Ok(()) };
        let member = self.organization.member(actor);
        let stands = member.is_some_and(|member| self.organization.stands(member, self.call.now));
        if stands { Ok(()) } else { Err(forbidden("only active members of this organization may act in it")) }
    }

    /// The actor needs what the catalog asks for this command, and the product needs to have it.
    pub fn require(
        &self,
        name: CommandName,
        kind: Option<&ContainerKindId>,
        target: Target,
    ) -> Result<(), Refusal> {
        match self.organization.catalog.requirement(name, kind) {
            Requirement::Off => {
                Err(Refusal::new(Code::FeatureOff, format!("`{name}`: the product does not have this")))
            }
            // What no member may see, the organization's own program may, if it was given readings or questions at all.
            Requirement::Platform if name.verb() == Verb::View => self.require_program(&format!("`{name}`")),
            Requirement::Platform => self.require_platform(&format!("`{name}`")),
            Requirement::Permission(permission) => self.require_permission(&permission, target),
            Requirement::Member => Ok(()),
        }
    }

    /// The actor needs a permission, decided by the access rule like any other.
    pub fn require_permission(&self, permission: &Permission, target: Target) -> Result<(), Refusal> {
        if self.may(permission, target) {
            return Ok(());
        }
        Err(forbidden(&format!("this asks for the permission `{permission}`"))
            .help("ask someone who may change your roles")
            .figure("permission", permission.to_string()))
    }

    /// Whether the actor has a permission; a program has every one.
    pub fn may(&self, permission: &Permission, target: Target) -> bool {
        let Some(actor) = self.acting() else { return true };
        let question = Question::new(actor, permission, target, self.call.now);
        self.surroundings.rule.allows(self.organization, self.surroundings.records, &question)
    }

    /// A platform call only.
    pub fn require_platform(&self, what: &str) -> Result<(), Refusal> {
        match self.call.actor {
            Actor::Platform => Ok(()),
            Actor::Organization => {
                Err(forbidden(&format!("{what} is for the platform alone")).help("ask with a platform token"))
            }
            Actor::Member(_) => Err(forbidden(&format!("{what} is for the platform, not for members"))),
        }
    }

    /// A call of a program only: the platform's or the organization's own.
    pub fn require_program(&self, what: &str) -> Result<(), Refusal> {
        match self.acting() {
            None => Ok(()),
            Some(_) => Err(forbidden(&format!("{what} is for the platform, not for members"))),
        }
    }

    /// A refusal for every feature that the organization lacks and this command needs.
    pub fn features_lacking(&self, name: CommandName) -> impl Iterator<Item = Refusal> {
        let gates = move |gate: &Gate| matches!(gate, Gate::Command(pattern) if pattern.covers(name));
        let features = self.organization.catalog.features.iter();
        let gating = features.filter(move |(_, feature)| feature.gates.iter().any(gates));
        let lacking = gating.filter(|(id, _)| !self.organization.has_feature(id));
        lacking.map(|(id, feature)| feature_off(id.as_str(), &feature.label))
    }
}

/// The actor lacks what the command asks for.
pub(crate) fn forbidden(detail: &str) -> Refusal {
    Refusal::new(Code::Forbidden, detail)
}

/// The organization lacks a feature.
pub(crate) fn feature_off(id: &str, label: &str) -> Refusal {
    Refusal::new(Code::FeatureOff, format!("this organization does not have the feature `{id}` ({label})"))
        .help("change the edition, or ask for the feature to be switched on")
        .figure("feature", id)
}
