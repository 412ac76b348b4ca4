"""A row of a reply as one line of text, for people or for programs.

A row is a tuple of (key, value); a value is a str, a bool, None, or a number (int or Quantity).
"""

import json


def plain(row: tuple) -> str:
    """The values alone, two blanks apart."""
    return "  ".join([_plain(value) for _, value in row if value != ""])


def json_line(row: tuple) -> str:
    """A JSON object with the keys in their order."""
    members = ["{}: {}".format(json.dumps(key), _json(value)) for key, value in row]
    return "{" + ", ".join(members) + "}"


def _plain(value: object) -> str:
    if value is None:
        return "unknown"
    if value is True or value is False:
        return "yes" if value else "no"
    return str(value)


def _json(value: object) -> str:
    if value is None or isinstance(value, (str, bool)):
        return json.dumps(value)
    return str(value)
