"""Code 128: the bars of a text, as printed on labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Widths of bars and spaces of the symbols 0 to 105, six digits each, and of the stop.
WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
SYMBOLS = [*(WIDTHS[at : at + 6] for at in range(0, len(WIDTHS), 6)), "2331112"]
STARTS, SWITCHES, STOP = {"B": 104, "C": 105}, {"B": 100, "C": 99}, 106
RUNS = re.compile(r"^[0-9]{4,}|[0-9]{6,}|[0-9]{4,}$|.", re.DOTALL)
QUIET = 10  # modules of white on either side
LONGEST = 60  # characters; longer ones are too wide for a label


def fits(text: str) -> bool:
    """Whether the text can be written in bars."""
    return 0 < len(text) <= LONGEST and all(" " <= letter <= "~" for letter in text)


def symbols(text: str) -> list[int]:
    """The symbols from start to stop: digits in pairs where that is shorter."""
    codes: list[int] = []
    force = ""
    for wanted, piece in _pieces(text):
        if wanted != force:
            codes.append(SWITCHES[wanted] if force else STARTS[wanted])
            force = wanted
        codes.append(int(piece) if wanted == "C" else ord(piece) - 32)
    check = (codes[0] + sum(place * code for place, code in enumerate(codes[1:], start=1))) % 103
    return [*codes, check, STOP]


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Pairs of digits for set C, single characters for set B."""
    for run in RUNS.findall(text):
        at = len(run) % 2 if len(run) >= 4 else len(run)  # an odd first digit stands alone
        for letter in run[:at]:
            yield "B", letter
        for pair in range(at, len(run), 2):
            yield "C", run[pair : pair + 2]


def bars(text: str) -> tuple[int, list[tuple[int, int]]]:
    """How many modules wide the code is with its quiet zones, and the bars: (from, width)."""
    at, drawn = QUIET, []
    for symbol in symbols(text):
        for place, width in enumerate(map(int, SYMBOLS[symbol])):
            if place % 2 == 0:
                drawn.append((at, width))
            at += width
    return at + QUIET, drawn
