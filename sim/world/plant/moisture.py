"""Water in the hood: vapour, fog, film on the wall, runoff (docs/plant.md, "Moisture")."""

from sim.world.plant.psychrometry import (
    AIR_HEAT_J_KG_K,
    EVAPORATION_J_KG,
    humidity_ratio,
    latent_share,
    saturation_kpa,
    vapour_kpa,
)

_FULL_COVER_KG_M2 = 0.02  # a thinner film is drops, which dry from part of the wall only
_LEAST_COVER = 0.01  # so that the last drop dries, too
_RUNOFF_KG_M2 = 0.08
_LEAST_FOG_KG_S = 1e-9  # fog goes at this rate at least, so that it ends


class Moisture:
    """State: `vapour_ratio` (kg/kg) and its `vapour_kpa`, `fog_kg`, `film_kg`, `runoff_kg` so far.

    Of the last step: `wall_w` and `air_w`, latent heat given to the wall and to the air;
    `lost_vapour_kg_s` carried out to the room by the air, less what came in with it;
    `lost_fog_kg_s` carried out.
    """

    def __init__(self, parameters: dict, air_kg: float, room_c: float, room_rh: float):
        self._air_kg = air_kg
        self._full_cover_kg = _FULL_COVER_KG_M2 * parameters["wall_m2"]
        self._runoff_above_kg = _RUNOFF_KG_M2 * parameters["wall_m2"]
        self._fog_lag_s = parameters["fog_lag_s"]
        self.vapour_kpa = room_rh / 100.0 * saturation_kpa(room_c)
        self.vapour_ratio = humidity_ratio(self.vapour_kpa)
        self.fog_kg = 0.0
        self.film_kg = 0.0
        self.runoff_kg = 0.0
        self.wall_w = 0.0
        self.air_w = 0.0
        self.lost_vapour_kg_s = 0.0
        self.lost_fog_kg_s = 0.0

    def step(self, dt_s, drives, incubator, infant, humidifier):
        """Advance by `dt_s`, once the incubator's air and wall have their new temperatures."""
        air_c = incubator.air_c
        air_kg = self._air_kg
        vapour = self.vapour_ratio
        film = self.film_kg

        # Condensation on the wall (Lewis); a film dries as far as it covers, and while it lasts.
        wall_ratio = humidity_ratio(saturation_kpa(incubator.wall_inner_c))
        condensed_kg = dt_s * incubator.wall_w_k / AIR_HEAT_J_KG_K * (vapour - wall_ratio)
        if condensed_kg < 0.0:
            cover = max(film / self._full_cover_kg, _LEAST_COVER)
            condensed_kg = max(condensed_kg * min(cover, 1.0), -film)

        # Vapour.
        outside = humidity_ratio(drives.room_rh / 100.0 * saturation_kpa(drives.room_c))
        lost_vapour_kg = dt_s * incubator.through_kg_s * (vapour - outside)
        gained_kg = dt_s * (humidifier.vapour_kg_s + infant.vapour_kg_s)
        vapour += (gained_kg - condensed_kg - lost_vapour_kg) / air_kg

        # Fog is carried out with the air, evaporates as far as the air can take it up, and the
        # rest settles on the wall. Vapour beyond saturation turns to fog: evaporation below zero.
        fog = self.fog_kg + dt_s * humidifier.fog_kg_s
        saturation_ratio = humidity_ratio(saturation_kpa(air_c))
        lost_fog_kg = 0.0
        evaporated_kg = 0.0
        settled_kg = 0.0
        if fog > 0.0 or vapour > saturation_ratio:
            lost_fog_kg = dt_s * incubator.through_kg_s * fog / air_kg
            fog -= lost_fog_kg
            gone_kg = min(fog, dt_s * max(fog / self._fog_lag_s, _LEAST_FOG_KG_S))
            headroom_kg = air_kg * (saturation_ratio - vapour)
            evaporated_kg = min(gone_kg, headroom_kg * latent_share(air_c, saturation_ratio))
            settled_kg = gone_kg - max(0.0, evaporated_kg)
            fog -= evaporated_kg + settled_kg
            vapour += evaporated_kg / air_kg

        film += condensed_kg + settled_kg
        if film > self._runoff_above_kg:
            self.runoff_kg += film - self._runoff_above_kg
            film = self._runoff_above_kg

        self.vapour_ratio = vapour
        self.vapour_kpa = vapour_kpa(vapour)
        self.fog_kg = fog
        self.film_kg = film
        self.wall_w = condensed_kg * EVAPORATION_J_KG / dt_s
        self.air_w = -evaporated_kg * EVAPORATION_J_KG / dt_s
        self.lost_vapour_kg_s = lost_vapour_kg / dt_s
        self.lost_fog_kg_s = lost_fog_kg / dt_s
