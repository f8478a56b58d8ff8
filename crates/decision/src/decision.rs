//! What a question is answered with: allow or deny, and the reason as data - every path that opened, or every gate that
//! blocked.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::{
    ActionId, KindId, ModuleId, Permission, PositionId, Reach, SegmentId, SegmentValue, SharingLevel,
};
use rolecall_organization::{ContainerId, HeldGrant, MemberId, Question, RecordKey, SharingRuleId, Source};
use serde::Serialize;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// Allow or deny.
    pub allowed: bool,
    /// Why.
    pub reason: Reason,
    /// For a question without a record whose every grant needs membership: the containers that give it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<ContainerId>,
    /// For a question without a record: the widest reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reach: Option<Reach>,
    /// The earliest instant at which the answer changes without a new entry in the ledger.
    pub valid_until: Option<Timestamp>,
}

/// Why a decision is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Every way in which the grants held open it; never empty.
    Opened(Vec<Opening>),
    /// Every gate that blocked; never empty.
    Blocked(Vec<Blocker>),
}

/// One way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Opening {
    /// What the grant is held through.
    pub source: Source,
    /// The grant's reach.
    pub reach: Reach,
    /// How it reaches the record.
    #[serde(flatten)]
    pub path: Path,
}

/// How a grant reaches a record (design, section 2, step 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "path", rename_all = "snake_case")]
pub enum Path {
    /// No record was asked for: the permission is enough.
    Permission,
    /// It reaches every record.
    All,
    /// The member owns the record.
    Own,
    /// The module's sharing default admits the action.
    Default {
        /// The default.
        level: SharingLevel,
    },
    /// The owner's position lies below the member's.
    Superior {
        /// The owner.
        owner: MemberId,
        /// From the owner's position up to the member's. An owner without a position stands right below the top.
        chain: Vec<PositionId>,
    },
    /// The member stands at the top of the tree.
    Top,
    /// The owner holds the member's position, and that shares with peers.
    Peer {
        /// The owner.
        owner: MemberId,
    },
    /// A sharing rule opens it.
    Rule {
        /// The rule.
        rule: SharingRuleId,
        /// The subordinate to whom the rule opens it, where it is not the member.
        via: Option<MemberId>,
    },
    /// The member belongs to the container that the record stands in.
    Container {
        /// The container.
        container: ContainerId,
    },
    /// The record follows its parent, on which the action asked is allowed.
    Follows {
        /// The parent.
        parent: RecordKey,
        /// The action that was asked of it.
        action: ActionId,
        /// How that opens.
        opened: Vec<Opening>,
    },
}

/// A gate that blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "gate", rename_all = "snake_case")]
pub enum Blocker {
    /// The member may do nothing now.
    Standing {
        /// What fails.
        what: Standing,
    },
    /// The catalog has no such module.
    UnknownModule {
        /// The module asked about.
        module: ModuleId,
    },
    /// The module has no such action.
    UnknownAction {
        /// The module.
        module: ModuleId,
        /// The action asked about.
        action: ActionId,
    },
    /// The member holds no grant of it.
    NoGrant {
        /// Of what.
        permission: Permission,
    },
    /// The grant needs membership in a container.
    Container {
        /// What the grant is held through.
        source: Source,
        /// In which. `None`: in any that the module's records live in.
        container: Option<ContainerId>,
    },
    /// The grant does not reach the record.
    Reach {
        /// What the grant is held through.
        source: Source,
        /// How far it goes.
        reach: Reach,
        /// Who owns the record.
        owner: Option<MemberId>,
    },
    /// The record lies outside the values that access is limited to.
    Segment {
        /// What the grant is held through.
        source: Source,
        /// The segment.
        segment: SegmentId,
        /// The record's values.
        values: BTreeSet<SegmentValue>,
        /// The values that grant and member both allow.
        allowed: BTreeSet<SegmentValue>,
    },
    /// The record follows its parent, and that is closed.
    Parent {
        /// The parent. `None`: the record names none.
        parent: Option<RecordKey>,
        /// The action that is asked of it.
        action: ActionId,
        /// What blocked there.
        blocked: Vec<Blocker>,
    },
}

