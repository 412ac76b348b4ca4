"""`python -m boards atlas` and `python -m boards words`."""

import argparse

from boards.errors import Refusal


def build(_: argparse.Namespace) -> None:
    """Build all atlas files and number the texts; print the sizes."""
    from boards.atlas import build as atlas  # noqa: PLC0415 (flashing does without fonts)

    sizes = atlas.build()
    atlas.number_texts()
    for name, size in sizes.items():
        print(f"{name:<8}{size:>8} bytes")
    print(f"{'together':<8}{sum(sizes.values()):>8} bytes")


def words(_: argparse.Namespace) -> None:
    """Print what is missing and what waits for review; refuse if anything is missing."""
    from boards.atlas import review  # noqa: PLC0415

    report, lacking = review.report()
    print(report)
    if lacking:
        raise Refusal(f"{lacking} entries are missing")
