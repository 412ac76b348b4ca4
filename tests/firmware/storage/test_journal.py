"""Records in flash: in order, bounded, and none lost but those in flight, whatever happens."""

from hypothesis import given
from hypothesis import strategies as st

from firmware.storage.journal import CRC_SIZE, Journal
from tests.firmware.storage.storage_bench import BenchFiles, Cut

SIZE = 4 + CRC_SIZE
PER_FILE = 5
FILES = 3
WAITING = 12
KEPT = (FILES - 1) * PER_FILE
BATCH = 8
RETRY_AFTER = 120


def journal(files):
    return Journal(files, "log", SIZE, PER_FILE, FILES, WAITING)


def row(count):
    return bytearray(count.to_bytes(4, "big") + bytes(CRC_SIZE))


def whole(log):
    return (record for record in log.rows() if record is not None)


def kept(log):
    """What each record that is kept says, and its number."""
    return {number: int.from_bytes(bytes(one[:4]), "big") for number, one in whole(log)}


def settle(log):
    """Give it all the periods that it needs."""
    for _ in range(2 * RETRY_AFTER):
        log.flush()
    assert not log.waiting and not log.failed


def consecutive(numbers):
    numbers = list(numbers)
    return numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True


batches = st.lists(st.integers(0, WAITING), max_size=12)


@given(batches)
def test_the_newest_records_are_kept_in_order_and_the_flash_is_bounded(history):
    files = BenchFiles()
    log = journal(files)
    count = 0
    for batch in history:
        for _ in range(batch):
            assert log.add(row(count))
            count += 1
        while log.waiting:
            log.flush()
        assert len(files.contents) <= FILES
        assert sum(map(len, files.contents.values())) <= FILES * PER_FILE * SIZE
    found = kept(log)
    assert list(found) == list(found.values()) == list(range(count - len(found), count))
    assert len(found) >= min(count, KEPT)
    assert kept(journal(files)) == found, "the next start finds the same"


@given(batches, st.integers(0, WAITING))
def test_what_still_waits_is_read_too(history, waiting):
    log = journal(BenchFiles())
    count = 0
    for batch in [*history, waiting]:
        settle(log)
        for _ in range(batch):
            log.add(row(count))
            count += 1
    found = kept(log)
    assert (
        list(found.values())[-waiting or count :] == list(range(count - waiting, count))[:WAITING]
    )
    assert consecutive(found.values())


@given(st.integers(0, 40), st.integers(1, WAITING))
def test_a_flush_writes_once_and_removes_once_at_most(before, batch):
    files = BenchFiles()
    log = journal(files)
    for count in range(before):
        log.add(row(count))
        settle(log)
    for count in range(batch):
        log.add(row(count))
    writes = files.flash.writes
    log.flush()
    assert 1 <= files.flash.writes - writes <= 2
    assert 1 <= batch - log.waiting <= BATCH


@given(st.integers(0, 40), st.integers(1, WAITING), st.integers(0, 3))
def test_a_cut_at_any_write_loses_only_what_was_not_yet_written(before, batch, at):
    files = BenchFiles()
    log = journal(files)
    for count in range(before):
        log.add(row(count))
        settle(log)
    for count in range(before, before + batch):
        log.add(row(count))
    files.cut(at)
    written = before
    try:
        while log.waiting:
            waiting = log.waiting
            log.flush()
            written += waiting - log.waiting
    except Cut:
        pass
    files.repair()
    found = kept(journal(files))
    assert consecutive(found.values())
    assert list(found.values())[-1:] == [written - 1][:written]
    assert len(found) >= min(written, KEPT)
    assert list(found) == list(found.values()), "numbers go on as before"


@given(st.lists(st.tuples(st.integers(1, WAITING), st.integers(0, 3)), max_size=8))
def test_cuts_in_a_row_lose_nothing_that_was_written(history):
    files = BenchFiles()
    count = 0
    written = -1
    for batch, at in history:
        log = journal(files)
        files.cut(at)
        try:
            for _ in range(batch):
                log.add(row(count))
                count += 1
            while log.waiting:
                log.flush()
                written = count - log.waiting - 1
        except Cut:
            pass
        files.repair()
        found = list(kept(journal(files)).values())
        assert found == sorted(found)
        assert (found or [-1])[-1] == written
        assert len(files.contents) <= FILES


@given(st.integers(0, 40), st.integers(1, WAITING))
def test_a_flash_that_fails_keeps_the_records_waiting_and_is_tried_again_later(before, batch):
    files = BenchFiles()
    log = journal(files)
    for count in range(before):
        log.add(row(count))
        settle(log)
    files.fail()
    for count in range(before, before + batch):
        assert log.add(row(count))
    log.flush()
    writes = files.flash.writes
    for _ in range(RETRY_AFTER):
        log.flush()
    assert (log.failed, log.waiting, files.flash.writes) == (True, batch, writes)
    log.flush()
    assert files.flash.writes == writes + 1
    files.repair()
    settle(log)
    newest = min(batch, KEPT)
    assert list(kept(log).values())[-newest:] == list(range(before + batch))[-newest:]
    assert consecutive(kept(log).values())


