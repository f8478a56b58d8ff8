//! What a catalog means once it is read: grants per module, reaches, the matrix, commands, defaults.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use rolecall_catalog::{
    AccessClass, Catalog, CatalogHash, CommandName, Counted, CountedStatus, Grant, Holders, Ownership, Reach,
    Requirement, RoleId, RolesPerMember, SharingLevel, Subject, Verb,
};

/// A catalog with the modules that commands ask for, and what a test adds.
fn catalog(top: &str, modules: &str, rest: &str) -> Catalog {
    let text = format!(
        "catalog = \"test\"\nname = \"Test\"\nfounder = {{ role = \"Admin\" }}\n{top}\n\
         [modules]\nusers = {{ group = \"admin\" }}\nroles = {{ group = \"admin\" }}\n{modules}\n\
         [roles.Admin]\ngrants = [{{ on = \"*\", can = \"*\", reach = \"all\" }}]\n{rest}\n"
    );
    Catalog::parse("test.toml", &text).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| problem.render(&text)).collect::<String>())
    })
}

/// A role's grants as short lines: `module: action action / reach`.
fn grants(catalog: &Catalog, role: &str) -> Vec<String> {
    let line = |grant: &Grant| {
        let actions: Vec<&str> = grant.actions.iter().map(AsRef::as_ref).collect();
        let limits: Vec<String> =
            grant.limits.iter().map(|(id, values)| format!(" / {id} {values:?}")).collect();
        let limits = limits.concat();
        let feature = grant.feature.as_ref().map_or_else(String::new, |id| format!(" / if {id}"));
        format!("{}: {} / {:?}{limits}{feature}", grant.module, actions.join(" "), grant.reach)
    };
    let role = catalog.roles.get(&role.parse::<RoleId>().unwrap()).unwrap();
    role.grants.iter().map(line).collect()
}

fn asks(permission: &str) -> Requirement {
    Requirement::Permission(permission.parse().unwrap())
}

#[test]
fn a_grant_is_spread_over_modules_groups_and_actions() {
    let catalog = catalog(
        "",
        "deals = { more = { export = \"read\" } }\nlogs = { actions = [\"view\"] }",
        "[roles.Seller]\ngrants = [\n\
         { on = [\"deals\", \"logs\"], can = [\"view\", \"export\"] },\n\
         { on = \"@admin\", can = \"view\" },\n\
         ]\n",
    );
    let expected = ["deals: export view / All", "logs: view / All", "users: view / All", "roles: view / All"];
    assert_eq!(grants(&catalog, "Seller"), expected);
}

#[test]
fn exceptions_take_modules_groups_and_single_actions_away() {
    let catalog = catalog(
        "",
        "deals = {}\nlogs = { actions = [\"view\"] }\ntags = { actions = [\"view\"] }",
        "[roles.Seller]\ngrants = [{ on = \"*\", can = \"*\", except = [\"@admin\", \"deals:delete\", \"logs\", \"tags:view\"] }]\n",
    );
    assert_eq!(grants(&catalog, "Seller"), ["deals: create edit view / All"]);
}

#[test]
fn grants_that_differ_in_actions_only_are_joined() {
    let catalog = catalog(
        "",
        "deals = {}",
        "[roles.Seller]\ngrants = [\n\
         { on = \"deals\", can = \"view\" },\n\
         { on = \"deals\", can = \"edit\", reach = \"assigned\" },\n\
         { on = \"deals\", can = [\"create\", \"view\"] },\n\
         ]\n",
    );
    assert_eq!(grants(&catalog, "Seller"), ["deals: create view / All", "deals: edit / Assigned"]);
}

#[test]
fn a_grant_that_names_no_reach_has_the_default_one_and_shared_in_containers() {
    let modules = "deals = {}\nprojects = {}\ntasks = { in = \"project\" }";
    let rest = "[containers.project]\nmodule = \"projects\"\n\
                [roles.Staff]\ngrants = [{ on = [\"deals\", \"projects\", \"tasks\"], can = \"view\" }]\n\
                [roles.Boss]\ngrants = [{ on = [\"deals\", \"tasks\"], can = \"view\", reach = \"all\" }]\n";
    let usual = catalog("", modules, rest);
    assert_eq!(
        grants(&usual, "Staff"),
        ["deals: view / All", "projects: view / Shared", "tasks: view / Shared"]
    );
    assert_eq!(grants(&usual, "Boss"), ["deals: view / All", "tasks: view / All"]);
    let assigned = catalog("default_reach = \"assigned\"", modules, rest);
    let expected = ["deals: view / Assigned", "projects: view / Shared", "tasks: view / Shared"];
    assert_eq!(grants(&assigned, "Staff"), expected);
}

