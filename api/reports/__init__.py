"""Reports to the Delegated Safeguarding Partners: a wave, a quarter, a year, and the scrutineer's pack."""
