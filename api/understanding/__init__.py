"""How often words were taken for another topic than they meant; the words themselves are kept nowhere."""
