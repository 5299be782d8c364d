import json
import struct

import pytest

from cutbench.sandbox.seccomp import (
    AF_UNIX,
    ALLOW,
    AUDIT,
    EQUAL,
    LOAD,
    NEW_NAMESPACES,
    REFUSED,
    RETURN,
    SPECIAL,
    call_filter,
    call_profile,
)


def decide(program, machine, number, *arguments):
    """Run a filter as the kernel does."""
    steps = [struct.unpack_from("=HBBI", program, place) for place in range(0, len(program), 8)]
    memory = {0: number, 4: AUDIT[machine], **dict.fromkeys(range(16, 64, 8), 0)}
    memory.update({16 + 8 * place: argument for place, argument in enumerate(arguments)})
    place = value = 0
    while True:
        code, then, otherwise, operand = steps[place]
        place += 1
        if code == RETURN:
            return operand
        if code == LOAD:
            value = memory[operand]
        else:
            is_so = value == operand if code == EQUAL else value >= operand if code == 0x35 else value & operand
            place += then if is_so else otherwise


@pytest.mark.parametrize("machine", AUDIT)
def test_only_what_is_listed_is_refused(machine):
    program, column = call_filter(machine), list(AUDIT).index(machine)
    refused = {numbers[column] for numbers in REFUSED.values()}
    refused |= {SPECIAL[name][column] for name in ("clone3", "socket", "socketpair")}
    assert {number for number in range(600) if decide(program, machine, number) != ALLOW} == refused


@pytest.mark.parametrize("machine", AUDIT)
@pytest.mark.parametrize(
    ("name", "place", "allowed", "refused"),
    [
        ("clone", 0, (0x1200011,), (0x10000011, 0x20000)),
        ("socket", 0, (1,), (0, 2, 10, 16, 17, 38, 40, 46, 99)),
        ("socketpair", 0, (1,), (0, 2, 40)),
        ("mmap", 3, (0x1, 0x2, 0x22, 0x4022), (0x21, 0x23, 0x40022, 0x40001)),
        ("fcntl", 1, (1, 2, 3, 4, 1030, 1032), (1031,)),
        ("setsockopt", 2, (2, 9, 34), (7, 8, 32, 33)),
    ],
)
def test_calls_that_depend_on_an_argument(machine, name, place, allowed, refused):
    program, number = call_filter(machine), SPECIAL[name][list(AUDIT).index(machine)]
    answers = {value: decide(program, machine, number, *[0] * place, value) for value in (*allowed, *refused)}
    assert {value for value, answer in answers.items() if answer == ALLOW} == set(allowed)


def test_other_architectures_of_the_same_machine_are_no_way_around():
    program = call_filter("x86_64")
    assert decide(program, "x86_64", 0x40000000 + 39) != ALLOW
    assert decide(call_filter("aarch64"), "x86_64", 39) == 0x80000000


def test_a_machine_that_is_not_known_has_no_filter():
    assert call_filter("riscv64") == b""


def test_container_runtimes_get_the_same_filter():
    profile = call_profile()
    json.dumps(profile)
    refused = {name for rule in profile["syscalls"] for name in rule["names"] if "args" not in rule}
    assert refused == set(REFUSED)
    rules = [(rule["names"][0], rule["args"][0]) for rule in profile["syscalls"] if "args" in rule]
    assert {name for name, _ in rules} == set(SPECIAL) - {"clone3"}
    sockets = [one for name, one in rules if name == "socket"]
    assert AF_UNIX not in {one["value"] for one in sockets if one["op"] == "SCMP_CMP_EQ"}
    assert [one["op"] for one in sockets].count("SCMP_CMP_GT") == 1
    flags = [one for name, one in rules if name == "clone"]
    assert sum(one["value"] for one in flags) == NEW_NAMESPACES
    assert all(one["value"] == one["valueTwo"] for one in flags)
