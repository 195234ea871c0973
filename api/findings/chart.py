"""Draws a chart as SVG: legible in black and white and to colour-blind people, letters as outlines."""

import io
import textwrap
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from api.findings.published import Cell, Table
from api.findings.reading import Bar, Chart
from api.findings.words import words
from api.letters import FAMILIES, FONTS, MORE, OWN, from_right, printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1d2330"
# From dark to light in even steps, so that the order can be seen without colour.
# The last two are greys: in most surveys "don't know" and "rather not say", which are no steps.
SHADES = ("#12355b", "#2a6f97", "#5b9fbd", "#9ccbd9", "#f3dcae", "#f4f4f4", "#c8c8c8")
INCH_PER_BAR = 0.36
INCH_PER_HANGING_BAR = 0.72  # two lines of Nastaliq beside a bar
WIDTH_INCHES = 7.1
LEGEND_COLUMNS = 4
LEGEND_LETTERS, LETTERS_OF_A_PATCH = 112, 5
"""How many letters a line of the legend holds, and how many a patch of colour takes of them."""
LONGEST_NAME = 44
"""Letters of one line beside a bar."""
PNG_DPI = 160
LEAST_LABELLED = 0.055
"""Narrower parts of a bar, as a share of the whole, have no room for their number."""
AS_JSON = TypeAdapter(Chart)


def svg(chart: Chart) -> bytes:
    """One horizontal bar for each question, in parts that are the published answers."""
    return pictures(chart, with_png=False)[0]


def pictures(chart: Chart, *, with_png: bool = True) -> tuple[bytes, bytes]:
    """The chart as SVG, and as PNG for programs that cannot draw that."""
    import matplotlib

    matplotlib.use("svg")
    chart = AS_JSON.validate_json(printable(AS_JSON.dump_json(chart).decode()))
    # Fixed salt and no date: the same numbers make the same file.
    with matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "heard", "hatch.linewidth": 0.5}):
        figure = _plain(chart) if chart.several or len(chart.bars) == 1 else _parts(chart)
        out, png = io.BytesIO(), io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        if with_png:
            figure.savefig(png, format="png", dpi=PNG_DPI)
    return out.getvalue(), png.getvalue()


def _parts(chart: Chart) -> "Figure":
    """A bar for each question, cut into its answers."""
    names = [bar.name for bar in chart.bars]
    figure, axes = _empty(names, 0.85)
    for row, bar in enumerate(chart.bars):
        _bar(axes, row, bar, chart.percent)
    _frame(axes, chart, names)
    _legend(figure, chart)
    return figure


def _plain(chart: Chart) -> "Figure":
    """A bar for each answer: of one question, or where people gave several, which are no parts of a whole."""
    table = chart.bars[0].table
    names = [cell.label for cell in table.cells]
    figure, axes = _empty(names, 0.2)
    whole = 100 if chart.percent else table.base or 0
    for row, cell in enumerate(table.cells):
        length = _length(cell, table, chart.percent)
        axes.barh(row, length, height=0.62, color=SHADES[1], edgecolor=INK, linewidth=0.4)
        said = _label(cell, chart.percent) if length else words()["symbol"]
        axes.text(length + whole * 0.012, row, said, ha="left", va="center", color=INK, **_font("Semibold"))
    _frame(axes, chart, names)
    axes.set_xlim(0, whole * 1.1)
    return figure


def _empty(names: Sequence[str], more: float) -> tuple["Figure", "Axes"]:
    from matplotlib.figure import Figure

    row = INCH_PER_HANGING_BAR if any(map(from_right, names)) else INCH_PER_BAR
    figure = Figure(figsize=(WIDTH_INCHES, row * len(names) + more), layout="constrained")
    return figure, figure.add_subplot()


