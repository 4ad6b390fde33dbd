"""What is deployed with: its commands are ours, its settings exist, its health check tells a server from none."""

import json
import re
import shlex
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from threading import Event

import gradio as gr
import pytest
import typer
import yaml
from fastapi import FastAPI

from assistant.cli.commands import app
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.web.server import application, listening, start
from tests.support.loops import run

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
UNIT = (DEPLOY / "assistant.service").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def _instruction(name: str) -> list[str]:
    """Return the words of the last instruction of a name in the Dockerfile, which are written as JSON."""
    words: list[str] = json.loads(re.findall(rf"{name} +(\[.*\])", DOCKERFILE)[-1])
    return words


SERVED = {
    "container": [*_instruction("ENTRYPOINT"), *_instruction(r"\nCMD")],
    "systemd": shlex.split(re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)[0]),
}


@pytest.mark.parametrize("command", SERVED.values(), ids=SERVED)
def test_entry_command_is_one_of_ours(command: list[str]) -> None:
    program, name, *options = command
    serve = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    given = serve.make_context(name, options).params
    assert Path(program).name == "assistant"
    assert given["port"] == 7860


def test_image_has_the_packages_of_the_wheel() -> None:
    copied = {name for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]}
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    passed = {line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line[0] == "!"}
    assert set(packages["packages"]) <= copied == passed
    assert all((ROOT / name).exists() for name in copied)


def test_variables_are_settings() -> None:
    named = set(re.findall(r"ASSISTANT_[A-Z_]+", "".join(path.read_text() for path in DEPLOY.iterdir())))
    assert named <= {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}


def test_compose_passes_every_setting_on() -> None:
    """Also a token of Chroma's: each that is written into `.env`, and not only those that were thought of."""
    service = COMPOSE["services"]["assistant"]
    assert service["env_file"] == [{"path": ".env", "required": False}]
    assert "environment" not in service


def test_chroma_is_the_version_that_is_tested_with() -> None:
    _, version = COMPOSE["services"]["chroma"]["image"].split(":")
    assert f"chromadb=={version}\n" in (ROOT / "constraints.txt").read_text()


def test_nothing_is_published_beyond_this_machine() -> None:
    ports = [port for service in COMPOSE["services"].values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


async def _made(assistant: Assistant) -> FastAPI:
    return application(assistant, gr.Blocks())


def test_health_check_tells_a_server_from_none(tmp_path: Path) -> None:
    _, *words = _instruction("HEALTHCHECK.* CMD")
    running = start(run(_made(Assistant.open(Settings(home=tmp_path)))), listening("127.0.0.1", 0), Event())

    def checked(port: int) -> int:
        command = [word.replace("7860", str(port)) for word in words]
        return subprocess.run([sys.executable, *command], capture_output=True).returncode

    try:
        assert checked(int(running.url.split(":")[-1].strip("/"))) == 0
    finally:
        running.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert checked(free.getsockname()[1]) != 0
