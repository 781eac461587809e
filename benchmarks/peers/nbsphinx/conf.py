"""nbsphinx with furo. Its cache is Sphinx's own: a notebook as it was is not run again."""

project = "A small book"
extensions = ["nbsphinx"]
exclude_patterns = ["_build"]
html_theme = "furo"
nbsphinx_execute = "always"
nbsphinx_timeout = 120
