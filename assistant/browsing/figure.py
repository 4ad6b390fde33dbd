"""The map as Plotly draws it (https://plotly.com/javascript/reference/): plain data, so that plotly.py is not needed.

plotly.py would be 10 MB to install and half a second to import for what is one trace; plotly.js comes with Gradio.
"""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Mapping, Sequence

from assistant.browsing.atlas import Atlas

# Twelve hues of one lightness, told apart on white and on black; groups of one hue are far from each other in size.
COLOURS = (
    "#2b806c", "#b5651d", "#5b6abf", "#a3487f", "#7a8b2a", "#2f86b5", "#c0504d", "#7d5ba6", "#3f9b5f", "#b08a1e",
    "#54808c", "#96624a",
)  # fmt: skip
_EDGE = 0.2  # of the width, where a name would not end within the map
_MARGIN = 0.04  # of the width, around the points
_MANY = 2000  # papers, from which points are small


def colour(group: int) -> str:
    """Return the colour of a group."""
    return COLOURS[group % len(COLOURS)]


def figure(atlas: Atlas, titles: Mapping[str, str], *, webgl: bool) -> str:
    """Return the map as JSON: a point for each paper with its id and title, and the name of each group."""
    many = len(atlas.papers) > _MANY
    trace = {
        "type": "scattergl" if webgl else "scatter",
        "mode": "markers",
        "x": atlas.x,
        "y": atlas.y,
        "customdata": atlas.papers,
        "meta": atlas.group,
        "text": ["<br>".join(map(html.escape, textwrap.wrap(titles.get(paper, ""), 60))) for paper in atlas.papers],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"size": 4 if many else 8, "opacity": 0.75, "color": [colour(group) for group in atlas.group]},
        "selected": {"marker": {"opacity": 0.95}},
        "unselected": {"marker": {"opacity": 0.08}},
    }
    return json.dumps({"data": [trace], "layout": _layout(atlas), "config": _CONFIG}, ensure_ascii=False)


_CONFIG = {"displayModeBar": False, "scrollZoom": True, "doubleClick": "reset", "displaylogo": False}
_AXIS = {"visible": False, "showgrid": False, "zeroline": False}


def _layout(atlas: Atlas) -> dict[str, object]:
    named = [
        {
            "x": group.x, "y": group.y, "text": html.escape(group.name), "showarrow": False, "captureevents": False,
            "font": {"size": 12}, "bgcolor": "rgba(255,255,255,0.7)", "borderpad": 2,
            "xanchor": _anchor(group.x, *_range(atlas.x)),
        }
        for group in atlas.groups
    ]  # fmt: skip
    return {
        "xaxis": {**_AXIS, "range": _range(atlas.x)},
        "yaxis": {**_AXIS, "range": _range(atlas.y)},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": "pan",
        "annotations": named,
        "hoverlabel": {
            "bgcolor": "#1d1b18",
            "bordercolor": "#1d1b18",
            "font": {"color": "#ffffff", "size": 13},
            "align": "left",
        },
    }


def _anchor(x: float, low: float, high: float) -> str:
    """Return the side of a name that stands at its place, so that it stays within the map."""
    share = (x - low) / ((high - low) or 1)
    return "left" if share < _EDGE else "right" if share > 1 - _EDGE else "center"


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return low - (high - low) * _MARGIN, high + (high - low) * _MARGIN