#[test]
fn a_star_in_a_container_role_means_what_lives_there() {
    let catalog = catalog(
        "",
        "deals = {}\nprojects = {}\ntasks = { in = \"project\" }",
        "[containers.project]\nmodule = \"projects\"\n\
         [roles.Lead]\nin = \"project\"\ngrants = [{ on = \"*\", can = \"view\" }]\n",
    );
    assert_eq!(grants(&catalog, "Lead"), ["projects: view / Shared", "tasks: view / Shared"]);
}

#[test]
fn a_container_stands_in_itself() {
    let catalog = catalog("", "projects = {}\ndeals = {}", "[containers.project]\nmodule = \"projects\"\n");
    let projects = catalog.modules.get("projects").unwrap();
    assert_eq!(projects.container, Some("project".parse().unwrap()));
    assert_eq!(catalog.modules.get("deals").unwrap().container, None);
    assert_eq!(catalog.container_kind_of(&"projects".parse().unwrap()), projects.container.as_ref());
}

#[test]
fn limits_count_only_in_modules_that_carry_the_segment() {
    let catalog = catalog(
        "",
        "invoices = { segments = [\"location\"] }\nitems = {}",
        "[segments]\nlocation = {}\n[features]\ndark = {}\n\
         [roles.Clerk]\ngrants = [{ on = [\"invoices\", \"items\"], can = \"view\", \
         limits = { location = [\"Berlin\", \"Paris\"] }, feature = \"dark\" }]\n",
    );
    let expected =
        ["invoices: view / All / location {\"Berlin\", \"Paris\"} / if dark", "items: view / All / if dark"];
    assert_eq!(grants(&catalog, "Clerk"), expected);
}

#[test]
fn the_matrix_gives_each_role_the_actions_of_its_cells() {
    let text = "catalog = \"matrix\"\nname = \"Matrix\"\nfounder = { role = \"Admin\" }\n\
                actions = { read = \"read\", write = \"write\" }\n\
                [modules]\naccounts = {}\nlogs = { actions = [\"read\"] }\n\
                [levels]\nrw = [\"read\", \"write\"]\nr = [\"read\"]\n\
                [matrix]\nroles = [\"Admin\", \"Reader\"]\naccounts = [\"rw\", \"r\"]\nlogs = [\"r\", \"-\"]\n\
                [roles.Admin]\n[roles.Reader]\n\
                [commands]\n\"*\" = \"accounts:*\"\n";
    let catalog = Catalog::parse("matrix.toml", text).unwrap();
    assert_eq!(grants(&catalog, "Admin"), ["accounts: read write / All", "logs: read / All"]);
    assert_eq!(grants(&catalog, "Reader"), ["accounts: read / All"]);
    // with one read and one write action, each verb finds the one that fits
    assert_eq!(catalog.requirement(CommandName::MemberView, None), asks("accounts:read"));
    assert_eq!(catalog.requirement(CommandName::MemberInvite, None), asks("accounts:write"));
    assert_eq!(catalog.requirement(CommandName::MemberRemove, None), asks("accounts:write"));
}

#[test]
fn a_command_asks_the_module_that_it_administers() {
    let catalog = catalog("", "", "");
    assert_eq!(catalog.requirement(CommandName::MemberInvite, None), asks("users:create"));
    assert_eq!(catalog.requirement(CommandName::MemberRoles, None), asks("users:edit"));
    assert_eq!(catalog.requirement(CommandName::RoleClone, None), asks("roles:create"));
    assert_eq!(catalog.requirement(CommandName::AuditView, None), asks("users:view"));
    assert_eq!(catalog.requirement(CommandName::OrganizationView, None), Requirement::Member);
    assert_eq!(catalog.requirement(CommandName::OrganizationDelete, None), Requirement::Platform);
}

#[test]
fn a_command_about_what_the_product_lacks_is_off() {
    let catalog = catalog("", "", "[commands]\n\"position.*\" = \"roles:*\"\n");
    for name in [
        CommandName::PositionCreate,
        CommandName::GroupView,
        CommandName::SharingRuleEdit,
        CommandName::ContainerCreate,
        CommandName::ContainerMemberAdd,
        CommandName::MemberPermissions,
        CommandName::OrganizationTransfer,
    ] {
        assert_eq!(catalog.requirement(name, None), Requirement::Off, "{name}");
    }
}