/// Why a member may do nothing now (design, section 2, step 1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// There is no such member.
    Unknown,
    /// The organization was deleted.
    OrganizationDeleted,
    /// The member was removed.
    Removed,
    /// The invitation was not accepted yet.
    Invited,
    /// The member was made inactive.
    Inactive,
    /// The member's period is over.
    Ended {
        /// Since when.
        at: Timestamp,
    },
    /// The member's kind does not sign in.
    NoSignIn {
        /// The kind.
        kind: KindId,
    },
}

impl Decision {
    /// An allow, through the openings given.
    pub(crate) fn allow(opened: Vec<Opening>) -> Self {
        let reason = Reason::Opened(opened);
        Self { allowed: true, reason, containers: Vec::new(), reach: None, valid_until: None }
    }

    /// A deny, by the gates given.
    pub(crate) fn deny(blocked: Vec<Blocker>) -> Self {
        let reason = Reason::Blocked(blocked);
        Self { allowed: false, reason, containers: Vec::new(), reach: None, valid_until: None }
    }

    /// The gates that blocked; none where it is allowed.
    pub fn blocked(&self) -> &[Blocker] {
        match &self.reason {
            Reason::Opened(_) => &[],
            Reason::Blocked(blocked) => blocked,
        }
    }

    /// The ways in; none where it is denied.
    pub fn opened(&self) -> &[Opening] {
        match &self.reason {
            Reason::Opened(opened) => opened,
            Reason::Blocked(_) => &[],
        }
    }

    /// The words of all paths that opened, or of all gates that blocked.
    pub fn words(&self) -> Vec<&'static str> {
        match &self.reason {
            Reason::Opened(opened) => opened.iter().map(|opening| opening.path.word()).collect(),
            Reason::Blocked(blocked) => blocked.iter().map(Blocker::word).collect(),
        }
    }
}

impl Path {
    /// One word for it, as access tests write it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Permission => "permission",
            Self::All => "all",
            Self::Own => "own",
            Self::Default { .. } => "default",
            Self::Superior { .. } => "superior",
            Self::Top => "top",
            Self::Peer { .. } => "peer",
            Self::Rule { .. } => "rule",
            Self::Container { .. } => "container",
            Self::Follows { .. } => "follows",
        }
    }
}

impl Blocker {
    pub(crate) fn no_grant(question: &Question) -> Self {
        Self::NoGrant { permission: Permission::new(question.module.clone(), question.action.clone()) }
    }

    pub(crate) fn container(held: &HeldGrant, container: Option<&ContainerId>) -> Self {
        Self::Container { source: held.source.clone(), container: container.cloned() }
    }

    pub(crate) fn reach(held: &HeldGrant, owner: Option<&MemberId>) -> Self {
        Self::Reach { source: held.source.clone(), reach: held.grant.reach, owner: owner.cloned() }
    }

    pub(crate) fn segment(
        held: &HeldGrant,
        segment: &SegmentId,
        values: BTreeSet<SegmentValue>,
        allowed: BTreeSet<SegmentValue>,
    ) -> Self {
        Self::Segment { source: held.source.clone(), segment: segment.clone(), values, allowed }
    }

    /// One word for it, as access tests write it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Standing { what } => what.word(),
            Self::UnknownModule { .. } | Self::UnknownAction { .. } => "unknown",
            Self::NoGrant { .. } => "permission",
            Self::Container { .. } => "container",
            Self::Reach { .. } => "reach",
            Self::Segment { .. } => "segment",
            Self::Parent { .. } => "parent",
        }
    }
}

impl Standing {
    fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::OrganizationDeleted | Self::Removed | Self::Invited | Self::Inactive => "status",
            Self::Ended { .. } => "ended",
            Self::NoSignIn { .. } => "sign_in",
        }
    }
}
