"""Whether a text is English, and whether one in another language speaks to its reader.

A language is told by its script or by its small words, as in `index.speech`; here the lists are longer, because a
claim is short: `LoRA reduziert die Parameter um den Faktor 10.000` has three of them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.tongues import ENGLISH, OTHER_SCRIPT

# Small words of German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Danish, Polish, Czech and Turkish.
SMALL = frozenset(
    """bitte alle der die das den dem des ein eine einer eines einem einen und oder aber nicht kein keine ist
    sind war waren wird werden
    wurde wurden hat haben kann können mit ohne für auf aus bei nach von vom zum zur über unter gegen durch im
    um als wie
    dass sich es sie wir ihr ihre nur auch noch mehr weniger sowie dabei damit bis pro
    le la les un une des du de et ou est sont été avec sans pour par sur dans aux au ce cette ces qui que ne
    pas plus moins
    il elle nous leur leurs son sa ses entre jusqu comme mais
    el los las una unos del y o es son fue con sin para por sobre más menos que se su sus lo como entre hasta
    pero también
    il lo gli i una di del della dei delle e è sono con senza per su da dal nel nella che non più meno come tra
    fino anche ma
    os as um uma do da dos das em no na nos nas com sem para por não mais menos que seu sua entre até mas também são foi
    het een van en is zijn met zonder voor op aan niet geen meer minder dan dat die wordt worden ook maar tot bij
    och att det som är inte för med utan av på til ikke er af og en et den ett
    nie jest są się na w z do od że i oraz bez dla przez o je se na pro bez ve ze jako nebo
    ve bir bu için ile daha olarak""".split()
)
# Of those, the words that are English as well; they count when there is no English beside them.
_SHARED = frozenset(
    """die war hat was an am in on me as no son do per pro sans plus comment pour on a i o e is en et er den man dan of
    also lo se na ma la le un use sur""".split()
)
_WORD = re.compile(r"[^\W\d_]+")
# Who is spoken to, and what is asked of them, in the languages above and in Russian, Chinese, Japanese, Korean, Arabic.
_SPEAKS = re.compile(
    r"\b(?:du|dir|dich|dein\w*|ihnen|euch|euer|bitte|ignorier\w*|vergiss|vergessen sie|antworte\w* (?:nur|immer"
    r"|auf|mit|sie)"
    r"|antworte|schreib(?:e|en sie)?|sag(?:e|en sie)?|besuch(?:e|en sie|t)|klick(?:e|en sie|t)?|kauf(?:e|en sie|t)"
    r"|abonnier\w*|empfiehl|empfehlen sie|erwähne|wiederhole|übersetze"
    r"|vous|votre|vos|tu|toi|ton|tes|veuillez|s'il (?:vous|te) pla[iî]t|ignore[zr]?|oublie[zr]?|répond(?:ez|s)"
    r"|visitez|clique[zr]?|achete[zr]|achète|écri(?:s|vez)|dites|abonne\w*|recommande[zr]"
    r"|usted(?:es)?|tú|vosotros|por favor|ignor[ae]n?|olvid[ae]n?|respond[ae]n?|visit[ae]n?|haz|hagan? clic|compr[ae]n?"
    r"|escrib[ae]n? (?:un|una|el|la)\b|di(?:ga)?n?|suscríb\w*|recomiend[ae]n?|contraseña"
    r"|tuo|tua|voi|vostr[oaie]|per favore|ignorat?e|dimentica\w*|rispond[iae]\w*|clicc[ai]\w*|acquist[ai]"
    r"|scriv[ia]"
    r"|você|vocês|seu chefe|esque[çc]a\w*|clique\w*|comprem?|escrev[ae]m?|senha"
    r"|jij|jouw|jullie|alstublieft|negeer|vergeet|antwoord|bezoek|klik|koop|schrijf|passwort|wachtwoord"
    r"|ты|тебе?|твой|вам|вас|ваш\w*|пожалуйста|игнорируй\w*|забудь\w*|ответь\w*|нажми\w*|купи\w*|напиши\w*|посети\w*)\b"
    r"|[你您请請]|忽略|点击|點擊|访问|訪問|购买|購買|あなた|ください|無視|クリック|購入|당신|하세요|하십시오|주세요|무시|클릭"
    r"|أنت|تجاهل|من فضلك|انقر|اشتر|[?？]\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def is_english(text: str) -> bool:
    """Tell whether a text is English, or too short to be told."""
    letters = sum(letter.isalpha() for letter in text)
    if len(OTHER_SCRIPT.findall(text)) > letters / 3:
        return False
    small = [word for found in _WORD.findall(text) if (word := found.lower()) in SMALL]
    english = len(ENGLISH.findall(text))
    sure = sum(word not in _SHARED for word in small)
    if english:
        return sure < 2 or sure <= english
    return not (sure or len(small) > 1) or len(_WORD.findall(text)) < 3


def speaks_abroad(text: str) -> bool:
    """Tell whether a text in another language commands, asks or speaks to somebody."""
    return bool(_SPEAKS.search(text))
