import json
import struct

import pytest

from cutbench.sandbox.seccomp import (
    ALLOW,
    AUDIT,
    EQUAL,
    FAMILIES,
    LOAD,
    NEW_NAMESPACES,
    REFUSED,
    RETURN,
    SPECIAL,
    call_filter,
    call_profile,
)


def decide(program, machine, number, first_argument=0):
    """Run a filter as the kernel does."""
    steps = [struct.unpack_from("=HBBI", program, place) for place in range(0, len(program), 8)]
    memory = {0: number, 4: AUDIT[machine], 16: first_argument}
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
    refused = {numbers[column] for numbers in REFUSED.values()} | {
        SPECIAL[machine]["clone3"],
        SPECIAL[machine]["socket"],
    }
    assert {number for number in range(600) if decide(program, machine, number) != ALLOW} == refused


@pytest.mark.parametrize("machine", AUDIT)
def test_calls_that_depend_on_their_argument(machine):
    program = call_filter(machine)
    clone, socket = SPECIAL[machine]["clone"], SPECIAL[machine]["socket"]
    assert decide(program, machine, clone, 0x1200011) == ALLOW
    assert decide(program, machine, clone, 0x10000011) != ALLOW
    allowed = {family for family in range(50) if decide(program, machine, socket, family) == ALLOW}
    assert allowed == {1, 2, 10, 16}


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
    sockets = [rule["args"][0] for rule in profile["syscalls"] if rule["names"] == ["socket"]]
    assert not {one["value"] for one in sockets if one["op"] == "SCMP_CMP_EQ"} & set(FAMILIES)
    assert [one["op"] for one in sockets].count("SCMP_CMP_GT") == 1
    flags = [rule["args"][0] for rule in profile["syscalls"] if rule["names"] == ["clone"]]
    assert sum(one["value"] for one in flags) == NEW_NAMESPACES
    assert all(one["value"] == one["valueTwo"] for one in flags)
