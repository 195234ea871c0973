"""What the first page asks of the action group: broadcasts, issues, highlight reports, the newsletter."""

from api.broadcasts import drafts
from api.broadcasts.tables import BroadcastRow
from api.console.needs import NAMED, Asked, Found, Thing
from api.feedback import reports, triage
from api.feedback.report_tables import ReportRow
from api.feedback.words import months
from api.few import Few
from api.newsletter import service as newsletter
from api.newsletter.tables import NewsRow


def broadcasts_waiting(asked: Asked) -> Found:
    return _broadcasts(drafts.to_approve(asked.session, asked.who, NAMED))


def broadcasts_approved(asked: Asked) -> Found:
    return _broadcasts(drafts.approved(asked.session, NAMED))


def broadcasts_back(asked: Asked) -> Found:
    return _broadcasts(drafts.sent_back(asked.session, asked.who, NAMED))


def issues_unseen(asked: Asked) -> Found:
    return Found(triage.unseen(asked.session, NAMED).count)


def reports_waiting(asked: Asked) -> Found:
    return _highlights(reports.to_publish(asked.session, asked.who, NAMED))


def reports_back(asked: Asked) -> Found:
    return _highlights(reports.sent_back(asked.session, asked.who, NAMED))


def newsletters_waiting(asked: Asked) -> Found:
    return _newsletters(newsletter.to_publish(asked.session, asked.who, NAMED))


def newsletters_back(asked: Asked) -> Found:
    return _newsletters(newsletter.sent_back(asked.session, asked.who, NAMED))


def _highlights(found: Few[ReportRow]) -> Found:
    things = [Thing(months(row.first, row.last), f"/console/highlights/{row.id}") for row in found.rows]
    return Found(found.count, things)


def _newsletters(found: Few[NewsRow]) -> Found:
    return Found(found.count, [Thing(row.title, f"/console/newsletter/{row.id}") for row in found.rows])


def _broadcasts(found: Few[BroadcastRow]) -> Found:
    return Found(found.count, [Thing(row.title, f"/console/broadcasts/{row.id}") for row in found.rows])
