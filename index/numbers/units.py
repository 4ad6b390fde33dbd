"""How numbers and units are written: the tables of `units.toml`."""

import tomllib
from importlib import resources

_TABLES = tomllib.loads((resources.files("index.numbers") / "units.toml").read_text(encoding="utf-8"))
ONES: list[str] = _TABLES["ones"].split()
TENS: list[str] = _TABLES["tens"].split()
SPELLED = {word: float(n) for n, word in enumerate(ONES)} | {word: 10.0 * n for n, word in enumerate(TENS, start=2)}
SCALES = {word: float(scale) for words, scale in _TABLES["scales"].items() for word in words.split()}
ABROAD = {word: float(scale) for words, scale in _TABLES["abroad"].items() for word in words.split()}
FACTORS: dict[str, tuple[int, str]] = {
    word: (value, unit) for words, (value, unit) in _TABLES["factors"].items() for word in words.split()
}
DIVISORS: dict[str, int] = {word: n for words, n in _TABLES["divisors"].items() for word in words.split()}
UNIT: dict[str, str] = {name: unit for unit, names in _TABLES["units"].items() for name in names.split()}
