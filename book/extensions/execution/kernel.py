"""Kernels that start light, run where a chapter is, and tell what they have read.

Where several chapters run, each kernel is a fork of a process that has imported the libraries: a
second of work instead of four. Nothing of the project is imported there. A chapter alone gets a
new process, which imports what it uses and no more.
"""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import sys
import tempfile
from importlib.metadata import EntryPoint
from importlib.util import find_spec
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from extensions.execution.reads import Reads
from extensions.inputs import TOLD

LIBRARIES = ("ipykernel.kernelapp", "ipywidgets", "matplotlib.pyplot", "pandas", "seaborn")
REPORT = "BOOK_READS"  # names the file where a kernel tells what it has read
PROJECT = "BOOK_PROJECT"
KEPT = "BOOK_KEPT"  # names the folder of what is calculated once for all (``dataprep.kept``)


def context(warm: bool) -> ForkServerContext | SpawnContext:
    """How kernels start; ``warm``: from a process that has the libraries, where one can be."""
    if not warm or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(list(LIBRARIES))
    return found


def environment() -> dict[str, str]:
    """The variables that a kernel starts with: of the book's own, what is told to chapters."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BOOK_", "JPY_", "PYTEST_")) or name in TOLD
    }
    [matplotlib] = find_spec("matplotlib").submodule_search_locations or []  # type: ignore[union-attr]
    return kept | {
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",  # as in Jupyter
        # Settings of the person who builds would change drawings, and sums by as many threads.
        "MATPLOTLIBRC": str(Path(matplotlib, "mpl-data", "matplotlibrc")),
        "OPENBLAS_NUM_THREADS": "1",
        "BOOK_QUIET": "1",  # progress is the build's to say; on stderr, it would be a fault
    }


def serve(connection: str, folder: str, settings: dict[str, str]) -> None:
    """Be a kernel until told to stop, then write what it has read; in a process of its own."""
    os.environ.clear()
    os.environ.update(settings)
    with tempfile.TemporaryDirectory() as own:
        os.environ.update(TMPDIR=own, IPYTHONDIR=own)
        tempfile.tempdir = None
        if os.name == "posix":
            os.environ["JPY_PARENT_PID"] = str(os.getppid())  # a kernel ends with what started it
        os.chdir(folder)
        sys.path[:] = ["", *(path for path in sys.path if path.startswith(_installed()))]
        sys.argv = ["ipykernel_launcher.py"]
        from ipykernel.kernelapp import IPKernelApp

        app = IPKernelApp.instance(connection_file=connection, log_level="ERROR")
        app.initialize([])  # type: ignore[no-untyped-call]
        # Stopped in a cell, it complains of its own sockets: what stopped it is said elsewhere.
        app.log_level = logging.CRITICAL
        reads = Reads(settings[PROJECT], [own, settings[KEPT]])
        sys.addaudithook(reads.hook)
        try:
            app.start()  # type: ignore[no-untyped-call]
        finally:
            told = {"files": reads.files, "foreign": sorted(reads.foreign)}
            Path(settings[REPORT]).write_text(json.dumps(told), encoding="utf-8")


def _installed() -> tuple[str, ...]:
    return tuple({sys.prefix, sys.base_prefix})


class _Started:
    """A process of multiprocessing, with what jupyter_client asks of one of subprocess."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid or 0, number)

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


class Provisioner(LocalProvisioner):
    """Starts a kernel as ``serve``, where jupyter_client would start a program."""

    warm = False

    process: Any

    async def launch_kernel(self, cmd: list[str], **settings: Any) -> Any:
        assert self.parent is not None
        process = context(self.warm).Process(
            target=serve,
            args=(self.parent.connection_file, str(settings["cwd"]), settings["env"]),
            daemon=True,  # ends with the build
        )
        process.start()
        self.process = _Started(process)
        self.pid, self.cwd = self.process.pid, settings["cwd"]
        return self.connection_info


class WarmProvisioner(Provisioner):
    """The same, from a process that has imported the libraries."""

    warm = True


def provide(warm: bool) -> None:
    """Let the kernels of this process start so."""
    factory = KernelProvisionerFactory.instance()
    name = WarmProvisioner.__name__ if warm else Provisioner.__name__
    value = f"{__name__}:{name}"
    factory.provisioners[name] = EntryPoint(name, value, KernelProvisionerFactory.GROUP_NAME)
    factory.default_provisioner_name = name
