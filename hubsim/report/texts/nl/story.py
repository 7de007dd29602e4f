"""Sentences: what a run says of itself."""

from __future__ import annotations

STORY: dict[str, str] = {
    "alone": "Ieder voor zich",
    "together": "Samen",
    "relief": "Verlichting",
    "better": "beter",
    "worse": "slechter",
    "same": "gelijk",
    "no_hub": (
        "Deze variant heeft geen hub: niets wordt samen aangestuurd, dus er is geen verlichting."
    ),
    "by_rules": (
        "Samen gaat hier met eenvoudige regels: ieder doet wat hij alleen ook doet en geeft"
        " toe waar een grens zou worden overschreden, zonder optimalisatie en zonder"
        " vooruitzien."
    ),
    "same_trafo": (
        "Ieder voor zich en samen: {what} {alone} uur boven {its} grens; hoogste belasting"
        " {alone_max} %."
    ),
    "same_lines": "De kabels zijn {alone} uur boven hun grens; hoogste belasting {alone_max} %.",
    "same_none": (
        "Geen trafo of kabel komt boven zijn grens; hoogste belasting van {what} {alone_max} %."
    ),
    "relief_trafo": (
        "Samen: {what} {together} uur boven {its} grens in plaats van {alone} uur; hoogste"
        " belasting {together_max} % in plaats van {alone_max} %."
    ),
    "relief_lines": (
        "De kabels zijn {together} uur boven hun grens in plaats van {alone} uur; hoogste"
        " belasting {together_max} % in plaats van {alone_max} %."
    ),
    "relief_none": (
        "Geen trafo of kabel komt boven zijn grens, ieder voor zich noch samen; hoogste"
        " belasting van {what} {together_max} % in plaats van {alone_max} %."
    ),
    "unserved": (
        "Niet geleverd: samen {unmet_together} kWh tekort en {curtailed_together} kWh opwek"
        " afgeregeld, ieder voor zich {unmet_alone} kWh en {curtailed_alone} kWh."
    ),
    "not_kept_title": "Wat de hub niet kon waarmaken",
    "not_kept_lead": "Samen, in de volgorde behoefte, net en contract; van elk het ergste.",
    "not_kept_none": (
        "Samen zijn alle behoeften, alle grenzen van het net en het contract nagekomen."
    ),
    "not_kept_need": "Behoefte van {kind}: {energy} kWh niet geleverd.",
    "not_kept_loading": "{name}: {hours} uur boven de grens, hoogstens {peak} % op {when}.",
    "not_kept_voltage": (
        "{name}: {hours} uur een spanning buiten de grenzen, op zijn slechtst {volts} pu op {when}."
    ),
    "not_kept_contract": (
        "Contract van de groep: {hours} uur overschreden met samen {energy} kWh, hoogstens"
        " {most} kW op {when}."
    ),
    "unconfirmed": (
        "In {windows} van de {all} vensters van het plan vond de netberekening na de laatste"
        " correctie nog een overschrijding; de overbelastingen onder samen laten zien waar."
    ),
    "foresight": (
        "Gepland op voorspellingen ({kind}): met alles vooraf bekend zouden trafo's"
        " {trafo_perfect} uur boven hun grens zijn in plaats van {trafo} uur, kabels"
        " {line_perfect} uur in plaats van {line} uur, en zou de energie {cost_perfect} euro"
        " kosten in plaats van {cost} euro."
    ),
    "unserved_warning": (
        "Lees de verlichting met zorg: samen blijft {unmet} kWh meer behoefte onvervuld dan"
        " ieder voor zich. Congestie die verdwijnt omdat een behoefte niet is vervuld, is"
        " geen verlichting."
    ),
    "zero_sequence_assumed": (
        "Het net geeft geen nulimpedantie van {elements} kabels en trafo's; die is aangenomen"
        " op grond van hun type, en daarmee ook wat de fasen met elkaar doen."
    ),
    "curtailed_warning": ("Samen wordt {curtailed} kWh meer opwek afgeregeld dan ieder voor zich."),
    "unsolved": (
        "Voor {alone} tijdstappen ieder voor zich en {together} samen heeft de netberekening"
        " geen oplossing. Ze tellen niet mee in belasting en spanning, die daardoor te"
        " gunstig kunnen zijn."
    ),
    "oscillating": (
        "Daarvan hebben {alone} stappen ieder voor zich en {together} samen wel een oplossing"
        " bij vaste vermogens: onder de regelcurven van de omvormers komt het net niet tot"
        " rust."
    ),
    "synthetic": "Synthetische gegevens: {names}",
    "no_synthetic": "Geen synthetische gegevens",
    "transformer": "trafo {id}",
    "transformers": "de trafo's",
    "is": "is",
    "are": "zijn",
    "its": "zijn",
    "their": "hun",
    "missed_trips": (
        "Met ieder voor zich ziet een symmetrische berekening {simple_voltage_trips} keer een"
        " omvormer uitvallen op zijn spanning, met {simple_voltage_lost_kwh} kWh verlies;"
        " fase voor fase is dat {voltage_trips} keer en {voltage_lost_kwh} kWh."
    ),
    "missed_outside": (
        "Met ieder voor zich ziet een symmetrische berekening {simple_voltage_outside_h} uur"
        " een spanning buiten de grenzen; fase voor fase is dat {voltage_outside_h} uur."
    ),
    "missed_overload": (
        "Met ieder voor zich ziet een symmetrische berekening de kabels"
        " {simple_line_overload_h} uur boven hun grens en de trafo's"
        " {simple_trafo_overload_h} uur; fase voor fase is dat {line_overload_h} uur en"
        " {trafo_overload_h} uur."
    ),
    "missed_voltage": (
        "Met ieder voor zich ziet een symmetrische berekening spanningen van"
        " {simple_vm_min_pu} tot {simple_vm_max_pu} pu; fase voor fase lopen ze van"
        " {vm_min_pu} tot {vm_max_pu} pu."
    ),
    "missed_neutral": (
        "Een symmetrische berekening kent geen stroom in de nul; hier loopt die op tot"
        " {neutral} A in een kabel, en hoogstens {loading} % van de nominale stroom van de"
        " fasen."
    ),
    "phases_highest": (
        "{bus} op {day}, ieder voor zich: van alle knooppunten met deelnemers en alle dagen"
        " waar een spanning het dichtst bij haar grens komt of er het verst voorbij gaat,"
        " hier de bovengrens."
    ),
    "phases_lowest": (
        "{bus} op {day}, ieder voor zich: van alle knooppunten met deelnemers en alle dagen"
        " waar een spanning het dichtst bij haar grens komt of er het verst voorbij gaat,"
        " hier de ondergrens."
    ),
    "day_one": "1 dag",
    "day_many": "{days} dagen",
    "horizon_one": "{days}, {first}, stappen van {minutes} min",
    "horizon_many": "{days}, {first} tot en met {last}, stappen van {minutes} min",
    "said_layout": ", variant {layout}",
    "said_worst": "ergste: {element}, {loading}, {when} ({zone})",
    "said_worst_none": "ergste element: geen",
    "said_both": "ieder voor zich {alone}; samen {together}",
    "said_voltage": "Spanning",
    "said_cost": "Kosten",
    "said_shared": "Gedeeld",
    "said_bills": "Rekening",
    "said_room": "Ruimte",
    "said_range": "{low} tot {high} ({outside} buiten de grenzen)",
    "said_not_kept": "Niet waargemaakt: {sentence}",
    "said_note": "Let op: {warning}",
    "said_report": "Rapport: {file}",
    "said_comparison": "Vergelijking: {file}",
    "said_curve": "Kromme: {file}",
}
