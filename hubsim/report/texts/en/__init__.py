"""English."""

from hubsim.report.texts.en.comparison import COMPARISON
from hubsim.report.texts.en.elements import ELEMENTS
from hubsim.report.texts.en.events import EVENTS
from hubsim.report.texts.en.figures import FIGURES, GROUPS
from hubsim.report.texts.en.headroom import HEADROOM
from hubsim.report.texts.en.money import MONEY
from hubsim.report.texts.en.pages import PAGES
from hubsim.report.texts.en.report import REPORT
from hubsim.report.texts.en.series import SERIES
from hubsim.report.texts.en.statements import STATEMENTS
from hubsim.report.texts.en.story import STORY
from hubsim.report.texts.en.sweep import SWEEP
from hubsim.report.texts.language import Language

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
    {},
)
