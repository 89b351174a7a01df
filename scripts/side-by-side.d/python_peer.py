"""Answers cases with the tools of the Python index, in one process: start-up and imports are not counted.

usage: python_peer.py purl | contains | compare | cyclonedx-json | cyclonedx-xml < cases.json > answers.json
"""
import json
import sys
import time


def purl():
    from packageurl import PackageURL

    def parts(found):
        return {**found.to_dict(), "purl": found.to_string()}

    def answer(case):
        how, given = case
        if how == "build":
            return parts(PackageURL(**{key: given.get(key) for key in
                                       ("type", "namespace", "name", "version", "qualifiers", "subpath")}))
        return parts(PackageURL.from_string(given))

    return answer


def contains():
    from univers.version_range import VersionRange

    def answer(case):
        found = VersionRange.from_string(case[0])
        return found.version_class(case[1]) in found

    return answer


def compare():
    from univers import versions
    from univers.version_range import RANGE_CLASS_BY_SCHEMES

    classes = {scheme: found.version_class for scheme, found in RANGE_CLASS_BY_SCHEMES.items()}
    classes.setdefault("semver", versions.SemverVersion)
    classes.setdefault("apk", versions.AlpineLinuxVersion)

    def answer(case):
        version = classes[case[0]]
        a, b = version(case[1]), version(case[2])
        return 0 if a == b else -1 if a < b else 1

    return answer


def cyclonedx(kind):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator
    from cyclonedx.validation.xml import XmlValidator

    validators = {}
    for version in SchemaVersion:
        try:
            found = (JsonStrictValidator if kind == "json" else XmlValidator)(version)
            found.validate_str("{}" if kind == "json" else "<bom/>")  # loads the schema
            validators[version.to_version()] = found
        except Exception:  # an edition that it has no schema for
            continue

    def answer(case):
        with open(case[0], encoding="utf-8") as file:
            return validators[case[1]].validate_str(file.read()) is None

    return answer


def main():
    kinds = {"purl": purl, "contains": contains, "compare": compare,
             "cyclonedx-json": lambda: cyclonedx("json"), "cyclonedx-xml": lambda: cyclonedx("xml")}
    answer, answers = kinds[sys.argv[1]](), []
    cases = json.load(sys.stdin)
    start = time.perf_counter()
    for case in cases:
        try:
            answers.append(answer(case))
        except Exception:  # a refusal; what it cannot do at all is one too
            answers.append(None)
    json.dump({"seconds": time.perf_counter() - start, "answers": answers}, sys.stdout)


main()
