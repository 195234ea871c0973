"""One person's pass through a wave, and what is kept of it."""
