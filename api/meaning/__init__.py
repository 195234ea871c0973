"""What people meant: tone, themes and quotes, each confirmed by a person before it is shown."""
