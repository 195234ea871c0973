"""What a paper is made of: words and numbers in order, the one source of its page, its PDF and its Word file.

A paper knows nothing of where its words come from, and its renderers know nothing of what it is about.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.letters import tongue


class _Frozen(BaseModel):
    # Pictures travel to the printing child as JSON.
    model_config = ConfigDict(frozen=True, ser_json_bytes="base64", val_json_bytes="base64")


class Heading(_Frozen):
    """`level` 2 opens a part, 3 stands below it; the paper's title is the only one of level 1."""

    kind: Literal["heading"] = "heading"
    text: str
    level: Literal[2, 3] = 2


class Paragraph(_Frozen):
    """Words as they were typed: each line a paragraph. `quiet` ones explain others."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    quiet: bool = False


class Bullets(_Frozen):
    """A list, with numbers where people will speak of "the second one"."""

    kind: Literal["bullets"] = "bullets"
    items: tuple[str, ...]
    numbered: bool = False


class Box(_Frozen):
    """What must not be missed: a heading of its own and a numbered list, or words where there is none."""

    kind: Literal["box"] = "box"
    title: str
    items: tuple[str, ...]
    otherwise: str = ""


class Facts(_Frozen):
    """Large numbers, each with what it counts."""

    kind: Literal["facts"] = "facts"
    pairs: tuple[tuple[str, str], ...]


class Figure(_Frozen):
    """A picture under the sentence that it shows. `alt` is what is said to whoever does not see it.

    `name` finds the pictures; they are put in when the paper is printed: SVG for the PDF, PNG for Word.
    """

    kind: Literal["figure"] = "figure"
    name: str
    caption: str
    alt: str
    svg: str = ""
    png: bytes = b""


class Table(_Frozen):
    """Rows that begin with their own heading. All cells are words that are ready to be read.

    `note` stands under the caption: of how many, or why there are no rows. `numbers`: the columns after the
    first hold figures. `alt`: what Word reads out of it, else the note. `widths` of the columns beside each
    other, where the usual ones do not fit.
    """

    kind: Literal["table"] = "table"
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    numbers: bool = True
    alt: str = ""
    widths: tuple[float, ...] = ()


class Named(_Frozen):
    """Words under their own name, such as what is asked of somebody."""

    kind: Literal["named"] = "named"
    name: str
    words: str


class Quote(_Frozen):
    """What one person said, and as who they spoke.

    `otherwise` stands in a PDF in its place where no font there has the letters of its language.
    """

    kind: Literal["quote"] = "quote"
    words: str
    who: str
    otherwise: str = ""

    @property
    def tongue(self) -> str:
        """The language of its words where their letters tell, else the empty string."""
        return tongue(self.words)


class PageBreak(_Frozen):
    """What comes next begins a sheet of its own."""

    kind: Literal["page_break"] = "page_break"


Block = Annotated[
    Heading | Paragraph | Bullets | Box | Facts | Figure | Table | Named | Quote | PageBreak,
    Field(discriminator="kind"),
]


class Paper(_Frozen):
    """A whole one. `band` says whom it is for, `status` that it is a draft, or which version of which day.

    `one_page`: its PDF is set as small as it has to be, within reason, to be a single sheet.
    """

    title: str
    subtitle: str
    band: str
    author: str
    status: str
    day: date
    foot: str
    blocks: tuple[Block, ...]
    language: str = "en-GB"
    one_page: bool = False
