"""Whether words about harm are about whoever writes them."""

import re

_HARMED = (
    "(?:hit|hurt|beat|abuse|threaten|rape|strangle|control|stalk|touch|attack|assault|blackmail)"
    "(?:e?d|e?n|s|ting|ing|led|ling)?|abusing|raping|strangling"
)
# "She told me" and "a child came to me" are a day's work.
_SELF = re.compile(
    rf"\b(?:myself|its me|happening to me|(?:violent|abusive) to me|(?:{_HARMED}) me"
    r"|my (?:husband|wife|partner|fianc\w+|ex|boyfriend|girlfriend|bf|gf)"
    r"|i (?:self|cut|hurt)|i (?:cant|cannot) (?:cope|go on)"
    r"|(?:i am|im|ive been|i have been|i was|i get|who is|whos) (?:\w+ )?(?:(?:being|getting) )?"
    rf"(?:{_HARMED}|(?:an? |the )?(?:victim|survivor)"
    r"|groomed|exploited|suicidal|unsafe|scared|afraid|bullied|harassed))\b"
)


def is_of_oneself(words: str) -> bool:
    """Whether somebody who works with children speaks of harm to themselves; told of others, it is not."""
    return _SELF.search(re.sub("['’]", "", words.lower())) is not None
