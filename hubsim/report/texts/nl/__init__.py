"""Dutch."""

from hubsim.report.texts.language import Language
from hubsim.report.texts.nl.comparison import COMPARISON
from hubsim.report.texts.nl.elements import ELEMENTS
from hubsim.report.texts.nl.events import EVENTS
from hubsim.report.texts.nl.figures import FIGURES, GROUPS
from hubsim.report.texts.nl.headroom import HEADROOM
from hubsim.report.texts.nl.kinds import KINDS
from hubsim.report.texts.nl.money import MONEY
from hubsim.report.texts.nl.pages import PAGES
from hubsim.report.texts.nl.report import REPORT
from hubsim.report.texts.nl.series import SERIES
from hubsim.report.texts.nl.statements import STATEMENTS
from hubsim.report.texts.nl.story import STORY
from hubsim.report.texts.nl.sweep import SWEEP

LANGUAGE = Language(
    {
        **PAGES,
        **STORY,
        **REPORT,
        **COMPARISON,
        **MONEY,
        **STATEMENTS,
        **SERIES,
        **ELEMENTS,
        **EVENTS,
        **HEADROOM,
        **SWEEP,
    },
    FIGURES,
    GROUPS,
    KINDS,
)
