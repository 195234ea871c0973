"""Publishable numbers, and the papers made from them."""
