"""Where modules are, for a test that is run as a program: as ``pyproject.toml`` tells pytest."""

import sys
import tomllib
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_SETTINGS = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_FOLDERS = _SETTINGS["tool"]["pytest"]["ini_options"]["pythonpath"]
sys.path += [folder for name in _FOLDERS if (folder := str(_ROOT / name)) not in sys.path]
