"""The demand of a school, shop, office, firm or club: see hubsim/demand/premises.py."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from hubsim.arrays import frozen
from hubsim.assets.annual import in_year
from hubsim.assets.asset import Inputs, Setting
from hubsim.assets.demand import Demand
from hubsim.demand.premises import Use, draw_premises, premises_shape
from hubsim.units import Quantity


class PremisesDemand(Demand):
    """Premises with opening hours, Dutch holidays, light in the dark and cooling in the heat."""

    title: ClassVar[str] = "Schools, shops and firms"

    kind: Literal["premises"]
    """Demand of premises, generated."""

    use: Use
    """What they are used for."""

    annual: Annotated[float, Quantity("energy", least=0.0)]
    """Energy used in a year; exact in the weather of the Dutch year."""

    def is_generated(self) -> bool:
        """Return that it is drawn."""
        return True

    def follows_weather(self) -> bool:
        """Return that light and cooling do."""
        return True

    def inputs(self, setting: Setting) -> Inputs:
        """Return the demand, ``p_kw``."""
        one = draw_premises(setting.random, self.use)
        seed = int(setting.random.integers(2**62))
        p_kw = in_year(
            setting,
            self.annual,
            lambda weather: premises_shape(one, seed, weather.horizon, weather.temperature_degc),
        )
        return {"p_kw": frozen(p_kw)}
