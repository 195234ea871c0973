"""Who of the staff may do what: the sets of roles that the table of permissions names."""

from api.staff.person import Role

STAFF = frozenset(Role)
WRITES = frozenset({Role.AUTHOR})
APPROVES = frozenset({Role.APPROVER})
EDITS = WRITES | APPROVES
READS = EDITS | {Role.ANALYST, Role.SCRUTINEER}
FINDINGS = frozenset({Role.ANALYST, Role.SCRUTINEER})
SENDS = frozenset({Role.SENDER})
SEES_BROADCASTS = SENDS | APPROVES | {Role.SCRUTINEER}
SAFETY = frozenset({Role.SAFETY})
RUNS = frozenset({Role.ADMINISTRATOR})
MEANS = frozenset({Role.ANALYST})
CHOOSES_QUOTES = MEANS | APPROVES
SEES_QUOTES = FINDINGS | APPROVES
HANDLES = SENDS | {Role.ANALYST}
WRITES_REPORTS = frozenset({Role.ANALYST})
SEES_REPORTS = HANDLES | APPROVES | {Role.SCRUTINEER}
ACTS = HANDLES
SEES_ACTIONS = SEES_REPORTS
LOOKS_AFTER = frozenset({Role.SCRUTINEER, Role.ADMINISTRATOR})
