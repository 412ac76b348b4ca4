"""A hood that nothing circulates in: a blower drives air from the room over the heater, through
the hood and out again. In place of one that keeps its air.
"""

from sim.plants.network import Network


class Plant(Network):
    """All the air is fresh: the inlet's filter is in its way, as the outlet is."""

    circulation_m3_s = 6e-3
    fresh_m3_s = 0.8e-3  # by which vapour is lost: the humidifier is sized for it

    def __init__(self, scenario: dict):
        super().__init__(
            scenario,
            {
                "element": 900.0,
                "supply": 60.0,
                "base": 12e3,
                "air": 230.0,
                "wall": 10e3,
                "outside": 10e3,
                "mattress": 1_500.0,
            },
        )

    def links(self):
        through = self.circulating_w_k() * (0.3 + 0.7 * self.fresh)
        exchanged = (
            ("element", "supply", self.element_w_k(8.0)),
            ("element", "base", 0.25),
            ("supply", "base", 0.6 + 10.0 * self.supply.forced),
            ("base", "room", 1.0),
            ("base", "mattress", 1.0),
            ("air", "wall", self.wall_w_k(13.0)),
            ("wall", "outside", 12.0),  # double walls: there is little heat to spare
            ("outside", "room", 10.0),
            ("air", "mattress", self.wall_w_k(1.2)),
            ("mattress", "wall", 1.2),
            ("air", "room", self.exchange_w_k),
        )
        carried = (("room", "supply", through), ("supply", "air", through))
        return exchanged, carried
