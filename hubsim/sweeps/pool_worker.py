"""A process of the pool: a job and a task in a line of its input; an answer a line out."""

from __future__ import annotations

import json
import os
import signal
import sys

from hubsim.sweeps.point import Job, Task, plain, work


def main() -> None:
    """Work until the input ends, or nobody reads the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What any library prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    lines = sys.stdin.buffer
    try:
        answers.write(b"ready\n")
        answers.flush()
        for line in lines:
            said = json.loads(line)
            job = Job(**{**said["job"], "overrides": tuple(said["job"]["overrides"])})
            done = work(job, Task(**said["task"]))
            answers.write(json.dumps(plain(done)).encode() + b"\n")
            answers.flush()
    except BrokenPipeError:
        # The driver is gone. What was done is recorded; at exit nothing is left to be flushed.
        os._exit(0)


if __name__ == "__main__":
    main()
