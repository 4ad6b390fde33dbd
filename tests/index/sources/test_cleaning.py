import json
import lzma
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sources.cleaning import clean, raw, without_braces
from tests.conftest import DATA

CLEANED = {
    "two lines": (" We show\n  a thing. ", "We show a thing."),
    # TeX
    "accents": (r"Schr\"odinger, Poincar\'e, Mart{\'\i}nez, Bj{\"o}rn {\AA}str\"om, na\"{\i}ve, \c{c}a, {\v s}i{\'c}",
                "Schrödinger, Poincaré, Martínez, Björn Åström, naïve, ça, šić"),
    "letters that eat the space": (r"Sk\l odowska and {\O}re at \L ukasz", "Skłodowska and Øre at Łukasz"),
    "escapes": (r"40\% of \$10 \& a\_b \#1", "40% of $10 & a_b #1"),
    "style": (r"\emph{fails} {\it no} \textbf{C}RF \texttt{\textbf{LATA}} {\small \bf x}", "fails no CRF LATA x"),
    "citation": (r"as shown~\cite{a,b}, by X \citep[p.~3]{c} (\citep{d}; \cite{e}).", "as shown, by X."),
    "links": (r"at \url{https://a.b/c_d} \href{https://a.b}{GitHub}, \href{https://a.b}{https://a.b}",
              "at https://a.b/c_d GitHub (https://a.b), https://a.b"),
    "footnote": (r"code\footnote{At https://a.b}.", "code (At https://a.b)."),
    "formula": (r"$O(n\log n)$, $\approx 2.5\times$, $x^2$, $10^{-3}$, $\frac{a+b}{2}$, $\sqrt{n}$, $k^{th}$",
                "O(n log n), ≈ 2.5×, x^2, 10^-3, (a+b)/2, √n, kth"),
    "degrees": (r"$90^\circ$ or $9.2\deg$", "90° or 9.2°"),
    "Greek that was decoded": (r"$\fracγ{2}$ of 0.5{\deg}", "γ/2 of 0.5°"),
    "Greek": (r"$\alpha$-divergence, \(\ell_2\), \[\mathbb{R}^{d \times k}\]", "α-divergence, ℓ_2, R^(d × k)"),
    "percent in a formula": (r"from $75.1\% \to 76.5\%$", "from 75.1% → 76.5%"),
    "power of a function": (r"in $O(m \log^{c}n)$", "in O(m log^cn)"),
    "glued": (r"Top-$k$, $k$NN, $\sim$543K, 3$\times$, $+$5", "Top-k, kNN, ∼543K, 3×, +5"),
    "subscript of a name": ("CO$_2$, PM$_{2.5}$, {C}$_{60}$", "CO2, PM2.5, {C}60"),
    "thousands": (r"10{,}000 and 10\,000", "10,000 and 10\u202f000"),
    "new command": (r"\ours{} beats \method, \eg, by 2", "ours beats method, e.g., by 2"),
    "new command with text": (r"\blue{clinical} reward", "clinical reward"),
    "list": (r"\begin{itemize}\item One. \item Two.\end{itemize}", "One. Two."),
    "escaped twice": (r"\\textbf{x} at \"home\" isn\'t", 'x at "home" isn\'t'),
    "arXiv's listing": (r"Spearman \r{ho} = 0.7, \k{appa} = 0.9, \b{eta}-VAE", "Spearman ρ = 0.7, κ = 0.9, β-VAE"),
    "MathJax": (r"a\unicode{x2013}b", "a–b"),
    "quotes and dashes": ("``new'' --- or old -- in 3--5 cases", "“new” — or old – in 3–5 cases"),
    "tie": ("a~b, 4~dB and Fig.~2", "a b, 4 dB and Fig. 2"),
    # HTML and JATS
    "JATS": ("<jats:title>Abstract</jats:title><jats:p>We ran.</jats:p><jats:sec><jats:title>Results</jats:title>"
             "<jats:p>CO<jats:sub>2</jats:sub> rose, <jats:italic>p</jats:italic> &lt; 0.01.</jats:p></jats:sec>",
             "We ran. Results: CO2 rose, p < 0.01."),
    "power": ("10<sup>-3</sup> of 10<sup>6</sup> Ca<sup>2+</sup> m<sub>i</sub>", "10^-3 of 10^6 Ca2+ mi"),
    "formula in two forms": ("<jats:alternatives><jats:tex-math>$$p<0.05$$</jats:tex-math><mml:math>"
                             "<mml:mi>p</mml:mi></mml:math></jats:alternatives> holds", "p<0.05 holds"),
    "MathML": ("<mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>3</mml:mn></mml:msup></mml:math>", "10^3"),
    "HTML": ("<p>One<br/>two</p><p>A <i>Quercus</i> &amp; <b>b</b></p>", "One two A Quercus & b"),
    "escaped again": ("R&amp;amp;D at 5 &amp;lt; 6", "R&D at 5 < 6"),
    # Unicode
    "read in the wrong encoding": ("cafÃ© and â€œquotedâ€\x9d", "café and “quoted”"),
    "accents apart": ("re\u0301sume\u0301", "résumé"),
    "soft hyphen, no width": ("trans\u00adformer zero\u200bwidth\ufeff", "transformer zerowidth"),
    "ligatures": ("e\ufb03cient \ufb01ne-tuning", "efficient fine-tuning"),
    "bold figures": ("an F1 of 𝟗𝟑.𝟓", "an F1 of 93.5"),
    # The way it came
    "broken words": ("con-\nservation, state-of-\nthe-art, pre-\nand post-training",
                     "conservation, state-of-the-art, pre- and post-training"),
    "feed": ("arXiv:2401.00001v1 Announce Type: new \nAbstract: We show.", "We show."),
    "heading": ("Abstract: We show.", "We show."),
    "rights": ("We show. It works. © 2024 The Authors. All rights reserved.", "We show. It works."),
}  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CLEANED.values(), ids=CLEANED)
def test_what_its_way_did_to_a_text_is_undone(given: str, expected: str) -> None:
    assert clean(given) == expected
    assert clean(expected) == expected


