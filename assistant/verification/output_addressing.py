"""Whether a sentence in another language than English speaks to its reader, as an instruction does."""

from __future__ import annotations

import re
from collections.abc import Set

# Small words of each language, by which it is told.
_SMALL = {
    language: frozenset(words.split())
    for language, words in {
        "German": """
            alle der die das den dem des ein eine einer eines einem einen und oder aber nicht kein keine
            ist sind war waren wird werden wurde wurden hat haben kann können mit ohne für auf aus bei nach von
            vom zum zur über unter gegen durch im um als wie dass sich es sie wir ihr ihre nur auch noch mehr
            weniger sowie dabei damit bis pro""",
        "French": """
            le la les un une des du de et ou est sont été avec sans pour par sur dans aux au ce cette ces qui
            que ne pas plus moins il elle nous leur leurs son sa ses entre jusqu comme mais""",
        "Spanish": """
            el los las una unos del y o es son fue con sin para por sobre más menos que se su sus lo como entre
            hasta pero también""",
        "Italian": """
            il lo gli i una di del della dei delle e è sono con senza per su da dal nel nella che non più meno
            come tra fino anche ma""",
        "Portuguese": """
            os as um uma do da dos das em no na nos nas com sem para por não mais menos que seu sua entre até
            mas também são foi""",
        "Dutch": """
            het een van en is zijn met zonder voor op aan niet geen meer minder dan dat die wordt worden ook
            maar tot bij""",
        "Scandinavian": "och att det som är inte för med utan av på til ikke er af og en et den ett",
        "Polish or Czech": """
            nie jest są się na w z do od że i oraz bez dla przez o je se na pro bez ve ze jako nebo""",
        "Turkish": "ve bir bu için ile daha olarak",
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")
# Who is spoken to, and what is asked of them, in the languages above and in Russian, Chinese, Japanese, Korean, Arabic.
# Forms of a verb that state as well as order ("el modelo ignora", "die Agenten antworten auf") are in `_BEGINS`.
_SPEAKS = re.compile(
    r"\b(?:du|dir|dich|dein\w*|(?-i:(?<=[\w,] )Ihnen)|euch|euer|bitte|ignoriere|vergiss|antworte|schreibe?|sage?"
    r"|(?:ignorier|vergess|antwort|schreib|sag|besuch|klick|kauf|empfehl)en (?-i:Sie)|besuche|klicke?|kaufe"
    r"|abonnier\w*|empfiehl|erwähne|wiederhole|übersetze"
    r"|vous|votre|vos|tu|toi|tes|veuillez|s'il (?:vous|te) pla[iî]t|ignorez|oubliez|répond(?:ez|s)"
    r"|visitez|clique[zr]?|achete[zr]|achète|écri(?:s|vez)|abonne\w*|recommandez"
    r"|usted(?:es)?|tú|vosotros|por favor|(?<![ae] )(?:visit|compr)(?:a|en?)|haz|hagan? clic"
    r"|di(?:ga)?n?|suscríb\w*|contraseña"
    r"|tuo|tua|voi|vostr[oaie]|per favore|rispondi|rispondete|dimenticate|clicc[ai]\w*|scriv[ia]"
    r"|você|vocês|seu chefe|esque[çc]a\w*|clique\w*|comprem|escrevam?|senha"
    r"|jij|jouw|jullie|alstublieft|negeer|klik|koop|schrijf|passwort|wachtwoord"
    r"|ты|тебе?|твой|вам|вас|ваш\w*|пожалуйста|игнорируй\w*|забудь\w*|ответь\w*|нажми\w*|купи\w*|напиши\w*|посети\w*)\b"
    r"|[你您]|(?<![申邀聘])[请請](?![求教])|あなた|ください|당신|하세요|하십시오|주세요"
    r"|أنت|تجاهل|من فضلك|انقر|اشتر|[?？]\s*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:^|[.!:;–—]\s)\W*(?:ignorier\w*|vergessen sie|antwortet?e?n?"
    r"|(?:schreib|sag|besuch|klick|kauf|empfehl)(?:t|en sie)|ignorer?|oublier?|dites|recommander?"
    r"|ignor(?:a|en)|olvid(?:a|en?)|respond(?:e|an?)|escrib(?:e|an?)|recomiend(?:a|en?)"
    r"|ignorat?e|dimentica\w*|rispond\w*|acquist[ai]|esquece|escreve|vergeet|antwoord|bezoek)\b"
    r"|(?:^|[。！：；.!:;])\W*(?:忽略|点击|點擊|访问|訪問|购买|購買|無視|クリック|購入|무시|클릭)(?![了的过着])",
    re.IGNORECASE,
)


def speaks_abroad(text: str) -> bool:
    """Tell whether a text in another language commands, asks or speaks to somebody.

    A form that is a small word of the language the text is in is none of another's: "du" in French, "di" in Italian.
    """
    found = {each[0].lower() for each in _SPEAKS.finditer(text)}
    return bool(found - _small_words_of(text, found) or _BEGINS.search(text))


def _small_words_of(text: str, doubtful: Set[str]) -> frozenset[str]:
    """Return the small words of the language that has most of them in a text, the doubtful ones apart."""
    words = [word for found in _WORD.findall(text) if (word := found.lower()) not in doubtful]
    counts = {language: sum(word in small for word in words) for language, small in _SMALL.items()}
    most = max(counts.values())
    first = [language for language, count in counts.items() if count == most]
    return _SMALL[first[0]] if len(first) == 1 else frozenset()
