"""Messages to members, and each member's copy."""
