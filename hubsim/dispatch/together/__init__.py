"""Together: step model -> window programme -> HiGHS -> AC check -> receding horizon."""

from hubsim.dispatch.together.effort import Effort
from hubsim.dispatch.together.receding import operate_together
from hubsim.dispatch.together.step import Constrain

__all__ = ["Constrain", "Effort", "operate_together"]
