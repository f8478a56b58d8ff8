//! The commands and readings there are, by name, and which permission a catalog asks for each
//! (design, section 8: *Commands and readings*).

use std::{fmt, str::FromStr};

use crate::{AccessClass, ActionId, Catalog, ContainerKindId, InvalidId, ModuleId, Permission};

/// What a command or reading is about. Decides which module it administers where the catalog says nothing,
/// and whether a product has it at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The organization itself.
    Organization,
    /// Changing the holder of the role that exactly one member holds.
    Ownership,
    /// Members: module `users`.
    Member,
    /// Permissions given without a role: module `users`.
    DirectPermission,
    /// Roles: module `roles`.
    Role,
    /// Positions: module `positions`.
    Position,
    /// Groups: module `groups`.
    Group,
    /// Sharing defaults and rules: module `data_sharing`.
    Sharing,
    /// Containers: the module of their kind.
    Container,
    /// Members of containers: module `users`, asked in the container.
    ContainerMember,
    /// Decisions about others: module `users`.
    Decision,
    /// The audit log: module `users`.
    Audit,
}

/// What a command or reading does to its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Looks.
    View,
    /// Makes.
    Create,
    /// Changes.
    Edit,
    /// Removes.
    Delete,
}

macro_rules! commands {
    ($($variant:ident $text:literal $subject:ident $verb:ident $doc:literal;)*) => {
        /// A command or a reading that a catalog can ask a permission for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum CommandName { $(#[doc = $doc] $variant,)* }

        impl CommandName {
            /// All there are.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Its name in catalogs, command files and the audit log.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// What it does, in words for people.
            pub fn describe(self) -> &'static str {
                match self { $(Self::$variant => $doc,)* }
            }

            /// What it is about.
            pub fn subject(self) -> Subject {
                match self { $(Self::$variant => Subject::$subject,)* }
            }

            /// What it does to its subject.
            pub fn verb(self) -> Verb {
                match self { $(Self::$variant => Verb::$verb,)* }
            }
        }
    };
}

commands! {
    OrganizationView "organization.view" Organization View "See the organization, its edition and its limits.";
    OrganizationRename "organization.rename" Organization Edit "Change its name.";
    OrganizationSlug "organization.slug" Organization Edit "Change its slug, the name in its address.";
    OrganizationEdition "organization.edition" Organization Edit "Change its plan.";
    OrganizationFeatures "organization.features" Organization Edit "Switch features.";
    OrganizationCatalog "organization.catalog" Organization Edit "Adopt another version of the catalog.";
    OrganizationDelete "organization.delete" Organization Delete "Delete the organization.";
    OrganizationTransfer "organization.transfer" Ownership Edit "Hand over the role that exactly one member holds.";
    MemberView "member.view" Member View "See members.";
    MemberInvite "member.invite" Member Create "Add a member.";
    MemberResend "member.resend" Member Create "Send an invitation again, voiding the old link.";
    MemberEdit "member.edit" Member Edit "Change a member's details, position, company, end date, segments.";
    MemberActivate "member.activate" Member Edit "Make an inactive member active again.";
    MemberDeactivate "member.deactivate" Member Edit "Make a member inactive.";
    MemberRoles "member.roles" Member Edit "Change a member's roles.";
    MemberRemove "member.remove" Member Delete "Remove a member.";
    MemberPermissions "member.permissions" DirectPermission Edit "Change a member's direct permissions.";
    RoleView "role.view" Role View "See roles.";
    RoleCreate "role.create" Role Create "Make a custom role.";
    RoleClone "role.clone" Role Create "Make a custom role from another.";
    RoleEdit "role.edit" Role Edit "Change a role.";
    RoleDelete "role.delete" Role Delete "Delete a custom role.";
    PositionView "position.view" Position View "See the reporting tree.";
    PositionCreate "position.create" Position Create "Make a position.";
    PositionEdit "position.edit" Position Edit "Change a position.";
    PositionDelete "position.delete" Position Delete "Delete a position.";
    GroupView "group.view" Group View "See groups.";
    GroupCreate "group.create" Group Create "Make a group.";
    GroupEdit "group.edit" Group Edit "Change a group.";
    GroupDelete "group.delete" Group Delete "Delete a group.";
    SharingDefaultView "sharing_default.view" Sharing View "See sharing defaults.";
    SharingDefaultEdit "sharing_default.edit" Sharing Edit "Change sharing defaults.";
    SharingRuleView "sharing_rule.view" Sharing View "See sharing rules.";
    SharingRuleCreate "sharing_rule.create" Sharing Create "Make a sharing rule.";
    SharingRuleEdit "sharing_rule.edit" Sharing Edit "Change a sharing rule.";
    SharingRuleDelete "sharing_rule.delete" Sharing Delete "Delete a sharing rule.";
    ContainerView "container.view" Container View "See a container.";
    ContainerCreate "container.create" Container Create "Make a container.";
    ContainerEdit "container.edit" Container Edit "Change a container.";
    ContainerDelete "container.delete" Container Delete "Delete a container.";
    ContainerMemberView "container_member.view" ContainerMember View "See the members of a container.";
    ContainerMemberAdd "container_member.add" ContainerMember Create "Add a member to a container.";
    ContainerMemberEdit "container_member.edit" ContainerMember Edit "Change a membership: its roles, its end.";
    ContainerMemberRemove "container_member.remove" ContainerMember Delete "Remove a member from a container.";
    DecisionAsk "decision.ask" Decision View "Ask what others may do.";
    AuditView "audit.view" Audit View "Read the audit log.";
}

