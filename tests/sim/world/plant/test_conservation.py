"""Heat and water are conserved: nothing is gained or lost but through the boundary."""

from hypothesis import given, settings

from sim.world.plant.plant import Plant
from sim.world.plant.psychrometry import EVAPORATION_J_KG
from tests.sim.world.plant.worlds import SCENARIOS, TREATMENTS

# The model promises 0.1 %; only rounding keeps it from closing entirely.
CLOSES_TO = 1e-6


def stored_j(plant):
    """Heat in every part above 0 degC, latent heat of the vapour in the hood included."""
    incubator = plant.incubator
    parts = [
        (incubator.supply.element_j_k, incubator.supply.element_c),
        (incubator.supply.base_j_k, incubator.supply.base_c),
        (incubator.air_j_k, incubator.air_c),
        (incubator.wall_inner_j_k, incubator.wall_inner_c),
        (incubator.wall_outer_j_k, incubator.wall_outer_c),
        (incubator.mattress_j_k, incubator.mattress_c),
        (plant.humidifier.heat_j_k, plant.humidifier.water_c),
    ]
    if hasattr(plant.infant, "core_c"):
        parts.append((plant.infant.core_j_k, plant.infant.core_c))
        parts.append((plant.infant.skin_j_k, plant.infant.skin_c))
    latent = EVAPORATION_J_KG * incubator.air_kg * incubator.moisture.vapour_ratio
    return latent + sum(capacity * temperature for capacity, temperature in parts)


def gained_w(plant):
    incubator = plant.incubator
    return [
        incubator.supply.heater_w,
        incubator.supply.fan_w,
        plant.humidifier.power_w,
        plant.infant.metabolic_w,
        plant.infant.lamp_w,
        incubator.lamp_w,
        -plant.infant.room_w,
        -incubator.room_w,
        -incubator.moisture.lost_vapour_kg_s * EVAPORATION_J_KG,
    ]


def stored_kg(plant):
    moisture = plant.incubator.moisture
    vapour = plant.incubator.air_kg * moisture.vapour_ratio
    return (
        vapour + moisture.fog_kg + moisture.film_kg + moisture.runoff_kg + plant.humidifier.tank_kg
    )


def gained_kg_s(plant):
    moisture = plant.incubator.moisture
    return [plant.infant.vapour_kg_s, -moisture.lost_vapour_kg_s, -moisture.lost_fog_kg_s]


def closes(scenario, treatment, stored, flows):
    """Whether what is stored changes by what flowed in, over a treatment."""
    plant = Plant(scenario)
    before = stored(plant)
    balance = turnover = 0.0
    for drives, duration_s in treatment:
        for _ in range(duration_s):
            plant.step(1.0, drives)
            for flow in flows(plant):
                balance += flow
                turnover += abs(flow)
    return abs(stored(plant) - before - balance) <= CLOSES_TO * (turnover + abs(before))


@settings(max_examples=100, deadline=None)
@given(SCENARIOS, TREATMENTS)
def test_heat_is_conserved_whatever_happens(scenario, treatment):
    assert closes(scenario, treatment, stored_j, gained_w)


@settings(max_examples=100, deadline=None)
@given(SCENARIOS, TREATMENTS)
def test_water_is_conserved_whatever_happens(scenario, treatment):
    assert closes(scenario, treatment, stored_kg, gained_kg_s)
