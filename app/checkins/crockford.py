"""Numbers as Crockford base32: digits and capitals without I, L, O and U. Codes are made by machines and read by them,
so reading is strict: a small letter is another text.
"""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_CHARACTERS = 10
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_CHECK_MODULUS = 37  # Crockford's: finds every single wrong character and every exchange of two neighbours


def encode(number: int, width: int) -> str:
    """``number`` in exactly ``width`` characters. Raises ``ValueError`` when it does not fit."""
    if not 0 <= number < 1 << (5 * width):
        raise ValueError(f"the number does not fit into {width} characters")
    return "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(width)))


def decode(text: str) -> int | None:
    """The number of a text, None when a character is none of ours."""
    number = 0
    for character in text:
        value = _VALUES.get(character)
        if value is None:
            return None
        number = number << 5 | value
    return number


def new_token(below: Callable[[int], int]) -> str:
    """10 random characters and a check character. ``below(n)``: a random number under n.

    Numbers whose check would need one of Crockford's five extra signs are drawn again: "=" may not stand in a scene.
    """
    while True:
        number = below(1 << (5 * TOKEN_CHARACTERS))
        check = number % _CHECK_MODULUS
        if check < len(ALPHABET):
            return encode(number, TOKEN_CHARACTERS) + ALPHABET[check]


def is_token(text: str) -> bool:
    """Whether a text has the form of a token, its check character included."""
    if len(text) != TOKEN_CHARACTERS + 1:
        return False
    number, check = decode(text[:-1]), _VALUES.get(text[-1])
    return number is not None and number % _CHECK_MODULUS == check
