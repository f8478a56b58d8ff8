//! `rolecall filter` at a server: the same answer.

use serde_json::json;

use super::{Arguments, columns, write};
use crate::{Failure, Session, Verdict, remote::Organization};

/// Filters.
pub fn run(
    arguments: &Arguments,
    organization: &Organization,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    organization.at_present()?;
    let Arguments { member, action, module, container, .. } = arguments;
    organization.require_permission(member, action, module)?;
    let question = json!({
        "member": member,
        "action": action,
        "module": module,
        "container": container,
        "dialect": arguments.dialect.dialect(),
        "columns": columns(&arguments.columns)?,
    });
    write(session, &organization.filter(&question)?)
}
