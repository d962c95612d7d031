"""Answer with what Dawid-Skene believes, a line for each line of labels; run by crowd-kit's own environment."""

import json
import sys
import time

import pandas as pd
from crowdkit.aggregation import DawidSkene

ROUNDS = 100


def main() -> None:
    """Read objects, sources and values; write the belief in each value of each object, and the seconds it took."""
    for line in sys.stdin:
        obj, source, value = json.loads(line)
        begun = time.process_time()
        found = DawidSkene(n_iter=ROUNDS).fit_predict_proba(
            pd.DataFrame({"task": obj, "worker": source, "label": value})
        )
        rows = zip(map(str, found.index), found.to_numpy().tolist(), strict=True)
        belief = {row: dict(zip(map(str, found.columns), of, strict=True)) for row, of in rows}
        print(json.dumps({"belief": belief, "seconds": time.process_time() - begun}), flush=True)


if __name__ == "__main__":
    main()