#[test]
fn of_several_patterns_the_longest_counts() {
    let catalog = catalog(
        "",
        "",
        "[commands]\n\"*\" = \"platform\"\n\"member.*\" = \"users:*\"\n\"member.invite\" = \"roles:edit\"\n\
         \"member.view\" = \"member\"\n\"role.clone\" = \"off\"\n",
    );
    assert_eq!(catalog.requirement(CommandName::MemberInvite, None), asks("roles:edit"));
    assert_eq!(catalog.requirement(CommandName::MemberRemove, None), asks("users:delete"));
    assert_eq!(catalog.requirement(CommandName::MemberView, None), Requirement::Member);
    assert_eq!(catalog.requirement(CommandName::RoleClone, None), Requirement::Off);
    assert_eq!(catalog.requirement(CommandName::AuditView, None), Requirement::Platform);
}

#[test]
fn a_command_about_a_container_asks_the_module_of_its_kind() {
    let catalog = catalog(
        "",
        "projects = {}\nrooms = {}",
        "[containers.project]\nmodule = \"projects\"\n[containers.room]\nmodule = \"rooms\"\n",
    );
    let room = "room".parse().unwrap();
    assert_eq!(catalog.requirement(CommandName::ContainerCreate, Some(&room)), asks("rooms:create"));
    assert_eq!(catalog.requirement(CommandName::ContainerView, None), asks("projects:view"));
    assert_eq!(catalog.requirement(CommandName::ContainerMemberAdd, Some(&room)), asks("users:create"));
}

#[test]
fn every_command_has_a_name_that_reads_back_a_subject_and_a_verb() {
    for name in CommandName::ALL {
        assert_eq!(name.as_str().parse::<CommandName>().unwrap(), *name);
        assert!(name.describe().ends_with('.'));
    }
    assert_eq!(CommandName::MemberRemove.subject(), Subject::Member);
    assert_eq!(CommandName::MemberRemove.verb(), Verb::Delete);
}

#[test]
fn what_a_catalog_leaves_out_has_its_usual_value() {
    let catalog = catalog("", "credit_notes = {}", "[roles.Staff]\n");
    assert_eq!(catalog.default_reach, Reach::All);
    assert_eq!(catalog.roles_per_member, RolesPerMember::One);
    assert!(catalog.invite.mail && !catalog.invite.needs_name);
    assert_eq!(catalog.invite.valid_for_seconds, 604_800);
    let notes = catalog.modules.get("credit_notes").unwrap();
    assert_eq!(notes.label, "Credit Notes");
    let actions: Vec<(&str, AccessClass)> =
        notes.actions.iter().map(|(id, class)| (id.as_str(), *class)).collect();
    let standard = [
        ("view", AccessClass::Read),
        ("create", AccessClass::Write),
        ("edit", AccessClass::Write),
        ("delete", AccessClass::Delete),
    ];
    assert_eq!(actions, standard);
    assert_eq!((&notes.owner, notes.sharing_default), (&Ownership::Own, None));
    assert_eq!(notes.owner_property, "owner");
    let (kind, user) = catalog.kinds.first().unwrap();
    assert_eq!(kind.as_str(), "user");
    assert!(user.custom_roles && user.sign_in && !user.company);
    assert_eq!(user.roles.len(), 2);
}

#[test]
fn times_and_needs_of_invitations_are_read() {
    let invite = |text: &str| catalog(&format!("invite = {text}"), "", "").invite;
    assert_eq!(invite("{ valid_for = \"30 minutes\" }").valid_for_seconds, 1_800);
    assert_eq!(invite("{ valid_for = \"1 hour\" }").valid_for_seconds, 3_600);
    assert_eq!(invite("{ valid_for = \"2 days\" }").valid_for_seconds, 172_800);
    assert!(invite("{ needs = [\"email\", \"name\"] }").needs_name);
    assert!(!invite("{ mail = false }").mail);
}

#[test]
fn a_time_that_is_none_or_beyond_ten_years_is_refused() {
    for text in ["0 days", "-1 days", "4000 days", "7", "7 weeks", "999999999999999999 days"] {
        let source = format!(
            "catalog = \"t\"\nname = \"T\"\ninvite = {{ valid_for = \"{text}\" }}\n[modules]\na = {{}}\n"
        );
        let problems = Catalog::parse("t.toml", &source).unwrap_err();
        let told = problems.iter().any(|problem| problem.message == format!("`{text}` is no length of time"));
        assert!(told, "{text}: {problems:?}");
    }
}

