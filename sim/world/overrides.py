"""Holds attributes of the world at the values of faults, whatever anybody else writes meanwhile.

It has nothing to do with the operator's override.
"""


class Overrides:
    """Attributes that are held, each with what it goes back to.

    Of several that hold one attribute the last to come wins.
    """

    def __init__(self):
        self._held = []  # [part, attribute, value without any fault, [(holder, value) ...]]

    def hold(self, part, attribute: str, holder: str, value) -> None:
        """From now on `part.attribute` is `value`."""
        entry = self._find(part, attribute)
        if entry is None:
            entry = [part, attribute, getattr(part, attribute), []]
            self._held.append(entry)
        entry[3].append((holder, value))
        setattr(part, attribute, value)

    def release(self, part, attribute: str, holder: str) -> None:
        """`holder` lets go of it; nothing happens if it did not hold it."""
        entry = self._find(part, attribute)
        if entry is None:
            return
        others = entry[3] = [one for one in entry[3] if one[0] != holder]
        if others:
            setattr(part, attribute, others[-1][1])
        else:
            setattr(part, attribute, entry[2])
            self._held.remove(entry)

    def write(self, part, attribute: str, value) -> None:
        """Set an attribute now or, where it is held, for when it is let go."""
        entry = self._find(part, attribute)
        if entry is None:
            setattr(part, attribute, value)
        else:
            entry[2] = value

    def _find(self, part, attribute):
        for entry in self._held:
            if entry[0] is part and entry[1] == attribute:
                return entry
        return None
