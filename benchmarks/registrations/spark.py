"""
The same keys and comparisons as a Splink 5 model on Spark, for registers beyond one machine: a proof on a small set.

    python -m benchmarks.registrations.spark 1000

Needs splink 5.0.0, pyspark and Java 17, and the product's rapidfuzz and anyascii. The engine writes the columns that travel:
the keys of the first two and last two names, the names themselves where the list knows them, a date and the form of the
telephone. Splink blocks on those keys and compares them at levels that mirror the engine's; EM is Splink's own. Prints
Splink's quality on Spark beside the engine's on the same registrations.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time

from benchmarks.linkage import quality
from benchmarks.registrations import arabic, withheld
from safeconduct.engines.linkage import Register, link
from safeconduct.engines.linkage.columns import columns
from safeconduct.engines.linkage.keys import phone_form, table_without


def portable(made, table) -> list[dict]:
    """One row a record, of plain text: what Spark needs to know of it."""
    told = columns(Register(ids=range(len(made)), **made.columns), table)
    words, rows = told.words, []
    for row in range(len(made)):
        first, last, *_ = told.names[:, row]
        key = [words.keys[words.key[at]] if at >= 0 else None for at in (first, last)]
        exact = [f"{words.exact[at]}" if at >= 0 else None for at in (first, last)]
        low, high = sorted(part or "" for part in key)
        cells = {name: made.columns[name][row] or None for name in ("born", "sex", "nationality")}
        names = {"first_key": key[0], "last_key": key[1], "first_exact": exact[0], "last_exact": exact[1], "low_key": low or None, "high_key": high or None}
        rows.append({"unique_id": row, **names, **cells, "phone": phone_form(made.columns["phone"][row]) or None})
    return rows


def model(cl, cll, block_on):
    """Blocking rules and comparisons that mirror the engine's kinds of keys and levels."""
    both_exact = "(first_exact_l = first_exact_r and last_exact_l = last_exact_r)"
    both_keys = "(low_key_l = low_key_r and high_key_l = high_key_r)"
    names = cl.CustomComparison(
        output_column_name="names",
        comparison_levels=[
            cll.CustomLevel("low_key_l is null or low_key_r is null", label_for_charts="nothing").configure(is_null_level=True),
            cll.CustomLevel(both_exact, label_for_charts="same names"),
            cll.CustomLevel(both_keys, label_for_charts="names are spellings of one name"),
            cll.CustomLevel("last_key_l = last_key_r", label_for_charts="only the family name is shared"),
            cll.CustomLevel("first_key_l in (first_key_r, last_key_r) or last_key_l = first_key_r", label_for_charts="only one name is shared"),
            cll.ElseLevel(),
        ],
    )
    comparisons = [
        names,
        cl.DateOfBirthComparison("born", input_is_string=True),
        cl.ExactMatch("sex"),
        cl.ExactMatch("nationality").configure(term_frequency_adjustments=True),
        cl.ExactMatch("phone"),
    ]
    rules = [
        block_on("low_key", "high_key", "substr(born,1,4)"),
        block_on("first_key", "born"),
        block_on("last_key", "born"),
        block_on("low_key", "high_key", "substr(born,6)"),
        block_on("phone"),
        block_on("born", "nationality", "sex"),
        block_on("low_key", "high_key", "nationality", "sex"),
    ]
    certain = [block_on("low_key", "high_key", "born"), block_on("phone", "born")]
    return comparisons, rules, certain, [block_on("low_key", "high_key"), block_on("born")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[1])
    parser.add_argument("size", type=int, nargs="?", default=1000)
    size = parser.parse_args().size
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl
    from pyspark.sql import SparkSession
    from splink import Linker, SettingsCreator, SparkAPI, block_on
    from splink.backends.spark import similarity_jar_location

    made, table = arabic(size), table_without(withheld())
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/records.csv"
        rows = portable(made, table)
        with open(path, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        session = SparkSession.builder.master("local[2]").config("spark.jars", similarity_jar_location()).config("spark.sql.shuffle.partitions", "4")
        spark = session.config("spark.ui.enabled", "false").config("spark.driver.memory", "2g").getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        spark.sparkContext.setCheckpointDir(f"{folder}/checkpoints")
        started = time.perf_counter()
        api = SparkAPI(spark_session=spark, num_partitions_on_repartition=4)
        comparisons, rules, certain, blocks = model(cl, cll, block_on)
        settings = SettingsCreator(
            link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules, retain_matching_columns=False
        )
        linker = Linker(api.register(spark.read.csv(path, header=True)), settings)
        linker.training.estimate_probability_two_random_records_match(certain, recall=0.8)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for block in blocks:
            linker.training.estimate_parameters_using_expectation_maximisation(block)
        found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
        wall = time.perf_counter() - started
    left, right = found.unique_id_l.to_numpy(int), found.unique_id_r.to_numpy(int)
    print("splink on Spark, the engine's keys", round(wall, 1), "s", quality(left, right, found.match_probability.to_numpy(float), made.person))
    started = time.perf_counter()
    own = link(Register(ids=range(len(made)), **made.columns), least=0.01, table=table)
    print("engine", round(time.perf_counter() - started, 1), "s", quality(own.left, own.right, own.probability, made.person))


if __name__ == "__main__":
    main()
