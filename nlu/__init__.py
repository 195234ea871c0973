"""Everything that understands words: Rasa's project files, and pure functions on text."""
