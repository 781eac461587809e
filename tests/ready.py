"""A Python that has imported the libraries already, and runs each program in a fork of itself.

Half of a small build is spent importing Sphinx, Matplotlib and what they need. Each program still
has a process of its own, which starts as a new one would, but for those imports: nothing of the
project is imported here, and nothing that a program does is left for the next.

It is started by ``building.run_ready``. A line of its input is a list of programs to run at once,
each ``{"module", "arguments", "folder", "environment", "stdout", "stderr"}``; the line that answers
is the list of their exit codes. It ends with its input.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from typing import Any

LIBRARIES = (
    "jupyter_book.cli.main",
    "jupyter_book.sphinx",
    "myst_nb.sphinx_ext",
    "sphinx_external_toc",
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
    for name in LIBRARIES:
        importlib.import_module(name)
    for line in sys.stdin:
        processes = [start(program) for program in json.loads(line)]
        codes = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
        print(json.dumps(codes), flush=True)


if __name__ == "__main__":
    main()
