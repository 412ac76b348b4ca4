"""What Home Assistant must be told of a board to show it by itself (its MQTT device discovery)."""

from typing import Any

from boards.read_data_port import FIELDS
from sim.watch.board import HOLDS_MS

_MS_PER_S = 1000
# By their names there; a field of another unit is shown without a class.
_CLASSES = {
    "degC": ("temperature", "°C"),
    "%": (None, "%"),
    "mV": ("voltage", "mV"),
    "mA": ("current", "mA"),
    "rpm": (None, "rpm"),
    "s": ("duration", "s"),
    "K": (None, "K"),
}


def device(
    root: str, site: str, board: str, state_topic: str, watcher_topic: str
) -> tuple[str, dict[str, Any]]:
    """Topic and payload that announce a board with an entity a field.

    An entity whose value is older than it holds becomes unavailable there.
    """
    identity = f"cradle_{site}_{board}"
    return f"{root}/device/{identity}/config", {
        "device": {
            "identifiers": [identity],
            "name": f"{site} {board}",
            "manufacturer": "Cradle",
            "model": "incubator, not a certified medical device",
        },
        "origin": {"name": "Cradle"},
        "availability_topic": watcher_topic,
        "state_topic": state_topic,
        "components": {
            name: _entity(identity, name, unit, yes_or_no)
            for name, unit, yes_or_no in (*FIELDS, ("alarms", "", False))
        },
    }


def _entity(identity: str, name: str, unit: str, yes_or_no: bool) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "platform": "binary_sensor" if yes_or_no else "sensor",
        "name": name.replace("_", " "),
        "unique_id": f"{identity}_{name}",
        "value_template": f"{{{{ value_json.{name} }}}}",
        "expire_after": HOLDS_MS // _MS_PER_S,
    }
    if name == "alarms":
        entity["value_template"] = "{{ value_json.alarms | join(', ') }}"
    if yes_or_no:
        entity |= {"payload_on": "True", "payload_off": "False"}
    if unit:
        kind, shown = _CLASSES[unit]
        entity["unit_of_measurement"] = shown
        if kind:
            entity["device_class"] = kind
    return entity
