"""One turn in, the replies out: screen, lane, words."""
