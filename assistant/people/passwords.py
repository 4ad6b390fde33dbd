"""Passwords, of which only a hash is kept: argon2id, with the parameters that argon2-cffi takes from RFC 9106."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.people.person import PersonRefused

LEAST, MOST = 10, 1000  # characters
_hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return what is kept of a password; it takes a tenth of a second and 64 MB.

    Raises:
        PersonRefused: it is too short or too long.
    """
    if not LEAST <= len(password) <= MOST:
        what = f"A password has {LEAST} to {MOST:,} characters; this one has {len(password):,}."
        raise PersonRefused(what, "Choose another: several words are easy to keep in mind.")
    return _hasher.hash(_normal(password))


def is_password(password: str, kept: str | None) -> bool:
    """Tell whether a password is the one of which this is kept. None takes as long: it is not told who has a login."""
    try:
        return _hasher.verify(kept or _of_nobody(), _normal(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_dated(kept: str) -> bool:
    """Tell whether a hash was made with parameters that are not those of today."""
    return _hasher.check_needs_rehash(kept)


def _normal(password: str) -> str:
    """Return a password in the one form of its letters: keyboards differ in how they write an accent."""
    return unicodedata.normalize("NFKC", password[:MOST])


@cache
def _of_nobody() -> str:
    return _hasher.hash("nobody")