impl FromStr for CommandName {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::ALL.iter().copied().find(|name| name.as_str() == text).ok_or_else(|| InvalidId {
            value: text.to_owned(),
            what: "command",
            rule: "see `rolecall catalog schema` for the commands there are",
        })
    }
}

impl fmt::Display for CommandName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A command's name, or the beginning of several: `member.invite`, `member.*`, `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandPattern(String);

impl CommandPattern {
    /// Whether the command is meant.
    pub fn covers(&self, name: CommandName) -> bool {
        match self.0.strip_suffix('*') {
            Some(beginning) => name.as_str().starts_with(beginning),
            None => name.as_str() == self.0,
        }
    }

    /// The pattern as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CommandPattern {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let pattern = Self(text.to_owned());
        let ends_well = text == "*" || text.strip_suffix('*').is_none_or(|start| start.ends_with('.'));
        if ends_well && CommandName::ALL.iter().any(|name| pattern.covers(*name)) {
            return Ok(pattern);
        }
        Err(InvalidId {
            value: text.to_owned(),
            what: "command",
            rule: "write a command such as `member.invite`, or `member.*` for all of its kind",
        })
    }
}

/// What an actor needs for a command or reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// A permission, decided by the access rule like any other.
    Permission(Permission),
    /// A platform call; no member may.
    Platform,
    /// Any member in good standing.
    Member,
    /// The product has no such command.
    Off,
}

/// What a catalog's `[commands]` says of one pattern, before it is resolved for a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandRule {
    /// `"users:edit"`, or `"users:*"`: the action that fits the command's verb.
    Asks {
        /// The module.
        module: ModuleId,
        /// The action; `None` for `*`.
        action: Option<ActionId>,
    },
    /// `"platform"`.
    Platform,
    /// `"member"`.
    Member,
    /// `"off"`.
    Off,
}

/// Which permission each command and reading asks for: what the catalog says, then what is usual.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommandMap {
    /// What the catalog says, the longest pattern first.
    rules: Vec<(CommandPattern, CommandRule)>,
}

impl CommandMap {
    /// A map of what a catalog says; of several patterns that cover a command the longest counts.
    pub fn new(mut rules: Vec<(CommandPattern, CommandRule)>) -> Self {
        rules.sort_by_key(|(pattern, _)| std::cmp::Reverse(pattern.as_str().len()));
        Self { rules }
    }

    /// What the catalog says of a command.
    pub fn said(&self, name: CommandName) -> Option<&CommandRule> {
        self.rules.iter().find(|(pattern, _)| pattern.covers(name)).map(|(_, rule)| rule)
    }

