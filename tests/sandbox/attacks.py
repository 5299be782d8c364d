"""Hostile programs: name, source, and what has to be in its output for the right reason."""

# What programs may use: `tell` says how an attack ended, `call` makes a system call of the filter by its name.
PRELUDE = """
import ctypes, os, signal, socket, sys, time
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)
def tell(broken):
    print("BREACH" if broken else "HELD")
def call(number, *arguments):
    done = libc.syscall(number, *arguments)
    print("BREACH" if done >= 0 else os.strerror(ctypes.get_errno()))
def read_all(pattern):
    for path in Path("/proc").glob(pattern):
        try:
            yield path.read_bytes()
        except OSError:
            pass
"""
NO_FAMILY = "Address family not supported|Operation not permitted"  # the latter in a container
DENIED = "PermissionError|Operation not permitted"
# name: program, what has to be in its output
LOOKS = {
    "passwords": ("open('/etc/shadow').read()", "FileNotFoundError"),
    "users": ("open('/etc/passwd').read()", "FileNotFoundError"),
    "home of root": ("tell(os.path.exists('/root/.ssh') or os.path.exists('/root/.cache'))", "HELD"),
    "homes": ("os.listdir('/home')", "FileNotFoundError"),
    "secret file": ("open(SECRET_FILE).read()", "FileNotFoundError"),
    "this project": ("tell({'resources', 'src', '.git'} & set(os.listdir(PROJECT)))", "HELD|FileNotFoundError"),
    "library of this project": ("import cutbench.selection", "ModuleNotFoundError"),
    "reference": (
        "tell([n for top in ('/srv', '/home', '/root', '/in', '/out', '/tmp', '/etc') for _, _, names in os.walk(top)"
        " for n in names if n in ('reference_selection.py', 'cuts.yaml', 'events.json')])",
        "HELD",
    ),
    "its environment": ("tell('SECRET' in ' '.join(os.environ) or len(os.environ) > 12)", "HELD"),
    "environment of others": ("tell(any(SECRET_TEXT.encode() in text for text in read_all('[0-9]*/environ')))", "HELD"),
    "other processes": ("tell(sum(name.isdigit() for name in os.listdir('/proc')) > 2)", "HELD"),
    "open descriptors": ("tell(len(os.listdir('/proc/self/fd')) > 4)", "HELD"),
    "bounds of the first process": ("tell(len({open(f'/proc/{p}/limits').read() for p in (1, 'self')}) > 1)", "HELD"),
    "filter of the first process": ("tell('Seccomp:\\t2' not in open('/proc/1/status').read())", "HELD"),
    "root of the first process": ("tell(os.path.exists('/proc/1/root' + PROJECT + '/resources'))", "HELD"),
    "working folder of others": ("tell(any(os.path.exists(f'/proc/{p}/cwd/pyproject.toml') for p in (1, 2)))", "HELD"),
    "privileges": (
        "state = dict(line.split(':\\t', 1) for line in open('/proc/self/status'))\n"
        "tell(any(int(state[name], 16) for name in ('CapEff', 'CapPrm', 'CapAmb')))",
        "HELD",
    ),
    "kernel log": ("open('/dev/kmsg')", "FileNotFoundError"),
    "hardware": ("tell(any(map(os.path.exists, ('/sys/class', '/dev/sda', '/dev/kvm', '/dev/mem'))))", "HELD"),
    "paths of the host in its mounts": (
        "text = ''.join(open(f'/proc/{p}/mountinfo').read() for p in (1, 'self'))\n"
        "tell(PROJECT + '/src' in text or 'cutbench/' in text)",
        "HELD",
    ),
    "paths of the host in words of the first process": (
        "tell((PROJECT + '/src').encode() in open('/proc/1/cmdline', 'rb').read())",
        "HELD",
    ),
    "environment of the first process": ("open('/proc/1/environ').read()", DENIED),
    "memory map of the first process": ("open('/proc/1/maps').read()", DENIED),
    "memory of the first process": ("open('/proc/1/mem', 'rb')", DENIED),
    "descriptors of the first process": ("os.listdir('/proc/1/fd')", DENIED),
    "stack of the first process": ("open('/proc/1/stack').read()", DENIED),
    "names of others": ("tell([p for p in read_all('[0-9]*/comm') if b'pytest' in p])", "HELD"),
    "terminals": ("tell(any(map(os.path.exists, ('/dev/tty', '/dev/ptmx', '/dev/pts', '/dev/console'))))", "HELD"),
    "control groups": ("tell(os.path.exists('/sys/fs/cgroup/cgroup.procs'))", "HELD"),
    "schedule of the host": ("open('/proc/sched_debug').read()", "No such file|Permission denied"),
    "keys of the kernel": ("open('/proc/kcore', 'rb').read(1)", "No such file|Permission denied|not permitted"),
}  # fmt: skip
REACHES = {
    "network outside": ("socket.create_connection(('192.0.2.1', 80), 1)", NO_FAMILY),
    "network outside, v6": ("socket.create_connection(('2001:db8::1', 80), 1)", NO_FAMILY),
    "server on the host": ("socket.create_connection(('127.0.0.1', PORT), 1)", NO_FAMILY),
    "name look-up": ("socket.getaddrinfo('example.org', 80)", "gaierror"),
    "raw socket": ("socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)", NO_FAMILY),
    "packet socket": ("socket.socket(17, socket.SOCK_RAW)", NO_FAMILY),
    "socket of the virtual machine": ("socket.socket(40, socket.SOCK_STREAM)", NO_FAMILY),
    "network devices": ("tell([name for _, name in socket.if_nameindex() if name != 'lo'])", NO_FAMILY),
    "signal to all": ("os.kill(-1, signal.SIGKILL)", ""),
    "signal to the first process": ("os.kill(1, signal.SIGKILL); time.sleep(0.1); tell(False)", f"HELD|{DENIED}"),
    "stops its parent": ("os.kill(os.getppid(), signal.SIGSTOP); tell(False)", f"HELD|{DENIED}"),
    "types into the terminal": ("import fcntl; fcntl.ioctl(0, 0x5412, b'x')", "OSError|Error"),
    "socket of a service": ("socket.socket(socket.AF_UNIX).connect('/run/docker.sock')", "FileNotFoundError"),
    "kernel through a socket": ("socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)", NO_FAMILY),
    "cipher socket": ("socket.socket(38, socket.SOCK_SEQPACKET)", NO_FAMILY),
    "pair over the network": ("socket.socketpair(socket.AF_INET)", NO_FAMILY),
    "family that nobody knows": ("socket.socket(99, socket.SOCK_STREAM)", NO_FAMILY),
    "traces the first process": ("tell(libc.ptrace(16, 1, 0, 0) == 0)", "HELD"),
    "traces its heir": ("tell(libc.ptrace(16, os.fork() or time.sleep(1) or os._exit(0), 0, 0) == 0)", "HELD"),
    "limits of the first process": (
        "import resource; resource.prlimit(1, resource.RLIMIT_CPU, (1, 1)); tell(os.getuid() != 0 and False)",
        f"{DENIED}|HELD",
    ),
    "priority of the first process": ("os.setpriority(os.PRIO_PROCESS, 1, 19); tell(False)", f"{DENIED}|HELD"),
    "processors of all": ("os.sched_setaffinity(1, {0}); tell(False)", f"{DENIED}|HELD"),
}  # fmt: skip
WRITES = {
    "events": ("open('/in/events.root', 'w')", "Read-only file system|Permission denied"),
    "itself": ("open('/in/selection.py', 'w')", "Read-only file system|Permission denied"),
    "launcher": ("os.unlink('/in/launcher.py')", "Read-only file system|Permission denied"),
    "rights of the events": ("os.chmod('/in/events.root', 0o777)", "Read-only file system|Operation not permitted"),
    "packages": ("import numpy; open(numpy.__file__, 'a')", "Read-only file system|Permission denied"),
    "interpreter": ("open(os.path.realpath(sys.executable), 'r+b')", "Read-only|Permission denied|Text file busy"),
    "folder of the host": ("open(f'{OPEN_FOLDER}/mark', 'w')", "FileNotFoundError"),
    "root folder": ("open('/mark', 'w')", "Read-only file system|Permission denied"),
    "devices": ("open('/dev/mark', 'w')", "Read-only file system|Permission denied"),
    "device node": ("os.mknod('/tmp/disk', 0o60666, os.makedev(8, 0))", DENIED),
    "kernel settings": ("open('/proc/sys/kernel/core_pattern', 'w').write('x')", "Read-only|Permission denied"),
    "kernel triggers": ("open('/proc/sysrq-trigger', 'w').write('c')", "Read-only|Permission denied|No such file"),
    "spared by the memory killer": ("Path('/proc/self/oom_score_adj').write_text('-1000')", "Permission denied"),
    "memory of the first process": ("open('/proc/1/mem', 'r+b')", DENIED),
    "descriptor of the first process": ("open('/proc/1/fd/1', 'wb')", DENIED),
    "death of the first process": ("open('/proc/1/oom_score_adj', 'w').write('1000')", DENIED),
    "map of users": ("Path('/proc/self/uid_map').write_text('0 0 1')", DENIED),
    "memory of the machine": ("open('/proc/sys/vm/overcommit_memory', 'w').write('1')", "Read-only|Permission denied"),
    "limit of files of the machine": ("open('/proc/sys/fs/file-max', 'w').write('1')", "Read-only|Permission denied"),
    "hard link to the events": ("os.link('/in/events.root', '/out/result.json')", "cross-device|not permitted"),
    "place of its output": ("os.rename('/out', '/out2')", "Read-only|busy|denied"),
    "name of a package": ("import numpy; os.rename(numpy.__file__, numpy.__file__ + 'x')", "Read-only|denied"),
    "time of the events": ("os.utime('/in/events.root')", "Read-only|Permission denied"),
    "outside by dots": ("open('/out/../../../../../mark', 'w')", "Read-only|Permission denied"),
    "outside by a link": ("os.symlink('/', '/out/a'); open('/out/a/in/selection.py', 'w')", "Read-only|denied"),
}  # fmt: skip
RISES = {
    "becomes root": ("os.setuid(0)", f"{DENIED}|Invalid argument"),
    "becomes root's group": ("os.setgroups([0])", DENIED),
    "set-uid program": ("tell('NoNewPrivs:\\t1' not in open('/proc/self/status').read())", "HELD"),
    "changes root": ("os.chroot('/tmp')", DENIED),
    "user namespace by clone": ("tell(libc.clone(0, 0, 0x10000011, 0) >= 0)", "HELD"),
    "raises limits": ("import resource; resource.setrlimit(resource.RLIMIT_NPROC, (10**5, 10**5))", "ValueError"),
    "writes a core": ("import resource; tell(any(resource.getrlimit(resource.RLIMIT_CORE)))", "HELD"),
    "priority": ("os.nice(-5)", DENIED),
    "clock": ("time.clock_settime(time.CLOCK_REALTIME, 0)", DENIED),
    "sets the host's name": ("socket.sethostname('x')", DENIED),
    "new namespaces": ("tell(libc.unshare(0x10000000) == 0)", "HELD"),
    "new namespaces by clone3": (
        "tell(libc.syscall(435, ctypes.create_string_buffer(b'\\0\\0\\0\\x10' + bytes(84)), 88) > 0)",
        "HELD",
    ),
    "namespace of the first process": ("tell(libc.setns(os.open('/proc/1/ns/user', 0), 0) == 0)", f"{DENIED}|HELD"),
    "mount": ("tell(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None) == 0)", "HELD"),
    "mount that is taken away": ("tell(libc.umount2(b'/in/events.root', 2) == 0)", "HELD"),
    "set-uid file": (
        "Path('/tmp/x').write_text('x'); os.chmod('/tmp/x', 0o6777)\n"
        "tell(not os.statvfs('/tmp').f_flag & os.ST_NOSUID)",
        "HELD",
    ),
    "raises memory": ("import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 50, 1 << 50))", "ValueError"),
    "capabilities for its heirs": ("tell(libc.prctl(47, 2, 21, 0, 0) == 0)", "HELD"),
    "new privileges": ("libc.prctl(38, 0, 0, 0, 0); tell(libc.prctl(39, 0, 0, 0, 0) != 1)", "HELD"),
    "no filter": ("libc.prctl(22, 0); tell('Seccomp:\\t0' in open('/proc/self/status').read())", "HELD"),
}  # fmt: skip
USES_UP = {
    "fork bomb": ("while True:\n    os.fork()", "BlockingIOError"),
    "processes": ("for _ in range(500):\n    os.fork() or (time.sleep(3), os._exit(0))", "BlockingIOError"),
    "threads": (
        "import threading\nfor _ in range(500): threading.Thread(target=time.sleep, args=(3,), daemon=True).start()",
        "can't start new thread",
    ),
    "memory": ("x = []\nwhile True:\n    x.append(b'x' * (1 << 26))", "MemoryError"),
    "recursion": ("f = lambda: f()\nf()", "RecursionError"),
    "stack": ("import threading\nsys.setrecursionlimit(10**9)\nf = lambda x: f([x])\nf(0)", ""),
    "large number": ("10 ** 10 ** 10", ""),
    "long list": ("[0] * 10**9", "MemoryError"),
    "large file": ("f = open('/out/big', 'wb')\nwhile True: f.write(b'x' * (1 << 20))", "too large|No space left"),
    "many large files": ("for i in range(99):\n    open(f'/tmp/{i}', 'wb').write(b'x' * (1 << 22))", "No space left"),
    "shared memory": ("for i in range(99):\n    open(f'/dev/shm/{i}', 'wb').write(b'x' * (1 << 22))", "No space left"),
    "descriptors": ("x = [open('/in/events.root') for _ in range(10**4)]", "Too many open files"),
    "anonymous file": ("os.memfd_create('x')", DENIED),
    "kernel keys": ("call(KEYCTL, 0, -3, 0)", "Operation not permitted"),
    "sessions": ("while True:\n    os.fork() or os.setsid()", "BlockingIOError|PermissionError"),
    "heirs that start it again": ("os.fork()\nos.execv(sys.executable, [sys.executable, __file__])", ""),
    "deep folders": ("os.chdir('/tmp')\nwhile True:\n    os.mkdir('d'); os.chdir('d')", ""),
    "links": ("for i in range(10**7): os.symlink('x' * 4000, f'/tmp/{i}')", "No space left|"),
    "attributes of files": (
        "open('/tmp/x', 'w')\nfor i in range(10**6): os.setxattr('/tmp/x', f'user.{i}', b'x' * 65000)",
        "No space left|not supported|",
    ),
    "huge sparse file": ("open('/tmp/x', 'w').truncate(1 << 40)", "File too large"),
    "watches": ("import select\nx = [select.epoll() for _ in range(10**4)]", "Too many open files"),
    "signals that wait": (
        "signal.pthread_sigmask(signal.SIG_BLOCK, [40])\n"
        "tell(all(libc.sigqueue(os.getpid(), 40, None) == 0 for _ in range(10**4)))",
        "HELD",
    ),
    "queues of messages": ("tell(libc.mq_open(b'/x', 66, 0o600, None) >= 0)", "HELD"),
    "locked memory": ("import mmap\nlibc.mlockall(3)\nx = []\nwhile True: x.append(b'x' * (1 << 26))", "MemoryError|"),
    "crash": ("ctypes.string_at(0)", ""),
    "code without end": ("exec('x = ' + '(' * 10**5)", "too many nested|MemoryError|SyntaxError"),
    "numbers in text": ("int('9' * 10**7)", "ValueError"),
}  # fmt: skip
RESULTS = {
    "link to the events": ("os.symlink('/in/events.root', '/out/result.json')", ""),
    "link to a file of the host": ("os.symlink(SECRET_FILE, '/out/result.json')", ""),
    "endless device": ("os.symlink('/dev/zero', '/out/result.json')", ""),
    "FIFO": ("os.mkfifo('/out/result.json')", ""),
    "FIFO with a writer": (
        "os.mkfifo('/out/result.json')\nif os.fork() == 0:\n    open('/out/result.json', 'w').write(FORGED * 10**6)",
        "",
    ),
    "folder": ("os.mkdir('/out/result.json')", ""),
    "socket": ("socket.socket(socket.AF_UNIX).bind('/out/result.json')", ""),
    "descriptor": ("os.symlink('/proc/self/fd/0', '/out/result.json')", ""),
    "sparse file": ("os.truncate(os.open('/out/result.json', os.O_CREAT | os.O_WRONLY), 60 << 20)", ""),
    "other name": ("open('/out/result.json.gz', 'w').write(FORGED)", ""),
    "on standard output": ("print(FORGED); print('+' + FORGED, file=sys.stderr)", ""),
    "into every descriptor": (
        "import contextlib\nfor n in range(3, 256):\n"
        "    with contextlib.suppress(OSError): os.write(n, b'+' + FORGED.encode())",
        "",
    ),
    "link to itself": ("os.symlink('result.json', '/out/result.json')", ""),
    "link over others": ("os.symlink('/in/events.root', '/out/a'); os.symlink('a', '/out/result.json')", ""),
    "file that nobody may read": ("open('/out/result.json', 'w').write('{}'); os.chmod('/out/result.json', 0)", ""),
    "deep JSON": ("open('/out/result.json', 'w').write('[' * (4 << 20))", ""),
    "deep JSON that ends": ("n = 1 << 20; open('/out/result.json', 'w').write('{\"a\":' * n + '1' + '}' * n)", ""),
    "number without end": (
        "open('/out/result.json', 'w').write('{\"selected\": [[1, ' + '9' * (4 << 20) + ']]}')",
        "",
    ),
    "no text": ("open('/out/result.json', 'wb').write(os.urandom(1 << 20))", ""),
    "key twice": ("open('/out/result.json', 'w').write('{\"selected\": [], \"selected\": [[1, 1.5]]}')", ""),
    "larger than allowed": (
        "open('/out/result.json', 'w').write('{\"selected\": [' + ','.join(f'[1,{i}]' for i in range(10**6)) + ']}')",
        "",
    ),
    "file that grows while it is read": (
        "if os.fork() == 0:\n    while True: open('/out/result.json', 'a').write('x' * 1000)\ntime.sleep(0.2)",
        "",
    ),
    "after its end": (
        "if os.fork() == 0:\n    time.sleep(0.5); open('/out/result.json', 'w').write(FORGED)\nos._exit(0)",
        "",
    ),
    "elsewhere": ("open('/tmp/result.json', 'w').write(FORGED)", ""),
    "of another run": (
        "import glob, shutil\nfor path in glob.glob('/*/result.json') + glob.glob('/proc/*/root/out/*.json'):\n"
        "    tell(True); shutil.copy(path, '/out/result.json')",
        "",
    ),
    "of the published list": (
        "import glob\nroots = [*sys.path, PROJECT, PROJECT + '/..']\n"
        "tell([p for root in roots for p in glob.glob(root + '/**/expected/events.json', recursive=True)])",
        "HELD",
    ),
    "of the library": ("from cutbench.schema.events import SelectedEvents", "ModuleNotFoundError"),
}  # fmt: skip
ALL = {
    f"{kind}: {name}": case
    for kind, cases in (
        ("looks at", LOOKS),
        ("reaches", REACHES),
        ("writes", WRITES),
        ("rises", RISES),
        ("uses up", USES_UP),
        ("leaves", RESULTS),
    )
    for name, case in cases.items()
}
