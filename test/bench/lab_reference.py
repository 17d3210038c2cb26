"""The article's functions and the convoy in CPython: prints one JSON object of ratios and milliseconds."""
import hashlib, json, statistics, sys, threading, time
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context


def fibonacci():
    a, b = 0, 1
    for _ in range(100000):
        a, b = b, a + b


def floats(terms):
    s = 0.0
    for n in range(1, terms):
        s += 1 / (n * n)


def urandom(chunks):
    with open("/dev/urandom", "rb", buffering=0) as handle:
        for _ in range(chunks):
            handle.read(1024)


def hash_block():
    hashlib.sha256(BLOCK).hexdigest()


def http(port):
    # One connection a thread, kept open, as the agent of the other side does.
    connection = getattr(LOCAL, "connection", None)
    if connection is None:
        connection = LOCAL.connection = HTTPConnection("127.0.0.1", port)
    for _ in range(10):
        connection.request("GET", "/")
        connection.getresponse().read()


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        time.sleep(0.01)
        body = b"<html><body><h1>It works!</h1></body></html>"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serve():
    """Prints its port and answers until its standard input ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


BLOCK = bytes(32 * 1024 * 1024)
LOCAL = threading.local()
FUNCTIONS = {"fibonacci": fibonacci, "floats": floats, "urandom": urandom, "hash": hash_block, "http": http}


def call(task):
    name, args = task
    FUNCTIONS[name](*args)


def threaded(function, args, n):
    threads = [threading.Thread(target=function, args=args) for _ in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()


def timed(f):
    start = time.perf_counter()
    f()
    return time.perf_counter() - start


def ratios(name, args, counts, rounds):
    function = FUNCTIONS[name]
    result = {}
    with get_context("fork").Pool(max(counts)) as pool:
        pool.map(call, [(name, args)] * max(counts), chunksize=1)
        for n in counts:
            t, p = [], []
            for _ in range(rounds):
                base = timed(lambda: [function(*args) for _ in range(n)])
                t.append(timed(lambda: threaded(function, args, n)) / base)
                p.append(timed(lambda: pool.map(call, [(name, args)] * n, chunksize=1)) / base)
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


def costs():
    n = 3_000_000

    def loop():
        for _ in range(n):
            pass

    def nothing():
        pass

    def calls():
        for _ in range(n):
            nothing()

    turn = min(timed(loop) for _ in range(5)) / n
    call_time = min(timed(calls) for _ in range(5)) / n - turn
    gaps = []
    stamps = [0.0, 0.0]
    end = time.perf_counter() + 1.0

    def stamp(me):
        before = time.perf_counter()
        while True:
            now = time.perf_counter()
            # Away for a millisecond: somebody else had the lock, and his last stamp is when he lost it.
            if now - before > 0.001:
                gaps.append(now - stamps[1 - me])
            stamps[me] = before = now
            if now > end:
                return

    threads = [threading.Thread(target=stamp, args=(i,)) for i in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return {"loop_ns": turn * 1e9, "call_ns": call_time * 1e9, "handover_us": statistics.median(gaps) * 1e6}


if __name__ == "__main__":
    what = json.loads(sys.argv[1])
    if what["kind"] == "ratios":
        print(json.dumps(ratios(what["function"], what["args"], what["counts"], what["rounds"])))
    elif what["kind"] == "costs":
        print(json.dumps(costs()))
    elif what["kind"] == "serve":
        serve()
    else:
        print(json.dumps(convoy(what["k"], what["interval"] / 1000, what["steps"])))
