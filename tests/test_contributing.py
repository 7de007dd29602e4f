"""The example of CONTRIBUTING, followed literally: one file, and the kind is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

FOLLOW = """
import sys
import hubsim.assets
hubsim.assets.__path__.append(sys.argv[1])        # in place of the folder itself
from hubsim.pipeline import run
from hubsim.report.asset_kinds import kind_label
from hubsim.scenario.load import load_scenario

changes = [
    "time={start: 2016-01-18, days: 1, step: 15 min}",
    "network={kind: street, archetype: village}",
    "members={square: {tariff: home, bus: station, devices: {fountain: "
    "{kind: fountain, power: 2 kW, from: '08:00', to: '22:00', price: PRICE EUR/kWh}}}}",
    "control.coordinate=[fountain]",
]
for price in ("0.3", "0.1"):                      # electricity is 0.27 EUR/kWh
    said = [change.replace("PRICE", price) for change in changes]
    done = run(load_scenario(sys.argv[2], overrides=said), sys.argv[3])
    print(*(done.array(name, "asset_p_kw").sum() / 4 for name in ("alone", "together")))
print(kind_label("fountain"))
"""


def test_a_kind_is_one_file(tmp_path):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (tmp_path / "kinds").mkdir()
    (tmp_path / "kinds" / "fountain.py").write_text(example, encoding="utf-8")
    scenario = ROOT / "scenarios" / "archetypes" / "village.yaml"
    done = subprocess.run(
        [sys.executable, "-c", FOLLOW, tmp_path / "kinds", scenario, tmp_path / "runs"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    dear, cheap, label = done.stdout.splitlines()[-3:]
    assert dear == "28.0 28.0"  # 14 hours of 2 kW
    assert cheap == "28.0 0.0"  # cheaper to stand still than to buy
    assert label == "Fountains"
