"""The reference SQL for rooms: a database without geometry gives the same counts as the engine and as shapely."""

import importlib.util
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"


@pytest.fixture(scope="module")
def benchmark_file():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        spec = importlib.util.spec_from_file_location("exposure_benchmark", BENCHMARKS / "exposure.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_memory_and_sqlite_agree_with_the_plain_scan_on_every_nationality(benchmark_file, capsys):
    assert benchmark_file.main(["--people", "20000", "--only", "ram,sqlite", "--reps", "1"]) == 0  # it asserts that all answers are equal
    out = capsys.readouterr().out
    assert "SQLite: btree + cover + refine (ours)" in out and "RAM: expose(), ordered people" in out


def test_a_wrong_answer_would_stop_the_benchmark(benchmark_file):
    bench = benchmark_file.Bench(1)
    with pytest.raises(AssertionError, match="differs from the plain scan"):
        bench.race("1 %", benchmark_file.np.zeros((3, 60)), wrong=lambda: benchmark_file.np.ones((3, 60)))


def test_a_missing_postgresql_is_said_and_skipped(benchmark_file, capsys):
    code = benchmark_file.main(["--people", "2000", "--only", "postgres", "--reps", "1", "--postgres", "host=127.0.0.1 port=1 user=nobody"])
    assert code == 0 and "skipped: PostgreSQL: not reached" in capsys.readouterr().out
