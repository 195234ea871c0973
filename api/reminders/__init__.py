"""Private reminders that a member asked for: when the answer at a stage of the escalation policy is due."""
