"""The forms of speech that an abstract does not have: commands, talk to a reader, chat turns, markup, adverts, code.

Each pattern is rare or absent in 74,728 abstracts of arXiv; how often `index.suspicion` finds one there is told in it.
"""

from __future__ import annotations

import re

_OUTPUT = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|messages?|summar(?:y|ies)|sentences?|letters?|completions?)"
_READER = r"(?:users?|readers?|people|everyone|visitors?|audience|reviewers?|customers?)"
_MODEL = (
    r"(?:assistants?|ai|ais|llms?|chat-?bots?|language models?|ai models?|ai systems?|ai agents?|gpt|chatgpt|claude|gemini|"
    r"agents?|bots?|reviewers?|summari[sz]ers?|whoever|anyone|readers?)"
)

# Signs that only a machine reads: chat templates, role headers, active markup, blobs.
MACHINE = re.compile(
    r"<\|\s*(?:im_|start|end|system|user|assistant|eot|bos|eos|begin|fim|return|channel|message|tool)[\w ]*\|?>"
    r"|\[INST\].*\[/INST\]|^\W*\[/?INST\]|<</?SYS>>|</?(?:start|end)_of_turn>|</?(?:tool_call|function_call)>"
    r"|(?:^|[.!?]\s|#{2,}\s*)\W{0,6}(?:system(?: prompt| message)?|assistant|user|human|developer|instructions?"
    r"|admin(?:istrator)?|root)\s?[\])}>]?:\s"
    r"|</?(?:script|img|iframe|svg|object|embed|form|style|body|html|input|button|base)\b"
    r"|<[a-z]+\s[^<>]{0,200}\bon[a-z]+\s*=|!\[[^\]]{0,200}\]\(|\b(?:javascript|vbscript):\S|\bdata:[a-z]+/[\w.+-]+[;,]"
    r"|\]\(\s*(?:data|javascript|vbscript|file):|^\W{0,3}```[a-z]+|```\s*(?:import|print|def|from|const|var|let|#!)"
    r"|(?:\\x[0-9a-f]{2}){6}|(?:\b[01]{8}\b\W*){4}|(?:(?<!\S)[.-]{1,5} ){8}",
    re.IGNORECASE | re.MULTILINE,
)
# A long run of base64: capitals, small letters and figures in no order of a name or a key of a citation.
BLOB = re.compile(
    r"(?<![\w/.=,:{?&-])(?=[A-Za-z+/]*\d)(?=(?:[A-Za-z0-9+/]*?[a-z0-9][A-Z]){5})[A-Za-z0-9+/]{20,}={0,2}(?![\w/.,}])"
    r"|(?<![\w/.=?&-])[A-Za-z0-9+/]{18,}={1,2}(?![\w/.=])|(?<![\w/.])(?=[0-9a-f]*\d)[0-9a-f]{40,}(?!\w)"
)

