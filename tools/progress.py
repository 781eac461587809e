"""What a long command says while it works."""

from __future__ import annotations

import shutil
import sys


class Progress:
    """Lines that stay, and on a terminal one line that is written over.

    Where the output is not a terminal (a file, CI), steps that pass by are not written, except
    those said to ``stay`` there.
    """

    def __init__(self) -> None:
        self.terminal = sys.stdout.isatty()
        self._width = 0

    def say(self, text: str) -> None:
        """Write a line that stays."""
        self.clear()
        print(text, flush=True)

    def complain(self, text: str) -> None:
        """Write a line that stays, on the standard error."""
        self.clear()
        print(text, file=sys.stderr, flush=True)

    def pass_by(self, text: str, stay: bool = False) -> None:
        """Show a step until the next; ``stay``: worth a line of its own where nothing passes."""
        if self.terminal:
            self.clear()
            shown = f"  {text}"[: shutil.get_terminal_size().columns - 1]
            print(shown, end="", flush=True)
            self._width = len(shown)
        elif stay:
            print(f"  {text}", flush=True)

    def clear(self) -> None:
        """Take the passing step off the terminal."""
        if self._width:
            print("\r" + " " * self._width, end="\r", flush=True)
            self._width = 0
