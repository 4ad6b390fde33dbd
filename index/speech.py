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
    r"|<!--|</[a-z]\w*\s*>|<[a-z]\w*\s[^<>]{0,200}=\s*[\"'][^<>]{0,200}>"
    r"|<(?:tool|system|user|assistant|instructions?|prompt|context|abstract|answer|function|thinking)s?>"
    r"|[\"'](?:role|system|assistant|tool_calls?|instructions?)[\"']\s*:"
    r"|(?-i:\b(?:BEGIN|END|START|STOP)(?: OF)?(?: THE)? (?:SYSTEM|ABSTRACT|PROMPT|INSTRUCTIONS?|CONTEXT|USER|TEXT|DOCUMENT"
    r"|PAPER|MESSAGE|INPUT)\b)"
    r"|^\W*[\[<{(]\s*(?:system|assistant|user|admin|developer|tool|bot)(?: (?:prompt|message|note|override))?\s*[\]>})]"
    r"|^\W{0,6}(?:system|assistant|user|human|developer|admin(?:istrator)?|operator|moderator|bot|chat-?bot|ai)"
    r" (?:prompt|message|note|notice|instructions?|override|update|command|says|turn)\b\W{0,3}[:–—-]\s",
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
# Words of writing besides those: they count with the answer as their object only.
_WRITES = (
    r"(?:present|deliver|display|show|list|arrange|rearrange|type|spell|misspell|shift|swap|flip|mirror|group|join|split"
    r"|separate|merge|combine|apply|encipher|shorten|limit|restrict|obfuscate|jumble|mix|substitute|exchange|capitali[sz]e"
    r"|decorate|compose|transform|sign|stop)"
)
_TARGET = (
    r"(?:(?:in|to|into|of|with|from|for|at the (?:end|start|beginning|top|bottom) of|before|after|throughout|within) "
    r"(?:the|your|every|each|any|this|all) (?:\w+ )?(?:answers?|repl(?:y|ies)|responses?|summar(?:y|ies)|output|message)"
    r"|(?:the|your|every|each|all) (?:\w+ )?(?:answer|reply|response|output|message|summary)\b)"
)
COMMANDS = re.compile(
    rf"^(?:\W|(?:please|now|also|then|finally|next|instead|always|never|just|simply|kindly|important|note|first|hey|ok|and|"
    rf"so|only|urgent|warning|attention|do not|don't|make sure to|be sure to|remember to|feel free to|try to)\b)*(?:(?:{_ACTS}|{_WRITES}) "
    rf"(?!of\b|users?\b)(?:[\w'’“”\"-]+[ ,]+){{0,14}}?{_TARGET}|{_ACTS} (?!of\b|users?\b)"
    rf"(?:(?!include|of\b)[\w'’“”\"-]+[ ,]+){{0,14}}?{_READER}\b)"
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
# A domain, with its path if it has one. Its last part is in small letters, which a sentence behind a lost space is not
# (`HotpotQA.It`), and so is the one before, which the name of a program is not (`spaCy.io`, `Node.js`). Without a path
# the last part is one that is common and is neither a word nor the end of a file's name.
_COMMON = (
    r"(?:edu|gov|io|ai|app|dev|info|biz|xyz|shop|store|site|online|co|tv|ac|ru|de|uk|cn|fr|jp|eu|nl|es|br|ch|ca|au|kr)"
)
DOMAIN = (
    r"(?-i:(?<![\w.@/-])(?:[\w-]+\.)*(?:[\w-]+\.(?:com|net|org|COM|NET|ORG)(?!\w)"
    rf"|[a-z\d-]{{2,}}\.{_COMMON}(?!\w|\.[a-z])|[a-z\d-]{{2,}}\.[a-z]{{2,}}(?=/\w))(?:/\S*)?)"
)
MAIL = r"[\w.+-]+@(?:[\w-]+\.)+[a-z]{2,}"
ADDRESS = re.compile(rf"https?://|\bwww\.|\b{MAIL}|{DOMAIN}", re.IGNORECASE)
RELEASE = re.compile(
    r"\b(?:code|data|datasets?|models?|available|github|gitlab|project|page|website|demos?|videos?|supplement\w*|released?|"
    r"repository|implementation|checkpoints?|weights|software|package|library|benchmark|found|details|access|link|url|"
    r"homepage|article|appendix|material|materials|results|leaderboard|source|hugging ?face|zenodo|arxiv|doi|contact|corresponding)\b",
    re.IGNORECASE,
)
PERSONAL = re.compile(
    r"\b(?:you|your|yours|yourself|you're|me|my|mine|i'm|i am|please(?! (?:see|refer|note)))\b(?<!ME)(?<!I am)",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"\?[\s\"'”’)]*$|^(?:what|who|whose|when|where|why|how|which|can|could|would|is|are|do|does)\b[^.]*\?", re.I
)
# A question as it is put to somebody who knows, not as a study asks itself.
ENQUIRES = re.compile(
    r"^\W*(?:what(?:'s| is| are| was| were)|who(?:'s| is| was| wrote| made)|how (?:do|does|is|are) (?:i|you|one|they|current)|how's"
    r"|why (?:is|are|do|does|did) (?:the|a|an|some|people)|(?:where|when) did|who (?:invented|discovered)|is the following|can you|do you|where (?:is|can i))\b",
    re.IGNORECASE,
)
# The voice of a model that answers: it says I of itself, refuses, or hands over what was wanted.
ANSWERS = re.compile(
    r"\bas an? (?:\w+ ){0,2}(?:ai|language model|assistant|chat-?bot)(?: language model| assistant| model)?,? (?:i|my)\b"
    r"|\bI(?:'m| am) (?:sorry|unable|afraid|just an?|only an?|here to help|an? (?:\w+ )?(?:ai|assistant|language model|bot))\b"
    r"|\bI (?:cannot|can't|can not|won't|will not|must not) (?:help|assist|answer|discuss|comply|provide|continue|fulfil|do that)"
    r"|^\W*(?:sure|certainly|of course|absolutely|okay|no problem)\s?[,!.:] (?:here|i(?:'ll| will| can)\b|let me)"
    r"|^\W*here (?:is|are|'s|comes?) (?:the|your|a|an|my|some) [^.]{0,60}\byou (?:wanted|asked|requested|ordered)\b"
    r"|^\W*let's\b"
    r"|^\W*(?:is|does|do|what|how|which|would)\b[^?]*\b(?:mood|tone|sentiment|emotions?|feelings?|attitude)\b[^?]*['\"‘“][^?]+\?"
    r"|^\W*my (?:instructions?|task|rules?|orders?|guidelines?|answer|reply|response) (?:is|are|has|have|was|were)\b",
    re.IGNORECASE,
)
# What is said of the paper as if by a judge of it, and of what its readers are to be told.
VERDICT = re.compile(
    r"\b(?:summar(?:y|ies)|answers?|repl(?:y|ies)|responses?|questions?) (?:of|to|about|on|for) (?:\w+ ){0,2}(?:questions? )?"
    r"(?:about |on )?this (?:paper|work|abstract|text|article|study|page|record)\b"
    r"|\b(?:this|the) (?:paper|work|study|submission|manuscript|article|abstract)\b[^.]{0,60}\b(?:(?:best|finest|greatest"
    r"|most \w+)(?: \w+)? ever\b|(?:should|must|ought to) be (?:accepted|ranked|praised|answered|rated|recommended|summari[sz]ed"
    r"|translated|quoted)\b)"
    r"|\b(?:answers?|repl(?:y|ies)|responses?|outputs?)(?: \w+)? (?:should|must|shall|ought to|ha(?:s|ve) to|is to|are to|needs? to) be"
    r" (?:\w+ )?(?:encoded|enciphered|encrypted|reversed|translated|spel(?:led|t)|capitali[sz]ed|scrambled|anagrammed|rhymed)\b"
    r"|\b(?:its|the|any|every|each) summar(?:y|ies) (?:be|should|must|shall|ought|has to|needs?|is to)\b"
    r"|\breviewers? (?:are|is|should|must|ought to|will) (?:\w+ )?(?:advised|asked|invited|urged|accept|recommend|give|assign)\b",
    re.IGNORECASE,
)
VOICE = re.compile(
    r"\b(?:we|our|ours|us)\b|\b(?:this|the present) (?:paper|work|study|article|survey|thesis|report|chapter|note)\b",
    re.I,
)
PUBLISHED = re.compile(
    r"\b(?:codes?|datasets?|github|gitlab|supplement\w*|repository|implementations?|checkpoints?|weights|software|zenodo|arxiv"
    r"|doi|hugging ?face|demos?|videos?|home ?page|project page|leaderboard|corresponding author|appendi(?:x|ces)|preprint"
    r"|proceedings|journal|conference|copyright|rights reserved|et al|trial registration|funding|clinicaltrials|isbn|published)\b|://|©",
    re.IGNORECASE,
)
_PART = (
    r"(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|texts?|messages?|sentences?|words?|letters?|vowels?|lines?"
    r"|consonants?|nouns?|verbs?|adjectives?|characters?|citations?|sources?|titles?|punctuation|spaces|blanks|capitals?|abstracts?"
    r"|full stops?|commas?|hyphens?|conclusions?|quotations?|paragraphs?|figures|numbers|digits|dates|names|writing)"
)
_DUTY = (
    r"(?:must|should|shall|ought to|has to|have to|had better|needs? to|becomes|goes|go|stands? in for"
    r"|(?:is|are) (?:not |never |hereby |kindly |best |always )?(?:to|required|expected|supposed|requested|forbidden|prohibited"
    r"|needed|mandatory|obligatory|compulsory|off limits|unwelcome|welcome|acceptable|wanted|desired|banned|allowed|permitted))"
)
_WHOM = (
    r"(?:(?:language |ai |large )*models?|readers?|users?|people|the public|reviewers?|every(?:one|body)|audience|assistants?|llms?"
    r"|ai|ais|chat-?bots?|bots?|summari[sz]ers?|any(?:one|body)|whoever|some(?:one|body)|visitors?|customers?|text generators?)"
)
_LET = (
    r"(?:told|informed|advised|asked|requested|instructed|reminded|urged|invited|encouraged|warned|expected|supposed|learn"
    r"|know|hear|remember|notified|recommended)"
)
# What is demanded without a command: in the passive, by "should", without a verb, or of whom who reads.
DEMANDS = re.compile(
    rf"\b{_PART}(?: [\w'-]+){{0,3}}? {_DUTY}\b"
    r"|\b(?:forbidden|not allowed|prohibited|mandatory|obligatory|compulsory|off limits|it is (?:requested|advised|mandatory"
    r"|recommended|desired|hoped that \w+ \w+ will|worth telling)|nothing else|from (?:now|here) on|at this point)\b"
    r"|^\W*(?:an?|the|some|one) [^,;]{3,50} (?:is|are) (?:needed|wanted|desired|requested)\W*$|^\W*(?:no|only|[\w'-]+ (?:is|are) the only) [^,;]{2,40} (?:allowed|permitted|tolerated|welcome)\W*$"
    r"|^\W*(?:should|if|when|whenever) (?:some|any)(?:one|body)\b|\b(?:proper|correct|right|ideal|best|only) (?:reply|answer|response) (?:is|to|would|consists)\b"
    r"|\b(?:readers|users|people|visitors|everybody|everyone) (?:appreciate|like|love|prefer|enjoy|want|wish)s?\b"
    r"|\b(?:would|might|will) be (?:nice|good|great|lovely|welcome|appreciated|appropriate|fun)\b"
    r"|\b(?:base ?-?(?:16|32|58|64|85)|rot ?-?13|caesar|atbash|vigen[eè]re|pig latin|morse|uuencode\w*|hexadecimal|emoticons?"
    r"|emojis?|smileys?|limericks?|haikus?|sonnets?|pictograms?|backwards|upper ?case|lower ?case|capital letters|all caps"
    r"|bullet points|in reverse|rhymes?|in rhyme|inverted order|right to left|anagram\w*|encipher\w*|typos?|misspell\w*)\b"
    r"|^\W*(?:ai|bot|chat-?bot|gpt|chatgpt|response|answer|reply|output|prompt|(?:new )?task|question|q|a|summary|narrator"
    r"|instructions?|user \w+|\w+ prompt)\s?[\])}]?: "
    r"|^\W*(?:the |this |an? |one |its |my |any |whatever )?(?:(?!in\b|as\b)[\w'-]+ )?(?:summary|answer|reply|response|instructions?"
    r"|next sentence|last word|first word|new task|question above|task above)\b(?: (?!of\b)[\w'-]+){0,3}?(?: (?:is|are|has changed|says?|reads?|consists?|would|wants?)\b|:)"
    rf"|\b{_WHOM}\b(?: [\w'-]+){{0,4}}? (?:must|should|ought to|shall|has to|have to|is|are|be|needs? to|may)"
    rf"(?: (?:hereby|kindly|seriously|cordially|strongly|also))*(?: be)?(?: (?:hereby|kindly|cordially|strongly))* {_LET}\b"
    r"|^\W*(?:let's|let us|let me|(?:be|sound|act|speak|look) (?:as|like)|note that|no (?:[\w-]+,? ){1,2}(?:please|allowed|at all)"
    r"|only [\w-]+(?: [\w-]+)?\W*$|(?:[\w-]+ ){1,3}only\W*$|[^.]{3,60}, please\W*$|please (?!see|refer|note)"
    r"|say\b|refuse\b|(?:[\w-]+ ){1,4}(?:at most|no more|at least)\W*$)",
    re.IGNORECASE,
)
# The authors themselves would not say so: they ask, instruct or recommend something of whom who reads.
BIDS = re.compile(
    rf"\b(?:ask|instruct|urge|tell|invite|beg|command|convince|request)s? (?:that )?(?:the |every |any |all |each |our )?"
    rf"(?:\w+ )?{_WHOM}\b (?:to|that|be|about|not)\b"
    r"|\b(?:ask|require|request|demand|recommend|propose|suggest|insist|thank)s? (?:that )?(?:the |all |every |its )?"
    r"(?:readers?|reviewers?|summar(?:y|ies)|everyone|everybody|people)\b"
    r"|\b(?:we|i) (?:propose|recommend|suggest|ask|demand|insist|request) (?:that )?you\b|\bour sponsors?\b"
    r"|\b(?:results|work|paper|method) should be (?:reported|described|called|praised|cited)\b",
    re.IGNORECASE,
)
# What is told for pleasure, to sell or to cheat.
TELLS = re.compile(
    r"\b(?:once upon a time|knock,? knock|jokes?|riddles?|poems?|recipes? for (?!\w+ing\b)|essays? (?:on|about)|songs?|fairy tales?|sponsors?|bedtime"
    r"|(?:walks?|goes|enters?) into a bar|tongue twister|horoscope|pranks?|gossip|rumou?rs?|celebrit(?:y|ies)"
    r"|an inheritance|lottery win|gift cards?|guaranteed returns?|transfer fee|bank details|lonely singles|premium plan"
    r"|happy customers|starts at (?:just|only)|(?:account|parcel|package) (?:is|has been|was) (?:locked|held|suspended|blocked)"
    r"|subscription has|(?:half|full|best|low) price|price of one|save the country|doctors conceal|hoax|officials admit"
    r"|remote access|will (?:shock|amaze|surprise) (?:you|everyone)|secret society|glorious|patriots?"
    r"|perfect (?:companion|gift|choice|partner|match) for|whole family|that lasts a lifetime|trusted by|holiday)\b"
    r"|[$€£]\s?\d[\d.,]* (?:a|per) (?:month|week|year|day)\b|\b\d+ (?:euros|dollars|pounds|cents)\b",
    re.IGNORECASE,
)
CODE = re.compile(
    r"\bimport \w+\s*;|\bdef \w+\(|\bconsole\.log\b|\bos\.system\b|\brm -rf\b|\bSELECT .{1,40} FROM\b.*;|\bDROP TABLE\b|#include\s*<"
    r"|\bpublic static\b|\bcurl https?:|\bsudo \w|\b(?:eval|exec|print|alert|system|fetch)\(['\"\w]|=>\s*\{",
)
