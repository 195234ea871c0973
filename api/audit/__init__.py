"""Who of the staff did what, and when: a trail that is only ever added to."""
