"""What acts on the incubator over one step: actuators, people, power and the room."""


class Drives:
    """Filled in place by the pretended board and the timetable, read by the plant and sensors."""

    __slots__ = (
        "circulation",
        "fan",
        "fan_stalled",
        "fresh_air",
        "heater",
        "humidifier",
        "mains",
        "panel",
        "ports",
        "radiant_w_m2",
        "room_c",
        "room_rh",
        "skin_attached",
        "skin_covered",
        "sun_w",
        "supply_ratio",
        "water",
    )

    def __init__(self):
        self.heater = 0.0  # mean duty that reaches the element over the step, 0..1
        self.fan = 0.0  # duty 0..1.2; 1 is nominal speed
        self.humidifier = 0.0  # mean duty, 0..1
        self.fan_stalled = False
        self.circulation = 1.0  # share of the air that the outlet into the hood lets through
        self.fresh_air = 1.0  # share of the fresh air that the inlet lets through
        self.water = True  # reaches the humidifier
        self.mains = True
        self.supply_ratio = 1.0  # supply voltage over nominal
        self.ports = 0  # hand ports open, 0..6
        self.panel = 0.0  # front panel, 0 closed .. 1 open
        self.room_c = 24.0
        self.room_rh = 45.0  # %
        self.radiant_w_m2 = 0.0  # phototherapy lamp or sun on infant and mattress
        self.sun_w = 0.0  # that sun leaves in the air of the hood
        self.skin_attached = True
        self.skin_covered = False  # the infant lies on the central probe
