"""The forms that what is shown can take, each with its templates: HTML."""
