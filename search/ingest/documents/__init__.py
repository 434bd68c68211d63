"""Documents of offices: each is one article, of the paragraphs that a reader of it sees."""
