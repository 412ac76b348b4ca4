"""Noise: repeatable, standard normal, and different for different seeds."""

from hypothesis import given
from hypothesis import strategies as st

from sim.world.noise import Noise

COUNT = 20_000


def drawn(seed, count):
    noise = Noise(seed)
    return [noise.next_gaussian() for _ in range(count)]


@given(st.integers())
def test_any_integer_seed_repeats_itself_and_stays_bounded(seed):
    numbers = drawn(seed, 50)
    assert numbers == drawn(seed, 50)
    assert all(-3.4 < number < 3.4 for number in numbers)
    assert len(set(numbers)) > 40


def test_mean_spread_and_tails_are_those_of_a_normal_distribution():
    numbers = drawn(1, COUNT)
    mean = sum(numbers) / COUNT
    variance = sum(number * number for number in numbers) / COUNT - mean * mean
    assert abs(mean) < 0.03
    assert abs(variance - 1.0) < 0.03
    for limit, inside in ((1.0, 0.683), (2.0, 0.954)):
        share = sum(abs(number) < limit for number in numbers) / COUNT
        assert abs(share - inside) < 0.015


@given(st.integers(0, 10**9))
def test_neighbouring_seeds_and_neighbouring_numbers_are_unrelated(seed):
    one, other = drawn(seed, 500), drawn(seed + 1, 501)
    for left, right in ((one, other), (other, other[1:])):
        product = sum(a * b for a, b in zip(left, right, strict=False)) / 500
        assert abs(product) < 0.3
