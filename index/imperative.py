"""The mood of the verb: whether a sentence begins as a command does, whatever it commands.

English has no form of its own for commands, so they are told by a verb in its base form at the beginning, behind what
may stand before it ("Please", "In your reply,"), and by what follows that follows a verb and hardly ever a noun.
"""

from __future__ import annotations

import re

# Words that stand before a determiner at the beginning of a sentence and are no commands: the closed classes.
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
# Closed words that command as well, when an object follows.
_TWOFOLD = dict.fromkeys("set put leave keep take make say".split(), 2) | dict.fromkeys(
    "cut read save let imagine view see suppose".split(), 1
)
_STATING = frozenset("state claim note report".split())  # and what follows is what to say
_NOMINAL = re.compile(
    r"(?:ing|ed|s|ly|tion|sion|ment|ness|ity|ance|ence|ency|ship|ism|ology|ics|ful|ous|ive|able|ible|ic|al|less|ary|ers?|ors?)$"
)
# What follows a verb and hardly ever a noun; `what` is the part that no preposition is in.
_FOLLOWS = re.compile(
    r"[\s\"'“‘*_]+(?:(?P<what>an?|the|this|these|those|your|our|its|their|my|me|us|his|her|them|it|we|you|how|what"
    r"|why|who|whether|every|each|any|all|both|some|only|one|two|three|four|five|ten|everything|nothing|something)|to|in|with|up|for|from|like|as|if|out|that)(?![\w-])",
    re.IGNORECASE,
)
# Verbs in the form in which they command; many are nouns as well, so alone they count where the rest is foreign only.
_VERBS = frozenset(
    """abandon abbreviate abolish abridge absorb abstain accelerate accept accompany accomplish accumulate accuse ache
    acquire act activate add adjust administer admire admit adopt adore adorn advocate alert align alliterate allow
    alphabetize alternate amend amplify amuse anagram analyse analyze animate annotate announce annoy answer
    anticipate apologise apologize appeal appear append applaud apply appoint appreciate approach approve archive
    argue arrange arrest ascribe ask assemble assert assess assign assist associate assume astonish attach attack
    attend attract audit authenticate author automate avoid await award babble back backup bake balance ban bark
    base bash batch bathe beg begin behave believe bend bet bid bind blame blend bless block blog blow blur boil
    book bookmark boost borrow bother bow bowl box boycott brag brainstorm break brew brief brighten bring broadcast
    browse brush build bundle burn bury butter button buy bypass calculate call calm camouflage cancel capitalise
    capitalize capture care carry carve cash catch categorise categorize caution cease celebrate certify challenge
    change chant charm chart chase chat check cheer chew chirp choose chop cipher circle circulate cite claim clap
    clarify classify clean clear click climb close cluster coach code coin collate collect color colour combine
    comfort commence commend comment commit communicate compare compile complain complement complete compliment
    comply compose compress compute concatenate conceal concentrate conclude concoct condemn condense conduct confer
    confess confide configure confirm confront confuse congratulate conjure connect conserve construct consult
    contact contribute control converse convert convince cook coordinate copy correct cost cough counsel count cover
    crack craft crash crawl create creep criticise criticize cross cry curate curse customise customize cut cycle
    dance dare darken dash date deactivate deal debate debug deceive decide decipher declare decline decode decorate
    decrease decrypt dedicate deduce deepen defend defer define degrade delay delete delight deliver delve demand
    denounce deny depart depend depict deploy deposit derail derive describe deserve design desire destroy detail
    detect determine develop devise diagnose dial dictate dig digest dine dip direct disable disagree disappear
    disclose disconnect discount discourage discover discuss disguise dismiss disobey dispatch dispel display
    dispute dissolve dissuade distort distract distribute dive divide do dock document dodge donate dot double doubt
    download downplay draft dramatize draw drawl dream dress drift drink drive drop drum dump duplicate earn ease
    eat echo edit educate elaborate elect elevate eliminate elongate elude email embark embed embellish embolden
    embrace emphasise emphasize employ empower empty enable enact encapsulate encipher enclose encode encounter
    encourage encrypt end endorse endure engage enhance enjoy enlarge enlighten enlist enquire enrich enrol enroll
    ensure enter entertain entice enumerate envision equip erase erect escape escort establish estimate evade
    evaluate evangelise evangelize evoke exaggerate examine exchange exclaim exclude excuse execute exempt exercise
    exhaust exit expand expect expel experience explain explore export expose express extend fabricate face fade
    fail fake fall falsify familiarize fancy fashion fasten favor favour feature feed feel feign fend fetch fight
    file fill film filter finalise finalize finance find finish fix flag flash flatter flaunt flee fling flip flirt
    float flood flow flush fly focus fold follow fool forbid force forecast foretell forget forgive fork format
    formulate forward foster frame free freeze frighten fry fuel fulfil fulfill fund gamble garble garnish gather
    gauge generate get giggle give glance glorify glue go google gossip govern grab grade grant graph grasp grate
    greet grill grind groan group grow guarantee guard guess guide gush hack hail halve hammer hand handle hang
    harass harm harvest hashtag hasten hate haul haunt head heal hear heat heed help hesitate hide highlight hint
    hire hit hold hop hope host howl hug hum hunt hurry hurt hyphenate hypothesize identify ignore illuminate
    illustrate imagine imitate immerse impersonate implant implement implore import impress imprint improve incite
    include incorporate increase indent index indicate indulge infect infer infiltrate inflate inform inhale inherit
    initiate inject innovate inquire inscribe insert insist inspect inspire install instruct insult insure integrate
    intend interact intercept interleave interpret interrupt intersperse interview intimidate introduce invent
    invert invest investigate invite invoice invoke irritate isolate italicise italicize itemize iterate jest jog
    join jot judge jumble jump justify keep kick kill kindle kiss kneel knit knock know label lament land laud laugh
    launch layer lead leak leap learn lease lecture lend let leverage liberate lick lie lift light lighten liken
    limit link lisp list listen live load loan loathe localize locate lock log look loop loosen lose love lower
    lowercase lure magnify mail maintain make manage mangle manipulate map march mark market marry marvel mash mask
    massage master match measure meet melt memorise memorize menace mend mention merge message mimic mirror
    misinform mislead misquote misrepresent misspell mix moan mobilise mobilize mock model modernize modify monitor
    mop motivate mount mourn move mug multiply mumble murmur muse mute nail name nap narrate narrow navigate negate
    neglect negotiate nod nominate normalise normalize note notify nourish nudge number nurture obey obfuscate
    object oblige obscure observe obtain occupy offend offer oil omit open operate oppose oppress orchestrate order
    organise organize outdo outlaw outline outperform output overcome overlook overrule overstate overthrow
    overwrite owe pack paddle paginate paint paraphrase parody parse participate pass paste pat pause pave pay peel
    pen penalize perceive perform permit persist persuade phone photocopy phrase pick picture pinch ping pinpoint
    place plagiarise plagiarize plan plant play plead please pledge pluck plug pluralise pluralize point polish
    ponder pop portray pose possess post pound pour practice practise praise pray precede predict preface prefer
    preheat prepare prepend prescribe present preserve press presume pretend prevail prevent prick print prioritise
    prioritize privilege probe proceed process proclaim procure produce profit program prohibit prolong promise
    promote prompt pronounce proofread propagandize prophesy propose protect prove provide prune publish pull pump
    punctuate punish purchase pursue push put puzzle qualify quantify quarrel query question quit quiz quote race
    raise ramble randomise randomize rank rant rap rate ration reach react read readjust realise realize reap
    rearrange reason reassure rebel rebuild rebuke recall recap receive recharge recite reckon recognise recognize
    recommend reconsider reconstruct record recount recover recreate recruit recycle redact redefine redirect redo
    redraw reduce reenact refactor refer reference refill refine reflect reformat reformulate refrain refresh refund
    refuse refute regard register rehearse reimburse reinforce reiterate reject rejoice relate relax relay release
    relent relieve relinquish relocate rely remain remake remark remedy remember remind reminisce remove rename
    render renew renounce rent reopen reorder reorganize repair repay repeat repent rephrase replace reply report
    repost represent reprimand reprint reproduce request rescue resemble resend reserve reset resign resist resolve
    respond rest restart restate restore restrict restructure resubscribe resume retain retell retire retort retouch
    retrieve return retype reveal reverse revert review revise revive revoke revolt reward rewind rewire reword
    rewrite rhyme rid ride ridicule ring rinse rise roar roast rob rock roleplay roll romanize romanticize rotate
    rub ruin rule run rush sabotage saddle salute sample satirize satisfy save savour say scan scare scatter scent
    schedule scold scoop score scour scramble scrape scratch scream screen screenshot scribble script scrub seal
    search season seat secure seduce seek segment seize select sell send sense sentence separate serenade serve set
    settle sew shake shape share sharpen shave shed shelter shield shift shine ship shock shoot shop shorten shout
    shove shovel show shuffle shun shut sigh sign signal simplify simulate sing sip sit size skate sketch ski skim
    skip skype slander slap slash sleep slice slide slim slip slow slur smash smell smile smoke smooth smuggle snap
    sneak sneeze sniff soak soften solicit solve soothe sort sound sow space spam spare spark spawn speak specify
    spell spend spice spill spin spit split spoil spoof spot spray spread sprinkle sprint spy squash squeeze stack
    stage stammer stamp stand stare start starve state stay steal steer stem step stick sting stir stitch stop store
    strain strap stray stream streamline strengthen stress stretch strike strip strive stroke stroll structure
    struggle study stuff stun stutter style submit subscribe subsidize substitute subtract succeed suck sue suffer
    suffix suggest suit sum summarise summarize sunbathe supervise supply support suppose suppress surf surprise
    surrender survey suspect sustain swallow swap sway swear sweep sweeten swim swing swirl switch sympathize
    synthesize systematize tabulate tackle tag tailor take talk tally tame tap target taste taunt tax teach tease
    telephone tell tempt terminate terrify testify text thank thicken thin think thread threaten thrive throw tick
    tickle tie tighten tilt time tip tire title toast toggle tolerate toss touch tour toy trace track trade train
    trample transcribe transfer transform translate transliterate transmit transport transpose trap travel tread
    treasure treat trend trick trigger trim trust try tune turn tutor tweak tweet twirl twist type unblock uncover
    underline underscore understand understate undertake undo unfold unify uninstall unite unleash unlock unmask
    unpack unplug unravel unscramble unsubscribe unveil unwind unwrap update upgrade uphold upload uppercase upset
    urge use utilise utilize utter uudecode uuencode vaccinate validate value vanish vary vent venture verify veto
    view vilify violate visit visualise visualize vlog voice volunteer vote vouch vow wager wait waive wake walk
    wander want ward warm warn warrant wash waste watch water wave wear weave wed weep weigh welcome whisk whisper
    whistle widen wiggle win wink wipe wire wish withdraw withhold withstand witness wonder woo work worry worship
    wrap wrestle wrinkle write yawn yearn yell yield yodel zip zoom""".split()
)
# Those of them that studies use as nouns so often that only an object makes them commands.
_NOUNS = frozenset(
    """access approach archive attack author base benchmark box call challenge change claim cluster code comment
    compound computer conduct contact contrast control cost cover cut data date delay demand design detail
    document dot end estimate evaluation exercise experience feature field figure file filter form frame
    function graph group impact increase index input interest interview issue label layer level limit link list
    map mark mask market master match measure mirror model monitor network note number object offer order output
    paper pattern plan point position practice preface process profit program progress project prompt proof
    purpose query question range rank rate record reference report request research result review risk role
    sample scale schedule score search segment sense sequence set share sign signal skip sort sound source
    speech split spread stage stand start state step stock store structure study subject supply support surface
    survey switch table target task test text time title token trace track trade train transfer travel treat
    trend trial triage triangle trust type update upgrade use value view volume voice wave weight work""".split()
)
# A noun as the subject of a sentence: a few words, then a verb that is no base form.
_SUBJECT = re.compile(
    r"^[\W]*[A-Za-z'-]+(?: (?:and|or) |,?(?: (?!that\b|if\b|who\b|which\b)[\w(),'/-]+){0,7}?"
    r" (?:is|are|was|were|will|can|cannot|has|have|had|may"
    r"|might|could|should|would|must|do|does|did|need|remains?|shows?|showed|requires?|depends?)\b)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:[\W_]+|(?:please|now|also|then|finally|next|instead|always|just|simply|kindly|important|note|first|hey|ok|okay|so|"
    r"and|urgent|warning|attention|dear \w+|can you|could you|would you|will you|i want you to|i need you to|you must|"
    r"do not|don't|never|make sure to|be sure to|remember to|try to|decode and)\b)+",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"^(?:in|at|on|for|with|by|before|after|when|if|as|to|once|from)\s(?![^,]*\b(?:we|our)\b)[^,]{3,70},\s",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"\s[\"'“‘](?=\w)")
