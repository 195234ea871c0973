"""The sources of the first page: what can need somebody, for which roles, how urgently.

Another one is a function here or in a module beside it, a line in a table below, and its words in today.yml.
"""

from datetime import date, timedelta
from urllib.parse import quote

from api.console.needs import NAMED, Asked, Found, Source, Thing, Urgency
from api.console.today_actions import actions_overdue, actions_soon, said_back, said_waiting
from api.console.today_group import (
    broadcasts_approved,
    broadcasts_back,
    broadcasts_waiting,
    issues_unseen,
    newsletters_back,
    newsletters_waiting,
    reports_back,
    reports_waiting,
)
from api.console.versions import place
from api.few import Few
from api.guidance import needs as guidance
from api.guidance import overview as library
from api.guidance.change_tables import ChangeRow
from api.meaning import codebook, quotes
from api.meaning.tables import QuoteRow
from api.members import service as members
from api.reports import service as partners
from api.reports.tables import ReportRow
from api.safety import contact_counts, duty
from api.safety import service as safety
from api.staff import overview as staff
from api.staff.tables import AccountRow
from api.staff.who import ACTS, APPROVES, HANDLES, MEANS, RUNS, SAFETY, SENDS, WRITES, WRITES_REPORTS
from api.waves import agenda, catalogue

WEEK = timedelta(days=7)
# What was sent back longer ago has been left.
SENT_BACK_FOR = timedelta(days=28)
KEYS_END_WITHIN = timedelta(days=14)


def alerts_late(asked: Asked) -> Found:
    return Found(asked.safety.late)


def alerts_new(asked: Asked) -> Found:
    return Found(max(0, safety.unseen(asked.session) - asked.safety.late))


def alerts_seen(asked: Asked) -> Found:
    return Found(safety.unhandled(asked.session))


def contacts_late(asked: Asked) -> Found:
    return Found(asked.safety.contacts)


def contacts_expiring(asked: Asked) -> Found:
    return Found(_contacts(asked).expiring)


def contacts_waiting(asked: Asked) -> Found:
    return Found(_contacts(asked).waiting)


def _contacts(asked: Asked) -> contact_counts.Counts:
    last = asked.today - timedelta(days=asked.clocks.contacts) + WEEK
    return contact_counts.counts(asked.session, asked.now, last)


def guidance_unseen(asked: Asked) -> Found:
    return _changes(guidance.to_see(asked.session, asked.who, NAMED))


def guidance_waiting(asked: Asked) -> Found:
    return _changes(guidance.to_approve(asked.session, asked.who, NAMED))


def guidance_back(asked: Asked) -> Found:
    since = asked.now - SENT_BACK_FOR
    return _changes(guidance.sent_back(asked.session, asked.who, since, NAMED))


def guidance_due(asked: Asked) -> Found:
    late, _ = library.due(library.entries(asked.session), asked.today)
    return Found(
        len(late),
        [
            Thing(entry.title, f"/console/guidance/items/{entry.kind}/{quote(entry.name, safe='')}")
            for entry in late[:NAMED]
        ],
    )


def partners_waiting(asked: Asked) -> Found:
    return _partners(partners.to_publish(asked.session, asked.who, NAMED))


def partners_back(asked: Asked) -> Found:
    return _partners(partners.sent_back(asked.session, asked.who, NAMED))


def quotes_waiting(asked: Asked) -> Found:
    return _quotes(asked, quotes.to_approve(asked.session, asked.who, NAMED))


def quotes_back(asked: Asked) -> Found:
    return _quotes(asked, quotes.sent_back(asked.session, asked.who, NAMED))


def surveys_waiting(asked: Asked) -> Found:
    found = catalogue.to_publish(asked.session, asked.who, NAMED)
    things = [Thing(f"{row.key}, {row.version}", place(row.key, row.version)) for row in found.rows]
    return Found(found.count, things)


def waves_closing(asked: Asked) -> Found:
    found = agenda.closing(asked.session, asked.now + WEEK, NAMED)
    things = [Thing(row.title, f"/console/waves/{row.id}", row.closes) for row in found.rows]
    return Found(found.count, things)


def waves_opening(asked: Asked) -> Found:
    found = agenda.opening(asked.session, asked.now + WEEK, NAMED)
    things = [Thing(row.title, f"/console/waves/{row.id}", row.opens) for row in found.rows]
    return Found(found.count, things)


