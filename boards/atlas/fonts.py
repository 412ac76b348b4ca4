"""The pinned fonts: a line of text to clusters, and each cluster to pixels.

A cluster is what a reader takes for one sign: a letter, a Chinese character, a Khmer syllable with
its marks. HarfBuzz says which glyphs it has and where, FreeType draws them together, at once and
for all: the device only copies.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path

import freetype
import uharfbuzz

from boards.errors import Refusal

PIN = Path(__file__).with_name("fonts.toml")
_UNITS = 64  # of HarfBuzz and FreeType, in a pixel
_LEVELS = 3  # of grey above nothing, in 2 bits
_DRAWN_AS = {"-": "\u2013"}  # as wide as a digit, and seen from afar
_UPRIGHT = freetype.Matrix(0x10000, 0, 0, 0x10000)


@dataclass(frozen=True)
class Face:
    """A font at a size, and how far its ink may go from the baseline, pixels."""

    font: str
    em: int
    ascent: int
    descent: int


@dataclass(frozen=True)
class Cluster:
    """What is drawn at once, for `text`. glyphs: number in the font, and where, right of and above
    the pen, 1/64 px."""

    face: Face
    glyphs: tuple[tuple[int, int, int], ...]
    advance: int  # pixels
    text: str = field(compare=False, default="")

    def moved(self, right: int, wider: int) -> "Cluster":
        """The same so many pixels to the right, and so many wider."""
        glyphs = tuple((glyph, x + right * _UNITS, y) for glyph, x, y in self.glyphs)
        return replace(self, glyphs=glyphs, advance=self.advance + wider)


@dataclass(frozen=True)
class Bitmap:
    """Rows of grey levels 0..3, their left column right of the pen, their top row above the
    baseline, pixels."""

    left: int
    top: int
    rows: tuple[tuple[int, ...], ...]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass
class _Loaded:
    harfbuzz: uharfbuzz.Face
    freetype: freetype.Face
    sized: dict[int, uharfbuzz.Font] = field(default_factory=dict)


class Fonts:
    """The pinned fonts, read when they are first asked for."""

    def __init__(self, pin: Path = PIN):
        self._pin = tomllib.loads(pin.read_text(encoding="utf-8"))
        self._loaded: dict[str, _Loaded] = {}
        self._shaped: dict[tuple[str, str, int], list[Cluster]] = {}
        self._drawn: dict[Cluster, Bitmap] = {}
        self.numbers: dict[str, str] = {
            style: row["characters"] for style, row in self._pin["numbers"].items()
        }

    def number_face(self, style: str) -> Face:
        """What digits of a style are drawn with."""
        row = self._pin["numbers"][style]
        return Face(row["font"], row["em"], row["ascent"], row["descent"])

    def sizes(self, style: str) -> int:
        """How many sizes there are to try for a style, the largest first."""
        return max(map(len, self._pin["styles"][style].values()))

    def runs(self, style: str, text: str, size: int = 0) -> list[tuple[Face, str]]:
        """A text cut where its script changes. A space is of the script before it."""
        found: list[tuple[str, str]] = []
        for character in text:
            script = self._script(character)
            if found and (character == " " or found[-1][0] == script):
                found[-1] = (found[-1][0], found[-1][1] + character)
            else:
                found.append((script, character))
        faces = self._pin["styles"][style]
        return [(Face(**faces[script][: size + 1][-1]), run) for script, run in found]

    def shape(self, style: str, text: str, size: int = 0) -> list[Cluster]:
        """The clusters of a line, from left to right."""
        if (style, text, size) not in self._shaped:
            self._shaped[style, text, size] = [
                cluster
                for face, run in self.runs(style, text, size)
                for cluster in self._shape_run(face, run)
            ]
        return self._shaped[style, text, size].copy()

    def number(self, style: str, character: str) -> Cluster:
        """One character of what is drawn character by character."""
        face = self.number_face(style)
        (cluster,) = self._shape_run(face, _DRAWN_AS.get(character, character))
        return cluster

    def draw(self, cluster: Cluster) -> Bitmap:
        """The pixels of a cluster, cut to its ink. A Refusal if they leave its line."""
        if cluster not in self._drawn:
            self._drawn[cluster] = self._draw(cluster)
        return self._drawn[cluster]

    def _draw(self, cluster: Cluster) -> Bitmap:
        ink: dict[tuple[int, int], int] = {}
        face = self._load(cluster.face.font).freetype
        face.set_pixel_sizes(0, cluster.face.em)
        for glyph, right, up in cluster.glyphs:
            face.set_transform(_UPRIGHT, freetype.FT_Vector(right, round(up / _UNITS) * _UNITS))
            face.load_glyph(glyph, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_TARGET_LIGHT)
            bitmap = face.glyph.bitmap
            levels = bitmap.buffer
            for row in range(bitmap.rows):
                for column in range(bitmap.width):
                    level = levels[row * bitmap.pitch + column]
                    place = (face.glyph.bitmap_top - row, face.glyph.bitmap_left + column)
                    ink[place] = max(ink.get(place, 0), (level * _LEVELS + 127) // 255)
        places = [place for place, level in ink.items() if level]
        if not places:
            return Bitmap(0, 0, ())
        top, bottom = max(up for up, _ in places), min(up for up, _ in places)
        left, right = min(x for _, x in places), max(x for _, x in places)
        over = max(top - cluster.face.ascent, 1 - bottom - cluster.face.descent)
        if over > 0:
            raise Refusal(
                f"{PIN.name}: {cluster.text!r} in {cluster.face.font} of {cluster.face.em} px goes"
                f" {over} px beyond ascent or descent"
            )
        rows = tuple(
            tuple(ink.get((up, x), 0) for x in range(left, right + 1))
            for up in range(top, bottom - 1, -1)
        )
        return Bitmap(left, top, rows)

    def _script(self, character: str) -> str:
        for script, blocks in self._pin["scripts"].items():
            if any(first <= ord(character) <= last for first, last in blocks):
                return str(script)
        return "latin"

    def _shape_run(self, face: Face, text: str) -> list[Cluster]:
        loaded = self._load(face.font)
        if face.em not in loaded.sized:
            font = uharfbuzz.Font(loaded.harfbuzz)
            font.scale = (face.em * _UNITS, face.em * _UNITS)
            loaded.sized[face.em] = font
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(loaded.sized[face.em], buffer, {"kern": False, "liga": False})
        clusters: dict[int, list[tuple[int, int, int]]] = {}
        pens: dict[int, int] = {}
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            if not info.codepoint:
                raise Refusal(f"{face.font} has no sign for {text[info.cluster]!r} of {text!r}")
            pen = pens.setdefault(info.cluster, 0)
            glyphs = clusters.setdefault(info.cluster, [])
            glyphs.append((info.codepoint, pen + position.x_offset, position.y_offset))
            pens[info.cluster] = pen + position.x_advance
        starts = [*clusters, len(text)]
        return [
            Cluster(face, tuple(glyphs), (pens[start] + _UNITS // 2) // _UNITS, text[start:end])
            for (start, glyphs), end in zip(clusters.items(), starts[1:], strict=True)
        ]

    def _load(self, name: str) -> _Loaded:
        if name not in self._loaded:
            self._loaded[name] = self._read(name)
        return self._loaded[name]

    def _read(self, name: str) -> _Loaded:
        row = self._pin["fonts"][name]
        package = self._pin["packages"][row["package"]]
        path = Path(package["folder"]) / row["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise Refusal(
                f"{path}: cannot be read: {error.strerror}; Debian's package {row['package']}"
                f" {package['version']} has it"
            ) from None
        if hashlib.sha256(data).hexdigest() != row["sha256"]:
            raise Refusal(
                f"{path} is not of {row['package']} {package['version']}, which {PIN.name} pins:"
                " another version draws other pixels"
            )
        index = row.get("index", 0)
        return _Loaded(
            uharfbuzz.Face(uharfbuzz.Blob(data), index), freetype.Face(str(path), index=index)
        )
