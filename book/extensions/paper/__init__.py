"""The documents to print: what each holds, taken from the pages of the site, and how it is set."""
