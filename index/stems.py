"""The words of a sentence by which it is told what it is about, cut to their first letters."""

from __future__ import annotations

import re
from functools import lru_cache

from index.disguise import plain

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 5
_FUNCTION = frozenset(
    """the and for are was were that this with from has have had not but its it's their they them these those which who
    whom whose what when where why how can could may might will would shall should must does did been being than
    then there here into onto over under about above below after before between during through while because also
    such any all some each every both more most much many few less least other another only own same very just too
    out off our ours your yours you his her she him one two three four five first second third new use used using
    make made get give given show shows let say says write like well good best now yet per via etc please include
    add answer reply response provide explain describe""".split()
)
# Stems that a tenth of all abstracts have: to share them with a paper is no sign of being about the same.
GENERAL = frozenset(
    """model gener propo metho perfo exper based demon multi frame intro large acros achie appro train evalu resul impro
    inter exist chall data effec learn prese speci addre howev limit syste compl state consi trans accur enabl
    signi high exten compa tasks furth repre struc under desig effic proce analy often contr novel enhan const
    paper remai quali integ level reaso work real requi compu diver appli outpe fine featu super task optim adapt
    capab diffe avail lever time human provi basel reduc advan ident stron inclu class recen world predi direc
    parti criti devel infor addit incre relat prior resea study combi singl condi produ curre valid focus key
    suppo offer explo sourc natur knowl setti pract guide open input techn low main funct impac prima""".split()
)
# Stems that one in a hundred abstracts has and that talk of other things than studies seldom does.
SCHOLARLY = frozenset(
    """algor robus seman distr archi mecha simul param synth scena findi modul graph varia estim spati metri neura minim
    pipel token laten geome linea sensi refin coher theor proof prove lemma conje corol polyn heuri hypot empir numer
    equat matri vecto eigen ablat asymp stoch stati liter discu formu logic axiom synta gramm lexic corpo annot pheno
    condu illus proto aspec facto attri equiv isomo categ outco cohor patie clini trial patho covar regre quant strat
    mutat genes genom molec cellu tumor recep neuro plasm enzym induc inhib conve gauss spect inves analo inter
    captu dimen scala optic signa frequ decod encod retri recog segme embed infer optim cogni prost
    diagn survi incid preva basel margi measu kerne pertu signi nonli conti discr assum concl""".split()
)


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Return the stems of the words that say something, as a reader sees them."""
    words = (word.lower() for word in _WORD.findall(plain(text)))
    return frozenset(word[:_STEM] for word in words if word not in _FUNCTION)
