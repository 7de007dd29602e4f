"""Key figures: label and definition."""

from __future__ import annotations

FIGURES: dict[str, tuple[str, str]] = {
    "overload_h": (
        "Iets boven zijn grens",
        ("Tijd waarin ten minste één trafo of kabel boven de grens is belast."),
    ),
    "within_limits_pct": (
        "Tijd binnen alle grenzen",
        (
            "Deel van de tijd waarin elke trafo en kabel onder zijn belastinggrens is en elk"
            " knooppunt met een deelnemer binnen zijn spanningsgrenzen."
        ),
    ),
    "net_zero_pct": (
        "Opwek ten opzichte van gebruik",
        (
            "Lokale opwek gedeeld door lokaal gebruik, elk opgeteld over de hele periode, wanneer"
            " dan ook."
        ),
    ),
    "trafo_loading_max_pct": (
        "Trafo, hoogste belasting",
        (
            "Grootste wikkelingsstroom gedeeld door de nominale stroom, op het zwaarste moment en"
            " van de zwaarst belaste trafo."
        ),
    ),
    "line_loading_max_pct": (
        "Kabels, hoogste belasting",
        (
            "Grootste stroom van de twee einden van een kabel gedeeld door zijn nominale stroom,"
            " op het zwaarste moment en van de zwaarst belaste kabel."
        ),
    ),
    "trafo_overload_h": (
        "Trafo boven zijn grens",
        ("Tijd waarin ten minste één trafo boven de grens is belast."),
    ),
    "line_overload_h": (
        "Kabels boven hun grens",
        ("Tijd waarin ten minste één kabel boven de grens is belast."),
    ),
    "overload_kvah": (
        "Overbelasting in energie",
        ("Schijnbaar vermogen boven de grens, opgeteld over tijd en elementen."),
    ),
    "overload_events": (
        "Aantal overbelastingen",
        ("Ononderbroken reeksen stappen waarin een element boven zijn grens is."),
    ),
    "longest_overload_h": (
        "Langste overbelasting",
        ("Duur van de langste ononderbroken overbelasting."),
    ),
    "vm_min_pu": (
        "Laagste spanning",
        ("Laagste spanning van een knooppunt met een deelnemer, ten opzichte van nominaal."),
    ),
    "vm_max_pu": (
        "Hoogste spanning",
        ("Hoogste spanning van een knooppunt met een deelnemer, ten opzichte van nominaal."),
    ),
    "voltage_outside_h": (
        "Spanning buiten de grenzen",
        (
            "Tijd waarin een knooppunt met een deelnemer buiten de grenzen van het scenario is;"
            " een benadering van de 10-minutenregel."
        ),
    ),
    "unbalance_max_pct": (
        "Asymmetrie, hoogste",
        ("Inverse gedeeld door normale spanning van een knooppunt met een deelnemer (EN 50160)."),
    ),
    "unbalance_p95_pct": (
        "Asymmetrie, 95 %",
        (
            "Asymmetrie waar 95 % van de stappen van de slechtste week onder blijft op het"
            " slechtste knooppunt; EN 50160 staat 2 % toe."
        ),
    ),
    "unbalance_outside_h": (
        "Asymmetrie boven 2 %",
        ("Tijd waarin een knooppunt met een deelnemer meer dan 2 % asymmetrie heeft."),
    ),
    "neutral_current_max_a": (
        "Nul, hoogste stroom",
        ("Hoogste stroom in de nul van een kabel, met aarde."),
    ),
    "neutral_loading_max_pct": (
        "Nul, hoogste belasting",
        ("Stroom in de nul gedeeld door de nominale stroom van de fasen van de kabel."),
    ),
    "voltage_trips": (
        "Omvormers uitgevallen",
        ("Hoe vaak een omvormer door zijn spanning is afgeschakeld."),
    ),
    "voltage_tripped_h": (
        "Tijd afgeschakeld",
        ("Hoe lang omvormers door hun spanning waren afgeschakeld, opgeteld over omvormers."),
    ),
    "voltage_lost_kwh": (
        "Verloren door spanning",
        ("Energie die omvormers door hun spanning niet konden terugleveren."),
    ),
    "loss_kwh": (
        "Netverlies",
        ("Energie die verloren gaat in kabels en trafo's, over de stappen met een oplossing."),
    ),
    "peak_import_kw": (
        "Hoogste afname",
        ("Hoogste netto vermogen dat alle deelnemers samen afnemen."),
    ),
    "peak_export_kw": (
        "Hoogste teruglevering",
        ("Hoogste netto vermogen dat alle deelnemers samen terugleveren."),
    ),
    "reverse_flow_h": (
        "Terugvoeding",
        ("Tijd waarin een trafo vermogen van de lage naar de hoge spanning voert."),
    ),
    "self_consumption_pct": (
        "Eigen verbruik",
        (
            "Lokale opwek die in dezelfde tijdstap binnen de hub is gebruikt, gedeeld door alle"
            " lokale opwek."
        ),
    ),
    "self_sufficiency_pct": (
        "Zelfvoorziening",
        (
            "Lokale opwek die in dezelfde tijdstap binnen de hub is gebruikt, gedeeld door al het"
            " gebruik."
        ),
    ),
    "shared_kwh": (
        "Gedeelde energie",
        ("Wat deelnemers van elkaar kregen, tijdstap voor tijdstap."),
    ),
    "energy_cost_eur": (
        "Energiekosten van alle deelnemers",
        (
            "Wat alle deelnemers aan leveranciers betalen, min wat zij krijgen, met kosten op"
            " gedeelde energie."
        ),
    ),
    "co2_kg": (
        "CO2 van energie uit het net",
        ("Netto energie die de hub afneemt, maal de emissiefactor van het net."),
    ),
    "curtailed_kwh": ("Afgeregelde opwek", ("Opwek die beschikbaar was en niet is gebruikt.")),
    "unmet_kwh": (
        "Niet geleverde behoefte",
        ("Energie die gevraagd en niet geleverd is (van een warmtepomp in warmte)."),
    ),
    "stored_change_kwh": (
        "Verandering in opslag",
        (
            "Energie in alle opslag aan het einde min die aan het begin; opslag leegtrekken is"
            " geen besparing."
        ),
    ),
    "gas_kwh": ("Gasverbruik", "Gas van ketels en motoren, bovenwaarde."),
    "heat_delivered_kwh": (
        "Geleverde warmte",
        ("Restwarmte van elektrolysers die buiten de hub is verkocht."),
    ),
    "battery_cycles": (
        "Volle cycli van batterijen",
        ("Ontladen energie gedeeld door de inhoud van de batterij, gemiddeld naar inhoud."),
    ),
    "battery_life_used_pct": (
        "Verbruikte levensduur van batterijen",
        (
            "Deel van de levensduur dat cycli en tijd kostten, schades opgeteld, gemiddeld naar"
            " inhoud."
        ),
    ),
    "stored_value_eur": (
        "Waarde van die verandering",
        ("De verandering in opslag tegen haar waarde."),
    ),
    "breach_kwh": (
        "Boven het contract",
        ("Energie boven het contract van de groep, beide richtingen."),
    ),
    "breach_h": (
        "Tijd boven het contract",
        ("Tijd waarin de deelnemers samen boven het contract van de groep zijn."),
    ),
    "breach_steps": (
        "Stappen boven het contract",
        ("Aantal stappen waarin de deelnemers samen boven het contract van de groep zijn."),
    ),
    "breach_max_kw": (
        "Verst boven het contract",
        ("Hoogste netto vermogen boven het contract van de groep, beide richtingen."),
    ),
    "breach_months": (
        "Maanden met een overschrijding",
        ("Kalendermaanden met een stap boven het contract."),
    ),
    "breach_cost_eur": (
        "Prijs van de overschrijding",
        ("Energie boven het contract van de groep tegen de prijs die het contract noemt."),
    ),
    "connection_breach_steps": (
        "Stappen boven aansluitingen",
        ("Stappen waarin een aansluiting boven haar grootte is, opgeteld over aansluitingen."),
    ),
    "connection_breach_max_kva": (
        "Verst boven een aansluiting",
        (
            "Hoogste schijnbaar vermogen boven de grootte van een aansluiting; per fase in een"
            " driefasige berekening."
        ),
    ),
    "connections_breached": (
        "Aansluitingen boven hun grootte",
        ("Aansluitingen die op enig moment boven hun fasen en zekering zijn."),
    ),
    "oscillating_steps": (
        "Stappen die slingeren",
        (
            "Stappen zonder oplossing die er bij vaste vermogens een hebben: regelcurven komen"
            " niet tot rust."
        ),
    ),
    "unsolved_steps": (
        "Stappen zonder oplossing",
        ("Stappen waarvoor de netberekening geen oplossing heeft; buiten alle netcijfers gelaten."),
    ),
    "trafo_loading_p99_pct": (
        "Trafo, belasting 1 % van de tijd",
        (
            "P99: de belasting die in 1 % van de stappen wordt overschreden, van de trafo waarvan "
            "zij het hoogst is."
        ),
    ),
    "trafo_loading_p95_pct": (
        "Trafo, belasting 5 % van de tijd",
        (
            "P95: de belasting die in 5 % van de stappen wordt overschreden, van de trafo waarvan "
            "zij het hoogst is."
        ),
    ),
    "line_loading_p99_pct": (
        "Kabels, belasting 1 % van de tijd",
        (
            "P99: de belasting die in 1 % van de stappen wordt overschreden, van de kabel waarvan "
            "zij het hoogst is."
        ),
    ),
    "line_loading_p95_pct": (
        "Kabels, belasting 5 % van de tijd",
        (
            "P95: de belasting die in 5 % van de stappen wordt overschreden, van de kabel waarvan "
            "zij het hoogst is."
        ),
    ),
    "trafo_hot_spot_max_degc": (
        "Trafo, heetste plek",
        (
            "Heetste plek van een wikkeling volgens IEC 60076-7, warmste stap en trafo; gewoon "
            "papier verdraagt 98."
        ),
    ),
    "trafo_ageing_days": (
        "Trafo, verbruikte levensduur",
        (
            "Veroudering van het papier volgens IEC 60076-7, in dagen bij zijn nominale "
            "temperatuur, van de trafo die het meest veroudert."
        ),
    ),
    "cable_temperature_max_degc": (
        "Kabels, hoogste temperatuur",
        "Ader volgens een warmtemodel van kabel en grond, warmste stap en kabel.",
    ),
    "cable_hot_h": (
        "Kabel boven zijn nominale temperatuur",
        "Tijd van de kabel die het langst boven de temperatuur is waarvoor hij is gemaakt.",
    ),
    "voltage_weeks_failed": (
        "Weken buiten de spanningsregels",
        (
            "Weken waarin een knooppunt met een deelnemer niet aan EN 50160 en de Netcode voldoet; "
            "een benadering van 10-minutengemiddelden."
        ),
    ),
    "voltage_buses_failed": (
        "Knooppunten buiten de spanningsregels",
        "Knooppunten met een deelnemer die in een week niet aan die regels voldoen.",
    ),
    "voltage_worst_week_pct": (
        "Slechtste week meer dan 10 % afwijkend",
        (
            "Grootste deel van een week dat een knooppunt meer dan 10 % van nominaal afwijkt; 5 % "
            "mag."
        ),
    ),
    "unbalance_weeks_failed": (
        "Weken buiten de regels voor asymmetrie",
        (
            "Weken waarin een knooppunt met een deelnemer meer dan 5 % van de tijd boven 2 % is, of "
            "eens boven 3 %."
        ),
    ),
    "simultaneity_pct": (
        "Gelijktijdigheid",
        (
            "Hoogste netto vermogen van alle deelnemers samen, gedeeld door de som van hun eigen "
            "pieken."
        ),
    ),
    "after_diversity_peak_kw": (
        "Gelijktijdige piek per deelnemer",
        "Hoogste netto vermogen van alle deelnemers samen, gedeeld door hun aantal.",
    ),
    "peak_use_h": (
        "Bedrijfstijd van de piek",
        (
            "Netto afgenomen energie gedeeld door het hoogste netto vermogen: uren op de piek die "
            "evenveel afnemen."
        ),
    ),
    "reverse_flow_kwh": (
        "Terugvoeding, energie",
        "Energie die trafo's van de lage naar de hoge spanning voeren.",
    ),
    "reverse_flow_peak_kw": (
        "Terugvoeding, piek",
        "Hoogste vermogen dat een trafo naar de hoge spanning voert.",
    ),
    "loss_pct": (
        "Netverlies, aandeel",
        "Verlies gedeeld door de energie die deelnemers afnemen.",
    ),
    "trafo_no_load_loss_kwh": (
        "Nullastverlies van trafo's",
        "Wat trafo's verliezen, hoeveel zij ook dragen.",
    ),
    "trafo_load_loss_kwh": (
        "Lastverlies van trafo's",
        "Wat trafo's verliezen door wat zij dragen.",
    ),
    "line_loss_kwh": (
        "Verlies van kabels",
        "Al het verlies dat niet van trafo's is.",
    ),
    "softener_peak_kw": (
        "Piek in de vensters",
        (
            "Hoogste netto vermogen dat alle deelnemers samen in de vensters van de "
            "congestieverzachter afnemen."
        ),
    ),
    "softener_mean_peak_kw": (
        "Gemiddelde dagpiek in de vensters",
        "Hoogste netto vermogen van een dag in de vensters, gemiddeld over hun dagen.",
    ),
    "softener_trafo_peak_kw": (
        "Trafo, piek in de vensters",
        "Hoogste werkzame vermogen dat in de vensters een trafo ingaat.",
    ),
    "softener_outside_peak_kw": (
        "Piek buiten de vensters",
        (
            "Hoogste netto vermogen dat alle deelnemers samen op die dagen buiten de vensters "
            "afnemen."
        ),
    ),
    "headroom_homes": (
        "Woningen die er nog bij passen",
        "Tot een grens wordt overschreden; het midden van de plaatsingen.",
    ),
    "headroom_heat_pumps": (
        "Warmtepompen die er nog bij passen",
        "Tot een grens wordt overschreden; het midden van de plaatsingen.",
    ),
    "headroom_chargers": (
        "Laadpunten die er nog bij passen",
        "Tot een grens wordt overschreden; het midden van de plaatsingen.",
    ),
    "headroom_pv_kwp": (
        "Zonnepanelen die er nog bij passen",
        "Tot een grens wordt overschreden; het midden van de plaatsingen.",
    ),
}

GROUPS: dict[str, str] = {
    "congestion": "Netcongestie",
    "temperature": "Temperatuur",
    "unserved": "Niet geleverd, en achtergebleven in opslag",
    "voltage": "Spanning",
    "phases": "Tussen de fasen",
    "exchange": "Uitwisseling met het net",
    "windows": "Piek in de afgesproken vensters",
    "room": "Hoeveel er nog bij past",
    "batteries": "Batterijen",
    "local": "Lokale energie",
    "money": "Geld en CO2",
    "other": "Overige cijfers",
}
