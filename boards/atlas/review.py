"""What the words of each language lack: entries, and the eyes of a native speaker."""

from pathlib import Path

from boards.atlas import catalogue
from boards.atlas.catalogue import CONFIDENCES, FOLDER


def report(folder: Path = FOLDER) -> tuple[str, int]:
    """In lines for people, and how many entries are missing."""
    english = catalogue.read("en", folder)
    lines = []
    lacking = 0
    for language in catalogue.languages(folder):
        entries = catalogue.read(language, folder)
        missing = catalogue.missing(entries, english)
        lacking += len(missing)
        lines.append(f"{language}: {len(entries)} entries of {len(english)}")
        if missing:
            lines.append(f"  missing: {', '.join(missing)}")
        strange = catalogue.strange(entries, english)
        if strange:
            lines.append(f"  not in en.txt: {', '.join(strange)}")
        for confidence in CONFIDENCES:
            names = [entry.name for entry in entries.values() if entry.confidence == confidence]
            if names:
                lines.append(f"  wait for review, confidence {confidence}: {len(names)}")
                if confidence != CONFIDENCES[-1]:
                    lines.append(f"    {', '.join(names)}")
    return "\n".join(lines), lacking
