#!/usr/bin/env python3
"""Fails the calls of the driver that a program makes, one at a time, with every code that matters.

    walk_failures.py PROGRAM [--all] [--jobs N] [--verb NAME]

PROGRAM is a text model that trains 4 steps, evaluates and saves every 2, and has images for the CPU and the GPU. The
calls are read off a trace of the emulator (BMC_LIBCUDA), so nothing here knows which there are. With --all each call
fails with each code; else one of a kind does (Walk.plan). What must hold of every failure is in `judge`.
"""

import argparse
import collections
import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "Inputs"))
import e2e  # noqa: E402

# Memory, no or a wrong device, a driver too old, code that is refused, memory that breaks, kernels that fail, a device
# that is lost, and a number without a name.
CODES = {
    2: "CUDA_ERROR_OUT_OF_MEMORY", 36: "CUDA_ERROR_CALL_REQUIRES_NEWER_DRIVER", 46: "CUDA_ERROR_DEVICE_UNAVAILABLE",
    100: "CUDA_ERROR_NO_DEVICE", 101: "CUDA_ERROR_INVALID_DEVICE", 200: "CUDA_ERROR_INVALID_IMAGE",
    214: "CUDA_ERROR_ECC_UNCORRECTABLE", 218: "CUDA_ERROR_INVALID_PTX", 222: "CUDA_ERROR_UNSUPPORTED_PTX_VERSION",
    700: "CUDA_ERROR_ILLEGAL_ADDRESS", 702: "CUDA_ERROR_LAUNCH_TIMEOUT", 719: "CUDA_ERROR_LAUNCH_FAILED",
    803: "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH", 999: "CUDA_ERROR_UNKNOWN", 35: "CUDA error 35"}
# An error that stays, one that does not.
TWO_KINDS = (700, 2)
# Calls that give something back, or wait before that: when they are made, the work is done and saved.
GIVES_BACK = re.compile(r"Free|Destroy|Unload|Release|StreamSynchronize")
# Where `auto` has to go on without the GPU, and where it must not.
FALLS_BACK = ("cuInit", "cuDeviceGetCount", "cuDeviceGet", "cuDeviceGetAttribute", "cuDevicePrimaryCtxRetain",
              "cuModuleLoadDataEx")
STAYS = ("cuMemAlloc", "cuModuleGetFunction", "cuLaunchKernel", "cuEventSynchronize")
SECONDS = 60

Failure = collections.namedtuple("Failure", "verb call number code")
Outcome = collections.namedtuple("Outcome", "code out err calls folder")