    /// All that the catalog says.
    pub fn rules(&self) -> impl Iterator<Item = &(CommandPattern, CommandRule)> {
        self.rules.iter()
    }
}

impl Catalog {
    /// What an actor needs for a command or reading; for one about a container its kind decides which module it
    /// administers. A command about something that the product does not declare is `Off`.
    pub fn requirement(&self, name: CommandName, kind: Option<&ContainerKindId>) -> Requirement {
        if !self.declares(name.subject()) {
            return Requirement::Off;
        }
        // Whatever a catalog says (design, section 8: *Commands and readings*).
        let by_platform_only = [
            CommandName::OrganizationFeatures,
            CommandName::OrganizationCatalog,
            CommandName::OrganizationDelete,
        ];
        if by_platform_only.contains(&name) {
            return Requirement::Platform;
        }
        match self.commands.said(name) {
            Some(CommandRule::Platform) => Requirement::Platform,
            Some(CommandRule::Member) => Requirement::Member,
            Some(CommandRule::Off) => Requirement::Off,
            Some(CommandRule::Asks { module, action }) => self.asks(module, action.as_ref(), name.verb()),
            None => self.usual(name, kind),
        }
    }

    /// Whether the product has what commands of this subject are about.
    pub fn declares(&self, subject: Subject) -> bool {
        match subject {
            Subject::Ownership => self.sole_role().is_some(),
            Subject::DirectPermission => self.direct.is_some(),
            Subject::Position => !self.positions.is_empty(),
            Subject::Group | Subject::Sharing => self.modules.values().any(|m| m.sharing_default.is_some()),
            Subject::Container | Subject::ContainerMember => !self.container_kinds.is_empty(),
            _ => true,
        }
    }

    fn usual(&self, name: CommandName, kind: Option<&ContainerKindId>) -> Requirement {
        let module = match name.subject() {
            Subject::Organization if name.verb() == Verb::View => return Requirement::Member,
            Subject::Organization | Subject::Ownership => return Requirement::Platform,
            Subject::Role => "roles",
            Subject::Position => "positions",
            Subject::Group => "groups",
            Subject::Sharing => "data_sharing",
            Subject::Container => {
                let kind =
                    kind.and_then(|id| self.container_kinds.get(id)).or(self.container_kinds.values().next());
                return kind.map_or(Requirement::Off, |kind| self.asks(&kind.module, None, name.verb()));
            }
            Subject::Member
            | Subject::DirectPermission
            | Subject::ContainerMember
            | Subject::Decision
            | Subject::Audit => "users",
        };
        match module.parse() {
            Ok(module) => self.asks(&module, None, name.verb()),
            Err(_) => Requirement::Off,
        }
    }

    /// The permission in a module: the action named, or the one that fits the verb - of its name, else the only one
    /// of its class (billwerk: `read` and `write`).
    fn asks(&self, module: &ModuleId, action: Option<&ActionId>, verb: Verb) -> Requirement {
        let (word, class) = match verb {
            Verb::View => ("view", AccessClass::Read),
            Verb::Create => ("create", AccessClass::Write),
            Verb::Edit => ("edit", AccessClass::Write),
            Verb::Delete => ("delete", AccessClass::Delete),
        };
        let actions = self.modules.get(module).map(|m| &m.actions);
        let of_class = |class| {
            let mut all = actions.into_iter().flatten().filter(move |(_, c)| **c == class).map(|(id, _)| id);
            all.next().filter(|_| all.next().is_none())
        };
        let named = |word: &str| actions.and_then(|all| all.get_key_value(word)).map(|(id, _)| id);
        let action = action
            .or_else(|| named(word))
            .or_else(|| of_class(class))
            .or_else(|| of_class(AccessClass::Write).filter(|_| class == AccessClass::Delete));
        match action.cloned().map_or_else(|| word.parse(), Ok) {
            Ok(action) => Requirement::Permission(Permission::new(module.clone(), action)),
            Err(_) => Requirement::Off,
        }
    }
}
