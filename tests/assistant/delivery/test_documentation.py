"""The examples of docs/delivery.md are commands and files that work as they stand."""

import configparser
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant.cli.commands import app
from assistant.config import Settings, load_settings

PAGE = (Path(__file__).parents[3] / "docs" / "delivery.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
_CALL = re.compile(r"(?:^|[\s/=])assistant ((?:ingest|brief)\b[^;&\n`]*)")


def blocks(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def commands() -> list[str]:
    return [re.sub(r"\s+(?:#.*|>.*)$", "", words).strip() for _, text in BLOCKS for words in _CALL.findall(text)]


def test_there_are_examples_of_every_kind() -> None:
    assert {name for name, _ in BLOCKS} == {"bash", "ini", "crontab", "yaml"}
    assert len(commands()) == 13, commands()


@pytest.mark.parametrize("command", commands())
def test_a_command_is_understood(command: str) -> None:
    """Parse it as the command line does, without running it."""
    words = shlex.split(command)
    understood: Any = typer.main.get_command(app)
    while hasattr(understood, "commands"):
        name, *words = words
        understood = understood.commands[name]
    assert not understood.make_context(understood.name, words).args


def test_services_are_well_formed() -> None:
    for text in blocks("ini"):
        unit = configparser.RawConfigParser(strict=False)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read_string(text)
        assert "Unit" in unit
        assert set(unit.sections()) <= {"Unit", "Service", "Timer", "Install"}
        assert all(
            line.split()[0].startswith("%h/") for line in unit.get("Service", "ExecStart", fallback="").splitlines()
        )


def test_the_line_of_cron_has_five_fields_and_no_percent_sign() -> None:
    (text,) = blocks("crontab")
    *settings, line = text.strip().splitlines()
    assert all(re.fullmatch(r"[A-Z_]+=\S+", setting) for setting in settings)
    assert re.match(r"0 7 \* \* \* ", line)
    assert "%" not in line  # cron takes it for the end of the command


def test_the_workflow_is_well_formed() -> None:
    yaml = pytest.importorskip("yaml")
    (text,) = blocks("yaml")
    workflow: dict[Any, Any] = yaml.safe_load(text)
    assert workflow[True]["schedule"] == [{"cron": "30 11 * * 1-5"}]  # YAML 1.1 reads `on` as true
    steps = workflow["jobs"]["brief"]["steps"]
    assert [step["uses"].partition("@")[0] for step in steps if "uses" in step] == [
        "actions/setup-python", "actions/cache", "actions/upload-pages-artifact", "actions/deploy-pages",
    ]  # fmt: skip
    cached = next(step["with"]["path"].split() for step in steps if "cache" in step.get("uses", ""))
    assert cached == ["home", "public"]
    assert workflow["env"]["ASSISTANT_HOME"].endswith("/home")
    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}


def test_every_setting_of_the_page_is_one() -> None:
    named = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert len(named) == 8
    assert all(name in Settings.model_fields and variable == f"ASSISTANT_{name.upper()}" for name, variable in named)
    assert set(re.findall(r"ASSISTANT_([A-Z_]+)", PAGE)) <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "UTC", "America/New_York"])
def test_zones_that_there_are(zone: str, tmp_path: Path) -> None:
    assert load_settings(home=tmp_path, time_zone=zone).zone.key == zone


@pytest.mark.parametrize("zone", ["Berlin", "../etc/passwd", "Europe", "/etc/localtime", "UTC+1"])
def test_zones_that_there_are_not(zone: str, tmp_path: Path) -> None:
    from assistant.errors import ConfigurationError

    with pytest.raises(ConfigurationError, match=r"time_zone.*such as Europe/Berlin"):
        load_settings(home=tmp_path, time_zone=zone)


@pytest.mark.parametrize(("value", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), (":Asia/Tokyo", "Asia/Tokyo")])
def test_the_zone_of_the_machine(value: str, zone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", value)
    assert load_settings(home=tmp_path).zone.key == zone


def test_the_zone_of_the_machine_by_its_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import config

    monkeypatch.delenv("TZ", raising=False)
    link = tmp_path / "localtime"
    monkeypatch.setattr(config, "_LOCAL_TIME", link)
    assert load_settings(home=tmp_path).zone.key == "UTC"
    link.symlink_to("/usr/share/zoneinfo/Asia/Tokyo")
    assert load_settings(home=tmp_path).zone.key == "Asia/Tokyo"
