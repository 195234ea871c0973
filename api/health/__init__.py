"""Whether the parts answer."""
