//! Members removed, with or without their records, and erased.

use rolecall_catalog::CommandName;

use super::TRANSFER_BATCH;
use crate::draft::Draft;
use crate::{Event, MemberId, RecordChange, Refusal};

/// Removes a member; the records go to another, or keep their owner. Many records go in batches, the removal with the last.
pub(super) fn remove(
    draft: &mut Draft<'_>,
    text: &str,
    transfer_records_to: Option<&str>,
) -> Result<(), Refusal> {
    draft.require(CommandName::MemberRemove)?;
    let member = draft.member(text)?;
    if let Some(heir) = transfer_records_to {
        let heir = draft.member_in("transfer_records_to", heir)?;
        transfer_records(draft, &member, &heir)?;
    }
    draft.emit(Event::MemberRemoved { member });
    Ok(())
}

fn transfer_records(draft: &mut Draft<'_>, from: &MemberId, heir: &MemberId) -> Result<(), Refusal> {
    if from == heir {
        return Err(Refusal::invalid("transfer_records_to", "the records go to another member"));
    }
    super::record::refuse_inactive_owner(draft, heir);
    let records = draft.records_before();
    let mut owned = records.owned_by(from, TRANSFER_BATCH + 1);
    draft.unfinished = owned.len() > TRANSFER_BATCH;
    owned.truncate(TRANSFER_BATCH);
    for key in owned {
        let Some(facts) = records.facts(&key) else { continue };
        let facts = crate::Facts { owner: Some(heir.clone()), ..facts.clone() };
        draft.records.push(RecordChange { key, facts: Some(facts) });
    }
    draft.answer.written = draft.records.len() as u64;
    Ok(())
}

/// Erases the personal values of a removed member; the ledger stays whole.
pub(super) fn erase(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require_platform("erasing a person")?;
    let found = draft.before.policy.members.get_key_value(text);
    let Some((member, found)) = found else { return Err(Refusal::not_found("member", text)) };
    if !found.is_removed() {
        return Err(
            Refusal::invalid("member", format!("`{text}` is still a member")).help("remove the member first")
        );
    }
    let member = member.clone();
    draft.emit(Event::MemberErased { member });
    Ok(())
}
