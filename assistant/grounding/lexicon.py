"""Words that say the same, for the question whether a claim says what a sentence says.

A line is a group. They are the words with which papers are retold, not those that papers are about. Words of unequal
strength (show and prove, suggest and show, good and best) and words of opposite sense never share a group.
"""

from __future__ import annotations

_SAME = """
show shows shown showed demonstrate reveal exhibit illustrate find found finding observe observation
use using employ utilize utilise apply application leverage exploit adopt harness usage utilization
propose introduce present develop devise proposal presentation build design create
method approach technique methodology procedure strategy
model network architecture
framework system pipeline
dataset corpus corpora
task problem
result outcome
achieve attain reach obtain get got yield produce accomplish deliver
improve improvement enhance enhancement strengthen
increase raise boost rise rose risen elevate grow grew grown growth
reduce decrease reduction lower lowering save saving cut lessen diminish decline drop shrink
outperform surpass exceed beat
require need necessitate demand requirement
evaluate assess evaluation assessment measure examine test experiment trial
investigate investigation study explore exploration analyze analysis analyses research survey
allow enable permit let facilitate
help assist aid support
various diverse different multiple several numerous many varied
important crucial critical vital essential key importance
difficult challenging hard difficulty challenge
novel new innovative original unseen
large big huge
fast quick rapid
effective effectiveness efficacy
efficient efficiency
accurate precise
significant substantial considerable marked dramatic notable
consist comprise contain include incorporate
build built construct create generate make made design develop
begin start commence
current existing contemporary
previous prior earlier
recent lately
often frequently frequent
usually typically generally commonly typical common
address tackle handle deal
provide offer supply give given gave
keep kept maintain preserve retain
remove eliminate discard
choose chosen select pick selection
gather collect collection
combine integrate merge unify combination
depend rely dependence reliance
purpose goal aim objective
limit restrict constrain limitation restriction
main primary principal major
simple straightforward
whole entire
suggest hint imply
explain clarify
publish release
complex complicated intricate
type kind
part component module
ability capability capacity
cheap inexpensive affordable
expensive costly
enough sufficient
speed speedup acceleration accelerate
regarding concerning
real actual
identify detect discover
happen occur
compare comparison versus
predict forecast
modify alter change
transform convert
extensive comprehensive thorough
remain stay
characteristic property
extend expand
ensure guarantee
validate verify confirm
author researcher
problem issue
code implementation
attempt try
appear seem
believe think thought
perform conduct
additional extra
across throughout
obstacle barrier
gap discrepancy
error mistake
flaw weakness shortcoming
benefit advantage
drawback disadvantage
humans people persons
kids children
area field domain
state report
adapt tailor
mitigate alleviate ameliorate
aware conscious
seek strive
illustrate depict
encourage promote foster
primarily mainly mostly largely chiefly
specific particular
entirely completely fully totally
range spectrum
necessary needed
assemble compose
describe outline
shorten abbreviate
lack absence
understanding comprehension understand comprehend grasp
success successful successfully
base found building ground grounded
highlight stress underline underscore emphasize emphasis
focus concentrate
original initial
notably remarkably strikingly
together jointly
separate distinct
benchmark test
setting scenario situation condition case
insight finding lesson
tool instrument
technology technologies
group category class
part portion fraction share
common shared
better stronger
good high
overall general
broad wide
strong powerful
consider regard treat view
argue contend
motivate inspire
overcome circumvent resolve
bridge close
guide steer
represent represents constitute
rapidly quickly fast swiftly
heavy intensive
cost expense
amplify
goal target
respond answer reply
contribute contribution
lead leads result
establish set
realize implement
underlying
fundamental
vary differ
cover span
possess have
play serve act
critically crucially importantly
naturally readily easily
directly
unknown unclear unexplored
emerging growing
traditional conventional classical
popular widespread prevalent
modern advanced
practical
theoretical
ideal suitable appropriate
rather instead
amount quantity
scarcity shortage
cause trigger
basis foundation
ratio proportion
"""


def groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups. A word may stand in two."""
    return tuple(tuple(line.split()) for line in _SAME.strip().splitlines())
