"""Answers of one's own: read against a codebook, tabulated, protected, compared."""
