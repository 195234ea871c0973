"""Parts of ours inside Rasa; they run in Rasa's own environment."""
