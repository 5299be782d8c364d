"""What a paper says with numbers that is no requirement of its selection: of detectors, uncertainties, control samples.

Headings spare the reading by patterns and the mode grounded the prose of whole sections, not tables, which float to
others. Of single sentences only the reading by patterns asks; in grounded the model says what they state.
"""

import re
import unicodedata
from collections.abc import Iterator

from cutbench.papers import Section, body_sections
from cutbench.schema.documents import Document

NUMBERED = re.compile(r"\s*((?:[A-Z]|[IVX]+|\d+)(?:\.\d+)*)\.?\s")
ELSEWHERE = re.compile(
    r"uncertaint|systematic|control (?:region|sample)|validation|tag[- ]and[- ]probe|unfold|acknowledg"
    r"|collaboration$|conclusion|interpretation|fiducial|particle level|phase space"
)
# Also the title of a section with requirements in it: 'Data and simulation', 'Selection and background'.
PERHAPS = re.compile(
    r"detector|apparatus|experiment|calibration|simulat|monte carlo|background|results?\b|summary|performance|statistic"
)
SELECTION = re.compile(
    r"select|object|reconstruct|candidate|identif|criteri|trigger|data|signal region|categor|collision"
)

OTHER_SAMPLE = re.compile(
    r"control (?:region|sample)|validation (?:region|sample)|\binvert(?:ed|ing|s)\b|\brelaxed\b(?! to)"
    r"|tag[- ]and[- ]probe|(?:^|\s)probes?\b|^\W*tags?\b(?!ged)|\bthe tag\b|transfer factor"
    r"|fake (?:factor|rate|efficienc)|enriched (?:region|sample|in)"
    r"|calibrat(?!ed (?:\[[\d, –-]+\] )?[a-z-]*(?:jet|electron|muon|photon|lepton))|for b[- ]tagging"
    r"|pseudo-?experiment|nuisance parameter|particle[- ]level|generator[- ]level|cross-check"
)
MEASURE = re.compile(
    r"(?<!its )(?<!estimated )(?<!their )(?<!by the )uncertaint|efficien(?:cy|cies|t)\b|\bresolution"
    r"|\bbias\b|agree"
    r"|discrepan|\bcorrection factors?"
    r"|simulated|were generated|generated with|degrees of freedom of|\bcover(?:s|ing|age|ed)?\b"
    r"|limits? (?:on|exceed)|dominate|plateau|\bbins?\b|\bintervals (?:of|in)\b|\b(?:tuned|optimi[sz]ed) (?:to|for)\b"
    r"|(?:calorimeters?|chambers?|tracker|tracking system|detectors?|spectrometer|solenoid|magnet)\b"
    r".{0,80}\b(?:measures?|measured|provides?|extends?|up to|used for)"
)
ASKS = re.compile(
    r"\brequir|\bmust\b|\bha(?:s|ve) to\b|select(?!ions?\b)|satisf|reject|veto|discard|exclud|accept(?!ance)"
    r"|\bkept\b|need|demand"
    r"|fulfil|\bpass(?:es|ed|ing)?\b"
)
TAKES = re.compile(r"select|record|collect|\bpass|\bfire|requir|satisf|accept|combination|\bor\b|must|used|taken|match")

# The number of a report, such as 'CMS-ABC-17-001'.
REPORT = re.compile(r"[a-z]+(?:-[a-z]+)*(?:-\d+)+")

# What a trigger asks of events is looser than what the selection asks.
ONLINE = re.compile(
    r"^\W*(?:the |an? |this |these |our )?(?:(?!events|that|which|with|pass)[a-z-]+ ){0,4}triggers? "
    r"(?:selects?|requires?|required|accepts?|demands?|asks?) "
    r"|\bat (?:the )?(?:trigger|online|hardware) level|\bonline (?:selection|requirement|threshold)"
)

# What the sentence is about: 'The thresholds of the triggers range from 24 to 26 GeV'.
THRESHOLDS = re.compile(r"\W*(?:the |their |these )?(?:[a-z-]+ )*?(?:trigger )?thresholds?\b(?! trigger)(?=.*trigger)")


def prose_of_selection(document: Document) -> Iterator[tuple[Section, bool]]:
    """Yield the sections of a paper, each with whether its prose may state requirements of the selection.

    A subsection belongs to what the section above it is about.
    """
    headings = [block.text for block in document.blocks if block.kind == "heading"]
    closed = {number[1] for one in headings if (number := NUMBERED.match(one)) and _is_elsewhere(one.lower())}
    for section in body_sections(document):
        number = NUMBERED.match(section.heading)
        below = number is not None and any(number[1].startswith(f"{above}.") for above in closed)
        yield section, not below and not _is_elsewhere(section.heading.lower())


def _is_elsewhere(heading: str) -> bool:
    title = heading[:60]
    return bool(ELSEWHERE.search(title) or (PERHAPS.search(title) and not SELECTION.search(title)))


def flat(text: str) -> str:
    """Return a text in lower case, with one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def is_aside(text: str) -> bool:
    """Whether a sentence in flat text speaks of another sample or of how well something is measured, or is none."""
    if REPORT.fullmatch(text):
        return True
    if OTHER_SAMPLE.search(text) and not re.search(r"signal (?:and|or|region)", text):
        return True
    return all(MEASURE.search(part) and not ASKS.search(part) for part in text.split(";"))


def is_online(text: str) -> bool:
    """Whether a sentence in flat text says what triggers ask for."""
    return bool(ONLINE.search(text))


def is_about_triggers(text: str) -> bool:
    """Whether a sentence in flat text mentions triggers without saying that they took the events."""
    return not TAKES.search(text) or bool(
        re.search(r"trigger (?:system|efficien|rate|menu|level)|-level trigger", text) or THRESHOLDS.match(text)
    )
