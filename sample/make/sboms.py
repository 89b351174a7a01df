"""Writes ../sboms/*.json from the lock files in ../products and from the list at the end of this file.

Python 3.11 or later, standard library only; no network. Same input, same bytes. Run: python3 sboms.py

The documents differ in quality on purpose: EM-200 has hashes and a full dependency graph, the PD-10 screens
also have licences, the PD-10 collector has neither hashes nor licences nor a graph, as a hand-made list often
has not.
"""

import base64
import json
import pathlib
import re
import tomllib
import uuid

HERE = pathlib.Path(__file__).resolve().parent
PRODUCTS, SBOMS = HERE.parent / "products", HERE.parent / "sboms"
MAKER = {"name": "せきもり電子株式会社", "url": ["https://sekimori.example.co.jp/"]}


def write(name, document):
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    (SBOMS / name).write_text(text, encoding="utf-8")


def cyclonedx(file, product, kind, version, timestamp, components, edges):
    root = f"{product} {version}"
    write(file, {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'https://example.jp/sekisho-sample/' + file)}",
        "version": 1,
        "metadata": {
            "timestamp": timestamp,
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "sample/make/sboms.py"}]},
            "component": {"type": kind, "bom-ref": root, "name": product, "version": version, "supplier": MAKER},
            "supplier": MAKER,
        },
        "components": sorted(components, key=lambda c: c["bom-ref"]),
        "dependencies": [
            {"ref": ref, **({"dependsOn": sorted(set(to))} if to else {})} for ref, to in sorted(edges.items())
        ],
    })


def library(purl, name, version, **more):
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **more}


def em200():
    lock = tomllib.loads((PRODUCTS / "em-200/Cargo.lock").read_text(encoding="utf-8"))["package"]

    def ref(package):
        if package["name"] == "em-200":
            return "EM-200 2.3.1"
        return f"pkg:cargo/{package['name']}@{package['version'].replace('+', '%2B')}"

    versions = {}
    for package in lock:
        versions.setdefault(package["name"], []).append(package)
    edges, components = {}, []
    for package in lock:
        wanted = [d.split(" ") for d in package.get("dependencies", [])]
        edges[ref(package)] = [
            ref(p) for name, *v in wanted for p in versions[name] if not v or p["version"] == v[0]
        ]
        if package["name"] != "em-200":
            components.append(library(ref(package), package["name"], package["version"],
                                      hashes=[{"alg": "SHA-256", "content": package["checksum"]}]))
    # What the lock file doesn't know: the rest of the firmware image.
    image = [
        {"type": "operating-system", "bom-ref": "linux", "name": "linux", "version": "5.10.198",
         "cpe": "cpe:2.3:o:linux:linux_kernel:5.10.198:*:*:*:*:*:*:*"},
        library("pkg:generic/busybox@1.35.0", "busybox", "1.35.0",
                cpe="cpe:2.3:a:busybox:busybox:1.35.0:*:*:*:*:*:*:*"),
        {"type": "firmware", "bom-ref": "em-dust", "name": "粉じんセンサー用マイコンのファームウェア",
         "supplier": {"name": "汐見谷計装株式会社"}},
    ]
    edges["EM-200 2.3.1"] += [part["bom-ref"] for part in image]
    edges |= {part["bom-ref"]: [] for part in image}
    cyclonedx("em-200-2.3.1.cdx.json", "EM-200", "firmware", "2.3.1", "2026-09-18T01:20:00Z",
              components + image, edges)


