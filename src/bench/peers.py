#!/usr/bin/env python3
"""Runs what users would pick instead of the bridge, and the bridge, one after the other: the same table into Parquet files.

    python3 -m venv /tmp/peers && /tmp/peers/bin/pip install -r src/bench/peers.txt
    export BRIDGE_TEST_SQLSERVER_HOST=... (_PORT, _DATABASE, _USERNAME, _PASSWORD, _TRUST_CERT; docs/performance.md)
    /tmp/peers/bin/python src/bench/peers.py --driver mssql-jdbc-13.6.2.jre11.jar --bridge './mvnw -Pbench ... exec:exec'

Each peer is a process of its own. Wall is from its first statement to its last file, without the start of Python or Spark; Spark, which compiles
while it runs as the bridge does, first reads and writes as many rows as the bridge's benchmark does to warm up. CPU is that of the process, its
start included, and is not known of Spark, whose JVM outlives it. The table is the one that the bridge's own
benchmark loads (dbo.bridge_bench_lineitem): run that first.
"""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from urllib.parse import quote_plus

TABLE = "dbo.bridge_bench_lineitem"
KEY = "l_orderkey"
WARM_UP_ROWS = 1_000_000
PEERS = ("spark-2", "spark-1", "connectorx-2", "polars")


def variable(name, otherwise=None):
    value = os.environ.get("BRIDGE_TEST_SQLSERVER_" + name, otherwise)
    if value is None:
        sys.exit("Expected the environment variable BRIDGE_TEST_SQLSERVER_" + name)
    return value


def uri():
    trust = variable("TRUST_CERT", "false")
    return (
        f"mssql://{quote_plus(variable('USERNAME'))}:{quote_plus(variable('PASSWORD'))}@{variable('HOST')}"
        f":{variable('PORT', '1433')}/{variable('DATABASE')}?encrypt=true&trust_server_certificate={trust}"
    )


def spark(folder, partitions, driver):
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", driver)
        .config("spark.driver.memory", "2g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.parquet.compression.codec", "zstd")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    options = {
        "url": f"jdbc:sqlserver://{variable('HOST')}:{variable('PORT', '1433')};databaseName={variable('DATABASE')}"
        f";encrypt=true;trustServerCertificate={variable('TRUST_CERT', 'false')};packetSize=16192",
        "user": variable("USERNAME"),
        "password": variable("PASSWORD"),
        "driver": "com.microsoft.sqlserver.jdbc.SQLServerDriver",
        "fetchsize": "10000",
    }
    first = session.read.format("jdbc").options(**options).option("query", f"SELECT TOP {WARM_UP_ROWS} * FROM {TABLE}")
    first.load().write.parquet(folder + "/warm-up")
    reader = session.read.format("jdbc").options(**options)
    begin = time.monotonic()
    if partitions > 1:
        bounds = reader.option("query", f"SELECT MIN({KEY}) AS lo, MAX({KEY}) AS hi FROM {TABLE}").load().first()
        reader = session.read.format("jdbc").options(**options).option("partitionColumn", KEY)
        reader = reader.option("lowerBound", bounds.lo).option("upperBound", bounds.hi).option("numPartitions", partitions)
    reader.option("dbtable", TABLE).load().write.parquet(folder + "/out")
    seconds = time.monotonic() - begin
    rows = session.read.parquet(folder + "/out").count()
    session.stop()
    return rows, seconds


def connectorx(folder, partitions):
    import connectorx as cx
    import pyarrow.parquet as pq

    begin = time.monotonic()
    table = cx.read_sql(
        uri(), f"SELECT * FROM {TABLE}", partition_on=KEY, partition_num=partitions, return_type="arrow"
    )
    pq.write_table(table, folder + "/out.parquet", compression="zstd")
    return table.num_rows, time.monotonic() - begin


def polars(folder):
    import polars as pl

    begin = time.monotonic()
    frame = pl.read_database_uri(f"SELECT * FROM {TABLE}", uri(), engine="connectorx")
    frame.write_parquet(folder + "/out.parquet", compression="zstd")
    return frame.height, time.monotonic() - begin


def peer(name, driver):
    folder = tempfile.mkdtemp(prefix="bridge-peer-")
    try:
        if name.startswith("spark"):
            rows, seconds = spark(folder, int(name[-1]), driver)
        elif name.startswith("connectorx"):
            rows, seconds = connectorx(folder, int(name[-1]))
        else:
            rows, seconds = polars(folder)
        print("RESULT", rows, seconds, flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def descendants_cpu(before):
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime


def run(name, driver):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, __file__, "--only", name, "--driver", driver]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    result = [line.split() for line in done.stdout.splitlines() if line.startswith("RESULT")]
    if done.returncode != 0 or not result:
        print(f"{name:14} failed: {done.stderr.strip().splitlines()[-1:]}")
        return
    rows, seconds = int(result[0][1]), float(result[0][2])
    cpu = "" if name.startswith("spark") else f" {descendants_cpu(before):8.1f} s CPU"
    print(f"{name:14} {rows:>12,} rows {seconds:8.1f} s wall {rows / seconds:>10,.0f} rows/s{cpu}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--driver", default="", help="Microsoft's JDBC driver, for Spark")
    parser.add_argument("--bridge", default="", help="the command of the bridge's own benchmark, run first and last")
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--only", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.only:
        peer(arguments.only, arguments.driver)
        return
    if arguments.bridge:
        subprocess.run(arguments.bridge, shell=True, check=True)
    for name in arguments.peers.split(","):
        run(name, arguments.driver)
    if arguments.bridge:
        subprocess.run(arguments.bridge, shell=True, check=True)


if __name__ == "__main__":
    main()
