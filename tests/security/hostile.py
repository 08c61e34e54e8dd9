# ruff: noqa: E501
"""Hostile submissions, one entry a case: what the student's cells say, and what they earn all the same.

The release (see ``conftest.py``) asks for ``squares`` (2 points), ``double`` (1 point) and ``names`` (1 point). Each
case replaces some of its cells; what is left out stays as an honest student wrote it. ``earns`` are the marks that the
honest parts deserve. ``shows`` must stand in the cell's output (what the attack met), ``hides`` nowhere in the notebook.
"""

from dataclasses import dataclass, field
from textwrap import dedent


@dataclass(frozen=True)
class Hostile:
    name: str
    cells: dict[str, str]
    earns: dict[str, float] = field(default_factory=dict)
    shows: str = ""
    reason: str = ""
    status: str = "graded"


ALL = {"test-squares": 2.0, "test-double": 1.0, "test-names": 1.0}
HONEST = {
    "squares": "def squares(n):\n    if n < 1:\n        raise ValueError('too small')\n    return [i ** 2 for i in range(1, n + 1)]",
    "double": "def double(x):\n    return 2 * x",
    "names": "names = ['C087', 'C098']",
    "free": "",
}


def case(name, *, earns=None, shows="", reason="", status="graded", **cells):
    """A case; a cell's text may use {secret}, the path of a place that no submission may see."""
    return Hostile(
        name,
        {key: dedent(text).strip() for key, text in cells.items()},
        {**ALL, **(earns or {})},
        shows,
        reason,
        status,
    )


# Wrong answers: what stands behind an attack earns nothing by itself.
WRONG = "def squares(n):\n    return 'wrong'"
NO_SQUARES = {"test-squares": 0.0}

