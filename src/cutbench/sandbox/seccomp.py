"""A filter of system calls in the form that the Linux kernel takes (classic BPF).

Namespaces do not hold everything: sockets of virtual machines reach the host, kernel keys are inherited, and memory of
System V or of anonymous files is in no limit. What a selection of events never needs is refused with an error.
"""

import errno
import platform
import struct
from typing import Any

# Load a word of the call, jump if equal, at least or any bit set, return (linux/filter.h).
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL, REFUSE, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000  # linux/seccomp.h
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
X32_CALLS = 0x40000000
NEW_NAMESPACES = 0x7E020000  # all CLONE_NEW* that clone() takes, of linux/sched.h
FAMILIES = (1, 2, 10, 16)  # AF_UNIX, AF_INET, AF_INET6, AF_NETLINK: all of them belong to the network namespace

LAST_FAMILY = 46  # of linux/socket.h

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
SPECIAL = {
    "x86_64": {"clone": 56, "clone3": 435, "socket": 41},
    "aarch64": {"clone": 220, "clone3": 435, "socket": 198},
}
# name: number on (x86_64, aarch64)
REFUSED = {
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438),
    # keys
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # memory that no limit counts
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    # large parts of the kernel
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "kexec_load": (246, 104),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "syslog": (103, 116),
}  # fmt: skip


def call_filter(machine: str | None = None) -> bytes:
    """Return the filter for a machine, by default this one; empty where its system calls are not known here."""
    machine = machine or platform.machine()
    if machine not in AUDIT:
        return b""
    special = SPECIAL[machine]
    column = list(AUDIT).index(machine)
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
            _step(EQUAL, special["clone"], skip_else=4),
            _step(LOAD, FIRST_ARGUMENT),
            _step(ANY_BIT, NEW_NAMESPACES, skip_else=1),
            _refuse(errno.EPERM),
            _step(RETURN, ALLOW),
            _step(EQUAL, special["socket"], skip_else=len(FAMILIES) + 2),
            _step(LOAD, FIRST_ARGUMENT),
            *(_step(EQUAL, family, skip_if=len(FAMILIES) - place) for place, family in enumerate(FAMILIES)),
            _refuse(errno.EAFNOSUPPORT),
            _step(RETURN, ALLOW),
        ]
    )


def call_profile() -> dict[str, Any]:
    """Return the filter in the form that container runtimes take (OCI): what is not named is allowed.

    So is clone3: apptainer answers all that is refused with EPERM, and then the C library starts no thread. A namespace
    that is made with it is of little use without mount, setns and the sockets that are refused.
    """
    refused = [{"names": sorted(REFUSED), **_answer(errno.EPERM)}]
    flags = [1 << bit for bit in range(32) if NEW_NAMESPACES >> bit & 1]
    refused += [
        {"names": ["clone"], "args": [_argument("SCMP_CMP_MASKED_EQ", flag, flag)], **_answer(errno.EPERM)}
        for flag in flags
    ]
    families = [_argument("SCMP_CMP_EQ", family) for family in range(LAST_FAMILY + 1) if family not in FAMILIES]
    families.append(_argument("SCMP_CMP_GT", LAST_FAMILY))
    refused += [{"names": ["socket"], "args": [one], **_answer(errno.EAFNOSUPPORT)} for one in families]
    return {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": refused}


def _answer(error: int) -> dict[str, Any]:
    return {"action": "SCMP_ACT_ERRNO", "errnoRet": error}


def _argument(comparison: str, value: int, second: int = 0) -> dict[str, Any]:
    return {"index": 0, "op": comparison, "value": value, "valueTwo": second}


def _step(code: int, value: int, skip_if: int = 0, skip_else: int = 0) -> bytes:
    return struct.pack("=HBBI", code, skip_if, skip_else, value)


def _refuse(error: int) -> bytes:
    return _step(RETURN, REFUSE | error)


def _refused(number: int, error: int) -> tuple[bytes, bytes]:
    return _step(EQUAL, number, skip_else=1), _refuse(error)
