"""What the console costs: pages with 100,000 jobs in the store, viewers, and the first paint over a slow line.

    python3 src/bench/console.py --h2 ~/.m2/repository/com/h2database/h2/2.4.240/h2-2.4.240.jar

Starts the packaged sandbox (target/quarkus-app) twice in a folder of its own: once to have a job, which is copied in the database, and once to be
measured. Needs Linux, a JDK, and for the first paint Debian's chromium and chromedriver.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

JOBS = 100_000
REQUESTS = 200
SECONDS = 20
APPLICATION = Path(__file__).resolve().parents[2] / "target/quarkus-app/quarkus-run.jar"
FILL = """
INSERT INTO bridge.job (job_id, owner_name, request, destination, state, cancel_requested, version, created_at, started_at, ended_at, country)
  SELECT 'copy-' || x, owner_name, request, destination, 'completed', 0, 1, DATEADD(SECOND, -x, created_at), DATEADD(SECOND, -x, started_at),
         DATEADD(SECOND, -x, ended_at), country FROM bridge.job, SYSTEM_RANGE(1, {jobs}) WHERE job_id = '{job}';
INSERT INTO bridge.job_query (job_id, query_name, ordinal, folder, state, lease_until, fence, attempts, rows_extracted, bytes_written, elapsed_ms,
                              started_at, ended_at, outcome)
  SELECT 'copy-' || x, query_name, 0, folder, state, lease_until, fence, 1, rows_extracted + x, bytes_written, elapsed_ms, started_at, ended_at,
         outcome FROM bridge.job_query, SYSTEM_RANGE(1, {jobs}) WHERE job_id = '{job}';
INSERT INTO bridge.job (job_id, owner_name, request, destination, state, cancel_requested, version, created_at, started_at, country)
  SELECT 'large', owner_name, request, destination, 'running', 0, 1, created_at, started_at, country FROM bridge.job WHERE job_id = '{job}';
INSERT INTO bridge.job_query (job_id, query_name, ordinal, folder, state, lease_owner, lease_until, fence, attempts, rows_extracted,
                              bytes_written, elapsed_ms, started_at, ended_at, outcome)
  SELECT 'large', 'sales_of_region_' || x, x - 1, folder, CASE WHEN x <= 4 THEN 'running' ELSE state END, 'another',
         DATEADD(DAY, 1, lease_until), 1, 1, x * 12345, x * 1234567, x * 1000, started_at, CASE WHEN x <= 4 THEN NULL ELSE ended_at END,
         CASE WHEN x <= 4 THEN NULL ELSE outcome END FROM bridge.job_query, SYSTEM_RANGE(1, 62) WHERE job_id = '{job}';
"""


class Process:
    """The packaged sandbox."""

    def __init__(self, folder: Path, application: Path) -> None:
        self._log = folder / "log"
        environment = {**os.environ, "BRIDGE_JOBS_URL": f"jdbc:h2:file:{folder}/jobs", "BRIDGE_SYNC_POLLER_ENABLED": "false"}
        command = ["java", "-Xmx512m", "-jar", str(application), "serve", "--sandbox", "--host", "127.0.0.1", "--port", "0"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        self.url = self._await_url()

    def _await_url(self) -> str:
        while True:
            found = re.search(r"Listening on: (http://127\.0\.0\.1:\d+)", self._log.read_text(errors="replace"))
            if found:
                return found.group(1)
            if self._process.poll() is not None:
                raise SystemExit(self._log.read_text())
            time.sleep(0.1)

    def cpu_seconds(self) -> float:
        """Of all its threads, since it was started."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def heap_kib(self) -> int:
        """What is alive after a collection."""
        subprocess.run(["jcmd", str(self._process.pid), "GC.run"], check=True, capture_output=True)
        told = subprocess.run(["jcmd", str(self._process.pid), "GC.heap_info"], check=True, capture_output=True, text=True)
        return sum(int(used) for used in re.findall(r"(?:heap|generation)\s.*?used (\d+)K", told.stdout))

    def stop(self) -> float:
        """Seconds that it took."""
        begun = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(60)
        return time.monotonic() - begun


def get(url: str, accept: str = "text/html"):
    request = urllib.request.Request(url, headers={"Accept": accept, "Accept-Encoding": "gzip"})
    return urllib.request.urlopen(request, timeout=60)


def make_job(url: str) -> str:
    body = {"country": "bolivia", "queries": ["top_customers"], "destination": "/Volumes/main/bridge/landing/bench"}
    request = urllib.request.Request(f"{url}/extract", json.dumps(body).encode(), {"Content-Type": "application/json"})
    job: str = json.load(urllib.request.urlopen(request))["job_id"]
    while json.load(get(f"{url}/jobs/{job}", "application/json"))["status"] in ("pending", "running"):
        time.sleep(0.2)
    return job


