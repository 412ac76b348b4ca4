"""`python -m boards atlas` and `python -m boards words`."""

import argparse

from boards.errors import Refusal


def build(options: argparse.Namespace) -> None:
    """Build all atlas files and what is numbered by them, or compare; print the sizes."""
    from boards.atlas import build as atlas  # noqa: PLC0415 (flashing does without fonts)

    made = atlas.build()
    if options.check:
        differing = atlas.differing(made)
        if differing:
            raise Refusal(
                f"not as catalogues and fonts make it: {', '.join(differing)}; run `make atlas`"
            )
    else:
        atlas.write(made)
    for name, data in made.items():
        print(f"{name:<8}{len(data):>8} bytes")
    print(f"{'together':<8}{sum(map(len, made.values())):>8} bytes")


def words(_: argparse.Namespace) -> None:
    """Print what is missing and what waits for review; refuse if anything is missing."""
    from boards.atlas import review  # noqa: PLC0415

    report, lacking = review.report()
    print(report)
    if lacking:
        raise Refusal(f"{lacking} entries are missing")
