"""Kinds of assets; one that is not here goes by its own title."""

from __future__ import annotations

KINDS: dict[str, str] = {
    "household": "Huishoudens",
    "ev": "Elektrische auto's",
    "heat-network": "Warmtenetten",
    "premises": "Scholen, winkels en bedrijven",
    "battery": "Batterijen",
    "hybrid-heat-pump": "Hybride warmtepompen",
    "wind": "Windturbines",
    "process": "Processen",
    "meter": "Gemeten gebruik",
    "heat-pump": "Warmtepompen",
    "street-lighting": "Straatverlichting",
    "curtailable": "Afschakelbaar gebruik",
    "plaza": "Laadpleinen",
    "boiler": "Ketels",
    "chp": "Warmtekrachtkoppeling",
    "pv": "Zonnepanelen",
    "electrolyser": "Elektrolysers",
    "cold-store": "Koelhuizen",
    "load": "Gebruik",
}
