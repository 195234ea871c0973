"""The parts of a paper on how people were asked, what that can tell, and how numbers were protected."""

from collections.abc import Iterator, Sequence
from datetime import date

from api.findings import equality
from api.findings.published import Audit, Published
from api.meaning.contracts import ToneReading
from api.papers import blocks
from api.reports.answers import tones
from api.reports.material import Material, Part
from api.reports.people import about, by_rules, rules
from api.reports.words import said, words

ANSWERED_ONE_CLASS = 40


def method(material: Material, *, settings: bool = True) -> Iterator[blocks.Block]:
    """Waves, days, languages, and what the data cannot tell; without `settings`, not where."""
    say = words()["method"]
    yield blocks.Heading(text=say["heading"])
    lines = [_wave(part, settings=settings) for part in material.every_part]
    lines += [say["pools"].format(title=pool.title) for pool in material.pools]
    limits = [say["whole"], say["people"]]
    if any(_is_small(part.published) for part in material.every_part):
        limits.insert(1, say["one_visit"])
    if any(equality.compared(one) for one in _every(material)):
        limits.append(equality.method())
    yield blocks.Bullets(items=(*lines, *limits))
    yield from _scorers(material)


def protected(material: Material, counted: date) -> Iterator[blocks.Block]:
    """The rules in words, and what the attack on the numbers found."""
    say = words()["protected"]
    yield blocks.Heading(text=say["heading"])
    every = _every(material)
    audits, applied = [one.audit for one in every if one.audit is not None], rules(every)
    told = [by_rules(rule, applied) for rule in say["rules"]]
    yield blocks.Bullets(items=(*told, say["frozen"].format(day=said(counted)), _audit(audits)))


def languages(part: Part) -> list[str]:
    """The languages in which a wave was offered, by name."""
    return [str(words()["languages"].get(code, code)) for code in part.languages]


def _every(material: Material) -> list[Published]:
    return [*(part.published for part in material.every_part), *material.pools]


def _wave(part: Part, *, settings: bool) -> str:
    say, published = words()["method"], part.published
    setting = (part.kind or part.setting or "") if settings else ""
    return str(
        say["wave"].format(
            title=published.title,
            audience=words()["audiences"][published.audience],
            setting=say["setting"].format(setting=setting[:1].lower() + setting[1:]) if setting else "",
            day=said(part.closed),
            languages=", ".join(languages(part)),
            survey=published.survey,
            version=published.version,
        )
    )


def _is_small(published: Published) -> bool:
    return published.answered is None or published.answered <= ANSWERED_ONE_CLASS


def _scorers(material: Material) -> Iterator[blocks.Block]:
    """TextBlob, VADER and the learned model, side by side on the labels that people gave."""
    say, found = words()["method"], tones(material.every_part)
    if not found:
        return
    yield blocks.Table(
        caption=say["scorers"],
        note=say["scorers_note"],
        head=tuple(say["scorer_columns"]),
        # Waves of one survey share what people's labels have taught.
        rows=tuple(dict.fromkeys(_scored(one) for one in found)),
    )


def _scored(tone: ToneReading) -> tuple[str, ...]:
    trust = tone.trust
    return (
        tone.label,
        about(trust.labels, ""),
        *(_two(auc) for auc in (trust.textblob, trust.vader, trust.learned)),
        words()["method"]["scorer"][tone.scorer],
    )


def _two(auc: float | None) -> str:
    return words()["answers"]["dash"] if auc is None else f"{auc:.2f}"


def _audit(audits: Sequence[Audit]) -> str:
    say = words()["protected"]
    if not audits:
        return str(say["audit_none"])
    tried = f"{sum(one.tried for one in audits):,}"
    narrowest = [one.narrowest for one in audits if one.narrowest is not None]
    told = say["audit_all"].format(tried=tried)
    if narrowest:
        told = say["audit"].format(tried=tried, narrowest=min(narrowest))
    withheld = sum(len(one.withheld) for one in audits)
    if withheld:
        more = say["audit_withheld_one" if withheld == 1 else "audit_withheld"].format(count=withheld)
        return f"{told} {more}"
    return str(told)
