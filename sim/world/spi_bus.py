"""One SPI bus that only sends: its chips, and how long they have kept it busy."""

# From a call to its return, beyond the bits on the wire: an interrupt and, for more than four
# bytes, DMA (ESP-IDF, SPI master driver, "Transaction Duration").
_TRANSACTION_US = 28


class SpiBus:
    """Wires SCK and MOSI. chips: each has `receive(data)`; its own pin tells whether it is meant.

    bytes_sent, transactions: counted from the start.
    """

    def __init__(self, clock):
        self._clock = clock
        self.chips = []
        self.bytes_sent = 0
        self.transactions = 0

    def send(self, data, hz: int, transactions: int) -> None:
        """Let the chips have the bytes, which take their time."""
        self.bytes_sent += len(data)
        self.transactions += transactions
        for chip in self.chips:
            chip.receive(data)
        clock = self._clock
        end_us = clock.now_us + _bus_us(len(data), transactions, hz)
        if end_us < clock.due_us:
            clock.now_us = end_us
        else:
            clock.advance_us(end_us - clock.now_us)

    def busy_us(self, hz: int) -> int:
        """How long all that was sent takes at a clock of `hz`."""
        return _bus_us(self.bytes_sent, self.transactions, hz)


def _bus_us(count, transactions, hz):
    return count * 8_000_000 // hz + transactions * _TRANSACTION_US