#[test]
fn the_first_kind_holds_custom_roles_unless_another_says_custom() {
    let custom = |kinds: &str| {
        let catalog = catalog("", "", &format!("[kinds]\n{kinds}\n"));
        catalog.kinds.values().map(|kind| kind.custom_roles).collect::<Vec<_>>()
    };
    assert_eq!(custom("user = {}\nclient = {}"), [true, false]);
    assert_eq!(custom("user = {}\nclient = { custom = true }"), [false, true]);
    assert_eq!(custom("user = { custom = false }\nclient = {}"), [false, false]);
}

#[test]
fn sharing_levels_and_guards_are_read() {
    let catalog = catalog(
        "",
        "deals = { shareable = true }\nleads = { shareable = \"public_read\" }\ngroups = {}\ndata_sharing = {}",
        "holders = [1]\n",
    );
    assert_eq!(catalog.modules.get("deals").unwrap().sharing_default, Some(SharingLevel::Private));
    assert_eq!(catalog.modules.get("leads").unwrap().sharing_default, Some(SharingLevel::PublicRead));
    assert_eq!(catalog.roles.get("Admin").unwrap().holders, Some(Holders::AtLeast(1)));
}

#[test]
fn callers_name_the_owner_under_the_property_that_the_module_says() {
    let catalog = catalog("", "todo = { owner_property = \"ownerID\" }\ndeals = {}", "");
    assert_eq!(catalog.modules.get("todo").unwrap().owner_property, "ownerID");
    assert_eq!(catalog.modules.get("deals").unwrap().owner_property, "owner");
}

#[test]
fn roles_exclude_each_other_whichever_says_so() {
    let catalog = catalog("", "", "[roles.Maker]\nexclusive_with = [\"Checker\"]\n[roles.Checker]\n");
    assert!(catalog.roles.get("Checker").unwrap().exclusive_with.contains("Maker"));
    assert!(catalog.roles.get("Maker").unwrap().exclusive_with.contains("Checker"));
}

#[test]
fn limits_named_by_editions_need_no_entry_where_the_name_says_what_counts() {
    let catalog = catalog(
        "",
        "projects = {}",
        "[kinds]\nuser = {}\ncontact = { sign_in = false }\n\
         [containers.project]\nmodule = \"projects\"\n\
         [editions.free]\nlimits = { members = 3, project = 1, seats = 5 }\n\
         [limits]\nseats = { counts = \"members\", kinds = [\"contact\"], statuses = [\"active\"] }\n",
    );
    let counts = |id: &str| catalog.limits.get(id).unwrap().counts.clone();
    let Counted::Members { kinds, statuses } = counts("members") else { panic!("members count members") };
    assert_eq!((kinds.len(), statuses.len()), (1, 3));
    assert!(kinds.contains("user"));
    assert_eq!(counts("project"), Counted::Containers("project".parse().unwrap()));
    let Counted::Members { kinds, statuses } = counts("seats") else { panic!("seats count members") };
    assert!(kinds.contains("contact"));
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [CountedStatus::Active]);
}

#[test]
fn the_hash_is_the_sha_256_of_the_text() {
    let hash = CatalogHash::of("abc");
    assert_eq!(hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    let one = catalog("", "", "");
    let other = catalog("# a comment is another version", "", "");
    assert_ne!(one.hash, other.hash);
    assert_eq!(hash.to_string().len(), 64);
}

#[test]
fn sections_keep_the_order_of_the_text() {
    let catalog = catalog("", "zebras = {}\napes = {}", "[roles.Zoe]\n[roles.Abe]\n");
    let modules: Vec<&str> = catalog.modules.keys().map(AsRef::as_ref).collect();
    assert_eq!(modules, ["users", "roles", "zebras", "apes"]);
    let roles: Vec<&str> = catalog.roles.keys().map(AsRef::as_ref).collect();
    assert_eq!(roles, ["Admin", "Zoe", "Abe"]);
}

#[test]
fn a_role_may_be_named_in_another_unicode_form_than_it_was_declared() {
    let catalog = catalog(
        "default_role = \"Cafe\u{301}\"",
        "",
        "[roles.\"Caf\u{e9}  Staff\"]\n[roles.\"Caf\u{e9}\"]\n",
    );
    assert_eq!(catalog.default_role.unwrap().as_str(), "Caf\u{e9}");
    assert!(catalog.roles.contains_key("Caf\u{e9} Staff"));
}