CASES = [
    # -- reading what is not the student's ----------------------------------------------------------------------------
    case("read-gradebook", free="open('{course}/gradebook.db').read()", shows="FileNotFoundError"),
    case("edit-gradebook", free="import sqlite3\nsqlite3.connect('{course}/gradebook.db').execute('delete from grade')",
         shows="OperationalError"),
    case("read-source", free="import os\nprint(os.listdir('{course}/source'))", shows="FileNotFoundError"),
    case("find-hidden-tests", free="""
        import os
        found = []
        for root, folders, files in os.walk('/'):
            folders[:] = [one for one in folders if os.path.join(root, one) not in ('/proc', '/usr', '/sys')]
            found += [name for name in files if name in ('hidden.ipynb', 'other.ipynb')]
        print('found', found)
        """, shows="found []"),
    case("read-another's-work", free="open('{course}/submitted/bo/ps1/other.ipynb').read()", shows="FileNotFoundError"),
    case("read-home", free="""
        import os, sys
        found = os.listdir('{home}') if os.path.exists('{home}') else []
        print('home', [one for one in found if not sys.base_prefix.startswith(os.path.join('{home}', one))])
        """, shows="home []"),
    case("read-accounts", free="print(open('/etc/shadow').read())", shows="FileNotFoundError"),
    case("read-settings-of-the-environment", free="""
        import os, sys
        print('settings', os.listdir(sys.prefix + '/etc'))
        """, shows="settings []"),
    case("read-secrets-of-the-environment", free="import os\nprint('GRADER_TOKEN' in os.environ, len(os.environ) < 30)",
         shows="False True"),
    case("read-other-processes", free="""
        import os
        numbers = sorted(int(one) for one in os.listdir('/proc') if one.isdigit())
        print(len(numbers) <= 3, numbers[:2])
        try:
            print(open('/proc/1/environ').read())
        except OSError as error:
            print(type(error).__name__)
        """, shows="True [1, 2]"),
    case("read-the-tests-from-memory", squares="""
        import gc
        def squares(n):
            seen = [one for one in gc.get_objects() if isinstance(one, str) and 'squares(5)' in one]
            return seen or 'nothing'
        """, earns=NO_SQUARES),
    case("read-raw-memory", free="open('/dev/mem', 'rb').read(1)", shows="FileNotFoundError"),
    case("doors-left-open", free="""
        import os
        doors = set()
        for one in os.listdir('/proc/self/fd'):
            try:
                doors.add(os.readlink(f'/proc/self/fd/{one}').split(':')[0])
            except OSError:
                pass
        print(sorted(door for door in doors if not door.startswith('/proc/')))
        """, shows="['/dev/null', 'socket']"),
    # -- the network ---------------------------------------------------------------------------------------------------
    case("network-out", free="import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=1)", shows="OSError"),
    case("network-to-the-grader", free="import socket\nsocket.create_connection(('127.0.0.1', {port}), timeout=1)",
         shows="OSError"),
    case("abstract-socket", free="""
        import socket
        line = socket.socket(socket.AF_UNIX)
        line.connect(chr(0) + 'ilslearn-test-{port}')
        """, shows="ConnectionRefusedError"),
    # -- using everything up -------------------------------------------------------------------------------------------
    case("fork-bomb", free="""
        import os
        while True:
            os.fork()
        """, reason="cell 9"),
    case("thread-bomb", free="""
        import threading, time
        try:
            for number in range(10_000):
                threading.Thread(target=time.sleep, args=(100,), daemon=True).start()
        except RuntimeError as error:
            print(number < 64, error)
        """, shows="True can't start new thread"),
    case("memory-bomb", free="x = bytearray(10 << 30)", shows="MemoryError"),
    case("memory-bomb-of-many", free="""
        import os, time
        for number in range(20):
            if os.fork() == 0:
                block = bytearray(150 << 20)
                time.sleep(100)
        time.sleep(3)
        """, reason="more than 300 MB of memory"),
    case("memory-without-address-space", free="import os\nos.memfd_create('x')", shows="PermissionError"),
    case("disk-filler", free="""
        try:
            for number in range(10_000):
                open(f'file{number}', 'wb').write(bytes(1 << 20))
        except OSError as error:
            print(number < 17, error.errno)
        for place in ('/', '/usr', '/dev', '/dev/shm', '/tmp', '/proc'):
            try:
                size = 0
                while size < 100:
                    with open(f'{place}/filler', 'ab') as file:
                        file.write(bytes(1 << 20))
                    size += 1
            except OSError as error:
                pass
            print(place, size <= 16)
        """, shows="/tmp True"),
    case("many-small-files", free="""
        try:
            for number in range(1_000_000):
                open(f'/tmp/{number}', 'w').close()
        except OSError as error:
            print(number < 5000)
        """, shows="True"),
    case("one-large-file", free="import os\nos.truncate(os.open('/tmp/x', os.O_CREAT | os.O_RDWR), 1 << 40)",
         shows="File too large"),
    case("open-files", free="""
        files = []
        try:
            while True:
                files.append(open('/dev/null'))
        except OSError:
            print(len(files) < 256)
            del files
        """, shows="True"),
    case("output-flood", free="for number in range(3_000_000):\n    print('x' * 100)", shows="(output cut)"),
    case("output-flood-in-one", free="print('x' * 100_000_000)", shows="(output cut)"),
    case("flood-of-pictures", free="""
        from IPython.display import display
        for number in range(20_000):
            display(number)
        """),
    case("raw-flood-at-the-grader", free="""
        import os
        for handle in range(3, 200):
            try:
                while True:
                    os.write(handle, b'\\xff' * (1 << 20))
            except OSError:
                pass
        """, reason="cell 9"),
    # -- not ending ----------------------------------------------------------------------------------------------------
    case("endless-loop", free="while True:\n    pass", reason="interrupted after 2 seconds", shows="CellTimeoutError"),
    case("endless-loop-in-an-answer", double="def double(x):\n    while True:\n        pass", earns={"test-double": 0.0},
         reason="interrupted after 2 seconds"),
    case("ignored-interrupts", free="""
        import signal
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True:
            pass
        """, reason="nor when interrupted"),
    case("masked-signals", free="""
        import signal
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        while True:
            pass
        """, reason="nor when interrupted"),
    case("caught-interrupts", double="""
        def double(x):
            while True:
                try:
                    while True:
                        pass
                except BaseException:
                    pass
        """, earns={"test-double": 0.0}, reason="nor when interrupted"),
    case("endless-answer", squares="def squares(n):\n    while True:\n        yield 1", earns=NO_SQUARES,
         status="needs_person"),
    # -- staying behind, and killing ---------------------------------------------------------------------------------
    case("daemon-left-behind", free="""
        import os, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                while True:
                    time.sleep(1)
            os._exit(0)
        """),
    case("daemon-from-the-shell", free="!nohup setsid sleep 1000 >/dev/null 2>&1 &"),
    case("kill-the-parent", free="import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nprint('still', os.getppid())",
         shows="still 1"),
    case("kill-everything", free="import os, signal\nos.kill(-1, signal.SIGKILL)"),
    case("end-itself", free="import os\nos._exit(0)", reason="it ended the process that it ran in"),
    case("end-in-an-answer", double="import os\ndef double(x):\n    os._exit(0)", earns={"test-double": 0.0},
         reason="it ended the process that it ran in"),
    case("crash-the-interpreter", free="import ctypes\nctypes.string_at(0)", reason="it ended the process"),
    case("code-at-exit", free="import atexit\natexit.register(lambda: open('/submission/left', 'w'))"),
    # -- changing the place ----------------------------------------------------------------------------------------------
    case("edit-installed-packages", free="import numpy\nopen(numpy.__file__, 'a').write('evil')", shows="Errno"),
    case("edit-the-checker's-own-code", free="""
        import ilslearn.grading.sandbox.inside.checker as checker
        open(checker.__file__, 'a').write('evil')
        """, shows="Errno"),
    case("symbolic-links", free="""
        import os
        os.symlink('{course}/gradebook.db', 'link')
        os.symlink('/', 'root')
        print(os.path.exists('link'), os.path.exists('root{course}'))
        """, shows="False False"),
    case("mount", free="""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None), libc.unshare(0x10000000), libc.umount2(b'/submission', 2))
        """, shows="-1 -1 -1"),
    case("trace-another-process", free="""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.ptrace(16, 1, 0, 0), libc.ptrace(0, 0, 0, 0))
        """, shows="-1 -1"),
    case("more-rights", free="""
        import ctypes, resource, os
        libc = ctypes.CDLL(None, use_errno=True)
        print(os.getuid() != 0, libc.setuid(0), open('/proc/self/status').read().split('CapEff:')[1].split()[0])
        try:
            resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
        except (ValueError, OSError):
            print('refused')
        """, shows="True -1 0000000000000000"),
    # -- deciding the mark -----------------------------------------------------------------------------------------------
    case("patched-checker", squares=WRONG, free="""
        import builtins, unittest, operator
        builtins.AssertionError = type('Quiet', (Exception,), {'__init__': lambda self, *a: None})
        unittest.TestCase.assertEqual = lambda *a: None
        operator.eq = lambda *a: True
        close_enough = assert_equal = lambda *a: True
        """, earns=NO_SQUARES),
    case("stripped-asserts", squares=WRONG, free="""
        import ast
        class Strip(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.Pass()
        get_ipython().ast_transformers.append(Strip())
        get_ipython().input_transformers_post.append(lambda lines: [one for one in lines if 'assert' not in one])
        """, earns=NO_SQUARES),
    case("patched-shell", squares=WRONG, free="""
        shell = get_ipython()
        shell.run_cell = lambda *a, **k: None
        shell.events.register('pre_run_cell', lambda *a: None)
        shell._showtraceback = lambda *a: None
        """, earns=NO_SQUARES),
    case("monkeypatched-builtins", squares=WRONG, free="""
        import builtins
        builtins.len = builtins.sum = builtins.isinstance = lambda *a: True
        builtins.sorted = builtins.list = lambda *a: [1, 4]
        """, earns={**NO_SQUARES, "test-double": None, "test-names": None}),
    case("equal-to-everything", squares="""
        class Same(list):
            def __eq__(self, other):
                return True
            __ne__ = __lt__ = __contains__ = lambda self, other: True
        def squares(n):
            if n < 1:
                raise ValueError
            return Same([0])
        """, earns=NO_SQUARES),
    case("equal-without-content", squares="""
        class Same:
            def __eq__(self, other):
                return True
        def squares(n):
            if n < 1:
                raise ValueError
            return Same()
        """, earns=NO_SQUARES, status="needs_person", reason="only the student's own class could say"),
    case("equal-inside", squares="""
        class Same(int):
            def __eq__(self, other):
                return True
        def squares(n):
            if n < 1:
                raise ValueError
            return [Same() for i in range(n)]
        """, earns=NO_SQUARES),
    case("malicious-repr", names="""
        class Text(str):
            def __repr__(self):
                raise SystemExit
            __str__ = __hash__ = __repr__
        names = [Text('C087'), Text('C098')]
        """, earns={"test-names": None}),
    case("distance-of-nothing", double="""
        class Near(float):
            def __sub__(self, other):
                return 0.0
            __rsub__ = __abs__ = __sub__
        def double(x):
            return Near(1) if x in (3, 4) else 2 * x
        """, earns={"test-double": 0.0}),
    case("distance-of-nothing-without-content", double="""
        class Near:
            def __sub__(self, other):
                return 0.0
            __rsub__ = __abs__ = __sub__
        def double(x):
            return Near() if x in (3, 4) else 2 * x
        """, earns={"test-double": 0.0}, status="needs_person"),
    case("end-of-the-test's-own-loop", double="""
        def double(x):
            if x == 3:
                raise StopIteration
            return 2 * x
        """, earns={"test-double": 0.0}),
    case("the-loop's-variable", double="""
        class Names(dict):
            def __setitem__(self, name, value):
                dict.__setitem__(self, name, 0 if name == 'x' else value)
        x = 0
        def double(y):
            globals()['x'] = 0
            return 0
        """, earns={"test-double": 0.0}),
    case("code-for-the-test's-own-eval", double="double = eval", squares="squares = exec", earns={
        "test-squares": 0.0, "test-double": 0.0}),
    case("a-module-for-a-name", names="import subprocess as names", earns={"test-names": 0.0}, status=None),
    case("patched-pandas", squares=WRONG, free="""
        import pandas as pd
        pd.DataFrame.equals = lambda *a: True
        pd.DataFrame = lambda *a: None
        """, earns=NO_SQUARES),
    case("forged-class", double="""
        class Number:
            __class__ = property(lambda self: int)
            def __eq__(self, other):
                return True
        def double(x):
            return Number()
        """, earns={"test-double": 0.0}),
    case("forged-exit", double="def double(x):\n    raise SystemExit(0)", earns={"test-double": 0.0}),
    case("forged-interrupt", double="def double(x):\n    raise KeyboardInterrupt", earns={"test-double": 0.0}),
    case("frames-and-globals", double="""
        import sys
        def double(x):
            frame = sys._getframe()
            while frame:
                frame.f_globals['AssertionError'] = Exception
                frame.f_globals['double'] = lambda y: 2 * y
                frame = frame.f_back
            return None
        """, earns={"test-double": 0.0}),
    case("traced", squares=WRONG, free="""
        import sys, threading
        sys.settrace(lambda *a: None)
        sys.setprofile(lambda *a: None)
        threading.settrace(lambda *a: None)
        """, earns=NO_SQUARES),
    case("forged-answers-on-the-line", squares=WRONG, free="""
        import json, os, struct
        body = json.dumps(dict(outputs=[], value=[1, 4], shown=[], cannot=None)).encode()
        for handle in range(3, 60):
            try:
                os.write(handle, (struct.pack('!I', len(body)) + body) * 5)
            except OSError:
                pass
        """, earns={**NO_SQUARES, "test-double": None, "test-names": None}, status=None),
    case("expected-values-from-the-test", squares="expected = None\ndef squares(n):\n    return expected", earns=NO_SQUARES),
    case("the-instructor's-own-solution", squares="def squares(n):\n    return reference(n)", free="reference = print",
         earns=NO_SQUARES),
    case("points-beyond-the-cell", names="names = ['C087', 'C098']\npoints = float('inf')"),
    # -- what is handed out ----------------------------------------------------------------------------------------------
    case("a-pickle-handed-out", names="""
        class Evil:
            def __reduce__(self):
                import os
                return os.system, ('touch {course}/pickled',)
        names = Evil()
        """, earns={"test-names": 0.0}),
    case("an-array-of-pickles", names="""
        import numpy as np
        class Evil:
            def __reduce__(self):
                import os
                return os.system, ('touch {course}/pickled',)
        names = np.array([Evil(), Evil()], dtype=object)
        """, earns={"test-names": 0.0}),
    case("giant-answer", names="names = 'x' * 20_000_000", earns={"test-names": 0.0}, status="needs_person",
         reason="larger than"),
    case("answer-within-itself", names="names = []\nnames.append(names)", earns={"test-names": 0.0}, status="needs_person",
         reason="it contains itself"),
    case("deep-answer", names="names = []\nfor i in range(5000):\n    names = [names]", earns={"test-names": 0.0},
         status="needs_person"),
    case("objects-that-hang", names="""
        class Hang:
            def __getattribute__(self, name):
                while True:
                    pass
            __eq__ = __hash__ = __bool__ = __len__ = lambda self, *a: self.x
        names = Hang()
        """, earns={"test-names": 0.0}, status=None),
    # -- what a browser would run ----------------------------------------------------------------------------------------
    case("script-in-outputs", free="""
        from IPython.display import HTML, SVG, Javascript, Markdown, display
        display(HTML('<script>steal()</script>'), Javascript('steal()'), Markdown('<img src=x onerror=steal()>'))
        display({'application/vnd.jupyter.widget-view+json': {'model_id': 'steal()'}}, raw=True)
        display({'image/png': 'steal()', 'image/svg+xml': '<svg onload=steal()>', 'text/plain': 'shown'}, raw=True)
        """, shows="shown"),
    case("control-characters", free="print('\\x1b]8;;http://evil\\x07\\x1b[2J\\x00\\u202egnorw\\ud800')", shows="gnorw"),
]  # fmt: skip
