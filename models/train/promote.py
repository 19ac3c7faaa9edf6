"""promote.py VERSION STAGE WHY: moves a version to a stage: production, challenger, archived.

Changes params.yaml and adds a line to promotions.csv. A version that was in
production before becomes a challenger, which is logged as well. The registry
follows with the next "make train".
"""

import csv
import datetime
import getpass
import hashlib
import re
import subprocess
import sys

from common import HERE, TOP, parameters

STAGES = ["production", "challenger", "archived"]
LOG = HERE / "promotions.csv"
COLUMNS = ["when", "who", "version", "from", "to", "model_sha256", "why"]


def who():
    """Git's name of the person, or that of the account."""
    name = subprocess.run(["git", "config", "user.name"], cwd=TOP, capture_output=True, text=True, check=False).stdout.strip()
    return name or getpass.getuser()


def with_stage(text, version, stage):
    """The text of params.yaml with that stage of the version, and everything else as it is."""
    changed, n = re.subn(rf"(?m)^(  {re.escape(version)}:\n    stage: )\w+$", rf"\g<1>{stage}", text)
    if n != 1:
        sys.exit(f"promote: params.yaml: the stage must be the first line of {version}")
    return changed


def moves(stages, version, stage):
    """What changes: the version itself, and the one it replaces in production."""
    if stages[version] == stage:
        sys.exit(f"promote: {version} is in stage {stage} already")
    if stages[version] == "production":
        sys.exit(f"promote: {version} is in production; promote the version that replaces it")
    yield version, stage
    if stage == "production":
        yield from ((other, "challenger") for other, s in stages.items() if s == "production")


def main():
    stages = {version: p["stage"] for version, p in parameters()["versions"].items()}
    if len(sys.argv) != 4 or not sys.argv[3].strip():
        sys.exit("promote: usage: make promote VERSION=… STAGE=… WHY=\"…\"; each is needed")
    version, stage, why = sys.argv[1:]
    if version not in stages or stage not in STAGES:
        sys.exit(f"promote: allowed: a version ({', '.join(stages)}) and a stage ({', '.join(STAGES)})")
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    text, lines = (HERE / "params.yaml").read_text(encoding="utf-8"), []
    for moved, to in moves(stages, version, stage):
        text = with_stage(text, moved, to)
        model = HERE.parent / "registry" / moved / "model.txt"
        sha256 = hashlib.sha256(model.read_bytes()).hexdigest() if model.exists() else ""
        lines.append([now, who(), moved, stages[moved], to, sha256, why.strip()])
    new = not LOG.exists()
    with LOG.open("a", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows([COLUMNS] * new + lines)
    (HERE / "params.yaml").write_text(text, encoding="utf-8")
    for line in lines:
        print(f"promote: {line[2]}: {line[3]} -> {line[4]}; \"make train\" writes it to the registry")


if __name__ == "__main__":
    main()
