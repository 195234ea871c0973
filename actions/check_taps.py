"""What a button of the threshold check changes; older buttons correct their answers."""

from typing import Any

from sqlmodel import Session

from actions.check import APART, QUESTIONS, TOPIC, Slots, begun, check_of, offer, split
from actions.heard import Heard
from api.guidance import service


def tapped(session: Session, heard: Heard, asked: str, slots: Slots) -> dict[str, Any]:
    """The slots that change; none where the button carries nothing that is known."""
    if heard.intent == TOPIC:
        return dict.fromkeys((*QUESTIONS, "offered", "ticked")) | begun(session, heard)
    said = {
        name: value
        for name, value in heard.entities.items()
        if name not in ("signs", "domains") and getattr(check_of({name: value}), name, None)
    }
    changes: dict[str, Any] = dict(said)
    if domains := check_of({"domains": heard.entities.get("domains")}).domains:
        changes |= ticking(session, slots, list(domains))
    if (change := heard.entities.get("change")) in QUESTIONS:
        changes[str(change)] = None
    if (sign := heard.entities.get("sign")) in split(slots.get("offered")):
        changes |= {"ticked": _toggled(str(sign), slots), "signs": None}
    if (done := heard.entities.get("signs")) and asked == "signs":
        changes["signs"] = str(slots.get("ticked") or "") if done == "fit" else ""
    return changes


def ticking(session: Session, slots: Slots, domains: list[str]) -> dict[str, Any]:
    """The signs of some domains to tick, beside those that are ticked already."""
    ticked = service.signs_called(session, split(slots.get("ticked")))
    return offer(session, ticked, domains) | {"signs": None}


def _toggled(sign: str, slots: Slots) -> str:
    ticked = set(split(slots.get("ticked"))) ^ {sign}
    return APART.join(key for key in split(slots.get("offered")) if key in ticked)
