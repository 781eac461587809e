"""Puts the modules and the extensions of this checkout first, whatever the environment knows."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "notebooks"), str(ROOT / "book")]