class Walk:
    def __init__(self, program, folder):
        self.program, self.folder = os.path.abspath(program), pathlib.Path(folder)
        self.data = ["--data", os.path.abspath("input.txt"), "--threads", "1"]
        self.met = set()  # calls and their places that an earlier failure stands for
        self.resumed = {}  # what a run left behind -> whether it went on well
        train = ["train", "--quiet", *self.data, "--out", "run"]
        self.verbs = {
            "train": (train, None),
            "resume": (train + ["--resume"], "half"),
            "diverge": (train + ["--lr", "1e30"], None),
            "generate": (["generate", "--out", "run", "--prompt", "the", "--max-new-tokens", "3", *self.data[2:]], "whole"),
            "eval": (["eval", "--out", "run", *self.data], "whole"),
            "auto": ([w for w in train if w != "--quiet"], None)}
        self.prepare()

    def prepare(self):
        """Runs without failures: what everything else is compared with."""
        self.normal = {"train": self.start("train", keep="whole")}
        assert self.normal["train"].code == 0, self.normal
        e2e.rewind(self.folder / "whole" / "run", self.folder / "half-run", 2)
        (self.folder / "half").mkdir()
        (self.folder / "half-run").rename(self.folder / "half" / "run")
        for verb in self.verbs:
            if verb != "train":
                self.normal[verb] = self.start(verb)
        self.cpu = self.start("auto", device="cpu", keep="cpu")
        for verb, outcome in self.normal.items():
            expected = 4 if verb == "diverge" else 0
            assert outcome.code == expected, (verb, outcome)

    def start(self, verb, plan="", keep=None, device=None):
        """Runs a verb in a folder of its own, which has the name `keep` if that is given."""
        arguments, before = self.verbs[verb]
        folder = self.folder / keep if keep else pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        if keep:
            folder.mkdir()
        if before:
            shutil.copytree(self.folder / before / "run", folder / "run", symlinks=True)
        device = device or ("auto" if verb == "auto" else "cuda")
        trace = folder / "trace"
        environment = os.environ | {"BMC_EMULATOR": ",".join(filter(None, [f"trace={trace}", plan]))}
        run = subprocess.run([self.program, *arguments, f"--device={device}"], cwd=folder, env=environment,
                             capture_output=True, text=True, timeout=SECONDS)
        calls = trace.read_text().split() if trace.exists() else []
        trace.unlink(missing_ok=True)
        return Outcome(run.returncode, run.stdout, run.stderr, calls, folder)

    def plan(self, verb, everything):
        """Which call fails how. A call stands for those of its name between the same two calls: of these the first, the
        second and the last fail, or one if another verb has had them; the first of a name fails with every code."""
        calls = self.normal[verb].calls
        numbers, places = collections.Counter(), collections.defaultdict(list)
        for before, call, after in zip([""] + calls, calls, calls[1:] + [""]):
            numbers[call] += 1
            places[before, call, after].append(numbers[call])
            if everything:
                yield from (Failure(verb, call, numbers[call], code) for code in CODES)
        for place, found in places.items() if not everything else ():
            call = place[1]
            codes = CODES if call not in self.met and not GIVES_BACK.search(call) else TWO_KINDS
            if place in self.met:
                codes, found = TWO_KINDS[:1], found[:1]
            self.met |= {call, place}
            yield from (Failure(verb, call, found[0], code) for code in codes)
            yield from (Failure(verb, call, number, code) for number, code in zip(set(found[1:2] + found[-1:]), TWO_KINDS)
                        if number != found[0])

    def judge(self, failure):
        """What is wrong with the way the program ends, or None."""
        outcome = self.start(failure.verb, f"fail:{failure.call}:{failure.number}:{failure.code}")
        try:
            if outcome.calls.count(failure.call) < failure.number:
                return "the call was not made"
            if failure.verb == "auto":
                return self.judge_auto(failure, outcome)
            if GIVES_BACK.search(failure.call) and outcome.code == self.normal[failure.verb].code:
                return self.judge_end(failure.verb, outcome)
            return self.judge_error(failure, outcome) or self.judge_files(failure.verb, outcome)
        finally:
            shutil.rmtree(outcome.folder)

    def judge_error(self, failure, outcome):
        if outcome.code != 3:
            return f"exit code {outcome.code}"
        lines = [line for line in outcome.err.splitlines() if "error: " in line or failure.verb != "auto"]
        if len(lines) != 1 or not lines[0].startswith("gpt: error: "):
            return "not one sentence"
        name = CODES[failure.code]
        needs_driver = failure.code == 222 and failure.call == "cuModuleLoadDataEx"
        found = "needs an NVIDIA driver for CUDA 12.0" if needs_driver else f"cannot .*: {re.escape(name)}"
        if not re.search(found, lines[0]) or lines[0].endswith("."):
            return f"does not say {found}"
        if failure.call == "cuMemAlloc" and not re.search(r"\d (B|KiB|MiB) of memory", lines[0]):
            return "does not say how much memory"
        return None

    def judge_auto(self, failure, outcome):
        """On the CPU, with a note, or an error."""
        if outcome.code == 0 and GIVES_BACK.search(failure.call):
            return self.judge_end("auto", outcome)
        if outcome.code != 0:
            falls = failure.call in FALLS_BACK and failure.number == 1
            return "does not fall back on the CPU" if falls else self.judge_error(failure, outcome)
        notes = [line for line in outcome.err.splitlines() if line.startswith("note: on the CPU: ")]
        if failure.call in STAYS or len(notes) != 1:
            return "falls back on the CPU" if notes else "no note"
        if CODES[failure.code] not in notes[0] and failure.code != 222:
            return "the note does not say what was found"
        if "threads" not in outcome.err and "1 thread (" not in outcome.err:
            return "does not say where it runs"
        return self.compare(outcome, self.cpu)

    def compare(self, outcome, expected):
        try:
            e2e.same_run(expected.folder / "run", outcome.folder / "run")
        except AssertionError as error:
            return str(error)

    def judge_end(self, verb, outcome):
        """All that was promised is there."""
        expected = self.normal[verb]
        if (outcome.out, outcome.err.splitlines()[:1]) != (expected.out, expected.err.splitlines()[:1]):
            return "says something else"
        return self.compare(outcome, expected) if verb in ("train", "resume", "auto") else None

    def judge_files(self, verb, outcome):
        """Nothing half-written, and the run goes on from what was saved to the same end."""
        run = outcome.folder / "run"
        if verb in ("generate", "eval"):
            return None if self.digest(run) == self.digest(self.folder / "whole" / "run") else "files have changed"
        if verb == "diverge" or not run.exists():
            return None
        extra = set(os.listdir(run)) - set(os.listdir(self.folder / "whole" / "run"))
        extra = {name for name in extra if not name.startswith("events.out.")}
        if extra:
            return f"left {sorted(extra)}"
        key = self.digest(run)
        if key not in self.resumed:
            self.resumed[key] = self.resume(outcome)
        return self.resumed[key]

    def digest(self, run):
        """Of the checkpoints and metrics of a run."""
        state = hashlib.sha256(repr(self.metrics(run)).encode())
        for path in sorted(run.glob("checkpoints/*/*")) + sorted(run.glob("*")):
            state.update(str(path.relative_to(run)).split("events.out.")[0].encode())
            if path.parent != run and path.is_file():
                state.update(path.read_bytes())
            elif path.is_symlink():
                state.update(os.readlink(path).encode())
        return state.digest()

    @staticmethod
    def metrics(run):
        return e2e.metrics(run) if (run / "metrics.jsonl").exists() else []

    def resume(self, outcome):
        again = subprocess.run([self.program, *self.verbs["train"][0], "--resume=auto", "--device=cuda"],
                               cwd=outcome.folder, env=os.environ | {"BMC_EMULATOR": ""}, capture_output=True, text=True)
        if again.returncode or again.stderr:
            return f"cannot be resumed: {again.stderr}"
        return self.compare(outcome, self.normal["train"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--verb", action="append")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=".") as folder:
        walk = Walk(options.program, os.path.abspath(folder))
        failures = [failure for verb in options.verb or walk.verbs for failure in walk.plan(verb, options.all)]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            wrong = [(f, w) for f, w in zip(failures, pool.map(walk.judge, failures)) if w]
    for failure, words in wrong[:20]:
        print(f"{failure.verb}: {failure.call} number {failure.number} gives {failure.code}: {words}")
    kinds = len({failure.call for failure in failures})
    print(f"{len(failures)} failures of {kinds} calls, {len(wrong)} handled wrongly")
    sys.exit(1 if wrong else 0)


main()