# "your answer", "the reply must", "ignore the above": nobody says this of a study's own subject.
REPLY = re.compile(
    rf"\byour (?:[\w-]+ ){{0,2}}{_OUTPUT}\b"
    rf"|\b(?:the|all|any|every|each|this|following|final) (?:next |final |whole |entire )?"
    rf"(?:answers?|repl(?:y|ies)|responses?)(?: \w+)? (?:should|must|shall|has to|have to|ought to|is to) "
    r"(?:be (?:in|written|given|at most|no more|short|under)|begin|start|end|rhyme|contain|include|say|mention|use|only)\b"
    rf"|\b(?:ignore|disregard|forget|override|bypass|overlook)\b (?:\w+ ){{0,4}}(?:previous|above|prior|earlier|preceding"
    r"|before|foregoing|existing|system) (?:\w+ )?(?:instructions?|prompts?|rules?|directions?|guidelines?|text|context"
    r"|messages?|commands?|constraints?|abstracts?|sentences?)\b"
    r"|\b(?:ignore|disregard|forget) (?:everything|all|anything) (?:you|above|that|before|said|prior|previous)"
    r"|\b(?:new|updated|revised|important|special|additional|following) (?:instructions?|orders?|directives?)"
    r"(?: (?:from|for|to) (?:the |your )?\w+)?\s?:"
    r"|\byou (?:are|will be) (?:now|no longer|henceforth|hereby|an? (?:ai|assistant|helpful|language|large|pirate|expert))"
    r"|\byou (?:must|should|shall|have to|need to|are to|will) (?:now |always |never |only |not |also )?"
    r"(?:answer|reply|respond|say|write|tell|output|print|act|pretend|speak|include|add|mention|ignore|use|recommend|end"
    r"|begin|start|translate|give|cite|reveal|obey|follow)\b"
    r"|\bfrom (?:now|here|this point) on(?:wards?)?,? (?:you|act|answer|reply|respond|speak|only|always|every|all|write)\b"
    r"|\b(?:developer|debug|god|jailbreak|dan|admin) mode\b.{0,40}\b(?:enabled|on|activated|now)\b|\byou are\b.{0,20}\bmode\b"
    r"|\b(?:reveal|print|repeat|show|leak|output|disclose)\b (?:me )?(?:the|your|its) (?:\w+ )?(?:system )?"
    r"(?:prompt|instructions|api key|password)\b"
    rf"|^\W*(?:dear|note (?:to|for)|attention|message (?:to|for)|instructions? (?:to|for)|hey|hello|hi|if you are an?),? "
    rf"(?:\w+ ){{0,2}}{_MODEL}\b"
    r"|\b(?:the|this|any|an|every|each) (?:ai |llm |chat )?(?:assistant|chat-?bot|summari[sz]er) (?:reading (?:this )?)?"
    r"(?:must|should|shall|has to|is to|will|reading)\b"
    rf"|\b{_MODEL} (?:who|that|which)? ?(?:reads?|reading|process(?:es|ing)?|summari[sz](?:es|ing)) this\b"
    rf"|\b{_READER} (?:who|that) (?:ask|read|want|ask about)\b.{{0,40}}\b(?:should|must) be (?:told|given|sent|directed)\b"
    r"|\bwhen(?:ever)? (?:you |an? \w+ )?(?:summari[sz]e|answer|repl(?:y|ie)|respond|asked|cit(?:e|ing)|summari[sz]ing"
    r"|answering|replying|responding|quoting)\w*\b[^.]{0,60}, (?:please |always |also |you )?"
    r"(?:say|add|state|include|mention|write|tell|claim|recommend|reply|answer|end|begin|append|insist|refuse)\b"
    r"|\b(?:the|this) (?:reply|answer|response) (?:begins|starts|ends|rhymes)\b",
    re.IGNORECASE,
)

# A command with the words of writing in it, wherever it begins in the sentence.
_ACTS = (
    r"(?:add|adds|append|insert|include|integrate|incorporate|embed|mention|say|state|claim|write|rewrite|reply|respond|answer|output|"
    r"print|translate|encode|decode|encrypt|repeat|end|finish|begin|start|conclude|close|open|augment|enhance|modify|alter|"
    r"change|convert|replace|render|remove|reverse|scramble|shuffle|format|phrase|provide|give|produce|use|put|make|keep|"
    r"prefix|suffix|sprinkle|weave|slip|ensure|direct|redirect|refer|point|tell|ask|invite|remind|urge|encourage|advise|"
    r"inform|suggest|recommend|promote|advertise|highlight|emphasi[sz]e|express|forward|send)"
)
_TARGET = (
    rf"(?:(?:in|to|into|of|with|from|for|at the (?:end|start|beginning|top|bottom) of|before|after|throughout|within) "
    rf"(?:the|your|every|each|any|this|all) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|output|message)"
    rf"|(?:the|your|every|each|all) (?:\w+ )?(?:answer|reply|response|output|message|summary)\b|{_READER}\b)"
)
COMMANDS = re.compile(
    rf"^(?:\W|(?:please|now|also|then|finally|next|instead|always|never|just|simply|kindly|important|note|first|hey|ok|and|"
    rf"so|only|urgent|warning|attention|do not|don't|make sure to|be sure to|remember to|feel free to|try to)\b)*{_ACTS} "
    rf"(?:[\w'’“”\"-]+[ ,]+){{0,14}}?{_TARGET}"
    rf"|^(?:\W|please|now|also|then|only|always)*(?:reply|respond|answer) (?:only |solely |exclusively |always )?"
    r"(?:in|with|as|using|by|like|to|only|every|each|all|nothing)\b"
    rf"|^(?:at|in|before|after|within|throughout|with|for|to) (?![^,]*\b(?:we|our)\b)[^,]{{3,60}}, {_ACTS} "
    r"(?:the|a|an|that|this|your|one|some|it|them|any|all|only)\b(?!\s\w+(?:s|ed)\b [a-z])",
    re.IGNORECASE,
)