def fill(folder: Path, h2: str, job: str) -> None:
    script = folder / "fill.sql"
    script.write_text(FILL.format(jobs=JOBS, job=job))
    url = f"jdbc:h2:file:{folder}/jobs;DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE"
    subprocess.run(["java", "-cp", h2, "org.h2.tools.RunScript", "-url", url, "-script", str(script)], check=True)


def pages(url: str) -> None:
    for path in ("/jobs", "/jobs?country=bolivia&state=completed", "/jobs?query=sales_of_region_7", "/jobs/large", "/", "/events"):
        taken, size = [], 0
        for _ in range(REQUESTS + 20):
            begun = time.monotonic()
            size = len(get(f"{url}/console{path}").read())
            taken.append((time.monotonic() - begun) * 1000)
        taken = sorted(taken[20:])
        print(f"{path:42} {size:7} B  p50 {taken[REQUESTS // 2]:6.1f} ms  p95 {taken[int(REQUESTS * 0.95)]:6.1f} ms")


def viewers(process: Process, what: str, paths: list[str]) -> None:
    """CPU of the process, its heap, and bytes sent, while streams are open."""
    idle = cpu_of(process)
    heap = process.heap_kib()
    sent = [0]

    def read(stream) -> None:
        try:
            while chunk := stream.read1(65536):
                sent[0] += len(chunk)
        except (OSError, ValueError, AttributeError):
            # Closed meanwhile; http.client then has no file any more.
            return

    streams = [get(f"{process.url}/console{path}", "text/event-stream") for path in paths]
    for stream in streams:
        threading.Thread(target=read, args=(stream,), daemon=True).start()
    time.sleep(5)
    before = sent[0]
    busy = cpu_of(process)
    bytes_each = (sent[0] - before) / SECONDS / len(paths)
    held = (process.heap_kib() - heap) / len(paths)
    cpu = (busy - idle) * 1000 / len(paths)
    print(f"{what:42} {cpu:5.2f} ms CPU/s, {bytes_each:6.0f} B/s, {held:5.0f} KiB heap, each of {len(paths)}; idle {idle * 1000:.1f} ms/s")
    for stream in streams:
        threading.Thread(target=stream.close, daemon=True).start()
    time.sleep(3)


def cpu_of(process: Process) -> float:
    before = process.cpu_seconds()
    time.sleep(SECONDS)
    return (process.cpu_seconds() - before) / SECONDS


def first_paint(url: str) -> None:
    """Over 1.6 Mbit/s with 150 ms, nothing cached."""
    driver = subprocess.Popen(["chromedriver", "--port=9515"], stdout=subprocess.DEVNULL)
    time.sleep(2)

    def call(path: str, body: dict):
        request = urllib.request.Request(f"http://127.0.0.1:9515{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
        return json.load(urllib.request.urlopen(request, timeout=60))["value"]

    try:
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu"]
        options = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": arguments}}}}
        session = f"/session/{call('/session', options)['sessionId']}"
        line = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
        for name, given in (("Network.enable", {}), ("Network.emulateNetworkConditions", line)):
            call(f"{session}/goog/cdp/execute", {"cmd": name, "params": given})
        script = "return performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
        taken = []
        for _ in range(5):
            call(f"{session}/goog/cdp/execute", {"cmd": "Network.clearBrowserCache", "params": {}})
            call(f"{session}/url", {"url": f"{url}/console/jobs"})
            time.sleep(1)
            taken.append(call(f"{session}/execute/sync", {"script": script, "args": []}))
        print("first paint of a first visit, 1.6 Mbit/s and 150 ms:", [round(one) for one in taken], "ms")
    finally:
        driver.terminate()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--h2", required=True, help="the jar of H2")
    parser.add_argument("--application", type=Path, default=APPLICATION, help="quarkus-run.jar of the package to measure")
    given = parser.parse_args()
    print(f"load before: {os.getloadavg()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("config", "queries"):
            shutil.copytree(Path(__file__).resolve().parents[2] / part, folder / part)
        first = Process(folder, given.application)
        job = make_job(first.url)
        first.stop()
        fill(folder, given.h2, job)
        process = Process(folder, given.application)
        pages(process.url)
        viewers(process, "20 viewers of one page of a job", ["/jobs/large"] * 20)
        viewers(process, "20 viewers of pages of their own", [f"/jobs/large?q=sales_of_region_{i}" for i in range(1, 21)])
        first_paint(process.url)
        streams = [get(f"{process.url}/console/jobs", "text/event-stream") for _ in range(20)]
        print(f"stop with {len(streams)} viewers: {process.stop():.1f} s")
        print(f"load after: {os.getloadavg()}")


if __name__ == "__main__":
    main()
