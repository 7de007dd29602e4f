"""Not a test: writes runs in children that are killed at random moments; says what was left."""

import os
import random
import runpy
import signal
import sys
import time
from pathlib import Path

import pyarrow.parquet  # noqa: F401 - loaded once, not in every child


def main(out, n_kills):
    story = runpy.run_path(str(Path(__file__).with_name("conftest.py")))["Story"]()
    chance = random.Random(3)
    left_over = 0
    for _ in range(n_kills):
        child = os.fork()
        if not child:
            while True:
                story.write(out)
        time.sleep(chance.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        left_over += len(list(out.glob("street/.*")))
    print(left_over)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
