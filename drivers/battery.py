"""Battery voltage through a divider on the ESP32's own converter."""


class Battery:
    """voltage_mv: the battery's, as last polled. divider_pm: per mille of it that the pin gets."""

    def __init__(self, adc, divider_pm: int):
        self._adc = adc
        self._divider_pm = divider_pm
        self.voltage_mv = 0

    def poll(self) -> None:
        """Update voltage_mv, to the nearest; uV over per mille is mV."""
        divider_pm = self._divider_pm
        self.voltage_mv = (self._adc.read_uv() + (divider_pm >> 1)) // divider_pm
