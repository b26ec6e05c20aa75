"""Scores of a large table: counted by DuckDB, and in memory.

Run by hand: `python benchmarks/engine.py ROWS [--engine-only]`, for instance with 1e7. It makes a Parquet
file of so many claims in a temporary folder, with ids, items, dates and probabilities (about 8 MB a
million), runs `scorecard score --table` on it both ways, and prints seconds, peak memory and their ratios.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb

_MADE = """
COPY (
  SELECT 'q' || i AS id,
    'domain ' || (a % 15) AS domain,
    CASE WHEN b % 100 < 45 THEN 'accurate' WHEN b % 100 < 60 THEN 'half_right'
      WHEN b % 100 < 85 THEN 'inaccurate' WHEN b % 100 < 90 THEN 'unresolvable'
      WHEN b % 100 < 95 THEN 'too_early' END AS verdict,
    'outlook ' || (a % 300) AS outlook,
    'item ' || (i // 100) AS item,
    2000 + (a % 20)::INT AS year,
    (c % 100) / 100.0::DOUBLE AS probability,
    DATE '2010-01-01' + (c % 3000)::INT AS made_on,
    DATE '2010-12-31' + (c % 9000)::INT AS closes_on
  FROM (
    SELECT i, hash(i) AS a, hash(i + 1000000007) AS b, hash(i * 3 + 7) AS c FROM range(?) AS t(i)
  )
) TO '{}' (FORMAT parquet, COMPRESSION zstd)
"""
_RUN = "from scorecard.cli import main; main()"
_IN_MEMORY = (
    "import scorecard.exchange.engine_tables as engine; engine.is_for_engine = lambda *_: False; "
)


def measured(code: str, file: Path) -> tuple[float, float, bytes]:
    """Seconds, gigabytes and output of a run of the program."""
    words = ["score", "--table", str(file), "--as-of", "2025-01-01", "--format", "json"]
    out = file.with_suffix(".out")
    start = time.perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", f"import sys; sys.argv[0] = 'scorecard'; {code}", *words],
        os.environ,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, str(out), os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        ],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"the program ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1e6, out.read_bytes()


def main() -> None:
    """Make the table, run, print."""
    n_rows = int(float(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "table.parquet")
        duckdb.execute(_MADE.format(file), [n_rows])
        seconds, gigabytes, counted = measured(_RUN, file)
        print(f"{n_rows:,} rows, DuckDB: {seconds:.1f} s, {gigabytes:.2f} GB")
        if "--engine-only" in sys.argv:
            return
        slow, large, read = measured(_IN_MEMORY + _RUN, file)
        print(f"in memory: {slow:.1f} s, {large:.2f} GB")
        print(f"{slow / seconds:.1f} times the time, {large / gigabytes:.1f} times the memory")
        print("every number: " + ("equal to the last digit" if counted == read else "NOT equal"))


if __name__ == "__main__":
    main()
