"""Whether a plant says what an incubator can be: a tester's own file may give anything."""

# Widest that each true quantity can be, in the units of docs/plant.md: an incubator in a room, the
# heat of its element when nothing cools that, and a fan beyond its full duty.
_BOUNDS = (
    ("air_true", -50.0, 150.0),
    ("skin_true", -50.0, 150.0),
    ("foot_true", -50.0, 150.0),
    ("core_true", -50.0, 150.0),
    ("rh_true", 0.0, 100.0),
    ("element_true", -50.0, 1500.0),
    ("supply_true", -50.0, 1500.0),
    ("heater", 0.0, 10_000.0),
    ("fan", 0.0, 10_000.0),
)
_OPTIONAL = ("foot_true",)


def wrong(plant) -> str:
    """What is wrong with the quantities of a plant, naming the first; empty if nothing is."""
    for name, low, high in _BOUNDS:
        value = getattr(plant, name, None)
        if value is None and name in _OPTIONAL:
            continue
        if value is None:
            return "it has no {}; docs/plant.md lists what a plant must have".format(name)
        if not isinstance(value, (int, float)) or not low <= value <= high:
            return "{} is {}: expected a number from {:g} to {:g}".format(name, value, low, high)
    return ""