@given(st.integers(0, 4), st.integers(1, BATCH))
def test_a_write_that_landed_although_it_failed_is_not_written_twice(before, batch):
    class Lying(BenchFiles):
        lies = False

        def append(self, name, data):
            super().append(name, data)
            if self.lies:
                raise OSError(5)

    files = Lying()
    log = journal(files)
    for count in range(before):
        log.add(row(count))
        settle(log)
    for count in range(before, before + batch):
        log.add(row(count))
    files.lies = True
    log.flush()
    assert log.failed
    files.lies = False
    settle(log)
    assert list(kept(log).values()) == list(range(before + batch))


@given(st.integers(1, 30))
def test_a_full_ram_refuses_and_counts_what_comes(over):
    log = journal(BenchFiles())
    for count in range(WAITING):
        assert log.add(row(count))
    for count in range(over):
        assert not log.add(row(count))
    assert log.lost == over
    assert list(kept(log).values()) == list(range(WAITING))


@given(st.integers(1, 14), st.data())
def test_a_damaged_record_is_left_out_and_the_others_are_read(count, data):
    files = BenchFiles()
    log = journal(files)
    for one in range(count):
        log.add(row(one))
        settle(log)
    name = data.draw(st.sampled_from(sorted(files.contents)))
    at = data.draw(st.integers(0, len(files.contents[name]) - 1))
    files.contents[name][at] ^= data.draw(st.integers(1, 255))
    hurt = int(name.split(".")[1]) * PER_FILE + at // SIZE
    for reader in (log, journal(files)):
        assert list(kept(reader).values()) == [one for one in range(count) if one != hurt]


@given(st.integers(1, KEPT), st.integers(1, SIZE - 1))
def test_nothing_is_written_behind_a_torn_record(count, left):
    files = BenchFiles()
    log = journal(files)
    for one in range(count):
        log.add(row(one))
        settle(log)
    del files.contents[max(files.contents)][-left:]
    log = journal(files)
    log.add(row(99))
    settle(log)
    assert list(kept(journal(files)).values()) == [*range(count - 1), 99]


@given(st.dictionaries(st.sampled_from(["log.0", "log.1", "log.3"]), st.binary(max_size=40)))
def test_no_bytes_in_flash_stop_it(contents):
    files = BenchFiles()
    files.contents = {name: bytearray(data) for name, data in contents.items()}
    log = journal(files)
    list(log.rows())
    log.add(row(7))
    settle(log)
    assert list(kept(journal(files)).values())[-1] == 7


def test_an_erased_flash_is_no_record():
    files = BenchFiles()
    files.contents["log.0"] = bytearray(b"\xff" * SIZE + bytes(SIZE))
    assert kept(journal(files)) == {}


@given(st.integers(0, 14), st.integers(0, 14), st.integers(1, 10))
def test_reading_goes_on_while_others_write(before, step, batch):
    """A reader gets each record once, in order, and all that were there from its beginning."""
    log = journal(BenchFiles())
    for count in range(before):
        log.add(row(count))
        settle(log)
    found = []
    reader = whole(log)
    added = before
    for number, one in reader:
        assert int.from_bytes(bytes(one[:4]), "big") == number
        found.append(number)
        if len(found) == step:
            for _ in range(batch):
                log.add(row(added))
                added += 1
            settle(log)
    assert found == sorted(set(found))
    assert found[-1:] == [added - 1][: len(found)]


class CountedFiles(BenchFiles):
    """What is asked of the flash, and how much is read."""

    def __init__(self, contents=()):
        super().__init__()
        self.contents = {name: bytearray(data) for name, data in dict(contents).items()}
        self.asked = self.bytes_read = self.listed = 0

    def reset(self):
        self.asked = self.bytes_read = self.listed = 0

    def names(self):
        self.listed += 1
        return super().names()

    def size(self, name):
        self.asked += 1
        return super().size(name)

    def read_into(self, name, at, buf):
        self.asked += 1
        self.bytes_read += len(buf)
        return super().read_into(name, at, buf)

    def append(self, name, data):
        self.asked += 1
        super().append(name, data)

    def remove(self, name):
        self.asked += 1
        super().remove(name)


