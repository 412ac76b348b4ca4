"""A hood on a trolley, with heater and fan far below it: warm air comes 12 s late, through a duct
that has to be warmed first. In place of a supply that is at once in the hood.
"""

from sim.plants.network import Network

_LATE_S = 12  # at full flow
_LATEST_S = 60


class Plant(Network):
    """`supply` is the air behind the heater, `outlet` the end of the duct."""

    def __init__(self, scenario: dict):
        super().__init__(
            scenario,
            {
                "element": 900.0,
                "supply": 60.0,
                "base": 9e3,
                "duct": 4e3,
                "outlet": 60.0,
                "air": 230.0,
                "wall": 4e3,
                "middle": 8e3,
                "outside": 4e3,
                "mattress": 1_400.0,
            },
        )
        self._under_way = [self.room_c] * _LATEST_S

    def step(self, dt_s, drives):
        """As ever; and the air in the duct goes on."""
        super().step(dt_s, drives)
        self._under_way.insert(0, self.c["supply"])
        self._under_way.pop()

    def carried_c(self, source):
        if source != "supply":
            return self.c[source]
        late_s = int(_LATE_S / max(self.flow, _LATE_S / (_LATEST_S - 1)))
        return self._under_way[min(late_s, _LATEST_S - 1)]

    def links(self):
        around = self.circulating_w_k()
        fresh = self.fresh_w_k()
        exchanged = (
            ("element", "supply", self.element_w_k(8.0)),
            ("element", "base", 0.3),
            ("supply", "base", 0.5 + 8.0 * self.supply.forced),
            ("base", "room", 1.2),
            ("outlet", "duct", 0.5 + 5.0 * self.supply.forced),
            ("duct", "room", 0.8),
            ("air", "wall", self.wall_w_k(15.0)),
            ("wall", "middle", 100.0),
            ("middle", "outside", 100.0),
            ("outside", "room", 12.5),
            ("air", "mattress", self.wall_w_k(1.2)),
            ("mattress", "wall", 1.3),
            ("air", "room", self.exchange_w_k),
        )
        carried = (
            ("supply", "outlet", around + fresh),
            ("outlet", "air", around + fresh),
            ("air", "supply", around),
            ("room", "supply", fresh),
        )
        return exchanged, carried