def pd10_web():
    lock = json.loads((PRODUCTS / "pd-10/package-lock.json").read_text(encoding="utf-8"))["packages"]
    root = "PD-10 web 1.8.0"
    shipped = {path: entry for path, entry in lock.items() if not entry.get("dev")}

    def name(path):
        return path.rpartition("node_modules/")[2]

    def ref(path):
        return root if path == "" else f"pkg:npm/{name(path).replace('@', '%40')}@{lock[path]['version']}"

    def resolve(path, wanted):  # npm looks in its own node_modules, then in those around it
        while True:
            found = f"{path}/node_modules/{wanted}".lstrip("/")
            if found in shipped:
                return found
            if path == "":
                return None
            path = path.rpartition("node_modules/")[0].rstrip("/")

    edges, components = {}, {}
    for path, entry in shipped.items():
        wanted = list(entry.get("dependencies", {})) + list(entry.get("optionalDependencies", {}))
        found = [resolve(path, w) for w in wanted]
        edges.setdefault(ref(path), []).extend(ref(f) for f in found if f is not None)
        if path:
            algorithm, _, digest = entry["integrity"].partition("-")
            licence = {"licenses": [{"expression": entry["license"]}]} if "license" in entry else {}
            components[ref(path)] = library(
                ref(path), name(path), entry["version"], **licence,
                hashes=[{"alg": algorithm.replace("sha", "SHA-"), "content": base64.b64decode(digest).hex()}])
    cyclonedx("pd-10-web-1.8.0.cdx.json", "PD-10 web", "application", "1.8.0", "2026-08-03T06:00:00Z",
              list(components.values()), edges)


def pd10_worker():
    lines = (PRODUCTS / "pd-10/requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    purl = {name: f"pkg:pypi/{re.sub('[-_.]+', '-', name).lower()}@{version}" for name, version in pins}
    root = "PD-10 worker 1.8.0"
    cyclonedx("pd-10-worker-1.8.0.cdx.json", "PD-10 worker", "application", "1.8.0", "2026-08-03T06:00:00Z",
              [library(purl[name], name, version) for name, version in pins],
              {root: list(purl.values())})


# The invented product WH-Link and the real packages it is said to contain: name, version, purl or CPE.
WH_LINK = [
    ("log4j-core", "2.14.1", "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"),
    ("log4j-api", "2.14.1", "pkg:maven/org.apache.logging.log4j/log4j-api@2.14.1"),
    ("jackson-databind", "2.12.4", "pkg:maven/com.fasterxml.jackson.core/jackson-databind@2.12.4"),
    ("postgresql", "42.2.19", "pkg:maven/org.postgresql/postgresql@42.2.19"),
    ("spring-core", "5.3.9", "pkg:maven/org.springframework/spring-core@5.3.9"),
    ("openssl", "1.1.1k", "cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*"),
    ("zlib", None, None),
    ("倉庫機器通信ドライバー", "3.0", None),
]


def wh_link():
    packages = [{
        "SPDXID": "SPDXRef-WH-Link", "name": "WH-Link", "versionInfo": "3.2.0",
        "downloadLocation": "NOASSERTION", "filesAnalyzed": False,
        "supplier": "Organization: ほたる沢物流システム株式会社", "licenseConcluded": "NOASSERTION",
        "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION",
        "primaryPackagePurpose": "APPLICATION",
    }]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-WH-Link")]
    for number, (name, version, identity) in enumerate(WH_LINK, start=1):
        package = {"SPDXID": f"SPDXRef-Package-{number}", "name": name, "downloadLocation": "NOASSERTION",
                   "filesAnalyzed": False, "supplier": "NOASSERTION", "licenseConcluded": "NOASSERTION",
                   "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION"}
        if version:
            package["versionInfo"] = version
        if identity:
            purl = identity.startswith("pkg:")
            package["externalRefs"] = [{
                "referenceCategory": "PACKAGE-MANAGER" if purl else "SECURITY",
                "referenceType": "purl" if purl else "cpe23Type", "referenceLocator": identity}]
        packages.append(package)
        relations.append(("SPDXRef-WH-Link", "DEPENDS_ON", package["SPDXID"]))
    write("wh-link-3.2.0.spdx.json", {
        "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT",
        "name": "WH-Link 3.2.0", "documentNamespace": "https://hotarusawa.example.co.jp/spdx/wh-link-3.2.0",
        "creationInfo": {"created": "2026-05-12T00:00:00Z",
                         "creators": ["Organization: ほたる沢物流システム株式会社"]},
        "documentDescribes": ["SPDXRef-WH-Link"],
        "packages": packages,
        "relationships": [
            {"spdxElementId": a, "relationshipType": kind, "relatedSpdxElement": b} for a, kind, b in relations
        ],
    })


if __name__ == "__main__":
    em200()
    pd10_web()
    pd10_worker()
    wh_link()
