"""The infant: water loss of the published table, heat production, responses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.world.plant.infant import (
    basal_w_kg,
    body_m2,
    evaporation_kg_m2_s_kpa,
    water_loss_g_m2_h,
)
from sim.world.plant.plant import Plant
from sim.world.plant.psychrometry import EVAPORATION_J_KG, saturation_kpa
from tests.sim.world.plant.worlds import PRETERM, drives, scenario

DAYS = (0, 1, 3, 7, 14, 21, 28)

# Hammarlund, Sedin and Stromberg 1983, as g/m2/h at 50 %, by middle of the group of weeks.
TABLE = {
    26.0: (51.6, 44.0, 28.0, 17.0, 13.0, 11.0, 9.6),
    29.0: (19.5, 18.0, 15.0, 11.0, 8.4, 7.0, 7.0),
    33.5: (6.6, 6.0, 6.6, 6.6, 4.9, 4.4, 3.8),
    39.0: (4.6, 4.0, 4.0, 4.0, 4.0, 4.0, 4.6),
}

GESTATIONS = st.floats(22.0, 44.0)
AGES = st.floats(0.0, 200.0)


@pytest.mark.parametrize("weeks", TABLE)
def test_water_loss_is_within_a_fifth_of_the_published_table(weeks):
    losses = [water_loss_g_m2_h(weeks, day) for day in DAYS]
    assert losses == pytest.approx(TABLE[weeks], rel=0.20)


@given(GESTATIONS, AGES, st.floats(0.1, 5.0))
def test_water_loss_falls_with_maturity_and_age(weeks, day, more):
    loss = water_loss_g_m2_h(weeks, day)
    assert water_loss_g_m2_h(weeks + more, day) < loss
    assert water_loss_g_m2_h(weeks, day + more) < loss
    assert loss > 4.0


def test_the_body_loses_that_water_at_50_percent_in_the_usual_air_for_its_age():
    for weeks, usual_air_c in ((26, 37.0), (32, 34.0), (40, 32.5)):
        difference_kpa = saturation_kpa(36.2) - 0.5 * saturation_kpa(usual_air_c)
        lost_g_m2_h = 3.6e6 * difference_kpa * evaporation_kg_m2_s_kpa(weeks, 1)
        assert lost_g_m2_h == pytest.approx(water_loss_g_m2_h(weeks, 1))


@pytest.mark.parametrize("weight_kg", [0.7, 1.5, 2.5, 3.5])
def test_surface_is_near_that_of_haycock(weight_kg):
    length_cm = 36.3 * weight_kg**0.25
    haycock_m2 = 0.024265 * weight_kg**0.5378 * length_cm**0.3964
    assert body_m2(weight_kg) == pytest.approx(haycock_m2, rel=0.05)


@given(GESTATIONS, AGES)
def test_basal_heat_lies_between_that_of_the_first_hours_and_of_weeks(weeks, day):
    assert 1.54 <= basal_w_kg(weeks, day) <= 2.28


@pytest.mark.parametrize(("weeks", "days"), [(28, 10.0), (40, 1.5)])
def test_basal_heat_rises_in_days_the_slower_the_less_mature(weeks, days):
    rise = basal_w_kg(weeks, days) - basal_w_kg(weeks, 0)
    assert rise / (basal_w_kg(weeks, 1e6) - basal_w_kg(weeks, 0)) == pytest.approx(0.632, abs=1e-3)


def settled_infant(infant, hours=4, **applied):
    """The plant with its air held by an ideal hand at a temperature, after some hours."""
    air_c = applied.pop("air_c")
    plant = Plant(scenario("double_300w", infant))
    held = drives(**applied)
    for _ in range(3600 * hours):
        plant.incubator.air_c = air_c
        plant.step(1.0, held)
    return plant


def test_cold_air_raises_heat_production():
    produced = [settled_infant(PRETERM, air_c=air_c).infant for air_c in (20.0, 34.0, 36.0)]
    assert produced[0].heat_w > produced[1].heat_w > produced[2].heat_w


def test_an_infant_in_usual_air_is_near_its_normal_temperature():
    plant = settled_infant(PRETERM, air_c=35.0)
    assert plant.core_true == pytest.approx(37.0, abs=0.7)
    assert plant.air_true < plant.infant.skin_c < plant.skin_true < plant.core_true


def test_breath_takes_its_share_of_heat_production():
    """8 to 9 % of it at 33 degC and 50 %."""
    plant = Plant(scenario(infant=PRETERM))
    incubator = plant.incubator
    incubator.air_c = 33.0
    incubator.moisture.vapour_kpa = 0.5 * saturation_kpa(33.0)
    infant = plant.infant
    dry_skin_kg_s = infant._evaporation_kg_s_kpa * (
        saturation_kpa(infant.skin_c) - incubator.moisture.vapour_kpa
    )
    plant.infant.step(1.0, drives(), incubator)
    breath_w = EVAPORATION_J_KG * (infant.vapour_kg_s - dry_skin_kg_s)
    assert 0.07 < breath_w / infant.metabolic_w < 0.10


def test_dry_heat_flows_from_hot_to_cold():
    for air_c in (30.0, 42.0):
        plant = Plant(scenario(infant=PRETERM))
        incubator = plant.incubator
        incubator.air_c = incubator.wall_inner_c = incubator.mattress_c = air_c
        plant.infant.step(1.0, drives(), incubator)
        for flow in (plant.infant.air_w, plant.infant.wall_w, plant.infant.mattress_w):
            assert (flow > 0.0) == (plant.infant.skin_c > air_c)


@pytest.mark.parametrize(("forced", "convection"), [(0.0, 2.2), (1.0, 2.8)])
def test_dry_heat_goes_by_convection_radiation_and_a_little_conduction(forced, convection):
    plant = warm_infant(PRETERM, 37.0, 36.0)
    plant.incubator.supply.forced = forced
    plant.infant.heat_w = 0.0  # no breath
    plant.infant.step(1.0, drives(), plant.incubator)
    infant = plant.infant
    per_m2 = [flow / infant.area_m2 for flow in (infant.air_w, infant.wall_w, infant.mattress_w)]
    expected = [convection * 0.88, 3.1 * 0.85, 3.1 * 0.15 + 5.0 * 0.12]
    assert per_m2 == pytest.approx([2.0 * w_m2_k for w_m2_k in expected])


def test_an_open_panel_shows_the_infant_the_room():
    plant = Plant(scenario(infant=PRETERM))
    plant.infant.step(1.0, drives(panel=1.0, room_c=20.0), plant.incubator)
    opened = plant.infant.room_w
    plant.infant.step(1.0, drives(panel=0.0, room_c=20.0), plant.incubator)
    assert opened > 0.0
    assert plant.infant.room_w == 0.0


def test_an_overheated_infant_sweats_unless_very_preterm():
    # The same step at 37.2 (no sweat) and at 39 degC core.
    for weeks, ratio in ((28, 1.0), (40, 3.0)):
        losses = []
        for core_c in (37.2, 39.0):
            infant = Plant(
                scenario(infant={"weight_g": 1500, "gestation_weeks": weeks, "age_days": 3})
            )
            infant.infant.core_c = core_c
            infant.infant.heat_w = 0.0
            infant.infant.step(1.0, drives(), infant.incubator)
            losses.append(infant.infant.vapour_kg_s)
        assert losses[1] / losses[0] == pytest.approx(ratio)


def warm_infant(infant, core_c, skin_c):
    """An infant in a hood at 34 degC, with the core and skin given."""
    plant = Plant(scenario(infant=infant, room={"temperature_c": 34.0, "humidity_pct": 50.0}))
    plant.infant.core_c = core_c
    plant.infant.skin_c = skin_c
    return plant


def held(plant, seconds):
    """The infant after its temperatures were held for a while."""
    infant = plant.infant
    core_c, skin_c = infant.core_c, infant.skin_c
    for _ in range(seconds):
        infant.core_c, infant.skin_c = core_c, skin_c
        infant.step(1.0, drives(), plant.incubator)
    return infant


# Of the preterm: 31 weeks, 3 days, 1.5 kg.
COLD_MATURITY = 0.30 + 0.08 * 5 + 0.02 * 3
MATURITY = 5 / 11 + 0.02 * 3


@pytest.mark.parametrize(
    ("core_c", "skin_c", "w_kg"),
    [
        (37.0, 35.2, 0.8),
        (36.8, 36.5, 0.5),
        (36.8, 35.2, 1.3),
        (37.2, 35.2, 0.3),
        (37.4, 35.2, 0.0),
    ],
)
def test_cold_skin_and_cold_core_raise_heat_production_and_a_warm_core_holds_it_back(
    core_c, skin_c, w_kg
):
    infant = held(warm_infant(PRETERM, core_c, skin_c), 6000)
    expected = COLD_MATURITY * 1.5 * w_kg
    assert infant.heat_w - infant.basal_w == pytest.approx(expected, rel=0.01, abs=1e-6)


def test_heat_production_has_a_ceiling():
    infant = held(warm_infant(PRETERM, 30.0, 25.0), 6000)
    assert infant.heat_w / infant.basal_w == pytest.approx(1.0 + 1.2 * COLD_MATURITY)


@pytest.mark.parametrize(
    ("core_c", "skin_c", "flow"),
    [
        (37.2, 36.2, 1.0 + MATURITY * (0.9 * 0.2 + 0.30 * 0.2)),
        (30.0, 30.0, 1.0 - 0.40 * MATURITY),
        (41.0, 40.0, 1.0 + 1.5 * MATURITY),
    ],
)
def test_skin_blood_flow_follows_core_and_skin_within_limits(core_c, skin_c, flow):
    infant = held(warm_infant(PRETERM, core_c, skin_c), 2000)
    assert infant.skin_flow == pytest.approx(flow, rel=0.01)


def test_responses_take_their_time():
    """63 % of the way after 300 s for heat production, after 120 s for blood flow."""
    for seconds, quantity in ((300, "heat_w"), (120, "skin_flow")):
        plant = warm_infant(PRETERM, 36.5, 35.0)
        start = getattr(plant.infant, quantity)
        partly = getattr(held(plant, seconds), quantity)
        finally_ = getattr(held(plant, 6000), quantity)
        assert (partly - start) / (finally_ - start) == pytest.approx(0.632, abs=0.01)


def test_core_warms_skin_through_the_blood_flow():
    plant = warm_infant(PRETERM, 37.0, 34.0)
    infant = plant.infant
    plant.incubator.moisture.vapour_kpa = 10.0  # neither skin nor breath loses water
    infant.heat_w = 0.0
    infant.step(1.0, drives(), plant.incubator)
    moved_w = 27.0 * infant.area_m2 * 3.0
    assert (37.0 - infant.core_c) * infant.core_j_k == pytest.approx(moved_w)
    assert (infant.skin_c - 34.0) * infant.skin_j_k == pytest.approx(moved_w)


def test_breath_leaves_cold_air_warmer():
    plant = warm_infant(PRETERM, 37.0, 24.0)
    plant.incubator.air_c = 24.0
    plant.infant.step(1.0, drives(), plant.incubator)
    assert plant.infant.air_w == pytest.approx(0.0014 * plant.infant.basal_w * 10.0)


def test_the_probe_site_lies_between_skin_and_core():
    infant = held(warm_infant(PRETERM, 37.0, 35.0), 1)
    assert (infant.abdomen_c - infant.skin_c) == pytest.approx(
        0.35 * (infant.core_c - infant.skin_c)
    )


def test_the_foot_lies_between_core_and_surroundings_by_the_flow_of_blood():
    plant = warm_infant(PRETERM, 37.0, 36.0)
    plant.incubator.air_c = plant.incubator.wall_inner_c = 33.0
    plant.incubator.moisture.vapour_kpa = 10.0  # nothing evaporates
    infant = held(plant, 3000)
    blood = 1.5 * infant.skin_flow**2
    assert infant.foot_c == pytest.approx((blood * 37.0 + 33.0) / (blood + 1.0), abs=0.01)


def test_a_foot_takes_300_s_to_warm_or_cool():
    plant = warm_infant(PRETERM, 37.0, 36.0)
    plant.incubator.air_c = plant.incubator.wall_inner_c = 25.0
    start = plant.infant.foot_c
    partly = held(plant, 300).foot_c
    assert (partly - start) / (held(plant, 6000).foot_c - start) == pytest.approx(0.632, abs=0.01)


def test_a_lamp_warms_the_infant():
    plant = warm_infant(PRETERM, 37.0, 36.0)
    skins = []
    for radiant_w_m2 in (0.0, 20.0):
        plant.infant.skin_c = 36.0
        plant.infant.core_c = 37.0
        plant.infant.skin_flow = 1.0
        plant.infant.step(1.0, drives(radiant_w_m2=radiant_w_m2), plant.incubator)
        skins.append(plant.infant.skin_c)
    lamp_w = (skins[1] - skins[0]) * plant.infant.skin_j_k
    assert lamp_w == pytest.approx(0.4 * 20.0 * plant.infant.area_m2)
