"""A naked infant on the mattress: core, skin, foot, metabolism, skin blood flow, water loss.

Equations and sources: docs/plant.md, "Infant". Not a medical predictor.
"""

from math import exp

from sim.world.plant.psychrometry import EVAPORATION_J_KG, saturation_kpa

# Body.
_BODY_J_KG_K = 3470.0
_SKIN_KG_M2 = 2.0e-3 * 1050.0  # a shell of 2 mm
_CONTACT = 0.12  # share of the skin on the mattress
_ABDOMEN = 0.35  # the abdominal site lies this far from skin to core
_NEUTRAL_CORE_C = 37.0
_NEUTRAL_SKIN_C = 36.0

# Heat exchange of the skin, W/m2/K.
_CONVECTION_STILL = 2.2
_CONVECTION = 2.8  # at nominal flow
_RADIATION = 3.1  # radiating share of the skin included, Wheldon
_RADIATION_TO_MATTRESS = 0.15  # share of the radiation; the rest goes to the wall
_PANEL_VIEW = 0.15  # share of the wall seen by the infant that an open front panel removes
_CONDUCTION = 5.0  # foam, per m2 of contact
_LAMP_ABSORBED = 0.4  # of the radiant flux, over the whole skin

# Core to skin.
_CORE_SKIN_W_M2_K = 27.0
_VASOMOTOR_LAG_S = 120.0
_FLOW_PER_CORE_K = 0.9
_FLOW_PER_SKIN_K = 0.30

# The foot lies between core and surroundings: blood over surroundings, at the skin's usual flow.
_FOOT_BLOOD = 1.5
_FOOT_LAG_S = 300.0
_FOOT_BELOW_ABDOMEN_K = 1.0  # at the start of a run

# Metabolism.
_OXYGEN_J_ML = 20.1
_OXYGEN_AT_BIRTH = 4.6  # ml/kg/min
_OXYGEN_RISE = 2.2  # ml/kg/min, over days
_METABOLIC_LAG_S = 300.0
_COLD_SKIN_C = 36.2
_COLD_SKIN_W_KG_K = 0.8
_COLD_CORE_W_KG_K = 2.5  # a warm core holds back what cold skin asks for

# Breath.
_BREATH_LATENT_KPA = 0.0271  # share of metabolism per kPa below saturation of expired air
_BREATH_KPA = 5.62
_BREATH_SENSIBLE_K = 0.0014  # share of metabolism per K below expired air
_BREATH_C = 34.0

# Sweat.
_SWEAT_CORE_C = 37.2
_SWEAT_PER_K = 2.5
_SWEAT_MOST = 3.0
_SWEAT_GESTATION_WEEKS = 28


def clip(value: float, low: float, high: float) -> float:
    """`value` held within low..high."""
    return low if value < low else high if value > high else value


def body_m2(weight_kg: float) -> float:
    """Body surface, Ahn 2010 (Neo-BSA), at the length usual for the weight."""
    length_cm = 36.3 * weight_kg**0.25
    return 5.520e-4 * (1000.0 * weight_kg) ** 0.5526 * length_cm**0.3800


def basal_w_kg(gestation_weeks: float, age_days: float) -> float:
    """Minimal heat production: rises over 1.5 days at term, 10 days at 28 weeks or less."""
    maturity = clip((gestation_weeks - 28.0) / 9.0, 0.0, 1.0)
    rise_days = 10.0 - 8.5 * maturity
    oxygen = _OXYGEN_AT_BIRTH + _OXYGEN_RISE * (1.0 - exp(-age_days / rise_days))
    return oxygen * _OXYGEN_J_ML / 60.0


def water_loss_g_m2_h(gestation_weeks: float, age_days: float) -> float:
    """Transepidermal water loss at 50 % humidity: fit to Hammarlund, Sedin and Stromberg 1983."""
    early = gestation_weeks - 26.0
    barrier_days = clip(3.6 + 1.13 * early, 3.6, 8.0)
    left = 0.78 * exp(-age_days / barrier_days) + 0.22 * exp(-age_days / 40.0)
    return 4.0 + 47.6 * exp(-0.38 * early) * left


