"""The book's Sphinx extensions, by what they do.

The folder of the two modules goes on the path here, and nowhere else: a build may run where the
environment does not know it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
if str(ROOT / "notebooks") not in sys.path:
    sys.path.insert(0, str(ROOT / "notebooks"))
