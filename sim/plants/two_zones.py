"""A hood with a warm curtain and a still middle, and a roof that is colder than its walls.

Warm air rises along the front, turns below the roof and comes back past the infant: the middle is
colder than the curtain, and answers later. In place of one well-mixed hood.
"""

from sim.plants.network import Network


class Plant(Network):
    """`air` is the middle, where the infant lies and the sensors are."""

    def __init__(self, scenario: dict):
        super().__init__(
            scenario,
            {
                "element": 900.0,
                "supply": 60.0,
                "base": 15e3,
                "curtain": 90.0,
                "air": 140.0,
                "wall": 6e3,
                "outside": 6e3,
                "roof": 5e3,
                "mattress": 1_800.0,
            },
        )

    def links(self):
        around = self.circulating_w_k()
        fresh = self.fresh_w_k()
        exchanged = (
            ("element", "supply", self.element_w_k(8.0)),
            ("element", "base", 0.25),
            ("supply", "base", 0.8 + 13.0 * self.supply.forced),
            ("base", "room", 2.0),
            ("base", "mattress", 1.0),
            ("curtain", "air", 2.0 + 4.0 * self.supply.forced),
            ("curtain", "wall", self.wall_w_k(6.0)),
            ("air", "wall", self.wall_w_k(4.0)),
            ("curtain", "roof", self.wall_w_k(4.0)),
            ("wall", "outside", 60.0),
            ("outside", "room", 8.0),
            ("roof", "room", 3.5),
            ("air", "mattress", self.wall_w_k(1.2)),
            ("mattress", "wall", 1.2),
            ("air", "room", self.exchange_w_k),
        )
        carried = (
            ("supply", "curtain", around + fresh),
            ("curtain", "air", 0.6 * around + fresh),
            ("air", "supply", 0.6 * around),
            ("curtain", "supply", 0.4 * around),
            ("room", "supply", fresh),
        )
        return exchanged, carried