def accounts_outside(asked: Asked) -> Found:
    found: Few[AccountRow] = staff.shut_out(asked.session, asked.now, NAMED)
    return Found(found.count, [Thing(row.name, f"/console/accounts/{row.id}") for row in found.rows])


def keys_ending(asked: Asked) -> Found:
    last: date = asked.today + KEYS_END_WITHIN
    found = staff.keys_ending(asked.session, asked.today, last, NAMED)
    return Found(found.count, [Thing(row.name, "/console/keys") for row in found.rows])


def no_duty(asked: Asked) -> Found:
    return Found(int(not duty.get(asked.session).reader))


def no_wave(asked: Asked) -> Found:
    return Found(int(not agenda.has_any(asked.session)))


def no_member(asked: Asked) -> Found:
    return Found(int(not members.reach(asked.session)[0]))


def no_colleague(asked: Asked) -> Found:
    return Found(int(staff.accounts(asked.session) < 2))


def _changes(found: Few[ChangeRow]) -> Found:
    return Found(found.count, [Thing(row.title, f"/console/guidance/changes/{row.id}") for row in found.rows])


def _partners(found: Few[ReportRow]) -> Found:
    return Found(found.count, [Thing(row.title, f"/console/reports/{row.id}") for row in found.rows])


def _quotes(asked: Asked, found: Few[QuoteRow]) -> Found:
    # By their themes: their words are read on their own page, one by one.
    names = codebook.names(asked.session) if found.rows else {}
    things = [Thing(names.get(row.theme, row.theme), f"/console/quotes/{row.id}") for row in found.rows]
    return Found(found.count, things)


SOURCES = (
    Source("alerts_late", SAFETY, alerts_late, Urgency.LATE),
    Source("contacts_late", SAFETY, contacts_late, Urgency.LATE),
    Source("alerts_new", SAFETY, alerts_new, Urgency.TODAY),
    Source("contacts_expiring", SAFETY, contacts_expiring, Urgency.LATE),
    Source("contacts_waiting", SAFETY, contacts_waiting, Urgency.TODAY),
    Source("alerts_seen", SAFETY, alerts_seen, Urgency.TODAY),
    Source("guidance_unseen", APPROVES, guidance_unseen, Urgency.TODAY),
    Source("broadcasts_waiting", APPROVES, broadcasts_waiting, Urgency.TODAY),
    Source("broadcasts_approved", SENDS, broadcasts_approved, Urgency.TODAY),
    Source("broadcasts_back", SENDS, broadcasts_back, Urgency.TODAY),
    Source("guidance_waiting", APPROVES, guidance_waiting, Urgency.TODAY),
    Source("guidance_back", WRITES, guidance_back),
    Source("issues_unseen", HANDLES, issues_unseen, Urgency.TODAY),
    Source("reports_waiting", APPROVES, reports_waiting, Urgency.TODAY),
    Source("reports_back", HANDLES, reports_back, Urgency.TODAY),
    Source("partners_waiting", APPROVES, partners_waiting, Urgency.TODAY),
    Source("partners_back", WRITES_REPORTS, partners_back, Urgency.TODAY),
    Source("newsletters_waiting", APPROVES, newsletters_waiting, Urgency.TODAY),
    Source("newsletters_back", SENDS, newsletters_back, Urgency.TODAY),
    Source("quotes_waiting", APPROVES, quotes_waiting),
    Source("quotes_back", MEANS, quotes_back),
    Source("said_waiting", APPROVES, said_waiting, Urgency.TODAY),
    Source("said_back", ACTS, said_back, Urgency.TODAY),
    Source("surveys_waiting", APPROVES, surveys_waiting),
    Source("actions_overdue", ACTS, actions_overdue, Urgency.LATE),
    Source("actions_soon", ACTS, actions_soon, Urgency.SOON),
    Source("waves_closing", WRITES, waves_closing, Urgency.SOON),
    Source("waves_opening", WRITES, waves_opening, Urgency.SOON),
    Source("guidance_due", WRITES, guidance_due, Urgency.LATE),
    Source("keys_ending", RUNS, keys_ending, Urgency.SOON),
    Source("accounts_outside", RUNS, accounts_outside),
)
STEPS = (
    Source("first_colleague", RUNS, no_colleague),
    Source("first_duty", SAFETY, no_duty),
    Source("first_wave", WRITES, no_wave),
    Source("first_member", SENDS, no_member),
)
