"""Who may use which route of comments and quotes in the console: one part of the table."""

from collections.abc import Mapping

from api.staff.person import Role
from api.staff.who import APPROVES, FINDINGS, MEANS, SEES_QUOTES

MEANING: Mapping[str, frozenset[Role]] = {
    "GET /console/comments": FINDINGS,
    "GET /console/comments/{wave_id}": FINDINGS,
    "POST /console/comments/{wave_id}/count": MEANS,
    "GET /console/comments/{wave_id}/tone/{question}": MEANS,
    "POST /console/comments/{wave_id}/tone/{question}": MEANS,
    "POST /console/comments/{wave_id}/tone/{question}/back": MEANS,
    "POST /console/comments/{wave_id}/tone/{question}/check": MEANS,
    "GET /console/comments/{wave_id}/themes/{question}": MEANS,
    "POST /console/comments/{wave_id}/themes/{question}": MEANS,
    "POST /console/comments/{wave_id}/themes/{question}/accept": MEANS,
    "POST /console/comments/{wave_id}/themes/{question}/learn": MEANS,
    "GET /console/comments/{wave_id}/quotes/{question}/{theme}": MEANS,
    "POST /console/comments/{wave_id}/quotes/{question}/{theme}": MEANS,
    "GET /console/quotes": SEES_QUOTES,
    "GET /console/quotes/{quote_id}": SEES_QUOTES,
    "POST /console/quotes/{quote_id}/shorten": MEANS,
    "POST /console/quotes/{quote_id}/discard": MEANS,
    "POST /console/quotes/{quote_id}/approve": APPROVES,
    "POST /console/quotes/{quote_id}/refuse": APPROVES,
    "POST /console/quotes/{quote_id}/withdraw": MEANS | APPROVES,
}
