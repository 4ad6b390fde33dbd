"""What the program tells a person in errors and notices, gathered from its code: it stands in no list."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What a browser is never told: doors for programs, and what only a command does.
_ELSEWHERE = {
    "assistant/api",
    "assistant/backup",
    "assistant/cli",
    "assistant/delivery/site.py",
    "assistant/evals",
    "assistant/interests/interests.py",
    "assistant/jobs/check.py",
    "assistant/web/server.py",
    "index/store/salvage.py",
}
_NOTICES = {"notices", "notes"}  # lists that are shown
_BY_HAND = re.compile(r"^\{\w+\} (?=[A-Z])")  # another sentence, which is gathered where it is written


def told_texts() -> dict[str, str]:
    """Return the texts with names in braces where they have values, and the file of each."""
    trees = {file: ast.parse(file.read_text(encoding="utf-8")) for file in _files()}
    errors = _errors(list(trees.values()))
    return {
        _BY_HAND.sub("", text): file.relative_to(ROOT).as_posix()
        for file, tree in trees.items()
        for text in _texts_of(tree, errors)
    }


def _files() -> Iterator[Path]:
    for folder in ("assistant", "index"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            name = file.relative_to(ROOT).as_posix()
            if not any(name == each or name.startswith(f"{each}/") for each in _ELSEWHERE):
                yield file


def _errors(trees: list[ast.Module]) -> set[str]:
    """Return the names of the classes that descend from `AssistantError`."""
    bases = {
        each.name: {ast.unparse(base).rpartition(".")[2] for base in each.bases}
        for tree in trees
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
    }
    known = {"AssistantError"}
    while more := {name for name, of in bases.items() if of & known} - known:
        known |= more
    return known


def _texts_of(tree: ast.Module, errors: set[str]) -> Iterator[str]:
    names = _assigned(tree.body)
    for scope in ast.walk(tree):
        if isinstance(scope, ast.FunctionDef):
            known = names | _assigned(list(ast.walk(scope)))
            for call in ast.walk(scope):
                if isinstance(call, ast.Call) and _tells(call, errors):
                    for value in (*call.args, *(keyword.value for keyword in call.keywords)):
                        yield from _text(value, known)


def _tells(call: ast.Call, errors: set[str]) -> bool:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "append":
        return ast.unparse(call.func.value).rpartition(".")[2] in _NOTICES
    name = ast.unparse(call.func).rpartition(".")[2]
    return name in errors or name in ("cls", "Noticed", "notice")


def _assigned(nodes: list[ast.stmt] | list[ast.AST]) -> dict[str, list[ast.expr]]:
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs = list(zip(target.elts, node.value.elts, strict=False))
                for name, value in pairs:
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, []).append(value)
    return found


def _text(value: ast.expr, known: dict[str, list[ast.expr]], depth: int = 3) -> Iterator[str]:
    """Yield what an expression may be, as far as it is written there or where its names are assigned."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            yield "".join(_part(part, known) for part in parts)
        case ast.IfExp(body=one, orelse=other):
            yield from _text(one, known, depth)
            yield from _text(other, known, depth)
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if depth:
            for each in known.get(name, []):
                yield from _text(each, known, depth - 1)
        case ast.Dict(values=values):
            for each in values:
                yield from _text(each, known, depth)


def _part(part: ast.expr, known: dict[str, list[ast.expr]]) -> str:
    match part:
        case ast.Constant(value=str(text)):
            return text
        case ast.FormattedValue(value=ast.Name(id=name)) if name.isupper():  # a constant
            return next(iter(_text(ast.Name(id=name), known)), "{value}")
    return "{value}"
