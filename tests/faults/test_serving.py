"""The server on a full disk: pages go on, each thing that cannot be kept is told in a line, and nothing is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx

from tests.faults import homes
from tests.faults.processes import ROOT, Processes
from tests.faults.test_no_room import assert_whole
from tests.support.openai_server import OpenAIServer, says
from tests.support.visitor import Visitor

QUESTION = "Which sampler needs no training?"


@contextmanager
def served(home: Path, said: Path, **settings: str) -> Iterator[str]:
    """Run `assistant serve`, yield its address, and write what it says on stderr to a file."""
    environment = {**os.environ, **{f"ASSISTANT_{name}": value for name, value in settings.items()}}
    command = [sys.executable, "-m", "assistant", "--home", str(home), "serve", "--port", "0"]
    with (
        said.open("w") as errors,
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        assert server.stdout
        try:
            yield server.stdout.readline().split(" is at ")[1].split()[0]
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(60) == 0


def upload(url: str, size: int) -> httpx.Response:
    rows = b"title,abstract\n" + b"A,B.\n" * (size // 5)
    return httpx.post(f"{url}gradio_api/upload", files={"files": ("a.csv", rows)}, trust_env=False, timeout=60)


def break_off(url: str) -> None:
    """Send the beginning of an upload."""
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'

    def parts() -> Iterator[bytes]:
        yield head + b"title,abstract\n" * 10_000
        raise ConnectionAbortedError

    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    with httpx.Client(trust_env=False) as client, suppress(ConnectionAbortedError):
        client.post(f"{url}gradio_api/upload", content=parts(), headers=kind)


def test_full_disk_stops_no_page_and_no_answer(processes: Processes, small_disk: Path, tmp_path: Path) -> None:
    with OpenAIServer() as model:
        model.models, model.default = ["m"], says("The sampler needs no training [P1.S3].")
        settings = {"BASE_URL": model.url, "BUDGET_TOKENS": "1000000"}
        with served(small_disk, tmp_path / "said", **settings) as url, Visitor(url) as visitor:
            shown = visitor.ask(QUESTION).conversation
            assert "This conversation is not kept: The disk is full" in shown
            assert "No budget can be kept" in shown
            assert "The method needs no training" in shown
            assert not model.asked
            for path in ("", "ask", "compare", "library", "paper?id=arxiv:2403.00005", "settings", "healthz"):
                assert httpx.get(url + path, trust_env=False, timeout=60).status_code == 200
            refused = upload(url, 200_000)
            assert refused.status_code == 507
            assert refused.text.startswith("The disk is full")
            assert not [path for path in (small_disk / "uploads").rglob("*") if path.is_file()]
            (small_disk.parent / "filler").unlink()
            break_off(url)
            assert upload(url, 200_000).status_code == 200
            shown = visitor.ask(QUESTION).conversation
            assert "Written by m" in shown
            assert "is not kept" not in shown
            asked = len(model.asked)
            assert asked
            homes.fill(small_disk.parent)
            assert "No budget can be kept" in visitor.ask(QUESTION).conversation
            assert len(model.asked) == asked
    (small_disk.parent / "filler").unlink()
    assert "Traceback" not in (tmp_path / "said").read_text()
    assert not (small_disk / "uploads").exists()
    assert_whole(processes, small_disk)
