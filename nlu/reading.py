"""A text on the way to its names: its words, and what is true of the whole."""

from dataclasses import dataclass, field

from nlu.spelling import is_known, spelt
from nlu.tokens import Token
from nlu.word_lists import Lists

# Above this share of unknown words a text is in a tongue that we have no list of, or badly spelt throughout.
_FOREIGN = 0.34
_FEW = 4
_NOBODY = Token(0, 0, "", False, True, False, "", False, False)


@dataclass(frozen=True, slots=True)
class Reading:
    tokens: list[Token]
    lists: Lists
    shouted: bool
    foreign: bool
    """In another tongue: then no word goes for being in no list."""
    misspelt: bool
    """By sound: then no word goes that sounds like one."""
    _known: dict[str, bool] = field(default_factory=dict)

    def is_known(self, word: str) -> bool:
        """See spelling.is_known; each word of a text is looked up once."""
        if word not in self._known:
            self._known[word] = is_known(self.lists, word)
        return self._known[word]

    def before(self, at: int, steps: int = 1) -> Token:
        """The word so many steps before in the same sentence, or nobody."""
        for here in range(at, at - steps, -1):
            if here <= 0 or self.tokens[here].opens:
                return _NOBODY
        return self.tokens[at - steps]

    def after(self, at: int) -> Token:
        """The next word of the same sentence, or nobody."""
        if at + 1 < len(self.tokens) and not self.tokens[at + 1].opens:
            return self.tokens[at + 1]
        return _NOBODY

    def means(self, token: Token) -> bool:
        """Whether its capital says that it is a name."""
        return token.capital and not token.opens and not self.shouted

    def is_any(self, token: Token, key: str) -> bool:
        return token.plain in self.lists.small[key]

    def means_any(self, token: Token, key: str) -> bool:
        """Also as a child spells it: "my bruver" leads a name as "my brother" does."""
        if self.is_any(token, key):
            return True
        return self.misspelt and any(word in self.lists.small[key] for word in spelt(token.plain))

    def is_verb(self, at: int) -> bool:
        """Whether the next word shows that this one is done and no name: "dad Starves me"."""
        return self.is_any(self.after(at), "objects")


def is_foreign(tokens: list[Token], lists: Lists, shouted: bool) -> bool:
    small = [token for token in tokens if shouted or token.opens or not token.capital]
    small = [token for token in small if token.plain not in lists.sure]
    strange = [token for token in small if not lists.is_ordinary(token.plain)]
    # A word that we know of another tongue, or with its marks, says more than one that we do not know.
    told = any(token.marked or token.plain in lists.elsewhere for token in strange)
    return len(strange) >= (1 if told else _FEW) and len(strange) > _FOREIGN * len(small)
