"""Who may use which route of the reports to the partners: one part of the table."""

from collections.abc import Mapping

from api.staff.person import Role
from api.staff.who import APPROVES, SEES_REPORTS, WRITES_REPORTS

REPORTS: Mapping[str, frozenset[Role]] = {
    "GET /console/reports": SEES_REPORTS,
    "GET /console/reports/new": WRITES_REPORTS,
    "POST /console/reports/new": WRITES_REPORTS,
    "GET /console/reports/letterhead": WRITES_REPORTS,
    "POST /console/reports/letterhead": WRITES_REPORTS,
    "POST /console/reports/letterhead/remove": WRITES_REPORTS,
    "GET /console/reports/letterhead/example": WRITES_REPORTS,
    "GET /console/reports/{report_id}": SEES_REPORTS,
    "GET /console/reports/{report_id}/figures/{name}": SEES_REPORTS,
    "GET /console/reports/{report_id}/papers/{kind}": SEES_REPORTS,
    "GET /console/reports/{report_id}/change": WRITES_REPORTS,
    "POST /console/reports/{report_id}/change": WRITES_REPORTS,
    "POST /console/reports/{report_id}/comments": SEES_REPORTS,
    "POST /console/reports/{report_id}/comments/{comment_id}/settle": WRITES_REPORTS,
    "POST /console/reports/{report_id}/ask": WRITES_REPORTS,
    "POST /console/reports/{report_id}/publish": APPROVES,
    "POST /console/reports/{report_id}/refuse": APPROVES,
    "POST /console/reports/{report_id}/back": WRITES_REPORTS,
    "POST /console/reports/{report_id}/refresh": WRITES_REPORTS,
    "POST /console/reports/{report_id}/version": WRITES_REPORTS,
    "GET /console/reports/{report_id}/discard": WRITES_REPORTS,
    "POST /console/reports/{report_id}/discard": WRITES_REPORTS,
}
