"""What a store's library says when something goes wrong, as errors that a person can act on: see `index.storage`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar, cast

from index.errors import LibraryDamaged
from index.storage import told

_Class = TypeVar("_Class", bound=type)
_ANEW = "Run `assistant reindex`, which makes it anew from the papers."


def guarded(name: str, *errors: type[BaseException], todo: str = _ANEW) -> Callable[[_Class], _Class]:
    """Have every public method of a class raise StorageError, LibraryBusy or LibraryDamaged in the place of `errors`.

    Objects of the class have the path that they are about as `folder`. `name` is what they are, for a person.
    """
    guard = _Guard(name, errors, todo)

    def guard_class(kind: _Class) -> _Class:
        for method, value in list(vars(kind).items()):
            if method.startswith("_") and method != "__init__":
                continue
            if isinstance(value, property) and value.fget:
                setattr(kind, method, property(guard.wrapped(value.fget), doc=value.__doc__))
            elif inspect.isfunction(value):
                setattr(kind, method, guard.wrapped(value))
        return kind

    return guard_class


class _Guarded(Protocol):
    folder: Path


class _Guard(NamedTuple):
    name: str
    errors: tuple[type[BaseException], ...]
    todo: str

    def wrapped(self, function: Callable[..., object]) -> Callable[..., object]:
        @functools.wraps(function)
        def call(store: _Guarded, *arguments: object, **named: object) -> object:
            with self._watching(store):
                return function(store, *arguments, **named)

        @functools.wraps(function)
        def generate(store: _Guarded, *arguments: object, **named: object) -> Iterator[object]:
            with self._watching(store):
                yield from cast("Iterator[object]", function(store, *arguments, **named))

        return generate if inspect.isgeneratorfunction(function) else call

    @contextmanager
    def _watching(self, store: _Guarded) -> Iterator[None]:
        try:
            yield
        except self.errors as error:
            raise told(store.folder, error, self._damaged) from error
        except BaseException as error:
            if type(error).__name__ != "PanicException":  # of Rust: it is no Exception, and cannot be imported
                raise
            why = (str(error).splitlines() or ["it does not open"])[0]
            raise told(store.folder, error, lambda _: self._damaged(why)) from error

    def _damaged(self, why: str) -> LibraryDamaged:
        return LibraryDamaged(f"{self.name} is damaged ({why}).", self.todo)
