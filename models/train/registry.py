"""Write a model version into models/registry, as the Go package models/manifest reads it."""

import hashlib
import json
from pathlib import Path

REGISTRY = Path(__file__).resolve().parents[1] / "registry"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def register(model, members, reference):
    """Writes model.txt, manifest.json and the version's entry in registry.json.

    model holds LightGBM's bytes; members are those of the manifest but
    model_sha256 and reference. Returns the hash of the manifest.
    """
    folder = REGISTRY / members["version"]
    folder.mkdir(parents=True, exist_ok=True)
    manifest = manifest_text({**members, "model_sha256": sha256(model)}, reference).encode()
    (folder / "model.txt").write_bytes(model)
    (folder / "manifest.json").write_bytes(manifest)
    enter(members["version"], members["stage"], sha256(manifest))
    return sha256(manifest)


def manifest_text(members, reference):
    """JSON with one member a line, and one reference patient a line."""
    def lines(values):
        return "[\n" + ",\n".join("      " + json.dumps(v, ensure_ascii=False) for v in values) + "\n    ]"

    parts = [f"  {json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in members.items()]
    inner = [
        f'    "fields": {json.dumps(reference["fields"])}',
        f'    "patients": {lines(reference["patients"])}',
        f'    "raw": {lines(reference["raw"])}',
    ]
    parts.append('  "reference": {\n' + ",\n".join(inner) + "\n  }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def enter(version, stage, manifest_sha256):
    """Puts the version into registry.json and leaves the others as they are."""
    path = REGISTRY / "registry.json"
    versions = json.loads(path.read_text(encoding="utf-8"))["versions"] if path.exists() else []
    entry = {"version": version, "stage": stage, "manifest_sha256": manifest_sha256}
    places = [i for i, v in enumerate(versions) if v["version"] == version]
    if places:
        versions[places[0]] = entry
    else:
        versions.append(entry)
    lines = ",\n".join("    " + json.dumps(v) for v in versions)
    path.write_text('{\n  "versions": [\n' + lines + "\n  ]\n}\n", encoding="utf-8")
