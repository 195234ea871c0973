"""What is done about what people said, by whom and by when, and how those who said it hear."""
