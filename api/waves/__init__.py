"""Openings of a survey: join codes, keys, closing."""
