"""Runs ours and the peers on the same cases and prints one table. Ratio is the peer's time over ours.

Ours is timed as a whole program, start included; peers without their start. usage: side-by-side [FOLDER]
"""
import json
import os
import platform
import shutil
import subprocess
import sys
import time

import cases

DATA, PEERS, SEKISHO, HERE = sys.argv[1:5]
PYTHON = os.path.join(PEERS, "python/bin/python")
LIBRARY = os.path.join(PEERS, "node/node_modules/@secvisogram/csaf-validator-lib")
LOCKS_MAX = int(os.environ.get("SEKISHO_PEER_LOCKS", "200"))


class NotRun(Exception):
    pass


def why(name):
    try:
        with open(os.path.join(PEERS, f"{name}.why"), encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return f"{name} is not installed"


def ours(arguments, given=""):
    start = time.perf_counter()
    run = subprocess.run([SEKISHO, "--lang", "en", *arguments], input=given, capture_output=True, encoding="utf-8")
    return time.perf_counter() - start, run.stdout


def lines(arguments, given, count):
    spent, out = ours(arguments, "".join(line + "\n" for line in given))
    out = out.splitlines()
    if len(out) != count:
        raise NotRun(f"{len(out)} answers to {count} cases from {arguments}")
    return spent, out


def python_peer(kind, given):
    if not os.path.exists(os.path.join(PEERS, "python/ready")):
        raise NotRun(why("python"))
    run = subprocess.run([PYTHON, os.path.join(HERE, "python_peer.py"), kind], input=json.dumps(given),
                         capture_output=True, encoding="utf-8", timeout=1200)
    if run.returncode:
        raise NotRun((run.stderr.strip().splitlines() or ["it failed"])[-1][:120])
    found = json.loads(run.stdout)
    return found["seconds"], found["answers"]


def purl(how, label):
    suite = [case for case in cases.purl(DATA) if (case[0] == "build") == (how == "build")]
    given = [json.dumps(case[1]) if how == "build" else case[1] for case in suite]
    spent, out = lines(["purl", how, "-"], given, len(suite))
    mine = [None if line.startswith("error") else json.loads(line) for line in out]
    yield label, "packageurl-python", len(suite), passed(cases.same_parts, mine, suite), spent
    seconds, theirs = python_peer("purl", [case[:2] for case in suite])
    yield passed(cases.same_parts, theirs, suite), seconds


def passed(right, answers, suite):
    return sum(right(answer, case[-1]) for answer, case in zip(answers, suite, strict=True))


def contains():
    suite = list(cases.containment(DATA))
    spent, out = lines(["vers", "contains", "-"], [json.dumps(case[:2]) for case in suite], len(suite))
    mine = [{"true": True, "false": False}.get(line) for line in out]
    right = lambda answer, expected: answer is expected  # noqa: E731
    yield "vers: containment", "univers", len(suite), passed(right, mine, suite), spent
    seconds, theirs = python_peer("contains", [case[:2] for case in suite])
    yield passed(right, theirs, suite), seconds


def compare():
    suite = sorted(cases.order(DATA), key=lambda case: case[0])
    mine, spent = [], 0.0
    for scheme in dict.fromkeys(case[0] for case in suite):
        given = [json.dumps(case[1:3]) for case in suite if case[0] == scheme]
        seconds, out = lines(["version", "compare", "--scheme", scheme, "-"], given, len(given))
        spent += seconds
        mine += [int(line) if line in ("-1", "0", "1") else None for line in out]
    yield "version order", "univers", len(suite), passed(cases.right_sign, mine, suite), spent
    seconds, theirs = python_peer("compare", [case[:3] for case in suite])
    yield passed(cases.right_sign, theirs, suite), seconds


def cyclonedx(kind):
    suite = list(cases.cyclonedx(DATA, kind))
    spent, out = ours(["--format", "json", "sbom", "validate", *(case[0] for case in suite)])
    found = {os.path.realpath(entry["file"]): entry for entry in json.loads(out)["files"]}
    mine = [is_valid(found.get(os.path.realpath(case[0]))) for case in suite]
    right = lambda answer, expected: answer is expected  # noqa: E731
    yield f"CycloneDX validity, {kind}", "cyclonedx-python-lib", len(suite), passed(right, mine, suite), spent
    seconds, theirs = python_peer(f"cyclonedx-{kind}", [case[:2] for case in suite])
    yield passed(right, theirs, suite), seconds


def is_valid(entry):
    return None if entry is None else entry["valid"]


def csaf(edition):
    suite = list(cases.csaf(DATA, edition))
    files = sorted({case[0] for case in suite})
    spent, out = ours(["--format", "json", "csaf", "validate", *files])
    words = {"pass": True, "fail": False}
    found = {os.path.realpath(entry["file"]): {test["id"]: words.get(test["outcome"]) for test in entry["tests"]}
             for entry in json.loads(out)["files"]}
    count = lambda answers, key: sum(  # noqa: E731
        answers.get(key(case[0]), {}).get(case[1]) is case[2] for case in suite)
    label = f"CSAF {edition} test cases"
    yield label, "csaf-validator-lib", len(suite), count(found, os.path.realpath), spent
    if not shutil.which("node"):
        raise NotRun("node is not here")
    if not os.path.isdir(LIBRARY):
        raise NotRun(why("node"))
    run = subprocess.run(["node", os.path.join(HERE, "node_peer.mjs"), LIBRARY, edition], input=json.dumps(files),
                         capture_output=True, encoding="utf-8", timeout=1200)
    if run.returncode or not run.stdout:
        raise NotRun((run.stderr.strip().splitlines() or ["it failed"])[-1][:120])
    theirs = json.loads(run.stdout)
    if not theirs["tests"]:
        raise NotRun(f"it has no tests for CSAF {edition}")
    yield count(theirs["answers"], lambda path: path), theirs["seconds"]


def csaf_rs():
    program = os.environ.get("SEKISHO_PEER_CSAF_RS") or os.path.join(PEERS, "rust/bin/csaf-validator")
    files = sorted({case[0]: None for case in cases.csaf(DATA, "2.0") if case[1].startswith("6.1.")})
    expected = {}
    for path, test, passes in cases.csaf(DATA, "2.0"):
        if test.startswith("6.1."):
            expected[path] = expected.get(path, True) and passes
    spent, out = ours(["--format", "json", "csaf", "validate", *files])
    found = {os.path.realpath(entry["file"]): entry for entry in json.loads(out)["files"]}
    ok = lambda path: not any(  # noqa: E731
        test["outcome"] == "fail" for test in found[os.path.realpath(path)]["tests"] if test["id"].startswith("6.1."))
    mine = sum(ok(path) is expected[path] for path in files)
    yield "CSAF 2.0 documents, mandatory", "csaf-rs", len(files), mine, spent
    if not os.path.exists(program):
        raise NotRun(f"{why('csaf-rs')} (SEKISHO_PEER_BUILD=1 builds it)")
    start = time.perf_counter()
    theirs = [subprocess.run([program, path], capture_output=True).returncode == 0 for path in files]
    yield sum(a is expected[path] for a, path in zip(theirs, files, strict=True)), time.perf_counter() - start


def rustsec():
    program = os.environ.get("SEKISHO_PEER_CARGO_AUDIT") or os.path.join(PEERS, "rust/bin/cargo-audit")
    database = os.path.join(DATA, "rustsec-advisory-db")
    locks = cases.lock_files(LOCKS_MAX)
    if not locks:
        raise NotRun("there is no Cargo.lock in the cargo home")
    mine, spent = {}, 0.0
    for lock in locks:
        seconds, out = ours(["--format", "json", "scan", "--feed", os.path.join(database, "crates"), lock])
        spent += seconds
        mine[lock] = {found["advisory"] for item in json.loads(out)["items"] if item["label"] not in local(lock)
                      for found in item["matches"] if found["verdict"] == "affected"} if out else None
    if not os.path.exists(program):
        yield "RustSec, same ids a lock file", "cargo-audit", len(locks), "", spent
        raise NotRun(f"{why('cargo-audit')} (SEKISHO_PEER_BUILD=1 builds it)")
    repository = as_repository(database)
    start = time.perf_counter()
    theirs = {lock: ids_of_cargo_audit(program, repository, lock) for lock in locks}
    seconds = time.perf_counter() - start
    answered = [lock for lock in locks if theirs[lock] is not None]
    same = sum(mine[lock] == theirs[lock] for lock in answered)
    yield "RustSec, same ids a lock file", "cargo-audit", len(locks), same, spent
    yield f"{len(answered)} read", seconds


def local(lock):
    """Packages of no registry, which cargo-audit passes over and we judge."""
    import tomllib
    with open(lock, "rb") as file:
        packages = tomllib.load(file).get("package", [])
    return {f"{it['name']} {it['version']}" for it in packages if "source" not in it}


def as_repository(database):
    """cargo-audit wants its database as a git repository."""
    copy = os.path.join(PEERS, "rustsec-db")
    if not os.path.isdir(os.path.join(copy, ".git")):
        shutil.copytree(database, copy, dirs_exist_ok=True)
        for arguments in (["init", "-q"], ["add", "-A"],
                          ["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "copy"]):
            subprocess.run(["git", *arguments], cwd=copy, check=True, capture_output=True)
    return copy


def ids_of_cargo_audit(program, database, lock):
    run = subprocess.run([program, "audit", "--json", "--no-fetch", "--stale", "--db", database, "--file", lock],
                         capture_output=True, encoding="utf-8")
    try:
        report = json.loads(run.stdout)
    except ValueError:
        return None
    rows = list(report["vulnerabilities"]["list"])
    for warnings in report["warnings"].values():
        rows += warnings
    return {row["advisory"]["id"] for row in rows if row.get("advisory")}


def row(name, suite):
    """Prints one row; a suite yields our half, then the peer's."""
    head = (name, "", 0, "", None)
    try:
        steps = suite()
        head = next(steps)
        theirs, seconds = next(steps)
        ratio = f"{seconds / head[4]:.1f}"
        cells = (str(theirs), f"{seconds:.3f}", ratio)
    except (NotRun, OSError, KeyError, ValueError, subprocess.SubprocessError) as error:
        cells = (f"not run: {error}", "", "")
    label, peer, total, right, spent = head
    if total == 0 and spent is not None:
        cells = ("not run: no cases here", "", "")
    spent = "" if spent is None else f"{spent:.3f}"
    print(f"{label:<32} {peer:<21} {total:>6} {right!s:>7} {cells[0]:>8} {spent:>9} {cells[1]:>9} {cells[2]:>7}", flush=True)


def main():
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    print(f"{platform.machine()} {platform.system()}, {os.cpu_count()} cores, load {load:.1f} at the start")
    print(f"{'suite':<32} {'peer':<21} {'total':>6} {'ours':>7} {'peer':>8} {'ours s':>9} {'peer s':>9} {'ratio':>7}")
    suites = {
        "purl parse": lambda: purl("parse", "purl: parse, round trip"),
        "purl build": lambda: purl("build", "purl: build"),
        "vers": contains, "order": compare,
        "cyclonedx-json": lambda: cyclonedx("json"), "cyclonedx-xml": lambda: cyclonedx("xml"),
        "csaf-2.0": lambda: csaf("2.0"), "csaf-2.1": lambda: csaf("2.1"), "csaf-rs": csaf_rs, "rustsec": rustsec,
    }
    # SEKISHO_PEER_SUITES="order rustsec" runs those alone.
    wanted = os.environ.get("SEKISHO_PEER_SUITES", "")
    for name, suite in suites.items():
        if not wanted or name in wanted:
            row(name, suite)


main()