# What often follows a verb, but a noun as well: "end users", "type 2".
_THING = re.compile(
    r"\s(?:no more|at least|\d[\d,.]*|users?|readers?|people|random|letters?|words?|vowels?|spaces|emojis?"
    r"|symbols)(?![\w-])",
    re.I,
)
_TOKEN = re.compile(r"[A-Za-z'’-]+")


def imperative(text: str) -> int:
    """Return 2 for a sentence that is a command for certain, 1 for one that may be, 0 for one that is none."""
    return max((_mood(rest, behind=place > 0) for place, rest in enumerate(_readings(text))), default=0)


def begins(text: str) -> bool:
    """Tell whether a text begins with a verb in its base form that what follows shows to be one."""
    first = _TOKEN.match(text)
    if not first or first[0].lower() not in _VERBS:
        return False
    after = text[first.end() :]
    return after.startswith(" that ") or _object(after).islower() or bool(_QUOTE.match(after))


def _mood(text: str, *, behind: bool) -> int:
    words = _TOKEN.findall(text[:120])[:2]
    if not words or _is_heading(words, text):
        return 0
    first, after = words[0].lower(), text[text.find(words[0]) + len(words[0]) :]
    what, follows = _object(after), bool(_FOLLOWS.match(after))
    if what.istitle() and text[0].isupper():
        return 0  # the name of something: "Bring Your Own Device"
    if first in _CLOSED:
        return _TWOFOLD.get(first, 0) if what else 0
    if first in _NOUNS:
        return 2 if what else int(follows and first in _STATING and not behind)
    if first in _VERBS:
        return 2 if what or _THING.match(after) else int(not behind and (follows or not _SUBJECT.match(text)))
    return int(bool(what) and not _NOMINAL.search(first))  # an unknown verb


def _object(after: str) -> str:
    """Return the word behind a verb if only an object begins so, or the sign of a quotation, or ""."""
    if quote := _QUOTE.match(after):
        return quote[0].strip()
    found = _FOLLOWS.match(after)
    return (found["what"] or "") if found else ""


def _is_heading(words: list[str], text: str) -> bool:
    """Tell whether the first word is the heading of a part, as in "DESIGN We asked" or "Design We asked"."""
    if len(words) < 2:
        return False
    loud = len(words[0]) > 3 and words[0].isupper() and not text.isupper()
    return loud or (words[1].istitle() and words[1].lower() in _CLOSED | {"the", "a", "an"} and len(words[1]) > 1)


def _readings(text: str) -> list[str]:
    """Return a sentence as it is, and without what may stand before a command."""
    if text.startswith("\\"):
        return []  # a macro of LaTeX
    bare = _LEAD.sub("", text)
    after = _PHRASE.sub("", bare)
    return [bare] if after == bare else [bare, _LEAD.sub("", after)]
