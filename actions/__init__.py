"""Rasa's custom actions: they ask guidance and say what it answers, or words of Rasa's domain by name."""
