"""An `esp32` whose flash is empty and takes everything."""


class NVS:
    def __init__(self, namespace):
        self.blobs = {}

    def get_blob(self, key, buf):
        if key not in self.blobs:
            raise OSError(-0x1102)
        buf[:] = self.blobs[key]
        return len(buf)

    def set_blob(self, key, blob):
        self.blobs[key] = bytes(blob)

    def commit(self):
        pass
