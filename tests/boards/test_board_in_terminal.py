"""The panel of a virtual board in a terminal, with the program that make flash puts on it."""

from firmware.panel import colours
from sim.results.pictures import seen
from tests.sim.virtual_board.terminal import terminal

CHOSEN = (14, 130)  # in the menu's first row, where no letter reaches


def colour(wire):
    return tuple(seen(wire.to_bytes(2, "little") * (320 * 240))[0, 0].tolist())


AIR, MOIST = colour(colours.AIR), colour(colours.MOIST)


def main_is_shown(screen):
    """Nothing but the main screen has the colour of humidity."""
    return any(inks and inks[:3] == MOIST for _, inks in screen.cells.values())


def menu_is_shown(screen):
    return screen.paper(*CHOSEN) == AIR and not main_is_shown(screen)


def test_keys_typed_are_pressed_and_what_they_do_is_seen(image):
    with terminal("--flash", image, "--speed", 2) as there:
        there.until(main_is_shown)
        for _ in range(2):
            there.type("\x1b[C")
            there.until(menu_is_shown)
            there.type("\x1b[D")
            there.until(main_is_shown)
        there.type("\x03")
        assert there.end() == 130
        assert there.restored()
        assert "sim: interrupted" in there.screen.text()
