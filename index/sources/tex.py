r"""TeX in titles, names and abstracts, as the characters it stands for.

Only what is TeX beyond doubt is parsed by pylatexenc, piece by piece: `$...$` that is no price, accents, commands. All
text between the pieces stays as it is.
"""

import logging
import re
import tomllib
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources
from typing import cast

from pylatexenc.latex2text import (  # type: ignore[import-untyped]
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexMacroNode, LatexWalker, LatexWalkerError  # type: ignore[import-untyped]
from pylatexenc.latexwalker import get_default_latex_context_db as walker_context_db
from pylatexenc.macrospec import std_macro  # type: ignore[import-untyped]

_KNOWN = tomllib.loads((resources.files("index.data") / "tex.toml").read_text(encoding="utf-8"))
_LETTERS = "aa|AA|ae|AE|oe|OE|ss|o|O|l|L|i|j|dh|DH|th|TH|ng|NG"  # these eat the space behind them

_BRACED = r"\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*+\})*+\})*+\}"
_MATH = re.compile(  # begins with a literal sign, as the next two do: ten times faster to search for
    r"[$\\](?:(?<=\$)(?:\$(?P<display>[^$]{1,2000})\$\$|(?!\s)(?P<inline>(?:[^$\\]|\\.){1,2000}?)(?<!\s)\$)"
    r"|\((?<=\\\()(?P<round>.{1,500}?)\\\)|\[(?<=\\\[)(?P<square>.{1,500}?)\\\]"
    r"|begin\{(?P<name>(?:equation|align|gather|multline|eqnarray|displaymath|math)\*?)\}(?P<body>.{1,2000}?)"
    r"\\end\{(?P=name)\})",
    re.DOTALL,
)
_GROUP = re.compile(_BRACED.replace(r"\{", r"\{(?=\s*\\[A-Za-z`'\"^~=.])", 1), re.DOTALL)
_PIECE = re.compile(
    r"\\(?:(?P<accent>[`'\"^~=.]\s?(?:\{\\?[^\W\d_]\}|\\[ij](?![A-Za-z])|[^\W\d_])"
    r"|[cvuHkrdb](?:\s?\{\\?[^\W\d_]\}|\s[^\W\d_]\b))"
    r"|(?P<escaped>[%&$#_{}])"
    r"|(?P<space>[,;: ~]|\\(?:\[[\w.]+\])?)|(?P<nothing>[!/@-]|(?:begin|end)\{\w+\*?\})"
    rf"|(?P<letter>{_LETTERS})(?![A-Za-z])(?:\{{\}}|(?<=[A-Z])\s(?=[a-z])|(?<=[A-Za-z]\\\w)\s(?=[a-z])|(?<=[a-z]\\ss)\s(?=[a-z]))?"
    rf"|(?P<command>(?P<name>[A-Za-z]+)\*?(?:\[[^\[\]]*\])*(?:{_BRACED}(?:\s(?=\{{))?)*))",
    re.DOTALL,
)
_ARGUMENT_FOLLOWS = re.compile(r"(?:\\[A-Za-z]+\*?|[}\]])\s?\Z")
_TEX_SIGN = re.compile(r"[\\^_]")
_NUMBER = re.compile(r"[-+<>=]?\s?\w*(?:\.\d+)?")
_STYLED = re.compile(r"\\[A-Za-z]+\s*\{[^{}]*\}|\\[A-Za-z]+")
_WORD = re.compile(r"(?<![^\s,.;])[A-Za-z]{2,}(?![^\s,.;])")
_DAMAGED = re.compile(r"\\([a-z])\{([a-z]{1,8})\}")  # arXiv's listing has `\rho` as `\r{ho}`
_PERCENT = re.compile(r"(?<!\\)%")
_NAME_END = re.compile(r"(\\[A-Za-z]+)(?=[^\x00-\x7f])")  # pylatexenc takes the `γ` of `\fracγ2` for the name's
_NEW_COMMAND = re.compile(r"\\([A-Za-z]+)(?=\{[^}])")
_SCRIPT = re.compile(r"([_^])\s*(?=\{)")
_ORDINAL = re.compile(r"\^\(?(st|nd|rd|th)\b\)?")
_SIMPLE = re.compile(r"[+−-]?[\w.]+|.?", re.DOTALL)
_RELATION = re.compile(r"(?<=\s)([∈∉⊂⊆≤≥≪≫≈∼→↦≡∝≠])(?=\S)|(?<=\S)([∈∉⊂⊆≤≥≪≫≈∼→↦≡∝≠×])(?=\s\S)")
_Argument = Callable[[int], str]  # of a command, by its number, as text


def _undamaged(found: re.Match[str]) -> str:
    name = found[1] + found[2]
    return f"\\{name}{{}}" if len(name) > 2 and _is_known(name) else found[0]


_SLIPS = tuple((re.compile(pattern), instead) for pattern, instead in _KNOWN["slips"])


def from_tex(text: str) -> str:
    """Return `text` with its TeX as Unicode; what cannot be read stays as it is."""
    if "\\" in text or "{" in text:
        text = _DAMAGED.sub(_undamaged, text)
        for pattern, instead in _SLIPS:
            text = pattern.sub(instead, text)
    if "$" in text or "\\" in text:
        text = _set_formulas(text)
    return _PIECE.sub(_set_piece, _GROUP.sub(_set_group, text)) if "\\" in text else text


def _set_formulas(text: str) -> str:
    done, start = [], 0
    while found := _MATH.search(text, start):
        escaped = text[: found.start()][-1:] == "\\"
        if not escaped and _is_formula(text, found):
            done += [text[start : found.start()], _set_formula(text, found)]
            start = found.end()
        else:
            done.append(text[start : found.start() + 1])
            start = found.start() + 1
    return "".join((*done, text[start:]))


def _is_formula(text: str, found: re.Match[str]) -> bool:
    """Tell a formula from two prices: a formula has no word of prose, a price no TeX, a second one follows its sign."""
    body = found["inline"]
    if body is None:
        return True
    if _WORD.search(_STYLED.sub("", body)) and not re.fullmatch(r"[\w.-]+", body):
        return False
    glued = text[found.end() : found.end() + 1].isalnum()
    return bool(_TEX_SIGN.search(body)) or not glued or bool(_NUMBER.fullmatch(body))


def _set_formula(text: str, found: re.Match[str]) -> str:
    body = next(filter(None, found.group("inline", "display", "round", "square", "body")))
    index = re.fullmatch(r"_\{?([\d.]+)\}?", body.strip())
    if index and text[: found.start()].rstrip("}")[-1:].isalpha():
        return index[1]  # CO$_2$, PM$_{2.5}$
    return _decoded("\\(" + _SCRIPT.sub(r"\1\\script", body) + "\\)", math=True) or found[0]


def _set_group(found: re.Match[str]) -> str:
    if _ARGUMENT_FOLLOWS.search(found.string[max(0, found.start() - 30) : found.start()]):
        return found[0]
    return _decoded(found[0], math=False) or found[0]


def _set_piece(found: re.Match[str]) -> str:
    if found["escaped"] or found["space"] or found["nothing"]:
        return found["escaped"] or (" " if found["space"] else "")
    piece = f"\\{found['letter']}" if found["letter"] else found[0]
    if found["command"] and found.string[found.end() : found.end() + 1] == "{":
        return found[0]  # its argument has no end
    if found["name"] and len(found["name"]) == 1 and found["name"] not in "SP":
        return found[0]  # an accent over nothing: a pattern such as `\\d+`
    if found["name"] and not _is_known(found["name"]):
        glued = found.start() > 0 and re.match(r"[\w:\\]", found.string[found.start() - 1])
        if glued or len(found["name"]) < 3:
            return found[0]  # `C:\Users`, a line break that was written as `\n`
    plain = _decoded(f"{piece}{{}}", math=False)  # the parser looks for arguments beyond the end
    return found[0] if plain is None else plain


@lru_cache(maxsize=8192)
def _decoded(tex: str, *, math: bool) -> str | None:
    """Return a piece of TeX as text, or None when it cannot be read."""
    tex = _NAME_END.sub(r"\1 ", tex)
    tex = _NEW_COMMAND.sub(lambda command: command[0] if _is_known(command[1]) else "", _PERCENT.sub(r"\\%", tex))
    try:
        nodes, _, _ = LatexWalker(tex, latex_context=_grammar(), tolerant_parsing=False).get_latex_nodes()
    except LatexWalkerError:
        return None
    text = unicodedata.normalize("NFC", cast("str", _converter(math=math).nodelist_to_text(nodes)))
    if math:
        text = " ".join(_RELATION.sub(r" \1\2 ", _ORDINAL.sub(r"\1", text)).split())
        return text.replace(" _", "_").replace(" ^", "^")
    return None if any(map(unicodedata.combining, text)) else text  # an accent over what takes none was something else


@cache
def _grammar():  # type: ignore[no-untyped-def] # noqa: ANN202
    context = walker_context_db().filter_context(
        exclude_categories=["latex-ethuebung"], keep_which=["macros", "environments"]
    )
    arguments = _KNOWN["arguments"]
    context.add_context_category("ours", macros=[std_macro(*each) for each in arguments.items()], prepend=True)
    return context


@cache
def _converter(*, math: bool):  # type: ignore[no-untyped-def] # noqa: ANN202
    context = get_default_latex_context_db().filter_context(
        exclude_categories=["latex-ethuebung"], keep_which=["macros", "environments"]
    )
    shown = {
        **_KNOWN["signs"],
        **{name: f" {name} " for name in _KNOWN["functions"].split()},
        **{name: _set_as(form) for name, form in _COMMANDS.items()},
    }
    macros = [MacroTextSpec(name, simplify_repl=sign) for name, sign in shown.items()]
    macros += [MacroTextSpec(name, discard=False) for name in _KNOWN["kept"].split()]
    macros += [MacroTextSpec(name, discard=True) for name in _KNOWN["dropped"].split()]
    context.add_context_category("ours", macros=macros, prepend=True)
    form = " {} " if math else "{}"  # of a command that is not known
    context.set_unknown_macro_spec(
        MacroTextSpec("", simplify_repl=lambda node: (form if len(node.macroname) > 1 else "{}").format(node.macroname))
    )
    logging.getLogger("pylatexenc").setLevel(logging.ERROR)  # it warns of arguments that are not there
    return LatexNodes2Text(latex_context=context)


def _is_known(name: str) -> bool:
    return bool(_converter(math=False).latex_context.get_macro_spec(name).macroname)


def _in_brackets(text: str) -> str:
    return text if _SIMPLE.fullmatch(text) else f"({text})"


def _link(argument: _Argument) -> str:
    address, text = argument(0), argument(1)
    return text if not address or text.startswith(("http", "www.")) else f"{text} ({address})"


def _character(argument: _Argument) -> str:
    r"""MathJax's own: `\unicode{x2013}`, `\unicode{8211}`."""
    code = argument(0).lower()
    number = int(code[1:], 16) if re.fullmatch(r"x[0-9a-f]{1,5}", code) else int(code) if code.isdecimal() else 0
    return chr(number) if 32 < number < 0x11000 and not 0xD800 <= number < 0xE000 else ""


_COMMANDS: dict[str, Callable[[_Argument], str]] = {  # what is set in the place of each, by its arguments
    "script": lambda argument: _in_brackets(argument(0)),
    "sqrt": lambda argument: "√" + _in_brackets(argument(1)),
    "binom": lambda argument: f"({argument(0)} choose {argument(1)})",
    "pmod": lambda argument: f" (mod {argument(0)})",
    "footnote": lambda argument: f" ({text})" if (text := argument(1)) else "",
    "textcolor": lambda argument: argument(2),
    **dict.fromkeys(
        ("frac", "dfrac", "tfrac", "nicefrac"),
        lambda argument: f"{_in_brackets(argument(0))}/{_in_brackets(argument(1))}",
    ),
    "not": lambda argument: (
        unicodedata.normalize("NFC", sign + "\u0338") if len(sign := argument(0)) == 1 else f" not {sign} "
    ),
    "href": _link,
    "unicode": _character,
}


def _set_as(form: Callable[[_Argument], str]) -> Callable[[LatexMacroNode, LatexNodes2Text], str]:
    return lambda node, l2tobj: form(lambda number: cast("str", l2tobj.node_arg_to_text(node, number)).strip())
