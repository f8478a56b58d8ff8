package access

import rego.v1

default allow := false

allow if {
	position := data.members[input.member]
	record := data.records[input.record]
	data.grants[position][input.action][record.module]
	sees(input.member, position, record.owner)
}

sees(member, _, owner) if member == owner

sees(_, position, owner) if data.superiors[data.members[owner]][position]

sees(_, position, owner) if {
	data.members[owner] == position
	data.peers[position]
}

sees(_, position, owner) if data.shared[position][data.members[owner]]

visible contains id if {
	position := data.members[input.member]
	modules := data.grants[position][input.action]
	some id, record in data.records
	modules[record.module]
	sees(input.member, position, record.owner)
}
