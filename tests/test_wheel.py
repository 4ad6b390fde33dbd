"""The wheel holds all that the program needs: prompts, sample, templates, style."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
USES = """
import sys
import assistant, prompts, assistant.web.frame as p, assistant.judges.sheet as j
from assistant.cli import main

(_, home) = sys.argv
for words in (["ingest", "sample"], ["ask", "How much does LoRA reduce the number of trainable parameters?"]):
    sys.argv = ["assistant", "--home", home, *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code
print(assistant.__file__, len(prompts.names()), len(p.style()), len(j.pairs()), len(j.abstracts()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(build, check=True)
    return next(folder.glob("*.whl"))


def test_wheel_runs_outside_the_tree(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTHON", "ASSISTANT_"))
    }
    environment["PYTHONPATH"] = str(tmp_path / "installed")

    words = [sys.executable, "-c", USES, str(tmp_path / "home")]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    *told, last = done.stdout.strip().splitlines()
    assert "110 papers" in told[0]
    assert "10,000" in " ".join(told[1:])
    printed = last.split()
    assert printed[0].startswith(str(tmp_path))
    assert int(printed[1]) >= 3
    assert int(printed[2]) > 1000
    assert printed[3:] == ["20", "8"]


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"assistant", "index", "prompts"}
