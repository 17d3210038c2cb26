"""The article's functions and the convoy in CPython: prints one JSON object of ratios and milliseconds."""
import json, os, statistics, sys, threading, time, hashlib
from multiprocessing import get_context


def fibonacci():
    a, b = 0, 1
    for _ in range(20000):
        a, b = b, a + b


def floats():
    s = 0.0
    for n in range(1, 400000):
        s += 1 / (n * n)


def urandom():
    with open("/dev/urandom", "rb", buffering=0) as handle:
        for _ in range(1000):
            handle.read(1024)


FUNCTIONS = {"fibonacci": fibonacci, "floats": floats, "urandom": urandom}


def call(name):
    FUNCTIONS[name]()


def threaded(function, n):
    threads = [threading.Thread(target=function) for _ in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def timed(f):
    start = time.perf_counter()
    f()
    return time.perf_counter() - start


def ratios(name, counts, rounds):
    function = FUNCTIONS[name]
    result = {}
    with get_context("fork").Pool(max(counts)) as pool:
        pool.map(call, [name] * max(counts), chunksize=1)
        for n in counts:
            t, p = [], []
            for _ in range(rounds):
                base = timed(lambda: [function() for _ in range(n)])
                t.append(timed(lambda: threaded(function, n)) / base)
                p.append(timed(lambda: pool.map(call, [name] * n, chunksize=1)) / base)
            result[n] = {"threaded": statistics.median(t), "processes": statistics.median(p)}
    return result


def convoy(k, interval, steps):
    sys.setswitchinterval(interval)
    stop = False

    def compute():
        s = 0
        while not stop:
            for i in range(1000):
                s = (s * 31 + i) & 0xFFFFFFFF

    threads = [threading.Thread(target=compute) for _ in range(k)]
    for t in threads:
        t.start()
    time.sleep(0.05)
    start = time.perf_counter()
    for _ in range(steps):
        time.sleep(0.001)
    elapsed = time.perf_counter() - start
    stop = True
    for t in threads:
        t.join()
    sys.setswitchinterval(0.005)
    return elapsed / steps * 1000


if __name__ == "__main__":
    what = json.loads(sys.argv[1])
    if what["kind"] == "ratios":
        print(json.dumps(ratios(what["function"], what["counts"], what["rounds"])))
    else:
        print(json.dumps(convoy(what["k"], what["interval"] / 1000, what["steps"])))