def _bar(axes: "Axes", row: int, bar: Bar, percent: bool) -> None:
    whole = 100 if percent else bar.table.base or 0
    axes.barh(row, whole, height=0.7, color="white", edgecolor="#9aa3ad", hatch="////", linewidth=0.6)
    left = 0
    for place, cell in enumerate(bar.table.cells):
        length = _length(cell, bar.table, percent)
        if not length:
            continue
        shade = _shades(len(bar.table.cells))[place]
        axes.barh(row, length, left=left, height=0.7, color=shade, edgecolor=INK, linewidth=0.4)
        if length / whole >= LEAST_LABELLED:
            middle, said = left + length / 2, _label(cell, percent)
            axes.text(middle, row, said, ha="center", va="center", color=_ink_on(shade), **_font("Semibold"))
        left += length


def _length(cell: Cell, table: Table, percent: bool) -> int:
    if cell.most:
        return 100 if percent else table.base or 0
    return (cell.percent if percent else cell.shown) or 0


def _label(cell: Cell, percent: bool) -> str:
    if cell.most:
        return str(words()["most"])
    return f"{cell.percent}%" if percent else str(cell.shown)


def _frame(axes: "Axes", chart: Chart, names: Sequence[str]) -> None:
    axes.set_yticks(range(len(names)), [_wrapped(name) for name in names])
    for tick in axes.get_yticklabels():
        tick.set(color=INK, **_font("Regular", 10))
    axes.invert_yaxis()
    axes.set_xticks([])
    axes.margins(x=0, y=0.02)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if chart.stem:
        title = words()["chart"]["stem"].format(stem=chart.stem)
        axes.set_title(title, loc="left", x=0, color=INK, **_font("Semibold", 10.5))


def _columns(labels: Sequence[str]) -> int:
    """As many as fit beside each other."""
    columns = min(len(labels), LEGEND_COLUMNS)
    while columns > 1:
        widest = [max(map(len, labels[place::columns])) for place in range(columns)]
        if sum(widest) + LETTERS_OF_A_PATCH * columns <= LEGEND_LETTERS:
            break
        columns -= 1
    return columns


def _wrapped(name: str) -> str:
    return textwrap.fill(name, LONGEST_NAME)


def _legend(figure: Any, chart: Chart) -> None:
    from matplotlib.patches import Patch

    cells = chart.bars[0].table.cells
    patches = [
        Patch(facecolor=shade, edgecolor=INK, linewidth=0.4, label=cell.label)
        for shade, cell in zip(_shades(len(cells)), cells, strict=True)
    ]
    blank = words()["chart"]["blank"]
    patches.append(Patch(facecolor="white", edgecolor="#9aa3ad", hatch="////", linewidth=0.6, label=blank))
    columns = _columns([str(patch.get_label()) for patch in patches])
    legend = figure.legend(
        # matplotlib fills column by column; people read row by row.
        handles=[patch for first in range(columns) for patch in patches[first::columns]],
        loc="outside lower left",
        ncols=columns,
        frameon=False,
        prop=_font("Regular", 9)["font"],
        handlelength=1.4,
        handleheight=0.9,
        columnspacing=1.4,
        borderaxespad=0,
    )
    for text in legend.get_texts():
        text.set_color(INK)


def _shades(number: int) -> list[str]:
    """As many shades, spread over the scale; a longer list of answers begins again."""
    if number > len(SHADES):
        return [SHADES[place % len(SHADES)] for place in range(number)]
    last = len(SHADES) - 1
    return [SHADES[round(place * last / max(number - 1, 1))] for place in range(number)]


def _ink_on(shade: str) -> str:
    red, green, blue = (int(shade[i : i + 2], 16) for i in (1, 3, 5))
    return "white" if 0.299 * red + 0.587 * green + 0.114 * blue < 128 else INK


@cache
def _font(weight: str, size: float = 9.5) -> dict[str, Any]:
    from matplotlib.font_manager import FontProperties, fontManager

    for file in (FONTS / f"SourceSansPro-{weight}.ttf", *(OWN / name for name in MORE)):
        fontManager.addfont(file)
    return {"font": FontProperties(family=list(FAMILIES), weight=weight.lower(), size=size)}
