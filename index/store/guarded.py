"""What a store's library says when something goes wrong, as errors that a person can act on: see `index.storage`."""

import functools
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from index.errors import LibraryDamaged
from index.storage import told

_Class = TypeVar("_Class", bound=type)
_Errors = tuple[type[BaseException], ...]
_ANEW = "Run `assistant reindex`, which makes it anew from the papers."


def guarded(name: str, *errors: type[BaseException], todo: str = _ANEW) -> Callable[[_Class], _Class]:
    """Have every public method of a class raise StorageError, LibraryBusy or LibraryDamaged in the place of `errors`.

    Objects of the class have their path as `folder`. `name` is what they are, for a person. Generators are not guarded.
    """

    def damaged(why: str) -> LibraryDamaged:
        return LibraryDamaged(f"{name} is damaged ({why}).", todo)

    def wrapped(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(store: object, *arguments: object, **named: object) -> object:
            with _watching(store, errors, damaged):
                return function(store, *arguments, **named)

        return call

    def guard_class(kind: _Class) -> _Class:
        for method, value in list(vars(kind).items()):
            if method.startswith("_") and method != "__init__":
                continue
            if isinstance(value, property) and value.fget:
                setattr(kind, method, property(wrapped(value.fget), doc=value.__doc__))
            elif inspect.isfunction(value):
                setattr(kind, method, wrapped(value))
        return kind

    return guard_class


@contextmanager
def _watching(store: Any, errors: _Errors, damaged: Callable[[str], LibraryDamaged]) -> Iterator[None]:  # noqa: ANN401
    try:
        yield
    except errors as error:
        raise told(store.folder, error, damaged) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust: it is no Exception, and cannot be imported
            raise
        why = (str(error).splitlines() or ["it does not open"])[0]
        raise told(store.folder, error, lambda _: damaged(why)) from error
