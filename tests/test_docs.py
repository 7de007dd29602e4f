"""Examples of the documentation run as they stand."""

from __future__ import annotations

import re
from pathlib import Path

from hubsim.results import open_run

ROOT = Path(__file__).parent.parent
DAY = '["time={start: 2016-01-20, days: 2, step: 15 min, timezone: Europe/Amsterdam}"]'


def test_an_engineer_s_own_rows_as_the_optimiser_s_page_has_them(tmp_path, monkeypatch) -> None:
    page = (ROOT / "docs" / "optimiser.md").read_text()
    (code,) = [
        one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "constrain=" in one
    ]
    # Two days, in another folder; all else as it is written.
    code = code.replace('layout="both")', f'layout="both", overrides={DAY})')
    code = code.replace("scenarios/street.yaml", str(ROOT / "scenarios" / "street.yaml"))
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "optimiser.md", "exec"), {})
    (folder,) = (tmp_path / "results" / "street").iterdir()
    stored = open_run(folder)
    series = stored.series("together", "asset_p_kw")
    battery = series.values[:, series.ids.index("hub.battery")]
    hour = stored.horizon.hour_of_day
    assert battery[(hour >= 22) | (hour < 6)].max() <= 1e-5
    assert battery.max() > 1.0
