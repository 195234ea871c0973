"""Who may use which route of the findings in the console: one part of the table."""

from collections.abc import Mapping

from api.staff.person import Role
from api.staff.who import FINDINGS, MEANS

NUMBERS: Mapping[str, frozenset[Role]] = {
    "GET /console/findings": FINDINGS,
    "GET /console/findings/together": FINDINGS,
    "GET /console/findings/together/new": FINDINGS,
    "POST /console/findings/together/new": MEANS,
    "GET /console/findings/together/{pool_id}": FINDINGS,
    "GET /console/findings/together/{pool_id}/news": FINDINGS,
    "GET /console/findings/together/{pool_id}/papers/{kind}": FINDINGS,
    "GET /console/findings/{wave_id}": FINDINGS,
    "GET /console/findings/{wave_id}/news": FINDINGS,
    "GET /console/findings/{wave_id}/papers/{kind}": FINDINGS,
}
