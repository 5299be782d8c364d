"""A filter of system calls in the form that the Linux kernel takes (classic BPF).

Namespaces do not hold everything: sockets of virtual machines reach the host, kernel keys are inherited, and memory
that is in no process, as that of System V, of anonymous files or shared by heirs, is seen by nobody who counts. What a
selection of events never needs is refused with an error.
"""

import errno
import platform
import struct
from typing import Any

STEP = 8  # bytes of an instruction
# Load a word of the call, jump if equal, at least or any bit set, return (linux/filter.h).
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL, REFUSE, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000  # linux/seccomp.h
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; the low half of an argument comes first
X32_CALLS = 0x40000000
NEW_NAMESPACES = 0x7E020000  # all CLONE_NEW* that clone() takes, of linux/sched.h
AF_UNIX = 1  # of multiprocessing and asyncio; the network has none to offer, and buffers of its own
LAST_FAMILY = 46  # of linux/socket.h
MAP_SHARED, MAP_ANONYMOUS, MAP_HUGETLB = 0x1, 0x20, 0x40000  # linux/mman.h
F_SETPIPE_SZ = 1031  # linux/fcntl.h
BUFFERS = (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF and what forces them (asm-generic/socket.h)

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
# Refused by their arguments: number on (x86_64, aarch64).
SPECIAL = {
    "clone3": (435, 435), "clone": (56, 220), "socket": (41, 198), "socketpair": (53, 199), "mmap": (9, 222),
    "fcntl": (72, 25), "setsockopt": (54, 208),
}  # fmt: skip
# name: number on (x86_64, aarch64)
REFUSED = {
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "statmount": (457, 457), "listmount": (458, 458),
    "open_tree_attr": (467, 467),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # keys
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # memory that no limit counts, or that stays when its process has given it back
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "vmsplice": (278, 75), "splice": (275, 76),
    "tee": (276, 77), "io_setup": (206, 0), "inotify_add_watch": (0xFE, 0x1B), "fanotify_init": (300, 262),
    # large parts of the kernel
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "acct": (163, 89), "quotactl": (179, 60),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "syslog": (103, 116),
}  # fmt: skip


def call_filter(machine: str | None = None) -> bytes:
    """Return the filter for a machine, by default this one; empty where its system calls are not known here."""
    machine = machine or platform.machine()
    if machine not in AUDIT:
        return b""
    column = list(AUDIT).index(machine)
    special = {name: numbers[column] for name, numbers in SPECIAL.items()}
    return b"".join(
        [
            _step(LOAD, ARCHITECTURE),
            _step(EQUAL, AUDIT[machine], skip_if=1),
            _step(RETURN, KILL),
            _step(LOAD, NUMBER),
            *([_step(AT_LEAST, X32_CALLS, skip_else=1), _refuse(errno.ENOSYS)] if machine == "x86_64" else []),
            *(part for numbers in REFUSED.values() for part in _refused(numbers[column], errno.EPERM)),
            # Its flags lie in memory, out of a filter's reach; the C library then takes the older call.
            *_refused(special["clone3"], errno.ENOSYS),
            *_by_argument(special["clone"], 0, _step(ANY_BIT, NEW_NAMESPACES, skip_else=1), errno.EPERM),
            *_by_argument(special["socket"], 0, _step(EQUAL, AF_UNIX, skip_if=1), errno.EAFNOSUPPORT),
            *_by_argument(special["socketpair"], 0, _step(EQUAL, AF_UNIX, skip_if=1), errno.EAFNOSUPPORT),
            *_by_argument(special["mmap"], 3, _unseen_memory(), errno.EPERM),
            *_by_argument(special["fcntl"], 1, _step(EQUAL, F_SETPIPE_SZ, skip_else=1), errno.EPERM),
            *_by_argument(special["setsockopt"], 2, _one_of(BUFFERS), errno.EPERM),
            _step(RETURN, ALLOW),
        ]
    )


def call_profile() -> dict[str, Any]:
    """Return the filter in the form that container runtimes take (OCI): what is not named is allowed.

    So is clone3: apptainer answers all that is refused with EPERM, and then the C library starts no thread. A namespace
    that is made with it is of little use without mount, setns and the sockets that are refused.
    """
    refused = [{"names": sorted(REFUSED), **_answer(errno.EPERM)}]
    both = MAP_SHARED | MAP_ANONYMOUS
    bits = [("clone", 0, 1 << bit) for bit in range(32) if NEW_NAMESPACES >> bit & 1]
    bits += [("mmap", 3, both), ("mmap", 3, MAP_HUGETLB)]
    refused += [_rule(name, place, "SCMP_CMP_MASKED_EQ", mask, mask) for name, place, mask in bits]
    values = [("fcntl", 1, F_SETPIPE_SZ), *(("setsockopt", 2, option) for option in BUFFERS)]
    refused += [_rule(name, place, "SCMP_CMP_EQ", value) for name, place, value in values]
    for name in ("socket", "socketpair"):
        others = [family for family in range(LAST_FAMILY + 1) if family != AF_UNIX]
        refused += [_rule(name, 0, "SCMP_CMP_EQ", family, error=errno.EAFNOSUPPORT) for family in others]
        refused.append(_rule(name, 0, "SCMP_CMP_GT", LAST_FAMILY, error=errno.EAFNOSUPPORT))
    return {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": refused}


def _rule(name: str, place: int, test: str, value: int, second: int = 0, *, error: int = errno.EPERM) -> dict[str, Any]:
    argument = {"index": place, "op": test, "value": value, "valueTwo": second}
    return {"names": [name], "args": [argument], **_answer(error)}


def _answer(error: int) -> dict[str, Any]:
    return {"action": "SCMP_ACT_ERRNO", "errnoRet": error}


def _by_argument(number: int, place: int, test: bytes, error: int) -> tuple[bytes, ...]:
    """Return steps that refuse a call where its argument passes the test, which skips one step where it does not."""
    body = _step(LOAD, ARGUMENTS + 8 * place) + test + _refuse(error) + _step(RETURN, ALLOW)
    return _step(EQUAL, number, skip_else=len(body) // STEP), body


def _unseen_memory() -> bytes:
    """Return a test for memory that outlives the pages that a process shows: shared by heirs, or of the huge ones."""
    return b"".join(
        [
            _step(ANY_BIT, MAP_HUGETLB, skip_if=2),
            _step(ANY_BIT, MAP_ANONYMOUS, skip_else=2),
            _step(ANY_BIT, MAP_SHARED, skip_else=1),
        ]
    )


def _one_of(values: tuple[int, ...]) -> bytes:
    """Return a test for any of the values."""
    last = len(values) - 1
    return b"".join(
        _step(EQUAL, value, skip_if=last - place, skip_else=int(place == last)) for place, value in enumerate(values)
    )


def _step(code: int, value: int, skip_if: int = 0, skip_else: int = 0) -> bytes:
    return struct.pack("=HBBI", code, skip_if, skip_else, value)


def _refuse(error: int) -> bytes:
    return _step(RETURN, REFUSE | error)


def _refused(number: int, error: int) -> tuple[bytes, bytes]:
    return _step(EQUAL, number, skip_else=1), _refuse(error)
