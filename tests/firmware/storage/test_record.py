"""Named fields in flash: whatever the bytes, nothing is made up and nothing raises."""

from hypothesis import given
from hypothesis import strategies as st

from firmware.storage.record import pack, sequence_of, unpack

names = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
records = st.dictionaries(names, st.binary(max_size=255), max_size=6)
sequences = st.integers(0, 0xFFFF)


@given(sequences, records)
def test_what_was_packed_comes_out(sequence, fields):
    record = pack(sequence, fields)
    assert unpack(record) == fields
    assert sequence_of(record) == sequence


@given(st.binary(max_size=200))
def test_no_bytes_raise(data):
    assert unpack(data) is None or isinstance(unpack(data), dict)


@given(sequences, records, st.data())
def test_a_changed_byte_is_found(sequence, fields, data):
    record = pack(sequence, fields)
    at = data.draw(st.integers(0, len(record) - 1))
    record[at] ^= data.draw(st.integers(1, 255))
    assert unpack(record) is None


@given(sequences, records, st.data())
def test_another_length_is_found(sequence, fields, data):
    record = pack(sequence, fields)
    assert unpack(record[: data.draw(st.integers(0, len(record) - 1))]) is None
    tail = data.draw(st.binary(min_size=1, max_size=20))
    assert unpack(record + tail) is None or tail == bytes(len(tail))


@given(sequences, records, names, st.binary(max_size=255))
def test_a_field_more_takes_nothing_from_the_others(sequence, fields, name, value):
    both = unpack(pack(sequence, {**fields, name: value}))
    for one in fields:
        assert one == name or both[one] == fields[one]
