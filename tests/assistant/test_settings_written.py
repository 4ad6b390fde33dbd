"""Settings that are changed while the program runs: what is refused, what the file becomes, and who reads it."""

import os
import stat
from pathlib import Path

import pytest

from assistant.config import FILE_NAME, Settings, load_settings
from assistant.connections import endpoint_of
from assistant.engine import Assistant
from assistant.errors import ConfigurationError
from assistant.settings_file import SettingsFile, SettingsRefused
from assistant.store.database import locked
from assistant.store.errors import StoreBusy
from index.atomic import replace_file


def opened(home: Path, **flags: object) -> tuple[SettingsFile, Settings]:
    settings = load_settings(home=home, **flags)
    return SettingsFile.of(settings), settings


def test_what_is_kept_is_loaded_the_next_time(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    changes = {"api_key": "sk-moss", "base_url": "http://127.0.0.1:9/v1", "budget_usd": "0.5", "smtp_port": "465"}
    kept = file.keep(settings, changes)
    assert kept == load_settings(home=tmp_path)
    assert (kept.budget_usd, kept.smtp_port) == (0.5, 465)
    assert kept.api_key
    assert kept.api_key.get_secret_value() == "sk-moss"


@pytest.mark.skipif(os.name != "posix", reason="no such rights")
def test_its_owner_alone_can_read_the_file(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    (tmp_path / FILE_NAME).write_text('contact = "ada@example.org"\n')
    (tmp_path / FILE_NAME).chmod(0o644)
    file.keep(settings, {"api_key": "sk-moss"})
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


@pytest.mark.skipif(os.name != "posix", reason="no such rights")
def test_what_a_killed_process_left_does_not_open_it(tmp_path: Path) -> None:
    left = tmp_path / "config.new"
    left.write_text("")
    left.chmod(0o666)
    replace_file(tmp_path / "config.toml", "x = 1\n", private=True)
    assert stat.S_IMODE((tmp_path / "config.toml").stat().st_mode) == 0o600
    assert not left.exists()


def test_comments_and_other_settings_stay(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('# mine\ncontact = "ada@example.org"  # at work\nmodel = "old"\n')
    file, settings = opened(tmp_path)
    file.keep(settings, {"model": "new", "budget_tokens": 5000})
    text = (tmp_path / FILE_NAME).read_text()
    assert text == '# mine\ncontact = "ada@example.org"  # at work\nmodel = "new"\nbudget_tokens = 5000\n'


def test_none_puts_a_setting_back_to_its_default(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('smtp_port = 25\nhf_endpoint = "https://mirror.example.org"\n')
    file, settings = opened(tmp_path)
    kept = file.keep(settings, {"smtp_port": None, "hf_endpoint": None})
    assert (kept.smtp_port, kept.hf_endpoint) == (587, "https://huggingface.co")
    assert "=" not in (tmp_path / FILE_NAME).read_text()
    assert kept == load_settings(home=tmp_path)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("base_url", "localhost:11434", "must begin with http"),
        ("hf_endpoint", "ftp://example.org", "must begin with http"),
        ("smtp_port", "many", "whole number"),
        ("smtp_port", "70000", "65535 or less"),
        ("budget_usd", "-1", "0 or more"),
        ("budget_usd", "five", "a number"),
        ("judge", "me", "none of the choices"),
    ],
)
def test_what_has_no_meaning_is_told_by_its_field(tmp_path: Path, name: str, value: str, said: str) -> None:
    file, settings = opened(tmp_path)
    with pytest.raises(SettingsRefused) as refused:
        file.keep(settings, {name: value, "contact": "ada@example.org"})
    assert list(refused.value.errors) == [name]
    assert said in refused.value.errors[name]
    assert not (tmp_path / FILE_NAME).exists()


def test_what_the_environment_sets_is_not_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ASSISTANT_CONTACT", "ada@example.org")
    file, settings = opened(tmp_path)
    assert {name for name, by in file.by.items() if by == "environment"} >= {"base_url", "contact"}
    with pytest.raises(SettingsRefused, match="base_url"):
        file.keep(settings, {"base_url": "http://127.0.0.1:10/v1"})
    assert file.keep(settings, {"model": "tiny"}).base_url == "http://127.0.0.1:9/v1"


def test_what_was_given_at_the_start_stays(tmp_path: Path) -> None:
    file, settings = opened(tmp_path, base_url="http://127.0.0.1:9/v1")
    assert file.by == {"home": "start", "base_url": "start"}
    assert file.keep(settings, {"model": "tiny"}).base_url == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(("key", "address"), [("api_key", "base_url"), ("embedding_api_key", "embedding_base_url")])
def test_kept_key_goes_to_no_other_address(tmp_path: Path, key: str, address: str) -> None:
    file, settings = opened(tmp_path)
    settings = file.keep(settings, {key: "sk-moss", address: "http://127.0.0.1:9/v1"})
    for elsewhere in ("http://127.0.0.1:10/v1", None):
        with pytest.raises(SettingsRefused) as refused:
            file.checked(settings, {address: elsewhere})
        assert list(refused.value.errors) == [key]
    assert getattr(file.checked(settings, {address: "http://127.0.0.1:10/v1", key: None}), key) is None
    assert getattr(file.checked(settings, {address: "http://127.0.0.1:10/v1", key: "sk-fern"}), key)


def test_kept_password_goes_to_no_other_server(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    settings = file.keep(settings, {"smtp_password": "moss 7", "smtp_host": "mail.example.org"})
    with pytest.raises(SettingsRefused):
        file.checked(settings, {"smtp_host": "mail.example.net"})


def test_no_error_shows_a_key(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    with pytest.raises(SettingsRefused) as refused:
        file.keep(settings, {"api_key": "sk-moss", "base_url": "sk-moss"})
    assert "sk-moss" not in f"{refused.value} {refused.value.errors} {refused.value.__cause__}"


def test_file_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    (tmp_path / FILE_NAME).write_text("model = \n")
    with pytest.raises(ConfigurationError, match="not valid TOML"):
        file.keep(settings, {"model": "tiny"})
    assert (tmp_path / FILE_NAME).read_text() == "model = \n"


def test_file_with_a_bad_setting_of_its_own_is_told(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    (tmp_path / FILE_NAME).write_text('judge = "me"\n')
    with pytest.raises(ConfigurationError, match="The setting judge is not valid"):
        file.keep(settings, {"model": "tiny"})


def test_two_do_not_write_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.settings_file._PATIENCE", 0.05)
    file, settings = opened(tmp_path)
    with locked(tmp_path / FILE_NAME, 1), pytest.raises(StoreBusy):
        file.keep(settings, {"model": "tiny"})


def test_link_to_a_file_elsewhere_stays_one(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    home = tmp_path / "home"
    elsewhere.mkdir()
    home.mkdir()
    (elsewhere / FILE_NAME).write_text('contact = "ada@example.org"\n')
    (home / FILE_NAME).symlink_to(elsewhere / FILE_NAME)
    file, settings = opened(home)
    file.keep(settings, {"model": "tiny"})
    assert (home / FILE_NAME).is_symlink()
    assert 'model = "tiny"' in (elsewhere / FILE_NAME).read_text()


def test_assistant_goes_by_them_from_then_on(tmp_path: Path) -> None:
    file, settings = opened(tmp_path)
    assistant = Assistant.open(settings)
    assert not assistant.is_judged
    assistant.go_by(file.keep(settings, {"base_url": "http://127.0.0.1:9/v1"}))
    assert assistant.is_judged
    assert endpoint_of(assistant.settings).base_url == "http://127.0.0.1:9/v1"
