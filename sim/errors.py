"""The ways a command of the simulator ends badly; each message is one clear line."""


class InputError(Exception):
    """What the user gave cannot be used: the message names the place and what is allowed."""


class RunError(Exception):
    """The input was fine, the run was not: the message says what broke."""


class ResultsFailed(Exception):
    """The run came to its end, and its results are not what they must be."""
