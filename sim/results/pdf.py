"""Makes PDF of a page of HTML."""

from collections.abc import Callable
from pathlib import Path

from sim.errors import InputError


def pdf_writer() -> Callable[[Path], None]:
    """What writes the PDF of an HTML file, beside it. InputError where this PC cannot make any."""
    # Imported here: it needs Pango, which is the system's, and few commands do.
    try:
        from weasyprint import HTML  # noqa: PLC0415
    except OSError:
        raise InputError(
            "PDF needs Pango: on Debian `apt install libpango-1.0-0 libpangoft2-1.0-0`"
        ) from None

    def write(html: Path) -> None:
        HTML(filename=html).write_pdf(html.with_suffix(".pdf"))

    return write
