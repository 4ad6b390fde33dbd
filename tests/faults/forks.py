"""A process that has imported everything and forks for each order that it reads: a command starts in 20 ms, not 3 s.

    python -m tests.faults.forks [MODULE...]

The modules are imported beside those that every command needs.

An order is a line of JSON: the `call` ("module:function") and its `arguments`, the files `out` and `err`, the
environment to add, and `limits`: `bytes` that a file may have at most, `files` that may be open, `memory` in bytes
beside what there is (setrlimit(2)), `plain` to be bound by permissions as root is not (capabilities(7)). Each is
answered by two lines: `child` with the process's id, and `ended` with how it ended.
"""

import atexit
import ctypes
import gc
import importlib
import json
import os
import resource
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

_LINUX_CAPABILITY_VERSION_3 = 0x20080522  # linux/capability.h


def command(*arguments: str) -> None:
    """Run the command line."""
    from assistant.cli import main

    sys.argv = ["assistant", *arguments]
    main()


def script(text: str, *arguments: str) -> None:
    """Run a text as `python -c TEXT ARGUMENTS` does."""
    sys.argv = ["-c", *arguments]
    exec(compile(text, "-c", "exec"), {"__name__": "__main__"})


def at_once(text: str, *each: str) -> None:
    """Run a text in as many processes as there are lists of arguments, in JSON, at once; one that fails fails it."""
    children = []
    for arguments in each:
        if not (child := os.fork()):
            return script(text, *json.loads(arguments))
        children.append(child)
    sys.exit(any([os.waitpid(child, 0)[1] for child in children]))


def _preload(*modules: str) -> None:
    gc.disable()  # it would look at everything again and again
    for name in (
        *modules,
        "assistant.cli.commands",
        "assistant.cli.show",
        "assistant.cli.catching_up",
        "assistant.backup.making",
        "assistant.backup.taking",
        "assistant.engine",
        "assistant.health",
        "assistant.jobs.recorded",
        "assistant.delivery.site",
        "assistant.delivery.post",
        "tests.support.embedder",
        "tests.support.papers",
        "index.embedders.static",
        "chromadb.api.rust",
        "chromadb.telemetry.product.posthog",
        "numpy.ma",
        "email.policy",
        "pytest",
    ):
        importlib.import_module(name)
    _load()
    gc.freeze()
    gc.enable()


def _load() -> None:
    """Read what each command would read anew; of ONNX Runtime there is no thread that a fork would lose."""
    from assistant.verification.retold_rules import patterns
    from index.dictionary import occurrences
    from index.embedders.encoder import encoder, session
    from index.embedders.static import table
    from index.models.cross_encoder import FOLDER

    occurrences("moss")
    table().length("moss")
    patterns()
    encoder()
    session(*FOLDER)
    assert threading.active_count() == len(list(Path("/proc/self/task").iterdir())) == 1, "a fork would lose a thread"


def _bind_to_permissions() -> None:
    if os.geteuid() != 0:
        return
    header = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    if ctypes.CDLL(None, use_errno=True).capset(header, none):
        raise OSError(ctypes.get_errno(), "capset")


def _become(order: dict) -> None:
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.environ.update(order["environment"])
    tempfile.tempdir = None  # it may have been looked up already
    limits = order.get("limits", {})
    if limits.get("bytes"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits["bytes"],) * 2)
    if limits.get("files"):
        resource.setrlimit(resource.RLIMIT_NOFILE, (limits["files"],) * 2)
    if limits.get("memory"):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + limits["memory"],) * 2)
    if limits.get("plain"):
        _bind_to_permissions()


def _run(call: Callable[..., object], *arguments: str) -> NoReturn:
    """Run it and end as Python does, but for taking every module apart: that copies all memory, 60 ms a process."""
    code = None
    try:
        call(*arguments)
    except SystemExit as stop:
        code = stop.code
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    with suppress(OSError, ValueError):  # what cannot be written is told below
        sys.stdout.flush()
        sys.stderr.flush()
        if code is None or isinstance(code, int):
            os._exit(code or 0)
    sys.exit(code)


def main() -> None:
    _preload(*sys.argv[1:])
    sys.__stdout__.write("ready\n")
    sys.__stdout__.flush()
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        child = os.fork()
        if not child:
            _become(order)
            module, name = order["call"].split(":")
            _run(getattr(importlib.import_module(module), name), *order["arguments"])
        print(f"child {child}", flush=True)
        _, status = os.waitpid(child, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


if __name__ == "__main__":
    main()
