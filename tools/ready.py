"""A Python that has imported the libraries already, and runs each program in a fork of itself.

Half of a small build is spent importing Sphinx, Matplotlib and what they need. Each program still
has a process of its own, which starts as a new one would, but for those imports: nothing of the
project is imported here, and nothing that a program does is left for the next.

``Ready`` starts it, which is this same file run alone, and runs programs in it. A line of its input
is a list of programs to run at once, each ``{"module", "arguments", "folder", "environment",
"stdout", "stderr"}``; the line that answers is the list of their exit codes. It ends with its
input.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Elsewhere there is no fork, or one that what draws on the system does not survive.
POSSIBLE = sys.platform == "linux"
# nbformat imports jsonschema, which compiles grammars that no notebook needs, two seconds of it,
# unless they are not there.
UNUSED: dict[str, Any] = {"rfc3987_syntax": None}
LIBRARIES = (
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinx_external_toc.collectors",
    "sphinx_multitoc_numbering",
    "sphinxcontrib.bibtex",
    "sphinx.builders.html",
    "nbclient.cli",
    "ipykernel.kernelspec",
    "bs4",
    "fontTools.subset",
    "matplotlib.pyplot",
    "pandas",
    "scipy.stats",
    "seaborn",
)


class Ready:
    """The process that is ready, until ``close``: whatever still runs in it ends there too."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", __file__],  # -P: it finds the libraries, and no file beside it
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for whoever started it
        )

    def run(self, programs: Sequence[dict[str, Any]]) -> list[int]:
        """Run programs at once, each printing to the files it names; their exit codes.

        Raises ChildProcessError when the process has ended.
        """
        assert self._process.stdin
        assert self._process.stdout
        try:
            print(json.dumps(programs), file=self._process.stdin, flush=True)
            codes: list[int] = json.loads(self._process.stdout.readline())
        except (BrokenPipeError, ValueError) as error:
            raise ChildProcessError("the process that runs programs has ended") from error
        return codes

    def follow(
        self,
        module: str,
        arguments: list[str],
        folder: Path,
        tell: Callable[[str], None],
        complain: Callable[[str], None],
    ) -> int:
        """Run one program and say each line that it prints as it comes; its exit code."""
        with tempfile.TemporaryDirectory() as made:
            told, complaints = f"{made}/stdout", f"{made}/stderr"
            program = {
                "module": module,
                "arguments": arguments,
                "folder": str(folder),
                "environment": dict(os.environ),
                "stdout": told,
                "stderr": complaints,
            }
            with _lines_of(told, tell), _lines_of(complaints, complain):
                return self.run([program])[0]

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.communicate()


@contextmanager
def _lines_of(path: str, tell: Callable[[str], None]) -> Iterator[None]:
    """Tell each line that is written to a named pipe, made here, while the block runs."""
    os.mkfifo(path)
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # waits for no writer
    writing = os.open(path, os.O_WRONLY)  # the pipe does not end before the block
    os.set_blocking(reading, True)

    def read() -> None:
        with os.fdopen(reading, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                tell(line.rstrip("\n"))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield
    finally:
        os.close(writing)
        reader.join()


def start(program: dict[str, Any]) -> int:
    """Run a program, the ``main`` of its module, in a fork; returns the number of the process."""
    process = os.fork()
    if process:
        return process
    code: object = 1
    try:
        os.chdir(program["folder"])
        os.environ.clear()
        os.environ.update(program["environment"])
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        for number, name in enumerate(("stdout", "stderr"), start=1):
            os.dup2(os.open(program[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.argv = [program["module"], *program["arguments"]]
        code = importlib.import_module(program["module"]).main()
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


def main() -> None:
    sys.modules.update(UNUSED)
    from sphinx.application import builtin_extensions

    for name in (*LIBRARIES, *builtin_extensions):
        importlib.import_module(name)
    gc.freeze()  # a fork need not look through what was imported, nor copy it
    for line in sys.stdin:
        processes = [start(program) for program in json.loads(line)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
        print(json.dumps(codes), flush=True)


if __name__ == "__main__":
    main()
