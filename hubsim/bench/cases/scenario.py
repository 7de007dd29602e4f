"""From text to a checked scenario."""

from __future__ import annotations

from hubsim.bench.case import Work, case


@case
def validate() -> Work:
    """Check all layouts of the shipped street."""
    from hubsim.bench.counting import python_calls
    from hubsim.scenario.load import load_layouts
    from hubsim.shipping import shipped_folder

    file = shipped_folder() / "scenarios" / "street.yaml"

    def run() -> object:
        return load_layouts(file)

    return Work(run, lambda _: {"python_calls": python_calls(run)})
