//! `[commands]`: what the catalog asks for commands and readings.

use indexmap::IndexMap;

use super::names::{Names, entries, unknown};
use super::plans;
use crate::model::Module;
use crate::problem::Problems;
use crate::raw::RawCatalog;
use crate::read::Text;
use crate::{CommandMap, CommandName, CommandPattern, CommandRule, ModuleId, suggest};

/// `[commands]`.
pub(super) fn commands(
    raw: &RawCatalog,
    names: &Names,
    modules: &IndexMap<ModuleId, Module>,
    problems: &mut Problems<'_>,
) -> CommandMap {
    let section = raw.commands.as_ref().map(|commands| &commands.0);
    let mut rules = Vec::new();
    for (key, text) in entries(section) {
        let pattern = pattern(key, problems);
        let rule = rule(text, names, modules, problems);
        rules.extend(pattern.zip(rule));
    }
    CommandMap::new(rules)
}

/// `member.invite`, `member.*` or `*`.
pub(super) fn pattern(text: &Text, problems: &mut Problems<'_>) -> Option<CommandPattern> {
    match text.value.parse() {
        Ok(pattern) => Some(pattern),
        Err(invalid) => {
            let groups: Vec<String> = CommandName::ALL
                .iter()
                .filter_map(|name| name.as_str().split_once('.').map(|(group, _)| format!("{group}.*")))
                .collect();
            let known: Vec<&str> = CommandName::ALL
                .iter()
                .map(|name| name.as_str())
                .chain(groups.iter().map(String::as_str))
                .collect();
            let near = suggest::nearest(&text.value, &known).map(|near| format!("did you mean `{near}`?"));
            let message = format!("unknown command `{}`", text.value);
            problems.add(&text.span, message, near.unwrap_or_else(|| invalid.rule.to_owned()));
            None
        }
    }
}

fn rule(
    text: &Text,
    names: &Names,
    modules: &IndexMap<ModuleId, Module>,
    problems: &mut Problems<'_>,
) -> Option<CommandRule> {
    match text.value.as_str() {
        "platform" => return Some(CommandRule::Platform),
        "member" => return Some(CommandRule::Member),
        "off" => return Some(CommandRule::Off),
        _ => {}
    }
    if let Some(module) = text.value.strip_suffix(":*") {
        let found = names.modules.get(module);
        if found.is_none() {
            unknown::<ModuleId>(text, module, names.modules.iter().map(ModuleId::as_str), problems);
        }
        return Some(CommandRule::Asks { module: found?.clone(), action: None });
    }
    if !text.value.contains(':') {
        let near = suggest::nearest(&text.value, &["platform", "member", "off"]);
        let all = "write \"module:action\", \"module:*\", \"platform\", \"member\" or \"off\"";
        let help = near.map_or_else(|| all.to_owned(), |near| format!("did you mean `{near}`?"));
        problems.add(&text.span, format!("`{}` is nothing that a command can ask for", text.value), help);
        return None;
    }
    let permission = plans::permission(text, modules, problems)?;
    Some(CommandRule::Asks { module: permission.module, action: Some(permission.action) })
}
