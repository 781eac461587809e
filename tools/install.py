"""Install the book into .venv: ``python tools/install.py``, with ``--tests`` to prove it too.

This file holds what every Python can read, so that one too old gets a line and not a trace.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Python %d.%d is too old: the book takes Python 3.11 or newer. Install one, then name it: "
        "make site PYTHON=python3.12 (on Windows: py -3.12 tools\\install.py)." % sys.version_info[:2]
    )
try:
    import ensurepip  # noqa: F401  (Debian and Ubuntu ship it apart)
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "This Python cannot make an environment: its venv module is missing. On Debian and Ubuntu, "
        "install it: sudo apt install python%d.%d-venv. Then run the same command again."
        % sys.version_info[:2]
    )

import environment

if __name__ == "__main__":
    environment.main()
