"""Together: step model -> window programme -> HiGHS -> AC check -> receding horizon."""

from hubsim.dispatch.together.planner import Effort
from hubsim.dispatch.together.receding import operate_together

__all__ = ["Effort", "operate_together"]
