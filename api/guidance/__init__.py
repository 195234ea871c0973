"""Topics, levels, routes and contacts of the partnership."""
