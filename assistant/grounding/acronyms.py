"""Acronyms of the trade: LLM says large language model, and neither is the name of anybody's work.

Those of two letters or of many fields (EM, IR, PR) are opened only where no other reading is likely in a paper on
language, vision or learning.
"""

from __future__ import annotations

import re
from functools import cache

_OPENED = """
AI artificial intelligence
ML machine learning
LM language model
LLM large language model
VLM vision language model
LVLM large vision language model
MLLM multimodal large language model
PLM pretrained language model
NLP natural language processing
NLU natural language understanding
NLG natural language generation
NLI natural language inference
NER named entity recognition
MT machine translation
NMT neural machine translation
QA question answering
VQA visual question answering
ASR automatic speech recognition
TTS text to speech
RL reinforcement learning
RLHF reinforcement learning from human feedback
SFT supervised finetuning
ICL in context learning
CoT chain of thought
RAG retrieval augmented generation
IR information retrieval
KG knowledge graph
KD knowledge distillation
CV computer vision
OCR optical character recognition
DNN deep neural network
CNN convolutional neural network
RNN recurrent neural network
GNN graph neural network
GAN generative adversarial network
VAE variational autoencoder
MLP multilayer perceptron
SVM support vector machine
MoE mixture of experts
SGD stochastic gradient descent
OOD out of distribution
HCI human computer interaction
SSL self supervised learning
CI confidence interval
HR hazard ratio
RCT randomized controlled trial
MRI magnetic resonance imaging
"""
# They are no names, but nobody writes them in full.
COMMON = frozenset({"GPU", "GPUs", "CPU", "CPUs", "TPU", "TPUs"})


@cache
def _table() -> dict[str, str]:
    return dict(line.split(" ", 1) for line in _OPENED.strip().splitlines())


@cache
def _pattern() -> re.Pattern[str]:
    some = "|".join(sorted(_table(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({some})(s?)(?!\w|[-+.@][A-Z\d])")


def opened(text: str) -> str:
    """Return a text with its common acronyms in words, once where the words stand before them in parentheses."""
    found = _pattern().sub(lambda each: _table()[each[1]] + each[2], text)
    if found == text:
        return text
    for words in {_table()[each[1]] for each in _pattern().finditer(text)}:
        apart = words.replace(" ", r"[\s-]+")
        first, _, rest = apart.partition(r"[\s-]+")
        apart = rf"(?:{first}|\w+)[\s-]+{rest}" if rest else apart
        found = re.sub(rf"\b({apart}s?) \({apart}s?\)", r"\1", found, flags=re.IGNORECASE)
    return found


def openings(text: str) -> dict[str, str]:
    """Return the common acronyms of a text, with the words that they stand for."""
    return {each[0]: _table()[each[1]] for each in _pattern().finditer(text)}
