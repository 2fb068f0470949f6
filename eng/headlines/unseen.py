"""Headlines of the load corpus that finbert-mini never saw, not even unlabelled, a text a line: for measuring quantisation.

    DATA=../shared/data python3 eng/headlines/unseen.py 5000 > unseen.txt

Repeats the choice of models/finbert-mini/training/soft.py (N=40000) and takes others.
"""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../models/finbert-mini/training"))
import data  # noqa: E402

train, held_out = data.sets()
held = {data.key(text) for part in held_out.values() for text, _ in part} | {data.key(row[0]) for row in train}
with open(data.D + "/load-corpus/headlines.txt", encoding="utf-8") as corpus:
    headlines = [line.rstrip("\n") for line in corpus]
soft = [line for line in headlines if data.key(line) not in held and data.h(line) >= 12]
random.Random(3).shuffle(soft)
seen = {data.key(line) for line in soft[:40000]} | {data.key(row[0]) for row in train}
unseen = [line for line in headlines if data.key(line) not in seen]
random.Random(7).shuffle(unseen)
sys.stdout.reconfigure(encoding="utf-8")
print("\n".join(unseen[: int(sys.argv[1])]))
