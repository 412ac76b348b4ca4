"""Where a line may end: by spaces, by U+200B as Khmer has it, and between Chinese characters."""

from collections.abc import Callable

ZERO_WIDTH_SPACE = "\u200b"
_OPENING = "(\uff08\u300a\u201c\u300c["
_CLOSING = (
    ")],;:.!?%"
    "\uff09\u300b\u201d\u300d\uff0c\u3002\u3001\uff1b\uff1a\uff01\uff1f\u2103"  # Chinese
    "\u17d4\u17d5\u17d6\u17d7"  # Khmer
)


def pieces(text: str) -> list[str]:
    """The text in parts, after each of which a line may end; a space belongs to what it follows.

    A number stays with what it counts.
    """
    found = [""]
    for before, character in zip(" " + text, text, strict=False):
        if _may_break(found[-1], before, character):
            found.append("")
        found[-1] += character
    return [piece.replace(ZERO_WIDTH_SPACE, "") for piece in found]


def fill(text: str, width: int, measure: Callable[[str], int]) -> list[str]:
    """The lines of a text, as long as `width` allows; a piece that is too long has its own."""
    lines = [""]
    for piece in pieces(text):
        if lines[-1] and measure((lines[-1] + piece).rstrip(" ")) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip(" ") for line in lines]


def _may_break(piece: str, before: str, character: str) -> bool:
    if not piece:
        return False
    if before == ZERO_WIDTH_SPACE:
        return character not in _CLOSING
    if before == " ":
        return character != " " and not piece.rstrip(" ")[-1:].isdigit()
    if character == " " or character in _CLOSING or before in _OPENING:
        return False
    return _is_wide(before) or _is_wide(character)


def _is_wide(character: str) -> bool:
    """Chinese, and its punctuation."""
    return "\u2e80" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef"
