"""The cases of the public suites, and when an answer to one of them is right. Knows no tool."""
import glob
import json
import os
import re

# Names of the OSV lists, as version schemes.
LISTS = {
    "alpine": "apk", "cran": "cran", "debian": "deb", "hackage": "hackage", "maven": "maven", "nuget": "nuget",
    "packagist": "composer", "pub": "pub", "pypi": "pypi", "redhat": "rpm", "rubygems": "gem", "semver": "semver",
}


def documents(data, pattern):
    for path in sorted(glob.glob(os.path.join(data, pattern), recursive=True)):
        with open(path, encoding="utf-8") as file:
            yield path, json.load(file)


def purl(data):
    """(how, input, expected): the parts for `parse`, the text otherwise; None where it must be refused."""
    for _, document in documents(data, "purl-spec/tests/**/*.json"):
        for case in document["tests"]:
            expected = None if case["expected_failure"] else case["expected_output"]
            yield case["test_type"], case["input"], expected


def same_parts(answer, expected):
    if answer is None or expected is None:
        return answer is expected
    if isinstance(expected, str):
        return answer["purl"] == expected
    return all((answer.get(key) or None) == (value or None) for key, value in expected.items())


def containment(data):
    for _, document in documents(data, "vers-spec/tests/*.json"):
        for case in document["tests"]:
            if case["test_type"] == "containment":
                yield case["input"]["vers"], case["input"]["version"], case["expected_output"]


def order(data):
    """(scheme, a, b, sign): -1, 0, 1, "not 0" or "not 1"."""
    for _, document in documents(data, "vers-spec/tests/*.json"):
        for case in document["tests"]:
            given = case["input"]
            if case["test_type"] == "comparison":
                # A list put in order: each of its neighbours is a case.
                for a, b in zip(case["expected_output"], case["expected_output"][1:], strict=False):
                    yield given["input_scheme"], a, b, "not 1"
            elif case["test_type"] == "equality":
                a, b = given["versions"]
                yield given["input_scheme"], a, b, 0 if case["expected_output"] else "not 0"
    for name, scheme in LISTS.items():
        path = os.path.join(data, f"osv-semantic/{name}-versions.txt")
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            for line in file:
                found = re.fullmatch(r"(\S+) ([<=>]) (\S+)", line.strip())
                if found:
                    yield scheme, found[1], found[3], {"<": -1, "=": 0, ">": 1}[found[2]]


def right_sign(answer, expected):
    among = {"not 0": (-1, 1), "not 1": (-1, 0)}.get(expected, (expected,))
    return answer in among


def cyclonedx(data, ending):
    """(file, edition, valid)"""
    for path in sorted(glob.glob(os.path.join(data, f"cyclonedx/cases/*/*.{ending}"))):
        name = os.path.basename(path)
        if name.startswith(("valid-", "invalid-")):
            yield path, os.path.basename(os.path.dirname(path)), name.startswith("valid-")


def csaf(data, edition):
    """(file, test, passes)"""
    base = os.path.join(data, f"oasis-csaf/csaf_{edition}/test/validator/data")
    if not os.path.exists(os.path.join(base, "testcases.json")):
        return
    with open(os.path.join(base, "testcases.json"), encoding="utf-8") as file:
        for test in json.load(file)["tests"]:
            for passes, key in ((False, "failures"), (True, "valid")):
                for case in test.get(key, []):
                    path = os.path.join(base, case["name"])
                    if os.path.exists(path):
                        yield path, test["id"], passes


def lock_files(limit):
    home = os.environ.get("CARGO_HOME") or os.path.expanduser("~/.cargo")
    return sorted(glob.glob(os.path.join(home, "registry/src/*/*/Cargo.lock")))[:limit]
