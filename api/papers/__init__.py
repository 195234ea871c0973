"""One source of a paper, and the page, the PDF and the file for Word that are made from it."""