UNTOUCHED = (
    "We find p < 0.01 and q > 3; x<y and a>b hold.",
    "It takes 5% of $10, and $20 or US$ 30; $5-$10 and $5M/$6M.",
    "C_{60} and A* search with f(x)_i in {0, 1} and {a: b}.",
    "We train with <think> and </think>, <SEG> and the <image> token, as in <b>.",
    "The function torch.nn_module, my_var, __init__ and --flag at ~10 Hz in ~/home.",
    r"At C:\Users\me, the delimiters \n\n and the pattern \d+ match \1.",
    "See http://a.example/~user/x--y_z?a=1&b=2 for AT&T's R&D.",
    "“Curly” quotes, ‘these’, an en – dash, an em — dash, naïve Ångström, ½ and 10³.",
    "我们提出了一种检索增强生成方法，该方法在ＮＱ上的准确率提高了５.３％。",
    "Мы предлагаем метод. हम एक विधि प्रस्तुत करते हैं। نقترح طريقة‌ها.",
    "Abstract reasoning is hard.",
    "10 000 papers, $PATH, $HOME/bin and ${x}.",
)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert clean(text) == text


def test_raw_text_is_kept_only_where_more_than_spaces_changed() -> None:
    assert raw("We  show\n", "We show") is None
    assert raw("We\n\\emph{show}", "We show") == "We \\emph{show}"


def test_braces_of_bibtex_protect_letters() -> None:
    assert without_braces(r"{BERT}: {P}re-training {\'E}t{\'e} on \{0,1\} and C_{60}") == (
        "BERT: Pre-training Été on {0,1} and C_{60}"
    )
    assert without_braces("{``}Quoted{''} teacher{--}student 5{\\%}") == "“Quoted” teacher–student 5%"


PIECES = (
    r"\ $ { } ^ _ % & ~ ` ' - -- --- < > / a b é ı 1 23 . , ( ) [ ] \textbf{ \em \alpha \frac{1}{2} \'e \' \" \c"
    r" \href{ \footnote{ \begin{equation} \end{equation} \( \) \[ \] $$ &lt; &amp; &#37; <sub> </sub> <b> </b>"
    r" <jats:p> </jats:p> <jats:title> </jats:title> <mml:msup> <mml:mi> </mml:mi> © 2024 Abstract: 000 \not \left"
    r" \item \\ http://a.b/ \o \l \script \sqrt[3]{x} \binom \text{ \verb ﬁ 𝟗 â€œ Ã©"
).split()
pieces = st.lists(
    st.sampled_from([*PIECES, " ", "\n", "\r", "\u00ad", "\u200b", "\u0301", "\u00a0", "\u202f"]), max_size=25
)


@settings(max_examples=100)
@given(pieces.map("".join) | st.text(max_size=40))
def test_cleaning_again_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    bare = without_braces(text)
    assert clean(bare) == bare


def test_abstracts_of_arxiv_keep_their_words() -> None:
    path = DATA / "arxiv_daily" / "papers.jsonl.xz"
    if not path.exists():
        pytest.skip("the captured abstracts are not beside the project")
    with lzma.open(path, "rt") as lines:
        texts = [json.loads(line)["abstract"] for line in islice(lines, 2000)]
    cleaned = list(map(clean, texts))
    changed = [(text, new) for text, new in zip(texts, cleaned, strict=True) if raw(text, new)]
    assert 0.1 < len(changed) / len(texts) < 0.35
    assert all(clean(new) == new for new in cleaned)
    assert all(len(new) > 0.6 * len(text) for text, new in changed)
    assert sum("\\" in new for new in cleaned) < 0.1 * sum("\\" in text for text in texts)
