"""What every part of a demonstration works with."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from api.conversation.service import Desk
from api.staff.person import Person, Role
from bot.foundation import Foundation

SEED = 7  # the same partnership each time


@dataclass(frozen=True)
class Scene:
    """`staff` has one person for each role; `done` hears how many steps have been taken.

    `address` is where people reach Heard.
    """

    base: Foundation
    desk: Desk
    address: str
    today: date
    staff: Mapping[Role, Person]
    done: Callable[[float], None]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))
