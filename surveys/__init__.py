"""Questionnaires and the engine that walks them; pure, and nobody else of the house is imported here."""