def evaporation_kg_m2_s_kpa(gestation_weeks: float, age_days: float) -> float:
    """Water loss per kPa between skin and air, from the loss at 50 % in the usual air for age."""
    usual_air_c = clip(34.0 + 0.5 * (32.0 - gestation_weeks), 32.5, 37.0)
    difference_kpa = saturation_kpa(36.2) - 0.5 * saturation_kpa(usual_air_c)
    return water_loss_g_m2_h(gestation_weeks, age_days) / 3.6e6 / difference_kpa


class Infant:
    """State and flows of the infant.

    A step reads the incubator as it was and leaves its flows as attributes: `air_w`, `wall_w`,
    `mattress_w` and `room_w` heat given to each, `lamp_w` taken from a lamp, `vapour_kg_s` water
    from skin and breath; `metabolic_w` is what the body produced in that step.
    """

    def __init__(self, weight_g: float, gestation_weeks: float, age_days: float):
        weight_kg = weight_g / 1000.0
        area_m2 = body_m2(weight_kg)
        skin_kg = _SKIN_KG_M2 * area_m2
        self.weight_kg = weight_kg
        self.area_m2 = area_m2
        self.skin_j_k = skin_kg * _BODY_J_KG_K
        self.core_j_k = (weight_kg - skin_kg) * _BODY_J_KG_K
        self.basal_w = weight_kg * basal_w_kg(gestation_weeks, age_days)

        early = gestation_weeks - 26.0
        cold_maturity = clip(0.30 + 0.08 * early + 0.02 * age_days, 0.2, 1.0)
        self._cold_kg = cold_maturity * weight_kg
        self._most_w = self.basal_w * (1.0 + 1.2 * cold_maturity)
        maturity = clip(early / 11.0 + 0.02 * age_days, 0.1, 1.0)
        self._maturity = maturity
        self._least_flow = 1.0 - 0.40 * maturity
        self._most_flow = 1.0 + 1.5 * maturity
        self._sweats = gestation_weeks > _SWEAT_GESTATION_WEEKS
        self._evaporation_kg_s_kpa = area_m2 * evaporation_kg_m2_s_kpa(gestation_weeks, age_days)

        self.core_c = _NEUTRAL_CORE_C
        self.skin_c = _NEUTRAL_SKIN_C
        self.abdomen_c = _NEUTRAL_SKIN_C + _ABDOMEN * (_NEUTRAL_CORE_C - _NEUTRAL_SKIN_C)
        self.foot_c = self.abdomen_c - _FOOT_BELOW_ABDOMEN_K
        self.heat_w = self.basal_w  # heat production of the coming step
        self.skin_flow = 1.0  # vasomotor factor
        self.metabolic_w = self.basal_w
        self.air_w = 0.0
        self.wall_w = 0.0
        self.mattress_w = 0.0
        self.room_w = 0.0
        self.lamp_w = 0.0
        self.vapour_kg_s = 0.0

    def step(self, dt_s, drives, incubator):
        """Advance by `dt_s`."""
        core = self.core_c
        skin = self.skin_c
        heat_w = self.heat_w
        area = self.area_m2
        air = incubator.air_c
        mattress = incubator.mattress_c
        air_kpa = incubator.moisture.vapour_kpa

        # Dry exchange of the skin.
        convection = (
            _CONVECTION_STILL + (_CONVECTION - _CONVECTION_STILL) * incubator.supply.forced
        )
        convection_w = convection * area * (1.0 - _CONTACT) * (skin - air)
        radiation = _RADIATION * area
        beside = 1.0 - _RADIATION_TO_MATTRESS
        through_panel = beside * _PANEL_VIEW * drives.panel
        wall_w = radiation * (beside - through_panel) * (skin - incubator.wall_inner_c)
        room_w = radiation * through_panel * (skin - drives.room_c)
        below = radiation * _RADIATION_TO_MATTRESS + _CONDUCTION * _CONTACT * area
        mattress_w = below * (skin - mattress)
        lamp_w = _LAMP_ABSORBED * drives.radiant_w_m2 * area

        # Water from the skin: linear in vapour pressure (Hammarlund), more when sweating.
        skin_kg_s = self._evaporation_kg_s_kpa * (saturation_kpa(skin) - air_kpa)
        if skin_kg_s < 0.0:
            skin_kg_s = 0.0
        elif self._sweats and core > _SWEAT_CORE_C:
            sweat = 1.0 + _SWEAT_PER_K * (core - _SWEAT_CORE_C)
            skin_kg_s *= sweat if sweat < _SWEAT_MOST else _SWEAT_MOST

        # Breath.
        breath_kpa = _BREATH_KPA - air_kpa
        breath_latent_w = 0.0
        if breath_kpa > 0.0:
            breath_latent_w = _BREATH_LATENT_KPA * heat_w * breath_kpa
        breath_w = _BREATH_SENSIBLE_K * heat_w * (_BREATH_C - air)

        # The foot: what its surroundings alone would make of it, and what blood does.
        free_w_k = (convection * (1.0 - _CONTACT) + _RADIATION * beside) * area
        free_w = convection_w + wall_w + room_w + skin_kg_s * EVAPORATION_J_KG
        bloodless = skin + (lamp_w - free_w) / free_w_k
        blood = _FOOT_BLOOD * self.skin_flow * self.skin_flow
        foot = (blood * core + bloodless) / (blood + 1.0)
        self.foot_c += dt_s * (foot - self.foot_c) / _FOOT_LAG_S

        # Core and skin.
        inner_w = _CORE_SKIN_W_M2_K * self.skin_flow * area * (core - skin)
        core += dt_s * (heat_w - breath_latent_w - breath_w - inner_w) / self.core_j_k
        skin += dt_s * (inner_w + lamp_w - free_w - mattress_w) / self.skin_j_k

        self._respond(dt_s, core, skin)
        self.core_c = core
        self.skin_c = skin
        self.abdomen_c = skin + _ABDOMEN * (core - skin)
        self.metabolic_w = heat_w
        self.air_w = convection_w + breath_w
        self.wall_w = wall_w
        self.room_w = room_w
        self.mattress_w = mattress_w
        self.lamp_w = lamp_w
        self.vapour_kg_s = skin_kg_s + breath_latent_w / EVAPORATION_J_KG

    def _respond(self, dt_s, core, skin):
        """Heat production against cold, without shivering, and the skin's blood flow."""
        cold_w_kg = _COLD_CORE_W_KG_K * (_NEUTRAL_CORE_C - core)
        if skin < _COLD_SKIN_C:
            cold_w_kg += _COLD_SKIN_W_KG_K * (_COLD_SKIN_C - skin)
        heat_w = clip(self.basal_w + self._cold_kg * cold_w_kg, self.basal_w, self._most_w)
        self.heat_w += dt_s * (heat_w - self.heat_w) / _METABOLIC_LAG_S
        flow = _FLOW_PER_CORE_K * (core - _NEUTRAL_CORE_C) + _FLOW_PER_SKIN_K * (
            skin - _NEUTRAL_SKIN_C
        )
        flow = clip(1.0 + self._maturity * flow, self._least_flow, self._most_flow)
        self.skin_flow += dt_s * (flow - self.skin_flow) / _VASOMOTOR_LAG_S


class NoInfant:
    """An empty mattress: every flow is zero."""

    air_w = 0.0
    wall_w = 0.0
    mattress_w = 0.0
    room_w = 0.0
    lamp_w = 0.0
    vapour_kg_s = 0.0
    metabolic_w = 0.0

    def step(self, dt_s, drives, incubator):
        """Nothing changes."""
