"""Install the book into .venv: ``python tools/install.py``, with ``--tests`` to prove it too.

This file holds what every Python can read, so that one too old gets a line and not a trace.
"""

import sys

VERSION = ".".join(str(part) for part in sys.version_info[:2])
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Python " + VERSION + " is too old: the book takes Python 3.11 or newer. Install one, then "
        "name it: make site PYTHON=python3.12 (on Windows: py -3.12 tools\\install.py)."
    )
try:
    import ensurepip  # noqa: F401  (Debian and Ubuntu ship it apart)
    import venv  # noqa: F401
except ImportError:
    sys.exit(
        "This Python cannot make an environment: its venv module is missing. On Debian and Ubuntu, "
        "install it: sudo apt install python" + VERSION + "-venv. Then run the same command again."
    )

if __name__ == "__main__":
    from environment import main  # here, for only a Python new enough reads it

    main()
