"""What the tools of this folder refuse or fail at, in words for the person at the keyboard."""


class Refusal(Exception):
    """Nothing was changed, and why."""


class Failure(Exception):
    """It broke off half-way; what ran before runs still."""
