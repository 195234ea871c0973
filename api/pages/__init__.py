"""The look that every page shares, and what protects it."""
