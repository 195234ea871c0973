"""Who may enter the console."""