ADVERT = re.compile(
    r"\bbreaking\b.{0,10}:|\bbreaking news\b|\b(?:subscribe|newsletter|buy (?:now|one|it|yours)|order (?:now|today)|click (?:here|the|on|this)"
    r"|sign up|limited[- ]time|free (?:trial|gift|shipping|cruise|vacation|iphone)|discount|promo|coupon|% off|\bsale\b"
    r"|congratulations|you(?:'ve| have) (?:won|been selected)|credit card|bank (?:account|details|password)|your password|gift card|"
    r"act (?:now|fast)|hurry|call (?:now|us|\d)|visit (?:us|our (?:shop|store|site))|win a|lottery|bitcoin wallet|"
    r"best .{3,20} in town|act now|don't miss|stay tuned|follow us|donate|vote for|won't believe|one weird trick)\b"
    r"|\d% off\b|!\s*$",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    r"https?://|\bwww\.|\b[\w.+-]+@[\w-]+\.[a-z]{2,}|\b[\w-]+\.(?:com|net|xyz|org|io|info|biz)\b", re.IGNORECASE
)
RELEASE = re.compile(
    r"\b(?:code|data|datasets?|models?|available|github|gitlab|project|page|website|demos?|videos?|supplement\w*|released?|"
    r"repository|implementation|checkpoints?|weights|software|package|library|benchmark|found|details|access|link|url|"
    r"homepage|material|materials|results|leaderboard|source|hugging ?face|zenodo|arxiv|doi|contact|corresponding)\b",
    re.IGNORECASE,
)
PERSONAL = re.compile(
    r"\b(?:you|your|yours|yourself|you're|me|my|mine|i'm|i am|please)\b(?<!ME)(?<!I am)", re.IGNORECASE
)
ASKS = re.compile(
    r"\?[\s\"'”’)]*$|^(?:what|who|whose|when|where|why|how|which|can|could|would|is|are|do|does)\b[^.]*\?", re.I
)
# A question as it is put to somebody who knows, not as a study asks itself.
ENQUIRES = re.compile(
    r"^\W*(?:what(?:'s| is| are| was| were)|who(?:'s| is| was| wrote| made)|how (?:do|does|is|are) (?:i|you|one|they|current)|how's"
    r"|why (?:is|are) the|is the following|can you|do you|where (?:is|can i))\b",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\bimport \w+\s*;|\bdef \w+\(|\bconsole\.log\b|\bos\.system\b|\brm -rf\b|\bSELECT .{1,40} FROM\b.*;|\bDROP TABLE\b|#include\s*<"
    r"|\bpublic static\b|\bcurl https?:|\bsudo \w|\b(?:eval|exec|print|alert|system|fetch)\(['\"\w]|=>\s*\{",
)
# Words that stand before a determiner at the beginning of a sentence and are no commands: the closed classes of English.
_CLOSED = frozenset(
    """in to as on using with for while compared at despite given through across due under although from within when
    since during among yet because beyond such even all if contrary after over but without then unlike together
    both once along and towards toward the according this by only how whether not besides against throughout
    regarding thanks central can what just of upon though is these however via thus whereas does therefore like
    here hence so where whenever outside around amid amidst amongst almost below before inside between whilst up
    out are do finally often notably similarly nearly particularly especially consistent analogous relative
    similar complementary prior key crucial we our or nor than until till unless behind above beneath beside near
    off onto past per plus save versus worth was were has have had did be being been will would may might must
    should could shall quite rather too very more less most least many much few some any each every either neither
    no one two three several other another there that those it its they who whom whose which why i you he she an a
    let suppose assume assuming consider note notice recall denote see view imagine say take hence overall instead
    moreover furthermore also again still already now today recently far long about concerning alongside aside
    apart owing subject second first third last next better worse best worst absent grown known shown seen drawn
    built made found kept held left set put cut read written taken driven""".split()
)
_NOMINAL = re.compile(
    r"(?:ing|ed|s|ly|tion|sion|ment|ness|ity|ance|ence|ency|ship|ism|ology|ics|ful|ous|ive|able|ible|ic|al|less|ary|ers?|ors?)$"
)
# What follows a verb and hardly ever a noun; `what` is the part that no preposition is in.
_FOLLOWS = re.compile(
    r"[\s\"'“‘*_]+(?:(?P<what>an?|the|this|these|those|your|my|me|us|his|her|them|it|how|what|why|who|whether|every|each|any"
    r"|all|both|some|only|one|two|three|four|five|ten|no more|at least|\d[\d,.]*|users?|readers?|people|random|letters?"
    r"|words?|vowels?|spaces|emojis?|symbols)|to|in|with|up|for|from|like|as|if|out|that)(?![\w-])",
    re.IGNORECASE,
)
# Commands that stand before any noun; some of these words are nouns as well, so they count where the rest is foreign.
_VERBS = frozenset(
    """add act answer append ask book build buy calculate call cancel change check choose cite claim click combine
    compare compile complete compose compute conclude construct contact convert correct count create cook debug
    decide declare decode define delete deliver describe design detail determine develop discuss display do
    donate double download draft draw drop eliminate email emphasise emphasize encode encourage encrypt end
    enhance ensure enter evaluate exclaim execute explain express extend fetch fill find finish follow forget
    format forward generate get give go group guess guide help hide highlight identify ignore imagine imitate
    include incorporate inform insert insist inspire install integrate introduce invent invite join jumble keep
    leak learn list look make mention misspell mix modify name offer omit open order output paraphrase pay perform
    persuade phrase pick place plan play post praise predict prepare present pretend print produce promise promote
    prove provide purchase put query quote rank rate read rearrange recite recommend recount redirect refer refuse
    reject remember remind remove render repeat rephrase replace reply report request reserve respond reveal
    reverse review rewrite run save say schedule scramble search select sell send set share shout show shuffle
    sing solve speak spell sprinkle start state stop submit subscribe substitute suggest summarise summarize swap
    switch talk teach tell thank think transfer transform translate trust try turn update upload urge use visit
    vote wait walk warn watch write rhyme spell tease break simulate outline sort embed inject transcribe guess
    analyse analyze assess categorise categorize classify recommend brainstorm propose""".split()
)
_LEAD = re.compile(
    r"^(?:[\W_]+|(?:please|now|also|then|finally|next|instead|always|just|simply|kindly|important|note|first|hey|ok|okay|so|"
    r"and|urgent|warning|attention|dear \w+|can you|could you|would you|will you|i want you to|i need you to|you must|do not|"
    r"don't|never|make sure to|be sure to|remember to|try to|decode and)\b)+",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"^(?:in|at|on|for|with|by|before|after|when|if|as|to|once|from)\s(?![^,]*\b(?:we|our)\b)[^,]{3,70},\s",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[A-Za-z'’-]+")

# Sentences of another language, by their small words.
FOREIGN = re.compile(
    r"\b(?:der|die|das|und|nicht|auf|ist|mit|nur|auch|bitte|le|la|les|des|une|est|dans|pour|avec|pas|plus|sur|que|qui|el|los"
    r"|las|una|por|para|con|como|siempre|y|il|gli|che|di|per|non|sono|o|os|um|uma|em|não|het|een|van|voor|ne|je|tu|vous|"
    r"réponds|responde|antworte|rispondi|deutsch|français|español|italiano)\b",
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


def imperative(text: str) -> int:
    """Return 2 for a sentence that is a command for certain, 1 for one that may be, 0 for one that is none."""
    sure = 0
    for place, rest in enumerate(_readings(text)):
        words = _TOKEN.findall(rest[:120])[:2]
        if not words or (first := words[0].lower()) in _CLOSED:
            continue
        follows = _FOLLOWS.match(rest[rest.find(words[0]) + len(words[0]) :])
        if follows and first in _VERBS:
            sure = max(sure, 2 if place == 0 or follows["what"] else 1)
        elif follows and follows["what"] and not follows["what"][0].isdigit() and not _NOMINAL.search(first):
            sure = max(sure, 1)  # an unknown verb
        elif first in _VERBS and place == 0:
            sure = max(sure, 1)
    return sure


def _readings(text: str) -> list[str]:
    """Return a sentence as it is, and without what may stand before a command."""
    if text.startswith("\\"):
        return []  # a macro of LaTeX
    bare = _LEAD.sub("", text)
    after = _PHRASE.sub("", bare)
    return [bare] if after == bare else [bare, _LEAD.sub("", after)]
