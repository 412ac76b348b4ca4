"""Whatever is done to it, the plant stays physical."""

from math import isfinite

from hypothesis import given, settings

from sim.world.plant.parameters import PRESETS
from sim.world.plant.plant import Plant
from sim.world.plant.psychrometry import saturation_kpa
from tests.sim.world.plant.worlds import PRETERM, SCENARIOS, TREATMENTS, drives, scenario

BIMETAL_OPENS_C = 130.0
STEP_K = 1.0  # the most that the element gains in the second in which its bimetal opens
# Colder than any room by evaporation, hotter than anything but the element under lamp and heater.
COLDEST_C = -20.0
HOTTEST_C = 132.0

SUPERSATURATED = 1.02  # what one step may leave for the next to turn to fog

QUANTITIES = (
    "air_true",
    "skin_true",
    "foot_true",
    "core_true",
    "rh_true",
    "element_true",
    "supply_true",
    "heater",
    "fan",
)


def temperatures(plant):
    incubator = plant.incubator
    body = (
        [plant.skin_true, plant.foot_true, plant.core_true]
        if hasattr(plant.infant, "core_c")
        else []
    )
    return [
        incubator.supply.element_c,
        incubator.supply.supply_c,
        incubator.supply.base_c,
        incubator.air_c,
        incubator.wall_inner_c,
        incubator.wall_outer_c,
        incubator.mattress_c,
        plant.humidifier.water_c,
        *body,
    ]


def check_physical(plant):
    moisture = plant.incubator.moisture
    assert all(isfinite(getattr(plant, name)) for name in QUANTITIES)
    assert all(COLDEST_C <= value <= HOTTEST_C for value in temperatures(plant))
    assert plant.element_true <= BIMETAL_OPENS_C + STEP_K
    assert 0.0 <= plant.rh_true <= 100.0
    assert moisture.vapour_ratio >= 0.0
    assert moisture.vapour_kpa <= SUPERSATURATED * saturation_kpa(plant.air_true)
    assert moisture.fog_kg >= 0.0
    assert moisture.film_kg >= 0.0
    assert plant.humidifier.tank_kg >= 0.0
    assert 0.0 <= plant.fan <= 1.2 * 3000.0
    assert plant.heater >= 0.0


@settings(max_examples=100, deadline=None)
@given(SCENARIOS, TREATMENTS)
def test_stays_physical_whatever_happens(case, treatment):
    plant = Plant(case)
    check_physical(plant)
    for applied, duration_s in treatment:
        for second in range(duration_s):
            plant.step(1.0, applied)
            if second < 5 or second % 7 == 0:
                check_physical(plant)


def test_a_stalled_fan_at_full_heat_is_held_by_the_bimetal():
    """It opens at 130 degC, and closes again at 100."""
    for preset in PRESETS:
        plant = Plant(scenario(preset, PRETERM))
        stalled = drives(heater=1.0, fan_stalled=True)
        switched = set()
        closed = True
        for _ in range(7200):
            before = plant.element_true
            plant.step(1.0, stalled)
            check_physical(plant)
            if plant.incubator.supply.bimetal_closed != closed:
                closed = not closed
                switched.add(round(before))
        assert switched <= {130, 131, 99, 100}, preset
        assert len(switched) >= 2, preset


def test_unheated_and_dry_nothing_leaves_the_range_of_temperatures_it_started_with():
    plant = Plant(scenario())
    warming = drives(heater=1.0, room_rh=0.0)
    for _ in range(1200):
        plant.step(1.0, warming)
    # By now too little vapour is left to condense.
    cooling = drives(fan=0.0, room_rh=0.0, room_c=10.0, ports=2)
    hottest = max(temperatures(plant))
    for _ in range(7200):
        plant.step(1.0, cooling)
        now = temperatures(plant)
        assert min(now) >= 10.0
        assert max(now) <= hottest + 0.01  # the fan still turns for a few seconds, and warms
        hottest = max(now)
    assert hottest < 30.0


def followed(quantity, case, *treatments, seconds=3600):
    """The same plant under each treatment: a row of a quantity per second."""
    plants = [Plant(case) for _ in treatments]
    for _ in range(seconds):
        for plant, applied in zip(plants, treatments, strict=True):
            plant.step(1.0, applied)
        yield [getattr(plant, quantity) for plant in plants]


def test_more_heat_is_never_colder():
    case = scenario(infant=PRETERM)
    duties = [drives(heater=heater) for heater in (0.0, 0.3, 0.31, 1.0)]
    for airs in followed("air_true", case, *duties):
        assert airs == sorted(airs)


def test_a_warmer_room_is_never_colder_inside():
    rooms = [drives(heater=0.5, room_c=room_c) for room_c in (15.0, 24.0, 30.0)]
    for airs in followed("air_true", scenario(infant=PRETERM), *rooms):
        assert airs == sorted(airs)


def test_a_wider_opening_to_a_colder_room_is_never_warmer():
    openings = [
        drives(heater=0.5, room_c=15.0, ports=ports, panel=panel)
        for ports, panel in ((6, 1.0), (0, 1.0), (6, 0.0), (1, 0.0), (0, 0.0))
    ]
    for airs in followed("air_true", scenario(), *openings):
        assert airs == sorted(airs)


def test_power_goes_with_the_square_of_the_supply_voltage():
    plant = Plant(scenario())
    plant.step(1.0, drives(heater=0.5, supply_ratio=0.9))
    assert abs(plant.heater - 150.0 * 0.81) < 1e-9


def test_without_mains_nothing_heats_blows_or_boils():
    plant = Plant(scenario())
    for _ in range(60):
        plant.step(1.0, drives(heater=1.0, humidifier=1.0, mains=False))
    assert plant.heater == 0.0
    assert plant.fan == 0.0
    assert plant.humidifier.power_w == 0.0


def test_without_an_infant_the_probes_hang_in_the_air():
    plant = Plant(scenario(infant=None))
    for _ in range(600):
        plant.step(1.0, drives(heater=1.0))
        assert plant.skin_true == plant.foot_true == plant.core_true == plant.air_true
