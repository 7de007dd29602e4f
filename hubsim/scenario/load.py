"""Scenario files, read, checked and written. The whole interface of `hubsim.scenario` but the plan.

    load_scenario(path, layout=None, overrides=None) -> Scenario
    load_layouts(path, overrides=None) -> list[Scenario]     one a layout; the base if there are none
    dump_resolved(scenario, folder=None) -> str              YAML with every default visible
    json_schema() -> dict                                    of the file as people write it

`overrides` is a sequence of texts ``PATH=VALUE``. Wrong text raises `ScenarioError` with every
mistake at once, an unknown layout `UsageError`, a file that is not there `MissingError`.

    Scenario (hubsim.scenario.schema)
        hubsim = 1, name, title, seed
        time        .start .end .days .step_h .step_s .timezone .last_day  .horizon() -> Horizon
        network     a NetworkSource
        limits      .loading [pct]  .voltage_min [pu]  .voltage_max [pu]
        profiles    name -> ProfileFile
        prices      .day_ahead: ProfileFile | None
        carbon      [kg/kWh]
        tariffs     name -> Tariff: .buy .sell, each a Price
        contract    a Contract;  sharing: a SharingRule
        control     .coordinate (asset kinds) .window [h] .lookahead [h]
                    .unmet [EUR/kWh] .overload [EUR/kWh]
        members     name -> Member: .bus | .buses, .count, .tariff, .load, .devices, .vary
        layouts     name -> {path: value}, as written; not part of the resolved file
        folder, file, layout    where it was read from; no part of equality or of the dump
        horizon() -> Horizon
        profile_files() -> {name: ProfileFile}   profiles and, as DAY_AHEAD, the price; for `Library`

    expand(scenario) -> tuple[SingleMember, ...] (hubsim.scenario.members)
        SingleMember: .name .group .bus .tariff .load .devices  .assets() -> {"name.load": Asset, ...}
    stream(seed, *names) -> numpy Generator of its own for whatever carries these names

    check_deep(scenario, network, library) (hubsim.scenario.deep)
        raises ScenarioError with every unknown bus, element, column and uncovered horizon at its
        line; MissingError when files not being there is all that is wrong
"""
