"""What members of the action group send in: issues and good practice, and what becomes of them."""
