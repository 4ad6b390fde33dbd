"""Sentences of another language than English, by their script or by their small words."""

from __future__ import annotations

import re

# Small words of German, French, Spanish, Italian, Portuguese, Dutch and the Scandinavian languages that are no English
# words.
FOREIGN = re.compile(
    r"\b(?:der|das|und|nicht|auf|ist|mit|nur|auch|bitte|ein|eine|einen|einem|einer|den|dem|zu|von|für|über|alle|alles|ins|dass"
    r"|wie|wir|ich|du|sie|bei|aus|nach|ohne|mir|dir|mich|dich|oder|im"
    r"|le|la|les|des|une|est|dans|pour|avec|pas|plus|sur|que|qui|ne|je|tu|vous|moi|un|du|au|aux|ce|cette|ces|vos|nos|toute"
    r"|toutes|tous|tout|uniquement|il|elle|sans|ou|comme"
    r"|el|los|las|una|unos|por|para|con|como|siempre|y|lo|todo|todas|todos|sobre|nuestro|nuestra|ahora|anteriores?|su|sus|del"
    r"|muy|gli|che|di|per|non|sono|uno|della|dei|nella|alla|tutti|tutte|sul|sempre"
    r"|o|os|um|uma|em|não|na|ao|dos|seu|sua|het|een|van|voor|naar|niet|alleen|och|att|det|som|til|på|ett|jag|ikke|og"
    r"|réponds|responde|antworte|rispondi|deutsch|français|español|italiano)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(?:the|of|and|is|are|that|with|for|to|in|we|this|a|an|by|on|as|be|it|from|at|or|not|can|has|have|was|were|our)\b",
    re.I,
)
OTHER_SCRIPT = re.compile(
    r"[\u0370-\u03ff\u0400-\u052f\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
EMOJI = re.compile(r"[\U0001f300-\U0001faff\u2600-\u27bf]")
