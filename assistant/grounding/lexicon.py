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
improve improvement enhance enhancement strengthen gain gains better refine upgrade
increase raise boost rise rose risen elevate grow grew grown growth
reduce decrease reduction lower lowering save saving cut lessen diminish decline drop shrink
outperform surpass exceed beat
require need necessitate demand requirement must
evaluate assess evaluation assessment measure examine test experiment trial
investigate investigation study explore exploration analyze analysis analyses research survey
allow enable permit let facilitate empower
help assist aid support
various diverse different multiple several numerous many varied
important crucial critical vital essential key importance
difficult challenging hard difficulty challenge
novel new innovative original unseen
large big huge
fast quick rapid swift speedy fastest quickest
faster quicker swifter speedier
effective effectiveness efficacy
efficient efficiency
accurate precise accuracy
significant substantial considerable marked dramatic notable
consist comprise contain include encompass feature
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
remove eliminate discard delete drop strip prune omit exclude filter
choose chosen select pick selection
gather collect collection
combine integrate merge unify combination fuse couple blend incorporate integration fusion unification
depend rely dependence reliance
purpose goal aim objective
limit restrict constrain limitation restriction
main primary principal major
simple straightforward
whole entire full complete
suggest hint imply
indicate signal denote evidence
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
error mistake inaccuracy fault
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
good high
overall general
broad wide
strong powerful
consider regard treat view
argue contend
motivate inspire
overcome circumvent resolve
bridge close narrow
guide steer
represent represents constitute
rapidly quickly fast swiftly
heavy intensive
cost expense overhead burden
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
affect impact influence effect
add incorporate insert include append inject introduce
small compact little tiny lightweight
smaller tinier lighter
long lengthy prolonged extended
consistent compatible consistency
comparable similar par competitive equivalent like
tie bind bound tied
connect bridge link join
mimic imitate emulate simulate replicate
ignore overlook neglect disregard
loss sacrifice sacrificing compromise degradation
progress development advance advancement
cut shorten trim
surpass outdo outclass outstrip eclipse
teach instruct
predict anticipate estimate prediction estimation
estimate approximate estimation approximation
infer deduce inference
generate synthesize generation synthesis
create creation
write compose
solve resolve
search retrieve retrieval lookup fetch
recognize identify recognition identification
detect spot detection
classify categorize classification categorization
cluster group
rank order sort ranking
label annotate annotation labeling tag
sample draw
split divide partition segment separate
segment segmentation
align match alignment
compress compression condense shrink
encode represent encoding representation embed embedding
encode encoder
decode decoder
extract derive mine obtain
store save keep
load read
send transmit transfer
share exchange
update revise
replace substitute swap
expand widen broaden enlarge extend
restore recover reconstruct restoration recovery reconstruction
repair fix correct
correct rectify
track follow
monitor watch observe
control govern steer regulate
direct guide
manage administer handle
plan schedule
decide determine decision
determine ascertain establish
define specify
describe characterize
mention cite
discuss debate
compute calculate computation calculation
quantify measure
gauge assess
judge rate
verify check
test probe
inspect scrutinize examine
prove proof
explain account
reason reasoning
think reflect
understand interpret
interpretable explainable interpretability explainability
transparent transparency
reliable dependable trustworthy reliability trustworthiness
robust resilient robustness resilience
stable stability steady
flexible adaptable flexibility adaptability versatile
scalable scalability
generic general universal
generalize transfer generalization
specialized dedicated
customized tailored personalized bespoke
automatic automated automatically automate
manual manually hand
interactive interactively
simultaneous simultaneously concurrently concurrent
sequential sequentially
gradual gradually progressively progressive
continuous continual continuously continually
permanent lasting
temporary transient
immediate immediately instantly right
eventually ultimately finally
initially originally first
previously formerly earlier
currently presently now today
nowadays today
increasingly growing
rarely seldom
exactly precisely
clearly evidently obviously
strongly heavily greatly
slightly marginally
poorly badly
easily readily
hardly barely scarcely
markedly considerably substantially significantly noticeably appreciably
consistently uniformly
merely simply
mainly primarily
partly partially
separately independently individually
independent separate
correlated associated linked related
correlation association relationship relation link
dependency dependence
interaction interplay
trade-off tradeoff compromise
balance balanced
uncertain unsure uncertainty
risk danger hazard
harm damage hurt injure
threat danger
attack assault
protect defend safeguard shield protection defense
secure safe safety security
private confidential privacy
vulnerable susceptible prone vulnerability susceptibility
sensitive sensitivity
failure breakdown
stop halt cease terminate
prevent avoid avert
delay postpone
continue persist
repeat reiterate repetition
wait pause
choice option
alternative substitute
variant version variation
example instance sample illustration
element component unit piece
piece fragment
layer level
stage step phase
step move
round iteration
cycle loop
sequence series succession
list set
pair couple
structure organization
shape form
format layout
width breadth
volume quantity
rate frequency
speed pace velocity
latency delay lag
memory storage
space room
price cost
power capacity
computation compute computational computing
software program
algorithm procedure
formula equation
feature attribute trait
attribute characteristic property
fidelity faithfulness
realism realistic
diversity variety
similarity resemblance likeness
difference discrepancy disparity
distance gap
bias prejudice
trend tendency
pattern regularity
rule principle
theory theoretical
hypothesis assumption
evidence proof
fact truth
idea concept notion
concept conception
view perspective viewpoint
opinion view belief
question query
request ask
dialogue conversation
conversation chat conversational
speech spoken
voice speech
text textual
sentence phrase
word term
article paper publication
picture image photo photograph
video clip footage
movie film
object item
person individual human
student learner
teacher instructor
doctor physician clinician
disease illness disorder
treatment therapy
drug medication medicine
tumor cancer
children kids pediatric
woman women female
man men male
company firm
city town urban
country nation
worldwide globally global
road street
car vehicle automobile
environment surroundings
domain field
participant volunteer
expert specialist
industry industrial
application usage
use utilize
tool utility
platform system
repository library
website page
code codebase
source origin
originate stem arise
arise emerge occur
appear emerge
remain persist
become turn
begin commence
finish complete conclude end
complete accomplish
carry perform
run execute execution
implement execute
deploy deployment
apply employ
adopt embrace
reject refuse
agree concur
support back
contradict conflict
face encounter confront
meet satisfy fulfill
exceed surpass
fall drop decline
climb rise
optimize optimization
minimize minimal
substantially greatly
massive enormous vast
giant huge
considerable sizeable sizable substantial
minor slight
modest moderate
negligible minimal
rare uncommon infrequent
unique distinctive
common widespread frequent
typical common
unusual atypical
strange odd
surprising unexpected surprisingly unexpectedly
impressive remarkable
excellent outstanding
superior better
inferior worse
poor bad weak
bad poor
false incorrect wrong erroneous
true correct right
possible feasible viable
impossible infeasible
able capable
unable incapable
ready prepared
available accessible
public open publicly openly
absent missing
missing lacking
partial incomplete
higher greater increased raised
lower reduced smaller decreased
greater larger bigger
largest biggest greatest
smallest tiniest
major large
hard tough
tough challenging
demanding challenging
costly expensive
precisely accurately
rapid fast
sharp steep
severe serious
serious grave
crucial pivotal
pivotal key
central key core
core main
fundamental basic
basic elementary
essential indispensable
urgent pressing
old ancient
modern contemporary
latest newest recent
future upcoming
past former
preceding previous
final last
inner internal
outer external
upper top
adjacent neighboring nearby
distant remote far
wide broad extensive
tight strict
rigid inflexible
rough coarse
fine fine-grained
accurate exact
vague ambiguous unclear
ambiguity vagueness
hidden latent
apparent evident obvious
motivated inspired driven
driven guided
grounded based
rooted based
aligned consistent
inconsistent contradictory
redundant superfluous unnecessary
irrelevant unrelated
relevant pertinent
synthetic artificial generated
handcrafted manual
raw unprocessed
unlabeled unannotated
trained learned
pretrained pre-trained
speaker talker
author writer
evaluator judge
annotator rater labeler
scientist researcher
team group
demonstration example
insight understanding
consequence outcome result
implication consequence
benefit profit
advantage strength merit
disadvantage drawback limitation shortcoming weakness
bottleneck limitation
limitation constraint
constraint restriction
requirement condition
criterion metric measure criteria
metric measure
score rating
rating grade
objective goal
mission task
activity task
work job
assignment task
exam test
competition contest
standard norm
convention norm
policy strategy
plan strategy
tactic strategy
scheme method strategy
recipe procedure
pipeline workflow
process procedure
behavior conduct
movement motion
motion movement
pose posture
position location
location place site
region area zone
boundary border edge
path trajectory route
map mapping
graph network
mitigate relieve reduce lessen soften
reinforce strengthen
weaken undermine erode impair
disrupt disturb
confuse mislead
deceive mislead
reveal uncover expose disclose
expose reveal
unveil reveal
hide conceal
emphasize accentuate
underpin support
facilitate ease
ease simplify
accelerate hasten expedite quicken
slow decelerate
boost increase
amplify magnify
exploit leverage
tackle address
counter combat
fight combat
circumvent bypass
bypass avoid
surmount overcome
accommodate support
incorporate embed
endow equip
enrich augment
augment extend
supplement complement
isolate separate
disentangle separate
decouple separate
decompose break divide
aggregate combine pool
accumulate gather
assemble collect
curate collect compile
compile assemble
summarize summary
outline summarize
review survey
overview survey
benchmark evaluate
report document
publish release
present show
display show
depict show
picture show
illustrate exemplify
manifest show
confirm corroborate
validate confirm
refute disprove
speculate conjecture hypothesize
assume suppose presume
postulate hypothesize
assert claim
contend claim
conclude infer
recommend advise
ask request
offer present
supply provide
furnish provide
deliver provide
lead result
agree align
reflect represent
raise boost increase improve
matter important crucial
turn convert transform
trigger induce provoke
many far much
basic foundational fundamental
resource resources
rescue save
mirror recapitulate
natural naturalistic
simple simplistic
revise revision
arise arising form formed
miss fail overlook
underlie underlying
adjust adapt
available released release
quality performance
stateoftheart best
produce create write written wrote generate
rater evaluator evaluation annotator judge
conclude conclusion
transformation change shift transition
found identified identify discover detect
impractical infeasible unfeasible impossible
place put insert position
transport move carry convey
bring incorporate introduce
escape evade elude
regulator regulate regulation
popular common widely
arbitrary any
gradually progressively
sharpen improve refine
patient case subject
"""


def groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups. A word may stand in two."""
    return tuple(tuple(line.split()) for line in _SAME.strip().splitlines())
