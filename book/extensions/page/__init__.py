"""What stands around and under the words of a page, and how the site is published."""