NUMBERS = st.integers(0, 12) | st.integers(0, 10**9) | st.sampled_from([999_998, 999_999, 10**30])
NAMES = st.builds("log.{}".format, NUMBERS) | st.sampled_from(
    ["log.007", "log.", "log.-1", "log.0.new", "other.3", "log.1e3", "calibration0"]
)
WHOLE_FILE = b"".join(bytes(sealed) for sealed in map(row, range(PER_FILE)))
CONTENTS = st.binary(max_size=80) | st.sampled_from([b"\xff" * 4000, WHOLE_FILE, WHOLE_FILE * 9])
FOLDERS = st.dictionaries(NAMES, CONTENTS, max_size=30)


@given(FOLDERS, st.integers(0, WAITING), st.booleans())
def test_whatever_the_folder_holds_a_step_of_reading_is_one_read_of_eight_records(
    contents, waiting, write
):
    files = CountedFiles(contents)
    log = journal(files)
    for count in range(waiting):
        log.add(row(count))
        if write:
            log.flush()
    reader = log.rows()
    steps = 0
    numbers = []
    while True:
        files.reset()
        record = next(reader, "end")
        assert files.asked <= 1
        assert files.bytes_read <= 8 * SIZE
        assert not files.listed
        if record == "end":
            break
        steps += 1
        if record is not None:
            numbers.append(record[0])
    assert steps <= 2 * FILES * PER_FILE + waiting, "and not over the numbers between files"
    assert numbers == sorted(set(numbers))


@given(FOLDERS, st.integers(0, 40))
def test_whatever_the_folder_holds_a_flush_is_an_access_or_two_and_lists_nothing(contents, more):
    files = CountedFiles(contents)
    log = journal(files)
    assert files.listed == 1
    assert files.asked <= 1, "of a start"
    for count in range(more):
        log.add(row(count))
        files.reset()
        log.flush()
        assert files.asked <= 2
        assert not files.listed


@given(FOLDERS)
def test_from_any_folder_on_the_flash_is_bounded_again(contents):
    files = CountedFiles(contents)
    kept_before = {name for name in contents if journal(CountedFiles())._number(name) < 0}
    log = journal(files)
    for count in range(8 * FILES * PER_FILE):
        log.add(row(count))
        log.flush()
    ours = [name for name in files.contents if name not in kept_before]
    if not log.failed:
        beyond = max(0, len(contents) - 2 * FILES)  # of whom the next starts take care
        assert len(ours) <= FILES + beyond
    assert kept_before <= set(files.contents)


def test_only_a_foreign_file_of_the_last_number_makes_it_give_up_and_say_so():
    log = journal(BenchFiles())
    assert log._number("log.999999") == 999_999
    files = CountedFiles({"log.999999": WHOLE_FILE})
    log = journal(files)
    log.add(row(1))
    log.flush()
    assert log.failed
    assert set(files.contents) == {"log.999999"}


def test_other_files_are_left_alone():
    files = BenchFiles()
    others = ("log", "log.x", "catalog.0", "log.0.new")
    for name in others:
        files.append(name, b"x")
    log = journal(files)
    for count in range(4 * KEPT):
        log.add(row(count))
        settle(log)
    for name in others:
        assert files.contents[name] == b"x"


def test_a_flash_that_cannot_be_read_at_start_is_found_again():
    files = BenchFiles()
    log = journal(files)
    for count in range(3):
        log.add(row(count))
    settle(log)

    class Blind(BenchFiles):
        blind = True

        def names(self):
            if self.blind:
                raise OSError(5)
            return super().names()

    blind = Blind()
    blind.contents = files.contents
    log = journal(blind)
    assert log.failed
    for count in range(3, 6):
        log.add(row(count))
    log.flush()
    blind.blind = False
    settle(log)
    assert list(kept(log).values()) == list(range(6))


# --- records that grew ---------------------------------------------------------------------------


def versions(files):
    """The journal as this version has it, and as a later one whose records are longer."""
    longer = Journal(files, "log", SIZE + 3, PER_FILE, FILES, WAITING, SIZE)
    return journal(files), longer


def long_row(count):
    return bytearray(count.to_bytes(4, "big") + b"new" + bytes(CRC_SIZE))


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 4)), min_size=1, max_size=8))
def test_records_that_grew_are_read_by_either_version_as_far_as_it_knows_them(history):
    files = BenchFiles()
    count = 0
    for grown, batch in history:
        log = versions(files)[grown]
        for _ in range(batch):
            log.add(long_row(count) if grown else row(count))
            count += 1
        settle(log)
        for reader in versions(files):
            found = list(kept(reader).values())
            assert found == list(range(count - len(found), count))
            assert found
    assert len(files.contents) <= FILES + 1


def test_what_a_shorter_record_does_not_have_is_zero_and_what_a_longer_one_has_is_kept():
    files = BenchFiles()
    before, after = versions(files)
    before.add(row(1))
    settle(before)
    after = versions(files)[1]
    after.add(long_row(2))
    settle(after)
    read = [bytes(one[4:7]) for number, one in filter(None, versions(files)[1].rows())]
    assert read == [bytes(3), b"new"]
