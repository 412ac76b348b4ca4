"""What the chip of the virtual board can call: the objects of sim.mcu, at a distance.

Constructors are methods of `Calls`, which is target 0; what they make has a number from then on.
"""

from collections.abc import Callable
from typing import Any

import esp32
import machine

from sim.virtual_board.host.flash import BoardFlash, PowerCut

BOARD = 0
_UNIQUE_ID = b"\x02cradle"[:6]  # a locally administered address, like a chip's own
_LOOK_US = 10  # about what asking for the time takes an ESP32
# Which exceptions of the board's objects mean something to the chip.
_NAMES = (
    OSError,
    OverflowError,
    ValueError,
    TypeError,
    MemoryError,
    RuntimeError,
)


class Calls:
    """The board is the hardware that is attached to `machine`; `more` are methods beside these."""

    def __init__(self, hardware: Any, flash: BoardFlash, more: dict[str, Callable[..., object]]):
        self._hardware = hardware
        self._flash = flash
        self._objects: dict[int, object] = {BOARD: self}
        self._more = more
        hardware.flash.update(flash.load_nvs())
        hardware.before_flash_write = flash.operation

    def forget(self) -> None:
        """The chip restarts: its objects are gone."""
        self._objects = {BOARD: self}

    def call(self, target: int, method: str, arguments: list[object]) -> object:
        """What the method returns; of an object that it made, the number."""
        if target == BOARD and method in self._more:
            return self._more[method](*arguments)
        return getattr(self._objects[target], method)(*arguments)

    # The board itself.

    def ticks_us(self) -> int:
        self._hardware.clock.advance_us(_LOOK_US)  # so that waiting for a moment ends
        return int(self._hardware.clock.ticks_us())

    def reset_cause(self) -> int:
        return int(self._hardware.reset_cause)

    def reset(self) -> None:
        machine.reset()

    def unique_id(self) -> bytes:
        return _UNIQUE_ID

    def flash_erase(self, _size: int) -> bool:
        return self._flash_operation(self._flash.erase_us())

    def flash_write(self, size: int) -> bool:
        return self._flash_operation(self._flash.write_us(size))

    def go_dark(self) -> None:
        raise PowerCut

    # Its parts.

    def pin(self, *arguments: object) -> int:
        return self._keep(machine.Pin(*arguments))

    def pwm(self, *arguments: object) -> int:
        return self._keep(machine.PWM(*arguments))

    def i2c(self, *arguments: object) -> int:
        return self._keep(_I2c(machine.I2C(*arguments)))

    def spi(self, number: int, baudrate: int, mode: list[int], pins: list[object]) -> int:
        polarity, phase, bits, firstbit = mode
        sck, mosi, miso = pins
        return self._keep(
            machine.SPI(
                number,
                baudrate,
                polarity=polarity,
                phase=phase,
                bits=bits,
                firstbit=firstbit,
                sck=sck,
                mosi=mosi,
                miso=miso,
            )
        )

    def adc(self, *arguments: object) -> int:
        return self._keep(machine.ADC(*arguments))

    def counter(self, *arguments: object) -> int:
        return self._keep(machine.Counter(*arguments))

    def wdt(self, *arguments: object) -> int:
        return self._keep(machine.WDT(*arguments))

    def nvs(self, namespace: str) -> int:
        return self._keep(_Nvs(namespace, self._hardware, self._flash))

    def uart(self, *arguments: object) -> int:
        return self._keep(machine.UART(*arguments))

    def rtc(self) -> int:
        return self._keep(machine.RTC())

    def _keep(self, thing: object) -> int:
        number = len(self._objects)
        self._objects[number] = thing
        return number

    def _flash_operation(self, duration_us: int) -> bool:
        try:
            self._hardware.before_flash_write()  # a fault of the world may be in its place
        except PowerCut:
            return False
        self._hardware.clock.advance_us(duration_us)
        return True


class _I2c:
    """An I2C controller whose buffers stay with the chip."""

    def __init__(self, controller: Any):
        self._controller = controller
        self.scan = controller.scan
        self.writeto = controller.writeto
        self.writeto_mem = controller.writeto_mem

    def readfrom(self, address: int, size: int) -> bytes:
        data = bytearray(size)
        self._controller.readfrom_into(address, data)
        return bytes(data)

    def readfrom_mem(self, address: int, register: int, size: int) -> bytes:
        data = bytearray(size)
        self._controller.readfrom_mem_into(address, register, data)
        return bytes(data)


class _Nvs:
    """NVS whose buffers stay with the chip; each change is kept at once."""

    def __init__(self, namespace: str, hardware: Any, flash: BoardFlash):
        self._nvs = esp32.NVS(namespace)
        self._hardware = hardware
        self._flash = flash
        self.get_i32 = self._nvs.get_i32

    def get_blob(self, key: str, size: int) -> bytes:
        blob = bytearray(size)
        return bytes(blob[: self._nvs.get_blob(key, blob)])

    def set_i32(self, key: str, value: int) -> None:
        self._nvs.set_i32(key, value)
        self._keep()

    def set_blob(self, key: str, value: bytes) -> None:
        self._nvs.set_blob(key, value)
        self._keep()

    def erase_key(self, key: str) -> None:
        self._nvs.erase_key(key)
        self._keep()

    def commit(self) -> None:
        self._nvs.commit()

    def _keep(self) -> None:
        self._flash.save_nvs(self._hardware.flash)


def as_chip_sees(error: Exception) -> tuple[str, list[object]]:
    """Name and arguments of the exception that the chip will raise."""
    for kind in _NAMES:
        if isinstance(error, kind):
            break
    else:
        return "RuntimeError", [f"{type(error).__name__}: {error}"]
    return kind.__name__, [part if isinstance(part, int) else str(part) for part in error.args]
